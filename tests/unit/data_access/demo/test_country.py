"""Municipal populations and stocks add up to what is published."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data_access.demo.companies import build_companies, real_stock, stock_at
from data_access.demo.country import build_country, whole_numbers

PEOPLE_OF_BRAZIL = 203_062_512  # Censo 2022, first results
ASSUMED = 5_000  # in Boa Esperança do Norte, which no census has counted
ACTIVE_COMPANIES = 20_798_291  # Mapa de Empresas, December 2023
ACTIVE_MEI = 11_682_765

END = date(2026, 10, 31)


def test_people_add_up_to_each_state_and_to_the_country(register: pd.DataFrame) -> None:
    country = build_country(register)
    by_uf = dict(zip(country.ufs, np.bincount(country.uf, country.population), strict=True))
    assert by_uf["SP"] == 44_420_459
    assert by_uf["RR"] == 636_303
    assert by_uf["DF"] == 2_817_068
    assert country.population.sum() == PEOPLE_OF_BRAZIL + ASSUMED


def test_every_municipality_has_the_census_population(register: pd.DataFrame) -> None:
    country = build_country(register)
    people = dict(zip(country.codes, country.population, strict=True))
    assert people["3550308"] == 11_451_245  # São Paulo
    assert people["3509502"] == 1_138_309  # Campinas
    assert people["5101837"] == ASSUMED
    counted = country.facts["population_2022"]
    assert counted.index[counted.isna()].tolist() == ["5101837"]
    assert (country.population[counted.notna()] == counted.dropna()).all()


def test_the_interior_is_measured_from_the_real_capital(register: pd.DataFrame) -> None:
    """Not from the largest city: Serra (ES) and Joinville (SC) are larger than theirs."""
    country = build_country(register)
    here = dict(zip(country.codes, country.capital_km, strict=True))
    assert here["3205309"] == here["4205407"] == 0  # Vitória, Florianópolis
    assert 15 < here["3205002"] < 30  # Serra
    assert (country.capital_km == 0).sum() == 27


def test_development_follows_the_idhm_and_fills_what_it_does_not_know(
    register: pd.DataFrame,
) -> None:
    country = build_country(register)
    idhm = country.facts["idhm_2010"].to_numpy()
    known = np.isfinite(idhm)
    assert (~known).sum() == 6
    order = np.argsort(idhm[known])
    assert (np.diff(country.development[known][order]) >= 0).all()
    assert ((country.development >= 0.1) & (country.development <= 0.95)).all()
    of_the_state = known & (country.uf == country.uf_index("PA"))
    youngest = country.codes == "1504752"  # Mojuí dos Campos
    middle = (np.median(idhm[of_the_state]) - 0.45) / 0.42
    assert country.development[youngest] == pytest.approx(middle)


def test_a_register_without_points_or_capital_still_works() -> None:
    frame = pd.DataFrame({
        "code": ["2200053", "2200103", "2200202"],
        "name": ["A", "B", "C"],
        "uf": "PI",
        "latitude": [-6.0, np.nan, -7.0],
        "longitude": [-42.0, np.nan, -41.0],
    })  # fmt: skip
    country = build_country(frame)
    assert country.population.tolist() == [6_420, 4_940, 17_573]
    assert country.capital_km.tolist()[2] == 0  # the largest stands for the capital
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
    companies = build_companies(country, np.ones(len(country), bool), attendances, 360, END)
    size = companies.stock.sum() / ACTIVE_COMPANIES
    assert size == pytest.approx(attendances / 40_000_000, rel=0.12)
    assert (companies.stock[:, :3] > 0).all()
    assert (companies.clients[:, :4] <= companies.stock).all()


def test_one_state_gained_companies_much_faster(register: pd.DataFrame) -> None:
    country = build_country(register)
    companies = build_companies(country, np.ones(len(country), bool), 40_000_000, 360, END)
    before = stock_at(country, companies.stock, 24)
    growth = {
        uf: companies.stock[country.uf == place].sum() / before[country.uf == place].sum()
        for place, uf in enumerate(country.ufs)
    }
    assert growth.pop("MT") > 1.5
    assert max(growth.values()) < 1.12


def test_whole_numbers_keep_the_total() -> None:
    assert whole_numbers(np.array([1.0, 1.0, 1.0]), 10).tolist() == [4, 3, 3]


def test_at_its_real_size_the_country_has_about_22_million_small_businesses(
    register: pd.DataFrame,
) -> None:
    country = build_country(register)
    companies = build_companies(country, np.ones(len(country), bool), None, 360, END)
    assert 21.5e6 < companies.stock[:, :3].sum() < 22.8e6
    # The totals of the month in which they were published, at the growth that the country has.
    published = stock_at(country, companies.stock, 34)
    growing = country.uf == country.uf_index("MT")
    assert published[~growing].sum() == pytest.approx(real_stock(country)[~growing].sum(), rel=1e-3)
    assert companies.stock[country.codes == "3550308", :3].sum() > 1e6  # São Paulo
    assert companies.stock[:, :3].sum(axis=1).min() > 30


def test_companies_follow_people_and_wealth(register: pd.DataFrame) -> None:
    country = build_country(register)
    frame = pd.DataFrame(real_stock(country) / country.population[:, None])
    wealth = country.facts["gdp_per_capita_2021"].reset_index(drop=True)
    inside = frame.groupby(country.uf).rank().corrwith(wealth.groupby(country.uf).rank())
    assert inside.is_monotonic_increasing  # MEI, ME, EPP, DEMAIS
    assert inside[0] > 0.2
