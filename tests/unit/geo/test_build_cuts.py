"""Shreds of a municipality beyond the one that was cut out of it."""

import numpy as np
import pytest
import shapely

from geo.build_cuts import give_shreds_away

MOTHER = shapely.union_all([shapely.box(0, 0, 4, 4), shapely.box(6, 1, 6.001, 3)])
CHILD = shapely.box(4, 0, 6, 4)
# Longer beside the shred than the child is, for it holds three of its sides.
NEXT = shapely.difference(shapely.box(6, 0, 9, 4), shapely.box(6, 1, 6.001, 3))
ISLAND = shapely.box(20, 0, 20.01, 0.01)


def alike(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    return bool(one.symmetric_difference(other).area < 1e-9)


def coverage(*extra: shapely.Geometry) -> np.ndarray:
    mother = shapely.union_all([MOTHER, *extra])
    return np.array([mother, CHILD, NEXT], dtype=object)


def test_a_shred_goes_to_the_neighbour_with_most_border() -> None:
    found = give_shreds_away(coverage(), [0])
    assert alike(found[0], shapely.box(0, 0, 4, 4))
    assert alike(found[2], shapely.box(6, 0, 9, 4))
    assert found[1].equals(CHILD)
    assert shapely.area(found).sum() == pytest.approx(9 * 4)


def test_an_island_and_what_is_not_cut_stay() -> None:
    found = give_shreds_away(coverage(ISLAND), [0])
    assert alike(found[0], shapely.union_all([shapely.box(0, 0, 4, 4), ISLAND]))
    untouched = give_shreds_away(coverage(), [1])
    assert untouched[0].equals(MOTHER)


def test_a_large_part_stays_where_it_is() -> None:
    large = shapely.box(6, 1, 6.2, 3)
    given = np.array(
        [
            shapely.union_all([shapely.box(0, 0, 4, 4), large]),
            CHILD,
            shapely.difference(NEXT, large),
        ],
        dtype=object,
    )
    assert alike(give_shreds_away(given, [0])[0], given[0])
