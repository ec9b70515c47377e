"""Detractors at wait, and cells of answers beside contacts: equal to rows judged one by one in
pandas.
"""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from config.settings import Settings
from data_access.editions.reading import open_edition
from data_access.queries.tables.detractors import (
    BANDS,
    LISTED,
    OTHERS,
    TOTAL,
    detractors_waiting,
)
from data_access.queries.tables.satisfaction_drivers import opinion_drivers
from data_access.queries.tables.satisfaction_scores import score_distribution
from data_access.schema import tables as schema
from data_access.schema.satisfaction import RETURNED, UNKNOWN_CLIENT
from indicators import drivers
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.drivers import Model, NoModel, Why
from indicators.scope import Access, Attribution, Month, Period, Scope, ScopeError, TerritoryRef
from tests.support.oracle_detractors import STATES, cells_of, judged_detractors
from tests.support.oracle_satisfaction import asked, complete
from tests.support.small_country import CODES, edition_of, pseudonym, register
from tests.support.tiers import few

DAYS = st.integers(0, 200).map(lambda days: date(2025, 1, 1) + timedelta(days=days))
CHANNELS = st.sampled_from([None, "Telefone", "TELEFONE ", "E-mail", "Chat"])
ATTENDANCES = st.lists(
    st.fixed_dictionaries({
        "id_cliente": st.sampled_from([pseudonym(n) for n in range(6)]),
        "data_fim": DAYS,
        "municipio": st.sampled_from(CODES),
        "uf_executora": st.sampled_from(["MG", "SP"]),
        "canal": CHANNELS,
        "equipe": st.sampled_from([None, "E1", "E2"]),
        "situacao": st.sampled_from(["Concluído", "Concluído", "Cancelado"]),
    }),
    min_size=1,
    max_size=14,
)  # fmt: skip
SURVEYS = st.lists(
    st.fixed_dictionaries({
        "data": DAYS,
        "id_atendimento": st.sampled_from([None, *(f"A{n}" for n in range(12))]),
        "municipio": st.sampled_from([None, *CODES]),
        "uf_executora": st.sampled_from([None, "MG", "SP"]),
        "canal": CHANNELS,
        "nps": st.sampled_from([None, 0, 3, 6, 7, 9, 10]),
    }),
    min_size=1,
    max_size=60,
)  # fmt: skip
CONTACTS = st.lists(
    st.fixed_dictionaries({
        "aberto_em": DAYS.map(lambda day: f"{day} 09:00:00"),
        "canal": st.sampled_from(["telefone", "Chat"]),
        "uf_executora": st.sampled_from([None, "MG", "SP"]),
        "resolvido_primeiro_contato": st.sampled_from([None, True, False]),
        "primeira_resposta_em": st.sampled_from([None, "2025-12-31 09:00:00"]),
    }),
    min_size=1,
    max_size=30,
)  # fmt: skip
INITIATIVES = pd.DataFrame(
    {"id_iniciativa": ["I1"], "nome": ["a"], "uf": ["MG"], "vulneraveis": [True]}
)
TEAMS = pd.DataFrame({"id_equipe": ["E1"], "nome": ["Agência"], "uf": ["MG"]})
ALL, YEAR = Access.everything(), Period.parse("2025-01", "2025-12")
UF = register().set_index("code")["uf"]
FAST = settings(
    max_examples=few(2, everything=15), deadline=None, suppress_health_check=list(HealthCheck),
                phases=[Phase.explicit, Phase.reuse, Phase.generate])  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("feedback")


def rows_of(attendances, surveys):
    rows = pd.DataFrame(attendances)
    rows = rows.assign(
        id_atendimento=[f"A{n}" for n in range(len(rows))],
        tipo_cliente="PJ",
        porte="ME",
        valido=True,
    )
    rows = rows.assign(parceiro=None, iniciativa=None)
    answers = pd.DataFrame(surveys).astype(object)
    answers = answers.assign(id_pesquisa=[f"P{n}" for n in range(len(answers))], parceiro=None)
    whole = complete(answers.assign(csat=None, ces=None, aumento_renda=None), rows, INITIATIVES)
    return (
        rows,
        answers,
        whole.assign(
            equipe=answers["id_atendimento"].map(rows.set_index("id_atendimento")["equipe"])
        ),
    )


@FAST
@given(
    attendances=ATTENDANCES,
    surveys=SURVEYS,
    months=st.tuples(st.integers(1, 8), st.integers(1, 8)).map(sorted),
    executing=st.booleans(),
    unit=st.sampled_from(["territorio", "equipe"]),
)
def test_detractors_are_those_judged_one_by_one(
    folder, attendances, surveys, months, executing, unit
):
    assume(any(each["situacao"] == "Concluído" for each in attendances))  # no edition without any
    rows, answers, whole = rows_of(attendances, surveys)
    edition = edition_of(
        folder, atendimentos=rows, pesquisas=answers, iniciativas=INITIATIVES, equipes=TEAMS
    )
    judged = judged_detractors(whole, rows, answers)
    judged = judged[
        judged["data"].map(lambda day: months[0] <= day.month <= months[1]).astype(bool)
    ]
    place = judged["uf_executora"] if executing else judged["municipio"].map(UF)
    place = place if unit == "territorio" else judged["equipe"]
    judged = judged.assign(unit=place.fillna(""))
    view = Attribution.EXECUTING_UNIT if executing else Attribution.ESTABLISHMENT
    period = Period.parse(*(f"2025-{month:02d}" for month in months))
    try:
        table = detractors_waiting(edition, unit, Scope(period, attribution=view), ALL)
    finally:
        edition.close()
    if table["detractors"].isna().any():
        assert table["key"].tolist() == [TOTAL]
        assert table[[*STATES, "detractors"]].isna().all(axis=None)
        return
    expected = pd.crosstab(judged["unit"], judged["state"]).reindex(columns=STATES, fill_value=0)
    expected = expected.assign(detractors=expected.sum(axis=1))
    named = table.set_index("key")
    own = [key for key in named.index if key not in (OTHERS, TOTAL)]
    known = {TOTAL: expected.sum(), OTHERS: expected.drop(index=own).sum()}
    for key, row in named.iterrows():
        counts = known[key] if key in known else expected.loc[key]
        bands = row[list(BANDS)].dropna()
        assert len(bands) in (0, len(BANDS))
        assert not bands.between(1, SMALLEST_GROUP - 1).any()
        told = [*bands.index, RETURNED, UNKNOWN_CLIENT, "detractors"]
        assert row[told].to_dict() == counts[told].to_dict()
        assert not 0 < counts["detractors"] < SMALLEST_GROUP


def test_a_wait_has_its_band_to_the_day_and_a_return_is_on_a_later_one(folder):
    """Five answers of each age on 11 April, given on the day of the attendance itself; one client
    came back.
    """
    last, ages = date(2025, 4, 11), (7, 8, 30, 31, 90, 91)
    common = {
        "municipio": CODES[0],
        "uf_executora": "MG",
        "canal": "Chat",
        "situacao": "Concluído",
        "equipe": None,
    }
    attended = [
        {"id_cliente": pseudonym(n), "data_fim": last - timedelta(days=age), **common}
        for n, age in enumerate(ages)
    ]
    surveys = [
        {
            "data": last - timedelta(days=age),
            "id_atendimento": f"A{n}",
            "municipio": None,
            "uf_executora": None,
            "canal": None,
            "nps": 0,
        }
        for n, age in enumerate(ages)
        for _ in range(5)
    ]
    surveys.append(surveys[0] | {"nps": 10})  # where all agree nothing is told
    others = [{"id_cliente": pseudonym(n), "data_fim": last, **common} for n in (50, len(ages) - 1)]
    rows, answers, _ = rows_of([*attended, *others], surveys)
    edition = edition_of(folder, atendimentos=rows, pesquisas=answers, iniciativas=INITIATIVES)
    try:
        found = detractors_waiting(edition, "territorio", Scope(YEAR), ALL).iloc[-1]
    finally:
        edition.close()
    # 7 | 8 30 | 31 90 | the client of 91 came back.
    assert found[STATES].tolist() == [
        5,
        10,
        10,
        0,
        5,
        0,
    ]


@pytest.mark.parametrize(("recent", "told"), [(4, False), (5, True)])
def test_how_long_few_wait_is_not_told_for_it_says_when_they_answered(folder, recent, told):
    """Twenty of Minas Gerais who wait since January and `recent` since last week; ten, all of
    January, of São Paulo, which alone can hide them.
    """
    days = {"MG": [100] * 20 + [3] * recent, "SP": [100] * 10}
    waiting = [(uf, age) for uf, ages in days.items() for age in ages]
    last = date(2025, 5, 31)
    home = {"MG": CODES[0], "SP": next(code for code in CODES if UF[code] == "SP")}
    attended = [
        {
            "id_cliente": pseudonym(n),
            "data_fim": last - timedelta(days=age),
            "municipio": home[uf],
            "uf_executora": uf,
            "canal": "Chat",
            "situacao": "Concluído",
            "equipe": None,
        }
        for n, (uf, age) in enumerate(waiting)
    ]
    end = {**attended[0], "id_cliente": pseudonym(500), "data_fim": last}
    empty = dict.fromkeys(["municipio", "uf_executora", "canal"])
    surveys = [
        {"data": row["data_fim"], "id_atendimento": f"A{n}", "nps": 2, **empty}
        for n, row in enumerate(attended)
    ]
    surveys += [surveys[0] | {"nps": 10}, surveys[-1] | {"nps": 10}]
    rows, answers, _ = rows_of([*attended, end], surveys)
    edition = edition_of(folder, atendimentos=rows, pesquisas=answers, iniciativas=INITIATIVES)
    scope = Scope(YEAR, attribution=Attribution.EXECUTING_UNIT)
    try:
        table = detractors_waiting(edition, "territorio", scope, ALL).set_index("key")
    finally:
        edition.close()
    assert table["detractors"].to_dict() == {"MG": 20 + recent, "SP": 10, TOTAL: 30 + recent}
    assert (table.loc["MG", list(BANDS)].notna().all()) == told
    if told:
        assert table.loc["MG", list(BANDS)].tolist() == [recent, 0, 0, 20]
    else:
        assert table[list(BANDS)].loc[["MG", TOTAL]].isna().all(axis=None)


def test_detractors_are_not_told_where_their_score_is_not(folder):
    """Nobody of MG is one, and all of SP are: of both it is withheld what each said."""
    rows = [
        {"id_cliente": pseudonym(n), "data_fim": date(2025, 1, 5), "municipio": CODES[place],
         "uf_executora": uf, "canal": "Chat", "situacao": "Concluído", "equipe": uf}
        for n, (uf, place) in enumerate([*[("MG", 0)] * 8, *[("SP", 3)] * 6, *[("MT", 5)] * 20])
    ]  # fmt: skip
    scores = [10] * 8 + [2] * 6 + [2, 10] * 10
    surveys = [
        {"data": date(2025, 1, 6), "id_atendimento": f"A{n}", "municipio": None,
         "uf_executora": None, "canal": None, "nps": nps}
        for n, nps in enumerate(scores)
    ]  # fmt: skip
    rows, answers, _ = rows_of(rows, surveys)
    edition = edition_of(folder, atendimentos=rows, pesquisas=answers, iniciativas=INITIATIVES)
    try:
        found = {
            uf: detractors_waiting(
                edition, "territorio", Scope(YEAR, TerritoryRef("uf", code)), ALL
            )
            .set_index("key")
            .loc[TOTAL, "detractors"]
            for uf, code in (("MG", "31"), ("SP", "35"))
        }
        whole = detractors_waiting(edition, "territorio", Scope(YEAR), ALL).set_index("key")
    finally:
        edition.close()
    assert pd.isna(list(found.values())).all()
    assert not {"MG", "SP"} & set(whole.index)
    assert whole.loc[TOTAL, "detractors"] == 16


def test_many_teams_are_listed_by_those_that_wait_and_add_up(folder):
    """Fifteen teams with 20 to 34 detractors each who never came back, and one of whom all did."""
    clients = [(team, n) for team in range(15) for n in range(20 + team)]
    first = [
        {"id_cliente": pseudonym(100 * t + n), "data_fim": date(2025, 1, 5), "equipe": f"T{t:02d}"}
        for t, n in clients
    ]
    back = [
        {"id_cliente": pseudonym(n), "data_fim": date(2025, 4, 1), "equipe": "T00"}
        for n in range(20)
    ]
    common = {"municipio": CODES[0], "uf_executora": "MG", "canal": "Chat", "situacao": "Concluído"}
    surveys = [
        {"data": date(2025, 1, 6), "id_atendimento": f"A{n}", "municipio": None,
         "uf_executora": None, "canal": None, "nps": 2}
        for n in range(len(first))
    ]  # fmt: skip
    # Where all agree nothing is told: one of each team is pleased.
    surveys += [surveys[clients.index((team, 0))] | {"nps": 10} for team in range(15)]
    rows, answers, _ = rows_of([{**row, **common} for row in [*first, *back]], surveys)
    edition = edition_of(folder, atendimentos=rows, pesquisas=answers, iniciativas=INITIATIVES)
    try:
        table = detractors_waiting(edition, "equipe", Scope(YEAR), ALL).set_index("key")
        answers = score_distribution(edition, Scope(YEAR), ALL)["answers"][:7].sum()
    finally:
        edition.close()
    assert list(table.index) == [*(f"T{t:02d}" for t in range(14, 4, -1)), OTHERS, TOTAL]
    assert len(table) == LISTED + 2
    # 85 days on 1 April.
    assert table.loc["T14", ["espera_31", "voltou", "detractors"]].tolist() == [
        34,
        0,
        34,
    ]
    assert table.loc[OTHERS, ["espera_31", "voltou"]].tolist() == [21 + 22 + 23 + 24, 20]
    assert table.loc[TOTAL, "detractors"] == answers == len(clients)


@FAST
@given(attendances=ATTENDANCES, surveys=SURVEYS, contacts=CONTACTS)
def test_answers_meet_the_contacts_of_their_unit_channel_and_month(
    folder, attendances, surveys, contacts
):
    rows, answers, whole = rows_of(attendances, surveys)
    calls = pd.DataFrame(contacts).astype(object)
    calls = calls.assign(id_contato=[f"C{n}" for n in range(len(calls))])
    edition = edition_of(
        folder, atendimentos=rows, pesquisas=answers, iniciativas=INITIATIVES, contatos=calls
    )
    try:
        with edition.engine.connect() as connection:
            found = connection.execute(sa.select(schema.driver_cell)).mappings().all()
    finally:
        edition.close()
    names = ("promoters", "detractors", "answers", "contacts", "resolution_known", "first_contact")
    cells = {
        (row["month"], row["executing_uf"], row["channel"].strip().lower()): tuple(
            row[name] for name in names
        )
        for row in found
    }
    assert cells == cells_of(asked(whole), calls)


def test_effects_need_a_unit_and_stay_inside_the_access(folder):
    rows, answers, _ = rows_of(
        [{"id_cliente": pseudonym(1), "data_fim": date(2025, 1, 5), "municipio": CODES[0],
          "uf_executora": "MG", "canal": "Chat", "equipe": None, "situacao": "Concluído"}],
        [{"data": date(2025, 1, 6), "id_atendimento": "A0", "municipio": None,
          "uf_executora": uf, "canal": "Chat", "nps": 9} for uf in ("MG", "SP", "SP")],
    )  # fmt: skip
    calls = pd.DataFrame(
        {
            "id_contato": [f"C{n}" for n in range(60)],
            "aberto_em": "2025-01-03 10:00:00",
            "canal": "Chat",
            "uf_executora": ["MG", "SP"] * 30,
            "resolvido_primeiro_contato": True,
        }
    )
    edition = edition_of(
        folder, atendimentos=rows, pesquisas=answers, iniciativas=INITIATIVES, contatos=calls
    )
    try:
        answered = {
            name: opinion_drivers(edition, Scope(YEAR), access)
            for name, access in (("all", ALL), ("MG", Access("ana", frozenset({"MG"}))))
        }
        with pytest.raises(ScopeError, match="conhecida por UF"):
            opinion_drivers(edition, Scope(YEAR, TerritoryRef("municipio", CODES[0])), ALL)
    finally:
        edition.close()
    assert all(isinstance(found, NoModel) for found in answered.values())
    # Three answers, all alike.
    assert {found.why for found in answered.values()} == {Why.UNTOLD}


def test_effects_are_told_of_whole_parts_of_years_and_of_all_channels(demo_home, monkeypatch):
    """What a month more, or a channel less, adds to a model would be of a few people."""
    monkeypatch.setattr(drivers, "FEWEST_ANSWERS", 1)  # the demonstration of tests is small
    monkeypatch.setattr(drivers, "FEWEST_CONTACTS", 1)
    edition = open_edition(Settings(home=demo_home, _env_file=None))
    last = Month(edition.manifest.end)
    try:
        years = Scope(Period.last_months(last, 12))
        told = opinion_drivers(edition, years, ALL)
        assert isinstance(told, Model)
        assert opinion_drivers(edition, replace(years, channel=(told.reference,)), ALL) == told
        cut = Scope(Period(years.period.start, last + -1))
        assert opinion_drivers(edition, cut, ALL) == NoModel(Why.UNTOLD)
    finally:
        edition.close()


@pytest.mark.parametrize("few", [1, 4])
def test_a_team_of_few_detractors_has_no_row_and_a_scope_of_few_no_figures(folder, few):
    """The scores beside the table tell how many there are: a single cell withheld would be all of
    them.
    """
    common = {"municipio": CODES[0], "uf_executora": "MG", "canal": "Chat", "situacao": "Concluído"}
    teams = ["E1"] * few + ["E2"] * 9
    attended = [
        {"id_cliente": pseudonym(n), "data_fim": date(2025, 1, 5), "equipe": team, **common}
        for n, team in enumerate(teams)
    ]
    surveys = [
        {
            "data": date(2025, 1 if team == "E2" else 2, 6),
            "id_atendimento": f"A{n}",
            "municipio": None,
            "uf_executora": None,
            "canal": None,
            "nps": 2,
        }
        for n, team in enumerate(teams)
    ]
    surveys += [surveys[-1] | {"nps": 10}] * 5  # where all agree nothing is told
    over = {**attended[0], "id_cliente": pseudonym(90), "data_fim": date(2025, 2, 28)}
    rows, answers, _ = rows_of([*attended, over], surveys)
    edition = edition_of(folder, atendimentos=rows, pesquisas=answers, iniciativas=INITIATIVES)
    try:
        both = detractors_waiting(edition, "equipe", Scope(YEAR), ALL)
        alone = detractors_waiting(
            edition, "equipe", Scope(Period.parse("2025-02", "2025-02")), ALL
        )
    finally:
        edition.close()
    assert both["key"].tolist() == [OTHERS, TOTAL]
    assert alone[[*STATES, "detractors"]].isna().all().all()
