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
    OUTSIDE,
    UNKNOWN,
    both_views,
    reconciled_views,
    score_distribution,
    scores_by,
)
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.measure import Status
from indicators.scope import Access, Attribution, Period, Scope, ScopeError, TerritoryRef
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
    max_examples=few(5, everything=15), deadline=None, suppress_health_check=list(HealthCheck),
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
        if 0 < len(inside) < SMALLEST_GROUP:
            assert found["answers"].isna().all()
        else:
            assert found["answers"].tolist() == expected
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
        assert (row["numerator"], row["denominator"]) == (answered, attended)


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
        for key, row in found.iterrows():
            nps = groups[key].astype(int)
            if row["withheld"]:
                assert np.isnan([row["promoters"], row["detractors"], row["answers"]]).all()
                continue
            assert len(nps) >= SMALLEST_GROUP
            assert (row["promoters"], row["detractors"], row["answers"]) == (
                (nps >= 9).sum(),
                (nps <= 6).sum(),
                len(nps),
            )
        hidden = found["withheld"].astype(bool)
        assert hidden.sum() != 1 or len(groups[found.index[hidden][0]]) == len(inside)


def assert_views(edition, scope, counted, ufs):
    pairs = both_views(edition, scope, ALL)

    def side(values):
        return values.fillna(UNKNOWN).map(lambda uf: uf if uf in ufs or uf == UNKNOWN else OUTSIDE)

    sides = pd.DataFrame(
        {"executing": side(counted["executing"]), "client": side(counted["client"])}
    )
    kept = (
        sides["executing"].isin(ufs)
        | sides["client"].isin(ufs)
        | (scope.territory.level == "brasil")
    )
    expected = sides[kept].value_counts().to_dict()
    assert pairs.set_index(["executing", "client"])["answers"].to_dict() == expected
    table = reconciled_views(pairs).set_index("uf")
    for uf, row in table.iterrows():
        assert row["executing"] == (counted["executing"] == uf).sum()
        assert row["client"] == (counted["client"] == uf).sum()
        assert row["executing"] == row["both"] + row["clients_elsewhere"] + row["clients_unknown"]
        assert row["client"] == row["both"] + row["units_elsewhere"] + row["units_unknown"]


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    def answers(code, uf, times, **more):
        return [
            {"data": date(2025, 3, 1), "municipio": code, "uf_executora": uf, "nps": 10, **more}
        ] * times

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


def test_teams_and_partners_have_their_names_or_their_codes(edition):
    teams = scores_by(edition, "equipe", Scope(YEAR), ALL).set_index("key")["name"].to_dict()
    partners = scores_by(edition, "parceiro", Scope(YEAR), ALL).set_index("key")
    assert teams == {"": "", "E1": "Agência", "E9": "E9"}
    assert partners["name"].to_dict() == {"": "", "S1": "Sala A", "S2": "S2"}
    assert partners.loc["S1", "kind"] == "Sala"


def test_a_coordinator_sees_the_own_state_and_the_rest_without_names(edition):
    pairs = both_views(edition, Scope(YEAR), Access("ana", frozenset({"SP"})))
    assert pairs.to_dict("records") == [
        {"executing": "SP", "client": "SP", "answers": 8},
        {"executing": OUTSIDE, "client": "SP", "answers": 7},
    ]
    only = scores_by(edition, "uf", Scope(YEAR), Access("ana", frozenset({"SP"})))
    assert only[["key", "name", "answers"]].to_dict("records") == [
        {"key": "SP", "name": "São Paulo", "answers": 8}
    ]


def test_what_neither_view_counts_is_told_where_everything_may_be_seen(edition):
    pairs = both_views(edition, Scope(YEAR), ALL).set_index(["executing", "client"])["answers"]
    assert pairs[UNKNOWN, UNKNOWN] == 5
    assert pairs.sum() == 28


def test_executing_units_have_no_place_below_the_state(edition):
    scope = Scope(YEAR, TerritoryRef("municipio", CODES[0]))
    for ask in (score_distribution, both_views):
        with pytest.raises(ScopeError, match="conhecida por UF"):
            ask(edition, scope, ALL)
    client = Scope(YEAR, scope.territory, attribution=Attribution.ESTABLISHMENT)
    assert score_distribution(edition, client, ALL)["answers"].sum() == 6
