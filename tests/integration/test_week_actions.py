"""Who is in the list of the week, and that nobody is there without the reason that it tells."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from data_access.editions.reading import Edition
from data_access.queries.tables.week_actions import (
    PARTNER,
    TEAM,
    TOWN,
    Reason,
    teams_of_week,
    week_actions,
)
from data_access.queries.tables.week_secrecy import untold_of_week
from indicators.scope import Access, AccessDeniedError, Period, Scope, TerritoryRef
from tests.support.small_country import CODES, edition_of, pseudonym

ALL = Access.everything()
MINAS = TerritoryRef("uf", "31")
HALF_YEAR = Scope(Period.parse("2026-01", "2026-06"), MINAS)
BUSY, QUIET = CODES[0], CODES[1]
MONTHS = range(1, 7)


def attendance(place: int, town: str, month: int, partner: str | None) -> dict[str, object]:
    return {
        "id_atendimento": f"A{place:04d}",
        "tipo_cliente": "PJ",
        "id_cliente": pseudonym(place),
        "data_fim": date(2026, month, 30 if month == 6 else 28),
        "porte": "ME",
        "municipio": town,
        "uf_executora": "MG",
        "valido": True,
        "situacao": "Concluído",
        "canal": "Telefone",
        "parceiro": partner,
        "equipe": "E1",
    }


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    rows = [attendance(n, BUSY, 1 + n % 6, "A") for n in range(300)]
    rows += [attendance(300 + n, QUIET, 1 + n % 2, "B") for n in range(5)]  # until February
    partners = pd.DataFrame(
        {
            "id_parceiro": ["A", "B", "C", "D"],
            "nome": ["Sala A", "Sala B", "Sala C", "Sala D"],
            "tipo": "Sala do Empreendedor",
            "municipio": [BUSY, QUIET, BUSY, BUSY],
            "situacao": ["ativa", "ativa", "ativa", "inativa"],
            "inaugurado_em": [date(2010, 1, 1)] * 2 + [date(2026, 5, 2), date(2010, 1, 1)],
        }
    )
    stock = pd.DataFrame(
        {"municipio": [BUSY, QUIET], "porte": "ME", "competencia": "2026-06", "quantidade": 1000}
    )
    edition = edition_of(
        tmp_path_factory.mktemp("week"),
        atendimentos=pd.DataFrame(rows),
        parceiros=partners,
        empresas=stock,
    )
    yield edition
    edition.close()


def found(edition: Edition, scope: Scope = HALF_YEAR) -> set[tuple[str, str, str]]:
    rows = week_actions(edition, scope, ALL)
    return set(rows[["kind", "id", "reason"]].itertuples(index=False, name=None))


def test_towns_that_lag_and_those_that_nobody_visits_are_listed(country: Edition) -> None:
    listed = found(country)
    assert (TOWN, QUIET, Reason.LESS_COVERED) in listed
    assert (TOWN, QUIET, Reason.SILENT) in listed
    assert not {(TOWN, BUSY, reason) for reason in Reason} & listed


def test_active_partners_that_fell_silent_are_listed_and_new_and_closed_ones_are_not(
    country: Edition,
) -> None:
    listed = {item for item in found(country) if item[0] == PARTNER}
    assert listed == {(PARTNER, "B", Reason.SILENT)}  # C opened in May, D is closed
    rows = week_actions(country, HALF_YEAR, ALL)
    row = rows[(rows["kind"] == PARTNER)].iloc[0]
    assert row["since"] == 2026 * 12 + 1


def test_who_sees_nothing_of_a_state_has_no_list_of_it(country: Edition) -> None:
    with pytest.raises(AccessDeniedError):
        week_actions(country, HALF_YEAR, Access("eva", frozenset({"BA"})))


def test_filters_do_not_change_who_is_listed(country: Edition) -> None:
    narrow = Scope(HALF_YEAR.period, MINAS, porte=("MEI",), channel=("Telefone",), partner=("A",))
    assert found(country, narrow) == found(country)


MESO = TerritoryRef("mesorregiao", "3107")  # of the first two municipalities
TEAM_TOWN = {"E1": CODES[0], "E2": CODES[0], "E3": CODES[1], "E4": CODES[2]}
TEAM_PARTNER = {"E1": None, "E2": "A", "E3": "B", "E4": "D"}
UNHAPPY = {"E1": 6, "E2": 7, "E3": 0, "E4": 9}  # detractors, beside ten who recommend
YEAR = Period.parse("2026-01", "2026-06")


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    """Four teams and what the clients of each answered in January: nobody returned to them."""
    rows, answers = [], []
    for team, town in TEAM_TOWN.items():
        for n in range(UNHAPPY[team] + 10):
            row = attendance(len(rows), town, 1, TEAM_PARTNER[team]) | {"equipe": team}
            rows.append(row)
            answers.append({
                "id_pesquisa": f"P{len(rows)}",
                "data": date(2026, 1, 30),
                # Where all agree nothing is told: one of the third team is neutral.
                "nps": 2 if n < UNHAPPY[team] else 10 if n else 8,
                **{k: row[k] for k in
                   ("id_atendimento", "municipio", "uf_executora", "canal", "equipe", "parceiro")},
            })  # fmt: skip
    rows.append(attendance(len(rows), CODES[3], 6, None) | {"equipe": None})
    edition = edition_of(
        tmp_path_factory.mktemp("heard"),
        atendimentos=pd.DataFrame(rows),
        pesquisas=pd.DataFrame(answers),
        equipes=pd.DataFrame({
            "id_equipe": list(TEAM_PARTNER),
            "nome": [f"Equipe {team}" for team in TEAM_PARTNER],
            "uf": "MG",
            "parceiro": list(TEAM_PARTNER.values()),
        }),
        parceiros=pd.DataFrame({
            "id_parceiro": ["A", "B", "D"],
            "nome": ["Sala A", "Sala B", "Sala D"],
            "tipo": "Sala do Empreendedor",
            "municipio": [CODES[0], CODES[1], CODES[2]],
            "situacao": "ativa",
            "inaugurado_em": [date(2010, 1, 1)] * 3,
        }),
    )  # fmt: skip
    yield edition
    edition.close()


def waiting(edition: Edition, territory: TerritoryRef) -> dict[tuple[str, str], float]:
    rows = week_actions(edition, Scope(YEAR, territory), ALL)
    rows = rows[rows["reason"] == Reason.WAITING]
    assert rows[["name", "uf"]].notna().all(axis=None)
    return dict(zip(rows[["kind", "id"]].itertuples(index=False, name=None), rows["cases"],
                    strict=True))  # fmt: skip


def test_every_team_of_a_state_whose_detractors_wait_is_listed(heard: Edition) -> None:
    assert waiting(heard, MINAS) == {(TEAM, "E1"): 6, (TEAM, "E2"): 7, (TEAM, "E4"): 9}


def test_below_the_state_teams_are_of_its_partners_and_waits_of_its_clients(heard: Edition) -> None:
    # Of the third team nobody waits, and the fourth stands elsewhere.
    assert waiting(heard, MESO) == {(TEAM, "E2"): 7, (TOWN, CODES[0]): 13}
    assert list(teams_of_week(heard, MESO, ALL).index) == ["E2", "E3"]
    assert teams_of_week(heard, MESO, Access("eva", frozenset({"SP"}))).empty


def test_teams_of_which_secrecy_keeps_the_waits_are_counted(heard: Edition) -> None:
    """Of all four either the waits are told, or that there is no detractor at all."""
    told = untold_of_week(heard, Scope(YEAR, MINAS), ALL)
    assert not (told["reason"] == Reason.WAITING).any()


@pytest.fixture(scope="module")
def hushed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    """Two teams with detractors of two ages, too few of each to be told apart."""
    rows, answers = [], []
    for team in ("E1", "E2"):
        for n in range(26):
            month = 1 if n % 2 else 5
            row = attendance(len(rows), CODES[0], month, None) | {"equipe": team}
            rows.append(row)
            answers.append({
                "id_pesquisa": f"P{len(rows)}",
                "data": date(2026, month, 28),
                "nps": 2 if n < 6 else 8 if n == 6 else 10,
                **{k: row[k] for k in
                   ("id_atendimento", "municipio", "uf_executora", "canal", "equipe", "parceiro")},
            })  # fmt: skip
    rows.append(attendance(len(rows), CODES[0], 6, None) | {"equipe": None})
    edition = edition_of(
        tmp_path_factory.mktemp("hushed"),
        atendimentos=pd.DataFrame(rows),
        pesquisas=pd.DataFrame(answers),
        equipes=pd.DataFrame({"id_equipe": ["E1", "E2"], "nome": ["Um", "Dois"], "uf": "MG"}),
    )
    yield edition
    edition.close()


def test_what_may_not_be_told_of_teams_is_no_nothing(hushed: Edition) -> None:
    assert waiting(hushed, MINAS) == {}
    told = untold_of_week(hushed, Scope(YEAR, MINAS), ALL).set_index("reason")
    assert tuple(told.loc[str(Reason.WAITING), ["untold", "units"]]) == (2, 2)
