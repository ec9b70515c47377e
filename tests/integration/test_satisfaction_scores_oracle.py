"""Answer rate, distribution, breakdowns and both views: equal to answers counted one by one in
pandas.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.tables.satisfaction_scores import (
    both_views,
    score_distribution,
    scores_by,
)
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.measure import Status
from indicators.scope import Access, Attribution, Month, Period, Scope, ScopeError, TerritoryRef
from tests.support.oracle_satisfaction import answered_about, asked, complete, response_rate
from tests.support.oracle_source_months import heard
from tests.support.oracle_source_months import within as feed_months
from tests.support.small_country import CODES, edition_of, pseudonym, register
from tests.support.tiers import few

DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
CHANNELS = st.sampled_from([None, "Telefone", "E-mail", "Chat"])
ATTENDANCES = st.lists(
    st.fixed_dictionaries({
        "data_fim": DAYS,
        "municipio": st.sampled_from(CODES),
        "uf_executora": st.sampled_from(["MG", "SP", "MT"]),
        "canal": CHANNELS,
        "parceiro": st.sampled_from([None, "S1", "S2"]),
        "equipe": st.sampled_from([None, "E1", "E2"]),
        "situacao": st.sampled_from(["Concluído", "Concluído", "Cancelado"]),
    }),
    min_size=1,
    max_size=12,
)  # fmt: skip
SURVEYS = st.lists(
    st.fixed_dictionaries({
        "data": DAYS,
        "id_atendimento": st.sampled_from([None, *(f"A{n}" for n in range(8))]),
        "municipio": st.sampled_from([None, *CODES]),
        "uf_executora": st.sampled_from([None, "MG", "SP"]),
        "canal": CHANNELS,
        "parceiro": st.sampled_from([None, "S1"]),
        "equipe": st.sampled_from([None, "E1", "E9"]),
        "nps": st.sampled_from([None, *range(11)]),
        "csat": st.sampled_from([None, 5]),
        "ces": st.sampled_from([None, 1]),
        "aumento_renda": st.sampled_from([None, None, False]),
    }),
    max_size=40,
)  # fmt: skip
COLUMNS = ["data", "id_atendimento", "municipio", "uf_executora", "canal", "parceiro", "equipe",
           "nps", "csat", "ces", "aumento_renda"]  # fmt: skip
INITIATIVES = pd.DataFrame(
    {"id_iniciativa": ["I1"], "nome": ["a"], "uf": ["MG"], "vulneraveis": [True]}
)
TEAMS = pd.DataFrame(
    {"id_equipe": ["E1", "E2"], "nome": ["Agência", "Central"], "uf": ["MG", "SP"]}
)
PARTNERS = pd.DataFrame(
    {"id_parceiro": ["S1"], "nome": ["Sala A"], "tipo": ["Sala"], "municipio": [CODES[0]]}
)
ALL = Access.everything()
YEAR = Period.parse("2025-01", "2025-12")
UF = register().set_index("code")["uf"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("opinion")


def edition_with(folder, attendances, surveys):
    rows = pd.DataFrame(attendances).assign(
        id_atendimento=[f"A{n}" for n in range(len(attendances))],
        id_cliente=[pseudonym(n) for n in range(len(attendances))],
        tipo_cliente="PJ",
        porte="ME",
        valido=True,
        iniciativa=None,
    )
    answers = pd.DataFrame(surveys, columns=COLUMNS).astype(object)
    answers = answers.assign(id_pesquisa=[f"P{n}" for n in range(len(surveys))])
    whole = complete(answers, rows, INITIATIVES)
    own = rows.set_index("id_atendimento")["equipe"]
    whole["equipe"] = answers["equipe"].where(
        answers["equipe"].notna(), answers["id_atendimento"].map(own)
    )
    tables = {"atendimentos": rows, "pesquisas": answers, "iniciativas": INITIATIVES}
    return edition_of(folder, equipes=TEAMS, parceiros=PARTNERS, **tables), rows, answers, whole


def within(days, months):
    return days.map(lambda day: months[0] <= day.month <= months[1]).astype(bool)


@settings(
    max_examples=few(2, everything=15), deadline=None, suppress_health_check=list(HealthCheck),
          phases=[Phase.explicit, Phase.reuse, Phase.generate])  # fmt: skip
@given(
    attendances=ATTENDANCES,
    surveys=SURVEYS,
    months=st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted),
    executing=st.booleans(),
    territory=st.sampled_from(
        [TerritoryRef(), TerritoryRef("uf", "31"), TerritoryRef("regiao", "3")]
    ),
    channel=st.sampled_from([(), ("Chat",)]),
)
def test_everything_equals_answers_counted_one_by_one(
    folder, attendances, surveys, months, executing, territory, channel
):
    edition, rows, answers, whole = edition_with(folder, attendances, surveys)
    view = Attribution.EXECUTING_UNIT if executing else Attribution.ESTABLISHMENT
    period = Period.parse(*(f"2025-{month:02d}" for month in months))
    scope = Scope(period, territory, channel=channel, attribution=view)
    ufs = {"brasil": {"MG", "SP", "MT"}, "uf": {"MG"}, "regiao": {"MG", "SP"}}[territory.level]
    whole = whole.assign(client=whole["municipio"].map(UF), executing=whole["uf_executora"])
    counted = asked(whole[within(whole["data"], months)])
    counted = counted[counted["canal"].isin(channel)] if channel else counted
    inside = counted[counted["executing" if executing else "client"].isin(ufs)]
    try:
        assert_rate(edition, rows, answers, scope, months, ufs)
        found = score_distribution(edition, scope, ALL)
        expected = [int((inside["nps"] == score).sum()) for score in range(11)]
        if is_unsafe(inside["nps"]):
            assert found["answers"].isna().all()
        elif not found["answers"].isna().all():
            assert found["answers"].tolist() == expected
        else:  # what is safe by itself may be withheld for another, but not the whole of a year
            assert months != [1, 12] or territory.level != "brasil" or channel
        assert_breakdowns(edition, scope, inside, "executing" if executing else "client")
        assert_views(edition, scope, counted, ufs)
    finally:
        edition.close()


def assert_rate(edition, rows, answers, scope, months, ufs):
    """Where and when nobody in the scope's channels ever answers, who answered is unknown and is no
    base.
    """
    valid = rows[rows["situacao"].eq("Concluído")]
    valid = valid[valid["canal"].isin(scope.channel)] if scope.channel else valid
    executing = scope.attribution is Attribution.EXECUTING_UNIT
    place = valid["uf_executora"] if executing else valid["municipio"].map(UF)
    month = valid["data_fim"].map(lambda day: day.month)
    spoken = valid["id_atendimento"].isin(answered_about(answers))
    source = place[spoken], month[spoken]
    known = heard(*source, *months)
    valid = valid[month.between(*months)]
    table = indicator_table(edition, "taxa_resposta", scope=scope, access=ALL, level="uf")
    assert set(table["uf"]) == ufs
    for row in table.to_dict("records"):
        if row["uf"] not in known:
            assert (row["status"], np.isnan(row["value"])) == (Status.NOT_MEASURED, True)
            continue
        span = feed_months(*source, row["uf"])
        answered, attended = response_rate(valid[(place == row["uf"]) & month.isin(span)], answers)
        if row["status"] == Status.SUPPRESSED:
            assert np.isnan([row["numerator"], row["denominator"], row["value"]]).all()
            continue
        assert not 0 < answered < SMALLEST_GROUP
        assert (row["numerator"], row["denominator"]) == (answered, attended)


def is_unsafe(nps):
    """Answers that are too few to be told, or all of them of one group of scores."""
    group = nps.astype(int).map(lambda score: (score >= 9) - (score <= 6))
    return 0 < len(nps) < SMALLEST_GROUP or (len(nps) > 0 and len(set(group)) == 1)


def assert_breakdowns(edition, scope, inside, uf):
    for dimension, column in {
        "canal": "canal",
        "parceiro": "parceiro",
        "equipe": "equipe",
        "uf": uf,
    }.items():
        found = scores_by(edition, dimension, scope, ALL).set_index("key")
        groups = {
            key: part["nps"]
            for key, part in inside.assign(key=inside[column].fillna("")).groupby("key")
        }
        assert set(found.index) == set(groups)
        told = found["answers"].dropna()
        assert [*found.index] == [*told.index, *sorted(set(groups) - {*told.index})]
        assert told.is_monotonic_decreasing
        for key, row in found.iterrows():
            nps = groups[key].astype(int)
            if row["withheld"]:
                assert np.isnan([row["promoters"], row["detractors"], row["answers"]]).all()
                continue
            assert not is_unsafe(nps)
            assert (row["promoters"], row["detractors"], row["answers"]) == (
                (nps >= 9).sum(),
                (nps <= 6).sum(),
                len(nps),
            )


def assert_views(edition, scope, counted, ufs):
    table = both_views(edition, scope, ALL).set_index("uf")
    assert set(table.index) == set(counted[["executing", "client"]].to_numpy().ravel()) & ufs
    executing, client = counted["executing"], counted["client"]
    for uf, row in table.iterrows():
        parts = {
            "both": (executing == uf) & (client == uf),
            "clients_elsewhere": (executing == uf) & (client != uf) & client.notna(),
            "clients_unknown": (executing == uf) & client.isna(),
            "units_elsewhere": (client == uf) & (executing != uf) & executing.notna(),
            "units_unknown": (client == uf) & executing.isna(),
        }
        counts = {name: int(rows.sum()) for name, rows in parts.items()}
        few = any(0 < count < SMALLEST_GROUP for name, count in counts.items() if name != "both")
        assert row[list(parts)].isna().all() or (not few and row[list(parts)].to_dict() == counts)
        for name, side in (("executing", executing), ("client", client)):
            nps = counted.loc[side == uf, "nps"]
            assert np.isnan(row[name]) or (row[name] == len(nps) and not is_unsafe(nps))


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    def answers(code, uf, times, **more):
        answer = {"data": date(2025, 3, 1), "municipio": code, "uf_executora": uf, **more}
        return [answer | {"nps": 10 if number else 3} for number in range(times)]

    surveys = [
        *answers("3106200", "MG", 6, equipe="E1", parceiro="S1"),
        *answers("3550308", "MG", 7, equipe="E9", parceiro="S2"),
        *answers(None, "MG", 2),
        *answers("3550308", "SP", 8),
        *answers(None, None, 5),
    ]
    attendance = {
        "data_fim": date(2025, 3, 1),
        "municipio": CODES[0],
        "uf_executora": "MG",
        "situacao": "Concluído",
    }
    attendance |= dict.fromkeys(("canal", "parceiro", "equipe"))
    edition, *_ = edition_with(tmp_path_factory.mktemp("fixed"), [attendance], surveys)
    yield edition
    edition.close()


def test_answers_without_a_unit_are_listed_beside_the_states(edition):
    table = scores_by(edition, "uf", Scope(YEAR), ALL)
    assert table[["key", "name", "answers"]].to_dict("records") == [
        {"key": "MG", "name": "Minas Gerais", "answers": 15},
        {"key": "SP", "name": "São Paulo", "answers": 8},
        {"key": "", "name": "Sem território", "answers": 5},
    ]
    assert score_distribution(edition, Scope(YEAR), ALL)["answers"].sum() == 28


def test_teams_and_partners_have_their_names_or_their_codes(edition):
    teams = scores_by(edition, "equipe", Scope(YEAR), ALL).set_index("key")["name"].to_dict()
    partners = scores_by(edition, "parceiro", Scope(YEAR), ALL).set_index("key")
    assert teams == {"": "", "E1": "Agência", "E9": "E9"}
    assert partners["name"].to_dict() == {"": "", "S1": "Sala A", "S2": "S2"}
    assert partners.loc["S1", "kind"] == "Sala"


def test_a_coordinator_sees_the_own_state_alone(edition):
    own = Access("ana", frozenset({"SP"}))
    table = both_views(edition, Scope(YEAR), own)
    # Eight of its own units; of its clients these and seven whom units of Minas Gerais attended.
    told = table[["uf", "both", "executing", "units_elsewhere", "client"]].to_dict("records")
    assert told == [{"uf": "SP", "both": 8, "executing": 8, "units_elsewhere": 7, "client": 15}]
    only = scores_by(edition, "uf", Scope(YEAR), own)
    assert only[["key", "name", "answers"]].to_dict("records") == [
        {"key": "SP", "name": "São Paulo", "answers": 8}
    ]


def test_where_the_views_part_by_a_few_no_part_is_told(edition):
    table = both_views(edition, Scope(YEAR), ALL).set_index("uf")
    # Two answers have a unit and no client: of the country less its UFs they are what one view has
    # more than the other, and with the six of Minas they are told of nobody.
    assert table.loc["MG", "executing"] == 15
    assert table.loc["MG"].drop("executing").isna().all()
    assert table.loc["SP", ["executing", "client"]].tolist() == [8, 15]


def test_two_windows_leave_no_few_between_the_views(tmp_path):
    """Of clients of another UF six answered until March and two after it."""

    def answers(code, month, scores, canal="Chat"):
        same = {"municipio": code, "uf_executora": "MG", "canal": canal}
        return [{"data": date(2025, month, 1), "nps": score} | same for score in scores]

    surveys = [
        *answers("3106200", 1, [10, 3, 8, 9, 2, 10]), *answers("3106200", 3, [10, 3, 8, 9, 2, 10]),
        *answers("3106200", 6, [10, 3, 8, 9, 2, 10]), *answers("3550308", 2, [10, 3, 8, 9, 2, 10]),
        *answers("3550308", 7, [10, 3]),
    ]  # fmt: skip
    attendance = {
        "data_fim": date(2025, 3, 31),
        "municipio": CODES[0],
        "uf_executora": "MG",
        "situacao": "Concluído",
        **dict.fromkeys(("canal", "parceiro", "equipe")),
    }
    edition, *_ = edition_with(tmp_path, [attendance], surveys)
    parts = ["both", "clients_elsewhere"]

    def told(first, last, **filters):
        period = Period(Month.of(2025, first), Month.of(2025, last))
        table = both_views(edition, Scope(period, **filters), ALL).set_index("uf")
        return table.loc["MG", parts].tolist()

    try:
        assert edition.manifest.end == Month.of(2025, 3).index
        assert told(1, 3) == [12, 6]
        for untold in (told(1, 12), told(1, 2), told(1, 3, channel=("Chat",))):
            assert np.isnan(untold).all()
    finally:
        edition.close()


def test_executing_units_have_no_place_below_the_state(edition):
    scope = Scope(YEAR, TerritoryRef("municipio", "3550308"))
    for ask in (score_distribution, both_views):
        with pytest.raises(ScopeError, match="conhecida por UF"):
            ask(edition, scope, ALL)
    client = Scope(YEAR, scope.territory, attribution=Attribution.ESTABLISHMENT)
    assert score_distribution(edition, client, ALL)["answers"].sum() == 15


def test_what_is_withheld_does_not_stand_by_how_many_answers_it_has(tmp_path):
    attendance = {
        "data_fim": date(2025, 3, 1), "municipio": CODES[0], "uf_executora": "MG",
        "situacao": "Concluído", "canal": None, "parceiro": None, "equipe": None,
    }  # fmt: skip
    scores = {"E1": [10] * 9, "E2": [10] * 4 + [3] * 3, "E3": [10] * 3 + [3] * 3}
    surveys = [
        {"data": date(2025, 3, 1), "municipio": CODES[0], "uf_executora": "MG", "equipe": team}
        | {"nps": score}
        for team, given in scores.items()
        for score in given
    ]
    edition, *_ = edition_with(tmp_path, [attendance], surveys)
    table = scores_by(edition, "equipe", Scope(YEAR), ALL)
    edition.close()
    assert table[["key", "withheld"]].to_numpy().tolist() == [
        ["E2", False],
        ["E1", True],
        ["E3", True],
    ]
