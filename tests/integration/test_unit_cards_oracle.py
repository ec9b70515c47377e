"""What the card of a partner or team tells equals what is counted row by row in pandas."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from data_access.editions.reading import Edition
from data_access.queries.tables.expected_clients import partners_beside_expected
from data_access.queries.tables.partner_clients import places_of_clients
from data_access.queries.tables.unit_history import (
    last_attendances,
    unit_months,
)
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import Access, Month, Period, Scope, TerritoryRef
from tests.support.small_country import CODES, edition_of, pseudonym

ALL, MINAS = Access.everything(), Access("ana", frozenset({"MG"}))
HALF_YEAR = Scope(Period.parse("2026-01", "2026-06"))
SALAS = [f"S{place}" for place in range(12)]


def rows() -> pd.DataFrame:
    pick = Random(4)  # noqa: S311 - rows of a test
    return pd.DataFrame(
        {
            "id_atendimento": f"A{place:03d}",
            "tipo_cliente": "PJ",
            "id_cliente": pseudonym(pick.randrange(60)),
            "data_fim": date(2026, pick.randrange(1, 7), 28 if place else 30),
            "porte": "ME",
            "municipio": pick.choice(CODES[:3]),
            "uf_executora": "MG",
            "valido": True,
            "situacao": "Concluído",
            "canal": "Telefone",
            "parceiro": pick.choice(SALAS[:11]),
            "equipe": pick.choice(["E1", "E2"]),
        }
        for place in range(300)
    )


def one_place_each(frame: pd.DataFrame) -> pd.DataFrame:
    """A client has the municipality of its last attendance."""
    newest = frame.sort_values(["data_fim", "id_atendimento"]).drop_duplicates(
        "id_cliente", keep="last"
    )
    return frame.assign(
        municipio=frame["id_cliente"].map(newest.set_index("id_cliente")["municipio"])
    )


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Edition, pd.DataFrame]]:
    frame = one_place_each(rows())
    partners = pd.DataFrame(
        {
            "id_parceiro": SALAS,
            "nome": SALAS,
            "tipo": "Sala do Empreendedor",
            "municipio": [CODES[0]] * 6 + [CODES[1]] * 6,
            "situacao": ["ativa"] * 11 + ["inativa"],
            "inaugurado_em": [date(2010, 1, 1)] * 10 + [date(2026, 4, 9), date(2010, 1, 1)],
        }
    )
    stock = pd.DataFrame(
        {"municipio": CODES[:2], "porte": "ME", "competencia": "2026-06", "quantidade": [600, 300]}
    )
    people = pd.DataFrame(
        {
            "municipio": CODES[:2],
            "indicador": "populacao",
            "ano": 2025,
            "valor": [9000.0, 8000.0],
            "fonte": "IBGE",
        }
    )
    folder: Path = tmp_path_factory.mktemp("cards")
    edition = edition_of(
        folder, atendimentos=frame, parceiros=partners, empresas=stock, socioeconomico=people
    )
    yield edition, frame
    edition.close()


def test_months_of_a_unit_are_those_of_its_rows(country: tuple[Edition, pd.DataFrame]) -> None:
    edition, frame = country
    month = frame["data_fim"].map(lambda day: Month.of(day.year, day.month).index)
    for kind, column, unit in (
        (UnitKind.TEAM, "equipe", "E1"),
        (UnitKind.PARTNER, "parceiro", "S3"),
    ):
        own = frame[frame[column] == unit]
        grouped = own.groupby(month.loc[own.index])["id_cliente"].agg(["size", "nunique"])
        found = unit_months(edition, kind, unit, ALL).set_index("month")
        expected = grouped.reindex(found.index, fill_value=0)
        assert found["attendances"].tolist() == expected["size"].tolist()
        assert found["clients"].tolist() == expected["nunique"].tolist()
        last = last_attendances(edition, kind, ALL)
        assert last[unit] == grouped.index.max()


def test_a_unit_of_another_state_or_of_nowhere_has_no_months(
    country: tuple[Edition, pd.DataFrame],
) -> None:
    edition, _ = country
    bahia = Access("eva", frozenset({"BA"}))
    assert unit_months(edition, UnitKind.PARTNER, "S3", bahia).empty
    assert unit_months(edition, UnitKind.PARTNER, "nada", ALL).empty


def test_clients_are_where_they_live(country: tuple[Edition, pd.DataFrame]) -> None:
    edition, frame = country
    expected = frame[frame["parceiro"] == "S3"].groupby("municipio")["id_cliente"].nunique()
    by_phone = replace(HALF_YEAR, channel=("Telefone",))
    for scope in (HALF_YEAR, by_phone):  # which is read from other tables
        found = places_of_clients(edition, "S3", scope, ALL).set_index("code")["clients"]
        assert found.to_dict() == expected.to_dict()
        assert found.is_monotonic_decreasing


def test_what_a_partner_could_attend_is_its_part_of_the_place_and_of_the_period(
    country: tuple[Edition, pd.DataFrame],
) -> None:
    edition, frame = country
    narrow = Scope(HALF_YEAR.period, TerritoryRef("municipio", CODES[1]), partner=("S3",))
    found = partners_beside_expected(edition, narrow, ALL).set_index("partner_id")
    assert found["base"].drop("S11").to_dict() == pytest.approx(
        dict.fromkeys(SALAS[:6], 100)
        | dict.fromkeys(SALAS[6:10], 60)
        | {"S10": 60 * 3 / 6}  # open from April on
    )
    assert pd.isna(found.loc["S11", "base"])  # inactive
    clients = frame.groupby("parceiro")["id_cliente"].nunique()
    assert found["clients"].drop("S11").to_dict() == clients.to_dict()
    assert found.loc["S11", "clients"] == 0
