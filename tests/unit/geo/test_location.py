"""Which municipality a point is in, and how far it is from another."""

import numpy as np
import pandas as pd
import pytest

from geo.territory import Territory, load_territory

BELO_HORIZONTE, CONTAGEM, SAO_PAULO = "3106200", "3118601", "3550308"


@pytest.fixture(scope="module")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return load_territory(tmp_path_factory.mktemp("home"))


def points(*pairs: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        pairs, columns=["latitude", "longitude"], index=[f"p{n}" for n in range(len(pairs))]
    )


def test_a_point_is_inside_its_municipality_and_outside_another(territory: Territory) -> None:
    centre = points((-19.92, -43.94), (-19.92, -43.94))
    found = territory.locate(centre, pd.Series([BELO_HORIZONTE, SAO_PAULO]))
    assert found["found_code"].tolist() == [BELO_HORIZONTE, BELO_HORIZONTE]
    assert found["outside_km"].iloc[0] == 0
    # From Belo Horizonte to São Paulo's border.
    assert found["outside_km"].iloc[1] == pytest.approx(450, abs=60)
    assert list(found.index) == ["p0", "p1"]


def test_kilometres_are_to_the_border_along_a_parallel_and_a_meridian(territory: Territory) -> None:
    """A degree of longitude shrinks with the latitude; one of latitude does not."""
    box = territory.boxes.loc[SAO_PAULO]
    north = territory.locate(
        points((box["north"] + 1, (box["west"] + box["east"]) / 2)), pd.Series([SAO_PAULO])
    )
    assert 111.0 < north["outside_km"].iloc[0] < 140
    east = territory.locate(
        points(((box["south"] + box["north"]) / 2, box["east"] + 5)), pd.Series([SAO_PAULO])
    )
    assert 5 * 111.2 * np.cos(np.radians(24.2)) < east["outside_km"].iloc[0] < 560


def test_the_sea_is_no_municipality_and_a_code_without_polygon_has_no_distance(
    territory: Territory,
) -> None:
    missing = "9999999"
    found = territory.locate(
        points((-30.0, -40.0), (-19.92, -43.94)), pd.Series([CONTAGEM, missing])
    )
    assert found["found_code"].tolist() == [None, BELO_HORIZONTE]
    assert found["outside_km"].iloc[0] > 1000
    assert np.isnan(found["outside_km"].iloc[1])


def test_no_points_have_no_places(territory: Territory) -> None:
    assert territory.locate(points(), pd.Series([], dtype=str)).empty


def test_seats_are_in_their_municipalities_but_for_what_simplifying_the_borders_moved(
    territory: Territory,
) -> None:
    known = territory.municipalities[territory.municipalities["in_mesh"]]
    found = territory.locate(known[["latitude", "longitude"]], known["code"])
    elsewhere = found[found["found_code"] != known["code"]]
    assert len(elsewhere) < 20
    assert (elsewhere["outside_km"] > 0).all()
    assert found["outside_km"].max() < 2
