"""Municipalities that a division leaves out, and denominators that a country lacks: told once,
never repeated.
"""

from pathlib import Path

import pytest

from config.settings import Settings
from data_access.editions.layout import DATABASE
from data_access.editions.reading import Edition, open_edition
from data_access.queries.indicators.indicator import indicator_table
from indicators.scope import Access, Period, Scope, TerritoryRef
from tests.support.engines import copied
from tests.support.steward import BELO_HORIZONTE

SCOPE = Scope(Period.parse("2026-01", "2026-10"))


@pytest.fixture(scope="module", params=["duckdb", "postgresql"])
def table(request: pytest.FixtureRequest):
    """Reads an indicator of the published edition of a data folder, from the file or from a copy on
    a server.
    """
    url = request.getfixturevalue("editions_url") if request.param == "postgresql" else None
    opened: dict[Path, Edition] = {}

    def edition_of(home: Path) -> Edition:
        edition = open_edition(Settings(home=home, _env_file=None))
        if url is None:
            return edition
        edition.close()
        database = Settings(home=home, _env_file=None).editions_folder / edition.id / DATABASE
        return copied(
            database, edition.manifest, Settings(home=home, editions_url=url, _env_file=None)
        )

    def table(home: Path, indicator: str, level: str, scope: Scope = SCOPE):
        if home not in opened:
            opened[home] = edition_of(home)
        return indicator_table(
            opened[home], indicator, scope=scope, access=Access.everything(), level=level
        )

    yield table
    for edition in opened.values():
        edition.close()


@pytest.mark.slow
@pytest.mark.parametrize("level", ["mesorregiao", "microrregiao"])
def test_municipalities_without_division_are_one_row(demo_home: Path, table, level: str) -> None:
    """The youngest municipality has neither: a row for each state, each with the country's sum,
    were once the answer.
    """
    found, country = (
        table(demo_home, "recorrencia", level),
        table(demo_home, "recorrencia", "brasil"),
    )
    without = found[found["code"].isna()]
    assert without["name"].tolist() == ["Sem divisão definida"]
    sums = ["numerator", "denominator"]
    youngest = table(demo_home, "recorrencia", "municipio").set_index("code").loc["5101837"]
    assert without[sums].to_numpy().tolist() == [youngest[sums].tolist()]
    assert found[sums].sum().tolist() == country[sums].iloc[0].tolist()


def test_a_country_that_lacks_denominators_is_partial_and_says_how_many(filled, table) -> None:
    country = table(filled.home, "cobertura_me_epp", "brasil").iloc[0]
    assert (country["numerator"], country["denominator"]) == (3, 120)
    assert (country["status"], country["missing"]) == ("parcial", 5568)


def test_a_territory_whose_municipalities_all_have_one_is_not_partial(filled, table) -> None:
    place = SCOPE.with_territory(TerritoryRef("municipio", BELO_HORIZONTE))
    row = table(filled.home, "cobertura_me_epp", "municipio", place).iloc[0]
    assert (row["status"], row["missing"]) == ("medido", 0)
