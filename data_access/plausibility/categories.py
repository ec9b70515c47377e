"""Checks of what sources write in lists of their own: two spellings of one value, and values that a
rule does not know.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches

import pandas as pd

from config.attendance_rule import attendance_rule
from config.formatting import enumerate_words, number, plural
from config.service import service_rule
from data_access.contract.load import table_contract
from data_access.places.keys import key
from data_access.plausibility.subject import Doubt, Subject
from data_access.sources.source import identifier
from indicators.catalogue.definitions import catalogue

SPELLINGS, UNKNOWN = "grafias_de_um_valor", "valor_que_a_regra_nao_conhece"
MOST = 500  # values of a column; one with more is no list
SHOWN = 5
# Of letters and digits that two names share, for one to be told beside the other; where a list is
# open, for it to be told at all (“Atendimento” is no misspelt “Agendamento”).
NEAR, NEARLY_THE_SAME = 0.72, 0.85


def two_spellings(subject: Subject) -> Iterator[Doubt]:
    """Values of one column that are the same by letters and digits."""
    found = []
    for column in _categories(subject):
        by_key = defaultdict(list)
        for value, rows in _values(subject, column).items():
            by_key[key(value)].append((value, rows))
        for name, spellings in by_key.items():
            if name and len(spellings) > 1:
                found += [(column, value, rows, spellings[0][0]) for value, rows in spellings[1:]]
    if not found:
        return
    frame = pd.DataFrame(found, columns=["coluna", "valor", "linhas", "mais_frequente"])
    told = enumerate_words(
        f"“{row['valor']}” e “{row['mais_frequente']}” em {row['coluna']}"
        for row in frame.head(SHOWN).to_dict("records")
    )
    more = f" e mais {number(len(frame) - SHOWN)}" if len(frame) > SHOWN else ""
    sentence = (
        f"O mesmo valor vem escrito de mais de uma forma, e cada forma conta como outro: {told}"
        f"{more}."
    )
    yield Doubt(SPELLINGS, sentence, len(frame), frame)


def unknown_to_rules(subject: Subject) -> Iterator[Doubt]:
    """Values that the rules of channels, of the valid attendance or the catalogue do not know.

    A list that is closed (channels, indicators) tells all of them; of one that is open (situations)
    only what nearly is a value that the rule knows.
    """
    found = []
    for column, (known, closed) in _known(subject.table).items():
        if column not in subject.columns:
            continue
        names = {key(name): name for name in known}
        exact = {_without_accents(name) for name in known}
        for value, rows in _values(subject, column).items():
            if _without_accents(value) in exact:
                continue
            cutoff = NEAR if closed else NEARLY_THE_SAME
            near = get_close_matches(key(value), names, n=1, cutoff=cutoff)
            if closed or near:
                found.append((column, value, rows, names[near[0]] if near else ""))
    if not found:
        return
    frame = pd.DataFrame(found, columns=["coluna", "valor", "linhas", "mais_proximo"])
    told = enumerate_words(_told(*row) for row in found[:SHOWN])
    more = f" e mais {number(len(frame) - SHOWN)}" if len(frame) > SHOWN else ""
    sentence = f"Há valores que as regras não conhecem: {told}{more}."
    yield Doubt(UNKNOWN, sentence, int(frame["linhas"].sum()), frame)


def _told(column: str, value: str, rows: int, near: str) -> str:
    maybe = f"; seria “{near}”?" if near else ""
    return f"“{value}” em {column} ({plural(rows, 'linha', 'linhas')}{maybe})"


def _known(table: str) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Of each column that a rule reads by names: the names, and whether there are no others."""
    channels = service_rule().channels
    match table:
        case "atendimentos":
            texts = {
                rule["column"]: (tuple(map(str, rule["values"])), False)
                for rule in (clause.model_dump() for clause in attendance_rule().clause)
                if rule["column"] in ("situacao", "tipo_atendimento")
            }
            return {**texts, "canal": ((*channels.digital, *channels.not_digital), True)}
        case "contatos":
            return {"canal": ((*channels.digital, *channels.not_digital), False)}
        case "metas" | "criterios":
            return {"indicador": (tuple(catalogue()), True)}
    return {}


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _categories(subject: Subject) -> list[str]:
    return [
        column.name
        for column in table_contract(subject.table).of_type("categoria")
        if column.name in subject.columns
    ]


def _values(subject: Subject, column: str) -> dict[str, int]:
    """The distinct values with their rows, the commonest first; none where they are too many."""
    cell = identifier(column)
    frame = subject.frame(
        f"SELECT {cell} AS value, count(*) AS n FROM {subject.rows} WHERE {cell} IS NOT NULL"
        f" GROUP BY 1 ORDER BY n DESC, value LIMIT {MOST + 1}"
    )
    return {} if len(frame) > MOST else dict(zip(frame["value"], frame["n"], strict=True))
