"""Checks of `atendimentos`: too many on a day, heaped at the two thresholds of the programme."""

from collections.abc import Iterator
from functools import lru_cache

import pandas as pd

from config.attendance_rule import attendance_rule
from config.formatting import day, enumerate_first, number, percent, plural
from config.plausibility import PlausibilityCheck
from data_access.plausibility.heaping import heaped_groups
from data_access.plausibility.subject import Doubt, Subject, check_named

GROUPS = {"uf_executora": "UF", "parceiro": "parceiro", "equipe": "equipe"}
SHOWN = 3


def many_on_a_day(subject: Subject) -> Iterator[Doubt]:
    """Hashes are counted first because they are small;
    only those that repeat are looked at in full.
    """
    most = int(check_named("atendimentos_no_dia").limit("most"))
    listing = f"""
        WITH often AS (
            SELECT hash(id_cliente, data_fim) AS h FROM {subject.rows} WHERE id_cliente IS NOT NULL
            GROUP BY h HAVING count(*) >= {most}
        )
        SELECT any_value(uf_executora) AS uf, data_fim AS dia, count(*) AS atendimentos,
            count(DISTINCT parceiro) AS parceiros, count(DISTINCT equipe) AS equipes,
            min(id_atendimento) AS primeiro_atendimento, max(id_atendimento) AS ultimo_atendimento,
            substr(sha256(id_cliente::VARCHAR), 1, 16) AS cliente
        FROM {subject.rows}
        WHERE id_cliente IS NOT NULL AND hash(id_cliente, data_fim) IN (SELECT h FROM often)
        GROUP BY id_cliente, tipo_cliente, data_fim HAVING count(*) >= {most}
        ORDER BY atendimentos DESC, dia, primeiro_atendimento
    """
    found = subject.frame(listing)
    if len(found):
        worst = found.iloc[0]
        times = plural(len(found), "caso", "casos")
        yield Doubt(
            "atendimentos_no_dia",
            f"{times} de cliente com {number(most)} ou mais atendimentos num só dia; o maior número"
            f" foi {number(worst['atendimentos'])}, em {day(worst['dia'])} ({worst['uf']}).",
            len(found),
            found,
        )


@lru_cache(maxsize=1)
def least_frequency() -> float | None:
    """The least frequency that the rule of the valid attendance accepts."""
    clauses = (clause for clause in attendance_rule().clause if clause.column == "frequencia")
    return next((clause.minimum for clause in clauses), None)


def frequency_at_limit(subject: Subject) -> Iterator[Doubt]:
    """The share of rows exactly at the least frequency, among those near it; by group and all."""
    least = least_frequency()
    if least is None or "frequencia" not in subject.columns:
        return
    check = check_named("frequencia_no_limite")
    reach = check.limit("reach")
    near = f"frequencia BETWEEN {least - reach} AND {least + reach} AND frequencia <> 100"
    counted = f"SELECT *, frequencia = {least} AS at_limit FROM {subject.rows} WHERE {near}"
    what = f"com frequência de exatamente {number(least)} %"
    yield from _heaping_doubts(subject, check, counted, ("linhas", what, "linhas próximas"))


def recurrence_at_limit(subject: Subject) -> Iterator[Doubt]:
    """The share of clients with exactly two attendances among those with one to three, by group and
    in all.

    A client belongs to the group of its latest attendance.
    """
    check = check_named("recorrencia_no_limite")
    months = int(check.limit("months"))
    columns = ", ".join(f"arg_max({name}, (data_fim, id_atendimento)) AS {name}" for name in GROUPS)
    counted = f"""
        SELECT {columns}, count(*) = 2 AS at_limit
        FROM {subject.rows}, (SELECT max(data_fim) AS latest FROM {subject.rows})
        WHERE id_cliente IS NOT NULL AND data_fim > last_day(latest) - INTERVAL {months} MONTH
        GROUP BY id_cliente, tipo_cliente HAVING count(*) <= 3
    """
    yield from _heaping_doubts(
        subject, check, counted, ("clientes", "com exatamente dois atendimentos", "com um a três")
    )


def _heaping_doubts(
    subject: Subject, check: PlausibilityCheck, counted: str, words: tuple[str, str, str]
) -> Iterator[Doubt]:
    """`counted`: SQL with the columns of `GROUPS` and whether each row is at the limit."""
    sets = ", ".join(f"({name})" for name in GROUPS)
    marks = ", ".join(f"grouping({name}) = 0 AS by_{name}" for name in GROUPS)
    groups = subject.frame(f"""
        SELECT {", ".join(GROUPS)}, {marks},
            count(*) FILTER (at_limit) AS at, count(*) AS around
        FROM ({counted}) GROUP BY GROUPING SETS ((), {sets}) ORDER BY ALL
    """)
    every = groups[~groups[[f"by_{name}" for name in GROUPS]].any(axis=1)]
    at, around = int(every["at"].sum()), int(every["around"].sum())
    if around == 0:
        return
    listing = pd.concat([_flagged_groups(groups, name, check) for name in GROUPS])
    whole = around >= check.limit("fewest") and at / around > check.limit("share")
    if whole:
        total = pd.DataFrame(
            {
                "grupo": ["todos"],
                "codigo": [None],
                "uf": [None],
                "no_limite": [at],
                "vizinhos": [around],
            }
        )
        listing = pd.concat([total, listing])
    if len(listing):
        listing = listing.assign(
            parcela=listing["no_limite"] / listing["vizinhos"], parcela_de_todos=at / around
        )
        yield Doubt(check.id, _sentence(listing, at / around, words), len(listing), listing)


def _flagged_groups(groups: pd.DataFrame, name: str, check: PlausibilityCheck) -> pd.DataFrame:
    own = groups[groups[f"by_{name}"] & groups[name].notna()]
    limits = {limit: check.limit(limit) for limit in ("fewest", "times", "deviations")}
    found = own[heaped_groups(own["at"], own["around"], **limits)].sort_values(
        "at", ascending=False
    )
    return pd.DataFrame({
        "grupo": GROUPS[name],
        "codigo": found[name],
        "uf": found[name] if name == "uf_executora" else None,
        "no_limite": found["at"],
        "vizinhos": found["around"],
    })  # fmt: skip


def _sentence(listing: pd.DataFrame, share: float, words: tuple[str, str, str]) -> str:
    what, at, around = words
    named = enumerate_first(
        (
            f"{row.grupo} {row.codigo}" if isinstance(row.codigo, str) else "no conjunto"
            for row in listing.head(SHOWN).itertuples()
        ),
        len(listing),
    )
    worst = listing.iloc[0]
    return (
        f"Há {what} demais {at}: {named}. O primeiro tem {percent(worst['parcela'])} das"
        f" {around}, e todos juntos {percent(share)}."
    )
