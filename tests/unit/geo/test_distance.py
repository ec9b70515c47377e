"""Distances to the nearest site."""

from math import asin, cos, radians, sin, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import nearest_km, nearest_places

PLACE = st.tuples(st.floats(-33, 5), st.floats(-74, -29))


def frame(places: list[tuple[float | None, float | None]]) -> pd.DataFrame:
    return pd.DataFrame(places, columns=["latitude", "longitude"], dtype="float64")


def by_the_formula(a: tuple[float, float], b: tuple[float, float]) -> float:
    lat1, lon1, lat2, lon2 = map(radians, (*a, *b))
    square = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(square))


def test_a_quarter_of_the_meridian() -> None:
    assert nearest_km(frame([(0, 0)]), frame([(90, 0)]))["distance_km"][0] == pytest.approx(
        10_007.557, abs=0.001
    )


def test_sao_paulo_to_rio_is_about_361_km() -> None:
    found = nearest_km(
        frame([(-23.5505, -46.6333)]), frame([(-22.9068, -43.1729), (-15.79, -47.88)])
    )
    assert found["distance_km"][0] == pytest.approx(360.7, abs=0.5)
    assert found["site_index"][0] == 0


@given(st.lists(PLACE, min_size=1, max_size=8), st.lists(PLACE, min_size=1, max_size=8))
def test_it_is_the_least_of_all_distances(points: list, sites: list) -> None:
    found = nearest_km(frame(points), frame(sites))
    for point, distance, index in zip(
        points, found["distance_km"], found["site_index"], strict=True
    ):
        assert distance == pytest.approx(
            min(by_the_formula(point, site) for site in sites), abs=1e-6
        )
        assert distance == pytest.approx(by_the_formula(point, sites[index]), abs=1e-6)


def test_without_coordinates_there_is_no_distance() -> None:
    found = nearest_km(frame([(None, -46), (-23, -46)]), frame([(None, None), (-23, -46)]))
    assert np.isnan(found["distance_km"][0])
    assert found["site_index"][0] is None
    assert found["site_index"][1] == 1
    assert found["distance_km"][1] == 0


def test_without_sites_nothing_is_near() -> None:
    found = nearest_km(frame([(-23, -46)]), frame([]))
    assert found["distance_km"].isna().all()


def test_labels_of_both_frames_are_kept() -> None:
    points = frame([(-10, -50)]).set_axis(["1234567"], axis=0)
    sites = frame([(-30, -50), (-11, -50)]).set_axis(["sul", "perto"], axis=0)
    found = nearest_km(points, sites)
    assert found.loc["1234567", "site_index"] == "perto"


def test_the_nearest_places_leave_oneself_and_the_unplaced_out() -> None:
    points = pd.DataFrame(
        {"latitude": [0.0, 0.0, 0.0, None, 0.0], "longitude": [0.0, 1.0, 3.0, 0.5, 7.0]}
    )
    assert nearest_places(points, 2).tolist() == [[1, 2], [0, 2], [1, 0], [-1, -1], [2, 1]]
    assert nearest_places(points.iloc[:1], 2).tolist() == [[-1, -1]]
    assert nearest_places(points.iloc[:2], 3).tolist() == [[1, -1, -1], [0, -1, -1]]
