"""The territory as the rest of the house sees it, on the embedded data."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from config.ibge import check_digit_ok
from geo.distance import haversine_km
from geo.register import COLUMNS
from geo.territory import Territory, load_territory

REGISTER = Path("../shared/data/registro_mapaslivres/municipios.csv")
CENSUS = Path(
    "../shared/data/censo2022/CD2022_Populacao_Coletada_Imputada_e_Total_Municipio_e_UF.csv"
)


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


def test_every_municipality_has_a_polygon(territory: Territory) -> None:
    assert territory.missing_from_mesh().empty
    drawn = [feature["id"] for feature in territory.layers["municipio"].geojson()["features"]]
    assert drawn == territory.municipalities["code"].tolist()


def test_what_is_missing_is_none_and_never_empty(territory: Territory) -> None:
    texts = territory.municipalities.drop(columns=["latitude", "longitude", "in_mesh"])
    assert not (texts == "").any().any()
    assert {type(value) for column in texts for value in texts[column]} == {str, type(None)}
    youngest = territory.municipalities.set_index("code").loc["5101837"]
    assert youngest["micro_code"] is None
    assert youngest["uf_name"] == "Mato Grosso"
    # Both of its mothers are of this one.
    assert (youngest["rgi_name"], youngest["rgint_name"]) == ("Sorriso", "Sinop")


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
    ("column", "size", "count"),
    [
        ("region_code", 1, 5),
        ("uf_code", 2, 27),
        ("meso_code", 4, 137),
        ("micro_code", 5, 558),
        ("rgint_code", 4, 133),
        ("rgi_code", 6, 510),
        ("code", 7, 5571),
    ],
)
def test_territories_of_a_level(territory: Territory, column: str, size: int, count: int) -> None:
    codes = territory.municipalities[column].dropna()
    assert codes.nunique() == count
    assert set(codes.str.len()) == {size}
    names = territory.municipalities.loc[
        codes.index, column.replace("_code", "_name").replace("code", "name")
    ]
    assert names.notna().all()


def test_divisions_nest(territory: Territory) -> None:
    divided = territory.municipalities.dropna(subset="micro_code")
    assert len(divided[["micro_code", "meso_code", "uf_code"]].drop_duplicates()) == 558
    regions = territory.municipalities[["rgi_code", "rgint_code", "uf_code"]]
    assert regions.notna().all().all()
    assert len(regions.drop_duplicates()) == 510


def test_boxes_hold_what_has_a_polygon(territory: Territory) -> None:
    drawn = territory.municipalities.set_index("code")["in_mesh"]
    assert set(territory.boxes.index) == set(drawn[drawn].index)
    assert tuple(territory.boxes.loc["5300108"]) == pytest.approx(
        (-48.29, -16.05, -47.31, -15.50), abs=0.05
    )


def test_the_vintage_is_named(territory: Territory) -> None:
    assert territory.vintage == "2010 a 2025"
    assert "IBGE" in territory.source


def test_the_nearest_site_by_the_territory(territory: Territory) -> None:
    seats = territory.municipalities.set_index("code").loc[
        ["3550308", "3304557"], ["latitude", "longitude"]
    ]
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
