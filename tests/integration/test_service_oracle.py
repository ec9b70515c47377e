"""Contacts: any window, channel and view equals contacts counted one by one, and medians those of
their minutes.
"""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_series, indicator_table
from indicators.measure import Status
from indicators.scope import Access, Attribution, Period, Scope, TerritoryRef
from indicators.uncertainty import byar, wilson
from tests.support.oracle_source_months import heard, within
from tests.support.quantiles import quantile_interval
from tests.support.small_country import CODES, edition_of, pseudonym, register
from tests.support.tiers import few

# Minutes, as config/service.toml says; Balcão has none of its own.
TARGETS = {
    "Chat": 5,
    "Telefone": 5,
    "Balcão": 60,
}
MOMENTS = st.integers(0, 364 * 24 * 60 - 1).map(
    lambda minute: datetime(2025, 1, 1) + timedelta(minutes=minute)  # noqa: DTZ001 - as files do
)
WAITS = st.sampled_from([None, -30, 0, 59, 299, 300, 301, 3599, 3600, 3601, 90_000])  # seconds
FLAGS = st.sampled_from([None, True, False])
CONTACTS = st.lists(
    st.fixed_dictionaries(
        {
            "aberto_em": MOMENTS,
            "canal": st.sampled_from(list(TARGETS)),
            "espera": WAITS,
            "solucao": WAITS,
            "resolvido_primeiro_contato": FLAGS,
            "robo": FLAGS,
            "transferido": FLAGS,
            "reclamacao": FLAGS,
            "municipio": st.sampled_from([None, *CODES]),
            "uf_executora": st.sampled_from([None, "MG", "SP"]),
        }
    ),
    max_size=40,
)
ATTENDANCES = pd.DataFrame(
    {
        "id_atendimento": [f"A{n}" for n in range(12)],
        "id_cliente": [pseudonym(n % 5) for n in range(12)],
        "tipo_cliente": ["PJ", "PF", "PJ"] * 4,
        "porte": "ME",
        "valido": True,
        "situacao": "Concluído",
        "data_fim": [datetime(2025, month, 10).date() for month in range(1, 13)],  # noqa: DTZ001 - a day
        "municipio": ["3106200", "3550308", "3170206"] * 4,
        "uf_executora": ["MG", "SP"] * 6,
        "canal": ["Chat", "Telefone", "Balcão"] * 4,
    }
)
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
RELAXED = settings(
    max_examples=few(2, everything=12),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)
ALL = Access.everything()
NOWHERE = ""  # the UF of what has none


def edition_with(folder, contacts):
    columns = ["aberto_em", "canal", "espera", "solucao", "resolvido_primeiro_contato", "robo",
               "transferido", "reclamacao", "municipio", "uf_executora"]  # fmt: skip
    frame = pd.DataFrame(contacts, columns=columns).astype(object)
    frame["id_contato"] = [f"C{n}" for n in range(len(frame))]
    for name, wait in (("primeira_resposta_em", "espera"), ("resolvido_em", "solucao")):
        frame[name] = [
            None if pd.isna(seconds) else opened + timedelta(seconds=int(seconds))
            for opened, seconds in zip(frame["aberto_em"], frame[wait], strict=True)
        ]
    return (
        edition_of(
            folder, atendimentos=ATTENDANCES, contatos=frame.drop(columns=["espera", "solucao"])
        ),
        frame,
    )


def says(frame, column):
    """Whether the unit's UF, in any of its contacts, says `column`."""
    return (
        frame[column]
        .notna()
        .groupby(frame["uf_executora"].fillna(""))
        .transform("any")
        .astype(bool)
    )


# Which contacts say what each indicator is about.
SAYING = {
    "resolucao_primeiro_contato": lambda rows: (
        rows["resolvido_primeiro_contato"].notna() | (pd.to_numeric(rows["solucao"]) < 0)
    ),
    "nivel_servico": lambda rows: rows["answers"],
    "retencao_chatbot": lambda rows: rows["robo"].notna() & rows["resolves"],
    "reclamacoes_mil": lambda rows: rows["reclamacao"].notna(),
}


def parts(contacts, attendances):
    """Numerator and denominator of each indicator, from the definitions."""
    wait = pd.to_numeric(contacts["espera"])
    target = contacts["canal"].map(TARGETS).astype(float) * 60
    bot = contacts["robo"].eq(True)
    solved = pd.to_numeric(contacts["solucao"])
    kept = bot & ~contacts["transferido"].eq(True) & (solved >= 0)  # not before it was opened
    return {
        "resolucao_primeiro_contato": (
            (contacts["resolvido_primeiro_contato"].eq(True) & ~(solved < 0)).sum(),
            (contacts["resolvido_primeiro_contato"].notna() | (solved < 0)).sum(),
        ),
        "nivel_servico": (((wait >= 0) & (wait <= target)).sum(), contacts["answers"].sum()),
        "retencao_chatbot": (kept.sum(), (bot & contacts["resolves"]).sum()),
        "reclamacoes_mil": (contacts["reclamacao"].eq(True).sum(), len(attendances)),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("service")


@RELAXED
@given(
    contacts=CONTACTS,
    months=st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted),
    channel=st.lists(st.sampled_from(list(TARGETS)), unique=True).map(tuple),
    executing=st.booleans(),
)
def test_any_slice_equals_contacts_counted_one_by_one(folder, contacts, months, channel, executing):
    edition, frame = edition_with(folder, contacts)
    view = Attribution.EXECUTING_UNIT if executing else Attribution.ESTABLISHMENT
    scope = Scope(
        Period.parse(*(f"2025-{month:02d}" for month in months)), channel=channel, attribution=view
    )
    places = register().set_index("code")["uf"]

    def inside(rows, moment):
        kept = (
            rows[moment].map(lambda at: months[0] <= at.month <= months[1]).astype(bool)
            if len(rows)
            else []
        )
        rows = rows[kept] if len(rows) else rows
        return rows[rows["canal"].isin(channel)] if channel else rows

    frame = frame.assign(answers=says(frame, "espera"), resolves=says(frame, "solucao"))
    chosen, served = inside(frame, "aberto_em"), inside(ATTENDANCES, "data_fim")

    def of(rows):
        found = rows["uf_executora"] if executing else rows["municipio"].map(places)
        return found.fillna(NOWHERE)

    try:
        for name, say in SAYING.items():
            table = indicator_table(edition, name, scope=scope, access=ALL, level="uf")
            said = frame[say(frame).astype(bool)]
            source = of(said), said["aberto_em"].map(lambda at: at.month)
            known = heard(*source, *months)
            if (
                name == "reclamacoes_mil"
            ):  # nothing to divide by, where nobody's attendances are known
                known = known & set(of(ATTENDANCES))
            table["uf"] = table["uf"].fillna(NOWHERE)
            assert_adds_up(edition, name, scope, table)
            counted = parts(chosen[of(chosen) == NOWHERE], served[:0])[name]
            told = NOWHERE in known and any(counted)
            assert (NOWHERE in set(table["uf"])) == told, name
            for row in table.to_dict("records"):
                assert (row["status"] == Status.NOT_MEASURED) == (row["uf"] not in known), name
                if row["uf"] not in known:
                    assert pd.isna([row["numerator"], row["denominator"], row["value"]]).all(), name
                    continue
                own, base = (rows[of(rows) == row["uf"]] for rows in (chosen, served))
                base = base[
                    base["data_fim"].map(lambda day: day.month).isin(within(*source, row["uf"]))
                ]
                numerator, denominator = parts(own, base)[name]
                found = row["numerator"], row["denominator"]
                assert found == pytest.approx((numerator, denominator), abs=0, nan_ok=True), name
                if denominator > 0:
                    bounds = (byar if name == "reclamacoes_mil" else wilson)(numerator, denominator)
                    expected = (float(bounds.lower), float(bounds.upper))
                    assert (row["lower"], row["upper"]) == pytest.approx(expected, abs=1e-12)
    finally:
        edition.close()


def assert_adds_up(edition, name, scope, table):
    """The country is its UFs and what has no place."""
    assert set(table.loc[table["uf"] == NOWHERE, "name"]) <= {"Sem território"}
    whole = indicator_table(edition, name, scope=scope, access=ALL, level="brasil").iloc[0]
    for part in ("numerator", "denominator"):
        assert whole[part] == pytest.approx(table[part].sum(min_count=1), nan_ok=True), name
    silent = table.loc[table["status"] == Status.NOT_MEASURED, "uf"]
    assert whole["missing"] == register()["uf"].isin(silent).sum() or pd.isna(whole["value"])


@RELAXED
@given(contacts=CONTACTS, level=st.sampled_from(["brasil", "regiao", "uf"]))
def test_medians_are_those_of_the_minutes_of_each_contact(folder, contacts, level):
    edition, frame = edition_with(folder, contacts)
    scope = Scope(Period.parse("2025-01", "2025-12"))
    places = register().drop_duplicates("uf").set_index("uf")
    column = {"regiao": places["region_code"], "uf": places["uf_code"]}
    code = (
        frame["uf_executora"].map(column[level])
        if level != "brasil"
        else pd.Series("BR", index=frame.index)
    ).fillna(NOWHERE)
    try:
        for name, wait in (("tempo_primeira_resposta", "espera"), ("tempo_resolucao", "solucao")):
            seconds = pd.to_numeric(frame[wait])
            table = indicator_table(edition, name, scope=scope, access=ALL, level=level)
            table["code"] = table["code"].fillna(NOWHERE)
            assert (NOWHERE in set(table["code"])) == (seconds[code == NOWHERE] >= 0).any()
            for row in table.to_dict("records"):
                minutes = np.sort(
                    seconds[(code == row["code"]) & (seconds >= 0)].to_numpy(float) // 60
                )
                expected = quantile_interval(minutes, 0.5)
                assert (
                    row["denominator"] == len(minutes)
                    if len(minutes)
                    else pd.isna(row["denominator"])
                )
                # Of no month of the year any is known.
                assert len(minutes) or row["status"] == Status.NOT_MEASURED
                assert (row["value"], row["lower"], row["upper"]) == pytest.approx(
                    expected, nan_ok=True
                )
    finally:
        edition.close()


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    opened = datetime(2025, 3, 1, 9)  # noqa: DTZ001 - as files write it
    waits = [60 * minutes for minutes in range(1, 41)]
    contacts = [
        {
            "aberto_em": opened,
            "canal": "Chat",
            "espera": wait,
            "solucao": None,
            "uf_executora": "MG",
        }
        for wait in waits
    ]
    edition, _ = edition_with(tmp_path_factory.mktemp("fixed"), contacts)
    yield edition
    edition.close()


SCOPE = Scope(Period.parse("2025-03", "2025-03"))


def test_a_median_is_told_by_state_and_for_no_smaller_place(edition):
    table = indicator_table(
        edition, "tempo_primeira_resposta", scope=SCOPE, access=ALL, level="uf"
    ).set_index("uf")
    assert table.loc["MG", ["value", "lower", "upper", "status"]].tolist() == [
        20,
        14,
        27,
        Status.MEASURED,
    ]
    # Nobody there ever said how long it took.
    assert table.loc["SP", "status"] == Status.NOT_MEASURED
    small = indicator_table(
        edition, "tempo_primeira_resposta", scope=SCOPE, access=ALL, level="municipio"
    )
    assert set(small["status"]) == {Status.NOT_APPLICABLE}


def test_access_and_series_hold_for_medians(edition):
    only = Access("ana", frozenset({"SP"}))
    table = indicator_table(
        edition, "tempo_primeira_resposta", scope=SCOPE, access=only, level="brasil"
    )
    assert table[["value", "denominator"]].isna().all(axis=None)
    march = Scope(Period.parse("2025-03", "2025-03"), TerritoryRef("uf", "31"))
    series = indicator_series(edition, "tempo_primeira_resposta", scope=march, access=ALL, months=2)
    # Before the first contact.
    assert series["status"].tolist() == [
        Status.NOT_MEASURED,
        Status.MEASURED,
    ]
    assert series["denominator"].tolist()[1] == 40


def test_the_service_level_follows_the_target_of_the_channel(edition):
    table = indicator_table(
        edition, "nivel_servico", scope=SCOPE, access=ALL, level="uf"
    ).set_index("uf")
    assert table.loc["MG", ["numerator", "denominator"]].tolist() == [5, 40]
