"""What the page of recurrence asks, of parts of a country: portes, channels, territory, access."""

from datetime import date, timedelta
from random import Random

import pandas as pd
import pytest

from data_access.queries.indicators.indicator import indicator_total
from data_access.queries.tables import recurrence
from indicators.scope import Access, AccessDeniedError, Period, Scope, TerritoryRef
from indicators.survival import durations, share_back_within
from tests.support import oracle_recurrence as oracle
from tests.support.oracle import with_clients
from tests.support.small_country import CODES, edition_of, pseudonym

ALL, MINAS = Access.everything(), Access("ana", frozenset({"MG"}))
SCOPE = Scope(Period.parse("2025-01", "2025-12"))
LAST = 2025 * 12 + 11


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Eighty companies over four years, and their days as the oracle sees them."""
    pick = Random(3)  # noqa: S311
    home = {who: (pick.choice(CODES), pick.choice(["MEI", "ME", "DEMAIS"])) for who in range(80)}
    rows = [
        {
            "id_cliente": pseudonym(who),
            "tipo_cliente": "PJ",
            "municipio": home[who][0],
            "porte": home[who][1],
            "data_fim": date(2022, 1, 1) + timedelta(days=pick.randrange(1461)),
            "canal": pick.choice(["Chat", "Telefone", None]),
            "instrumento": pick.choice(["Curso", None]),
            "equipe": pick.choice(["E1", "E2", None]),
        }
        for who in range(80)
        for _ in range(pick.randrange(1, 7))
    ]
    frame = pd.DataFrame(rows).assign(
        valido=True, situacao="Concluído", uf_executora="MG", tipo_atendimento=None
    )
    frame = frame.assign(
        frequencia=None, id_atendimento=[f"A{place:03d}" for place in range(len(rows))]
    )
    teams = pd.DataFrame({"id_equipe": ["E1"], "nome": ["Equipe um"], "uf": ["MG"]})
    edition = edition_of(tmp_path_factory.mktemp("recurrence"), atendimentos=frame, equipes=teams)
    nobody = pd.DataFrame(columns=["id_cliente", "tipo_cliente", "municipio", "porte"])
    yield edition, oracle.visits(with_clients(frame, nobody))
    edition.close()


def chosen(days, *, minas=False, portes=("MEI", "ME", "EPP")):
    kept = days[days["porte"].isin(portes)]
    return kept[kept["municipio"].str.startswith("31")] if minas else kept


@pytest.mark.parametrize(("access", "territory"), [(MINAS, "brasil"), (ALL, "uf:31")])
def test_access_and_territory_leave_the_same_clients(country, access, territory):
    edition, days = country
    scope = Scope(SCOPE.period, TerritoryRef.parse(territory))
    moves = recurrence.segment_moves(edition, scope=scope, access=access)
    found = moves[moves["quarter"] == LAST].groupby("now")["clients"].sum().to_dict()
    expected: dict[str, int] = {}
    for (end, _, _, _, now), clients in oracle.moves(chosen(days, minas=True), LAST).items():
        if end == LAST:
            expected[now] = expected.get(now, 0) + clients
    assert found == expected


def test_a_porte_that_is_asked_for_counts_alone(country):
    edition, days = country
    scope = Scope(SCOPE.period, porte=("DEMAIS",))
    rows = recurrence.cohorts(edition, scope=scope, access=ALL)
    found = {(row.first_month, row.age): row.clients for row in rows.itertuples()}
    expected: dict[tuple[int, int], int] = {}
    for (first, age, _, _), clients in oracle.cohorts(chosen(days, portes=("DEMAIS",))).items():
        if first > LAST - 24:
            expected[first, age] = expected.get((first, age), 0) + clients
    assert found == expected


def test_at_risk_is_the_segment_by_territory_and_by_team(country):
    edition, _ = country
    moves = recurrence.segment_moves(edition, scope=SCOPE, access=ALL)
    now = moves[moves["quarter"] == LAST]
    places = recurrence.at_risk(edition, scope=SCOPE, access=ALL, level="municipio", quarter=LAST)
    teams = recurrence.at_risk_by_team(edition, scope=SCOPE, access=ALL)
    at_risk = now.loc[now["now"] == "em_risco", "clients"].sum()
    assert at_risk > 0
    assert places["at_risk"].sum() == teams["clients"].sum() == at_risk
    assert places["active"].sum() == now.loc[now["now"] != "perdidos", "clients"].sum()
    assert teams["name"].tolist() == [{"E1": "Equipe um"}.get(code, code) for code in teams["team"]]
    assert "E1" in teams["team"].tolist()


def test_the_curve_and_the_indicator_say_the_same(country):
    edition, _ = country
    scope = Scope(Period.parse("2023-01", "2023-12"))
    rows = recurrence.return_durations(edition, "instrumento", scope=scope, access=ALL)
    share = share_back_within(durations(rows["time"], rows["back"], rows["clients"]), 12)
    total = indicator_total(edition, "permanencia_12m", scope=scope, access=ALL)
    assert (share.value, share.lower, share.upper) == pytest.approx(
        (total["value"], total["lower"], total["upper"])
    )


def test_the_flow_of_a_channel_is_of_those_who_had_come_by_it(country):
    edition, days = country
    scope = Scope(SCOPE.period, channel=("Chat",))
    rows = recurrence.channel_flow(edition, scope=scope, access=ALL)
    expected: dict[str, int] = {}
    for (month, _, _, before, after), returns in oracle.flows(chosen(days)).items():
        if before == "Chat" and SCOPE.period.start.index <= month <= LAST:
            expected[after] = expected.get(after, 0) + returns
    assert dict(zip(rows["after"], rows["returns"], strict=True)) == expected
    assert set(rows["before"]) == {"Chat"}


def test_a_territory_outside_the_access_is_refused(country):
    edition, _ = country
    with pytest.raises(AccessDeniedError):
        recurrence.segment_moves(
            edition, scope=Scope(SCOPE.period, TerritoryRef("uf", "35")), access=MINAS
        )
