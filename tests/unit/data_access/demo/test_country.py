"""Municipal populations and stocks add up to what is published."""

import numpy as np
import pandas as pd
import pytest

from data_access.demo.companies import build_companies, real_stock, stock_at
from data_access.demo.country import build_country, whole_numbers

PEOPLE_OF_BRAZIL = 203_062_512  # Censo 2022, first results
ACTIVE_COMPANIES = 20_798_291  # Mapa de Empresas, December 2023
ACTIVE_MEI = 11_682_765


def test_people_add_up_to_each_state_and_to_the_country(register: pd.DataFrame) -> None:
    country = build_country(register)
    by_uf = dict(zip(country.ufs, np.bincount(country.uf, country.population), strict=True))
    assert by_uf["SP"] == 44_420_459
    assert by_uf["RR"] == 636_303
    assert by_uf["DF"] == 2_817_068
    assert country.population.sum() == PEOPLE_OF_BRAZIL


def test_cities_have_the_census_population_and_the_rest_is_smaller(register: pd.DataFrame) -> None:
    country = build_country(register)
    people = dict(zip(country.codes, country.population, strict=True))
    assert people["3550308"] == 11_451_245  # São Paulo
    assert people["3509502"] == 1_138_309  # Campinas
    drawn = country.population[country.population < 200_000]
    assert drawn.max() <= 190_001
    assert drawn.min() >= 799
    # A heavy tail: the middle municipality is far below the mean.
    assert np.median(country.population) < 0.4 * country.population.mean()


def test_a_register_without_points_or_capital_still_works() -> None:
    frame = pd.DataFrame({
        "code": ["2200053", "2200103", "2200202"],
        "name": ["A", "B", "C"],
        "uf": "PI",
        "latitude": [-6.0, np.nan, -7.0],
        "longitude": [-42.0, np.nan, -41.0],
    })  # fmt: skip
    country = build_country(frame)
    assert country.population.sum() == 3_269_200
    assert np.isfinite(country.capital_km).all()


def test_companies_at_real_size_add_up_to_the_published_figures(register: pd.DataFrame) -> None:
    stock = real_stock(build_country(register))
    assert stock.sum() == pytest.approx(ACTIVE_COMPANIES)
    assert stock[:, 0].sum() == pytest.approx(ACTIVE_MEI)
    assert stock[:, 1].sum() > 5 * stock[:, 2].sum()  # ME ≫ EPP


@pytest.mark.parametrize("attendances", [200_000, 1_000_000, 40_000_000])
def test_stocks_follow_the_size_of_the_demonstration(
    register: pd.DataFrame, attendances: int
) -> None:
    country = build_country(register)
    companies = build_companies(country, np.ones(len(country), bool), attendances, 360)
    size = companies.stock.sum() / ACTIVE_COMPANIES
    assert size == pytest.approx(attendances / 40_000_000, rel=0.12)
    assert (companies.stock[:, :3] > 0).all()
    assert (companies.clients[:, :4] <= companies.stock).all()


def test_one_state_gained_companies_much_faster(register: pd.DataFrame) -> None:
    country = build_country(register)
    companies = build_companies(country, np.ones(len(country), bool), 40_000_000, 360)
    before = stock_at(country, companies.stock, 24)
    growth = {
        uf: companies.stock[country.uf == place].sum() / before[country.uf == place].sum()
        for place, uf in enumerate(country.ufs)
    }
    assert growth.pop("MT") > 1.5
    assert max(growth.values()) < 1.12


def test_whole_numbers_keep_the_total() -> None:
    assert whole_numbers(np.array([1.0, 1.0, 1.0]), 10).tolist() == [4, 3, 3]
