"""The territory as the rest of the house sees it, on the embedded data."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from config.ibge import check_digit_ok
from geo.distance import haversine_km
from geo.errors import TerritoryError
from geo.levels import LEVEL_BY_ID, ancestors
from geo.register import COLUMNS
from geo.territory import Territory, load_territory
from indicators.scope import CODE_LENGTHS

NEWER = {"1504752", "2206720", "4212650", "4220000", "4314548", "5006275", "5101837"}
REGISTER = Path("../shared/data/registro_mapaslivres/municipios.csv")
CENSUS = Path("../shared/data/censo2022/CD2022_Populacao_Coletada_Imputada_e_Total_Municipio_e_UF.csv")


@pytest.fixture(scope="module")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return load_territory(tmp_path_factory.mktemp("home"))


def test_the_register_has_every_municipality_once(territory: Territory) -> None:
    register = territory.municipalities
    assert tuple(register.columns) == COLUMNS
    assert len(register) == register["code"].nunique() == 5571
    assert register["code"].map(check_digit_ok).all()
    assert register["code"].is_monotonic_increasing
    assert register["uf"].nunique() == 27


def test_the_lagoons_are_not_municipalities(territory: Territory) -> None:
    drawn = {feature["id"] for feature in territory.layers["municipio"].geojson()["features"]}
    assert not {"4300001", "4300002"} & (drawn | set(territory.municipalities["code"]))


def test_municipalities_newer_than_the_mesh_are_listed(territory: Territory) -> None:
    assert set(territory.missing_from_mesh()["code"]) == NEWER
    drawn = {feature["id"] for feature in territory.layers["municipio"].geojson()["features"]}
    assert drawn == set(territory.municipalities["code"]) - NEWER


def test_what_is_missing_is_none_and_never_empty(territory: Territory) -> None:
    texts = territory.municipalities.drop(columns=["latitude", "longitude", "in_mesh"])
    assert not (texts == "").any().any()
    assert {type(value) for column in texts for value in texts[column]} == {str, type(None)}
    assert territory.municipalities["rgi_code"].isna().all()
    youngest = territory.municipalities.set_index("code").loc["5101837"]
    assert youngest["micro_code"] is None
    assert youngest["uf_name"] == "Mato Grosso"


def test_every_municipality_has_a_place_and_says_which(territory: Territory) -> None:
    register = territory.municipalities
    assert register[["latitude", "longitude"]].notna().all().all()
    assert register["point_kind"].value_counts().to_dict() == {"sede": 5553, "ponto interno": 18}


def test_today_s_names(territory: Territory) -> None:
    names = territory.municipalities.set_index("code")["name"]
    assert names["2401305"] == "Campo Grande"
    assert names["1720499"] == "São Valério"
    assert names["3550308"] == "São Paulo"


@pytest.mark.parametrize(
    ("level", "count"),
    [
        ("brasil", 1),
        ("regiao", 5),
        ("uf", 27),
        ("mesorregiao", 137),
        ("microrregiao", 558),
        ("regiao_intermediaria", 0),
        ("municipio", 5571),
    ],
)
def test_territories_of_a_level(territory: Territory, level: str, count: int) -> None:
    found = territory.territories(level)
    assert list(found.columns) == ["code", "name", "uf"]
    assert len(found) == count
    assert found["code"].is_unique
    assert found["name"].notna().all()
    if level in CODE_LENGTHS and count:
        assert set(found["code"].str.len()) == {CODE_LENGTHS[level]}


def test_members_nest(territory: Territory) -> None:
    assert len(territory.members("brasil", "BR")) == 5571
    assert sum(len(territory.members("regiao", code)) for code in "12345") == 5571
    assert set(territory.members("microrregiao", "35061")) < set(territory.members("uf", "35"))
    assert territory.parent_of("microrregiao", "35061") == ("mesorregiao", "3515")
    assert territory.parent_of("uf", "35") == ("regiao", "3")
    assert territory.parent_of("regiao", "3") == ("brasil", "BR")
    assert territory.parent_of("brasil", "BR") is None
    assert ancestors("microrregiao") == ["mesorregiao", "uf", "regiao", "brasil"]


@pytest.mark.parametrize(("level", "code"), [("uf", "99"), ("municipio", "0000000"), ("brasil", "PT")])
def test_a_territory_that_does_not_exist_is_named(territory: Territory, level: str, code: str) -> None:
    with pytest.raises(TerritoryError, match=f"Não existe {LEVEL_BY_ID[level].label} com o código “{code}”"):
        territory.members(level, code)


def test_bounds_of_the_federal_district(territory: Territory) -> None:
    bounds = territory.bounds("uf", "53")
    assert bounds == pytest.approx((-48.29, -16.05, -47.31, -15.50), abs=0.05)
    assert territory.bounds_of("uf")["53"] == bounds
    assert territory.bounds("municipio", "5101837") is None


def test_the_bounds_of_the_country_hold_every_seat_in_the_mesh(territory: Territory) -> None:
    west, south, east, north = territory.bounds("brasil", "BR")
    seats = territory.municipalities
    assert seats["longitude"].between(west - 0.1, east + 0.1).all()
    assert seats["latitude"].between(south - 0.1, north + 0.1).all()


def test_the_vintage_is_named(territory: Territory) -> None:
    assert territory.vintage == "2007"
    assert "IBGE" in territory.source
    assert "2007" in territory.provenance


def test_the_nearest_site_by_the_territory(territory: Territory) -> None:
    seats = territory.municipalities.set_index("code").loc[["3550308", "3304557"], ["latitude", "longitude"]]
    assert territory.nearest_km(seats, seats)["distance_km"].tolist() == [0.0, 0.0]


@pytest.mark.real_data
@pytest.mark.skipif(not REGISTER.exists(), reason="needs ../shared/data")
def test_codes_regions_and_seats_agree_with_another_register(territory: Territory) -> None:
    other = pd.read_csv(REGISTER, dtype=str).set_index("municipio")
    ours = territory.municipalities.set_index("code")
    assert set(ours.index) == set(other.index) | {"5101837"}
    both = ours.loc[other.index]
    assert (both["meso_code"] == other["mesoregion"]).all()
    assert (both["micro_code"] == other["microregion"]).all()
    seats = both["point_kind"] == "sede"
    here = np.radians(both.loc[seats, ["latitude", "longitude"]].to_numpy(dtype=float))
    there = np.radians(other.loc[seats, ["lat", "lon"]].to_numpy(dtype=float))
    apart = pd.Series(haversine_km(here, there))
    assert apart.median() < 0.6
    assert (apart < 10).mean() > 0.99


@pytest.mark.real_data
@pytest.mark.skipif(not CENSUS.exists(), reason="needs ../shared/data")
def test_names_are_those_of_the_census(territory: Territory) -> None:
    census = pd.read_csv(CENSUS, sep=";", dtype=str, encoding="latin1")
    theirs = dict(zip(census["CODUF"] + census["CODMUNIC"], census["NOMEMUNIC"], strict=True))
    ours = territory.municipalities.set_index("code")["name"]
    assert len(theirs) == 5570
    assert {code: (ours[code], name) for code, name in theirs.items() if ours[code] != name} == {}
