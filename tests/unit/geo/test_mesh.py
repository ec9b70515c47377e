"""Cleaning and simplifying a coverage, on small made-up countries."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.mesh import GRID, clean_coverage, covers_seat, dissolve, inner_points, simplify

NO_SEAT = (np.nan, np.nan)


def boxes(*bounds: tuple[float, float, float, float]) -> np.ndarray:
    return np.array([shapely.box(*one) for one in bounds], dtype=object)


def no_seats(count: int) -> np.ndarray:
    return np.full((count, 2), np.nan)


def jagged_strips(seed: int, count: int = 4, steps: int = 60) -> np.ndarray:
    """Neighbouring strips, each border a jagged line that both sides share."""
    random = np.random.default_rng(seed)
    heights = np.linspace(0, 2, steps)
    borders = [
        np.full(steps, float(i)) + random.uniform(-0.04, 0.04, steps) for i in range(count + 1)
    ]
    lines = [np.column_stack([x, heights]) for x in borders]
    rings = [np.vstack([left, right[::-1]]) for left, right in pairwise(lines)]
    return np.array([shapely.Polygon(ring) for ring in rings], dtype=object)


def vertices_off_the_grid(polygons: np.ndarray) -> float:
    coordinates = shapely.get_coordinates(polygons) / GRID
    return float(np.abs(coordinates - np.round(coordinates)).max())


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_borders_stay_shared_and_no_seat_changes_sides(seed: int) -> None:
    strips = jagged_strips(seed)
    random = np.random.default_rng(seed)
    # Seats hug the borders, where simplification could move them.
    border = shapely.get_coordinates(strips[1:])
    seats = border[random.integers(0, len(border), len(strips))] + random.uniform(
        -0.003, 0.003, (len(strips), 2)
    )
    before = covers_seat(strips, seats)
    mesh = simplify(clean_coverage(strips, seats), seats, tolerance=0.1)
    assert shapely.coverage_is_valid(mesh)
    assert shapely.is_valid(mesh).all()
    assert covers_seat(mesh, seats)[before].all()
    assert vertices_off_the_grid(mesh) < 1e-6
    assert shapely.get_num_coordinates(mesh).sum() < shapely.get_num_coordinates(strips).sum() / 2
    assert shapely.area(mesh).sum() == pytest.approx(
        shapely.area(shapely.union_all(mesh)), rel=1e-9
    )


def test_where_two_overlap_the_smaller_one_wins() -> None:
    mother, daughter = boxes((0, 0, 10, 10), (2, 2, 4, 4))
    cleaned = clean_coverage(np.array([mother, daughter], dtype=object), no_seats(2))
    assert shapely.area(cleaned).tolist() == pytest.approx([96.0, 4.0])


def test_where_two_overlap_the_one_with_its_seat_there_wins() -> None:
    polygons = boxes((0, 0, 5, 4), (4, 0, 8, 4))
    cleaned = clean_coverage(polygons, np.array([(4.5, 2.0), NO_SEAT]))
    assert shapely.area(cleaned).tolist() == pytest.approx([20.0, 12.0])
    cleaned = clean_coverage(polygons, np.array([NO_SEAT, NO_SEAT]))
    assert shapely.area(cleaned).tolist() == pytest.approx([16.0, 16.0])


def test_a_seat_takes_nothing_that_its_municipality_does_not_cover() -> None:
    polygons = boxes((0, 0, 1, 1), (1, 0, 2, 1))
    cleaned = clean_coverage(polygons, np.array([(1.5, 0.5), NO_SEAT]))
    assert shapely.area(cleaned).tolist() == pytest.approx([1.0, 1.0])


def test_slivers_are_closed_and_lakes_stay_open() -> None:
    left = shapely.difference(shapely.box(0, 0, 1, 1), shapely.box(0.3, 0.3, 0.6, 0.6))  # a lake
    left = shapely.difference(left, shapely.box(0.998, 0.4, 1, 0.41))  # a sliver at the border
    cleaned = clean_coverage(np.array([left, shapely.box(1, 0, 2, 1)], dtype=object), no_seats(2))
    assert shapely.area(cleaned).sum() == pytest.approx(2 - 0.09)
    assert len(shapely.get_rings(cleaned[0])) == 2


def test_a_seat_closer_to_its_border_than_the_grid_stays_inside() -> None:
    polygons = np.array([shapely.box(0, 0, 1.0004, 1), shapely.box(1.0004, 0, 2, 1)], dtype=object)
    seats = np.array([(1.0003, 0.5), (1.5, 0.5)])
    cleaned = clean_coverage(polygons, seats)
    assert covers_seat(cleaned, seats).all()
    assert shapely.coverage_is_valid(cleaned)


def test_what_is_smaller_than_the_grid_is_lost_and_said_so() -> None:
    cleaned = clean_coverage(boxes((0, 0, 1, 1), (5.0001, 5.0001, 5.0002, 5.0002)), no_seats(2))
    assert cleaned[0] is not None
    assert cleaned[1] is None


def test_dissolving_uses_the_very_same_borders() -> None:
    mesh = simplify(clean_coverage(jagged_strips(3), no_seats(4)), no_seats(4), 0.1)
    names, merged = dissolve(mesh, ["b", "a", "a", "b"])
    assert names == ["a", "b"]
    assert shapely.area(merged).sum() == pytest.approx(shapely.area(mesh).sum(), rel=1e-12)
    vertices = {tuple(point) for point in shapely.get_coordinates(mesh)}
    assert {tuple(point) for point in shapely.get_coordinates(merged)} <= vertices


def test_inner_points_are_inside_a_crescent() -> None:
    crescent = shapely.difference(shapely.Point(0, 0).buffer(1), shapely.Point(0.5, 0).buffer(0.9))
    point = inner_points(np.array([crescent], dtype=object))
    assert covers_seat(np.array([crescent], dtype=object), point).all()
