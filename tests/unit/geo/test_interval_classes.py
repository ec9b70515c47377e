"""Classes of values that are known to lie in intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.interval_classes import MOST, UNTOLD_LABEL, class_intervals

VALUES = st.lists(st.none() | st.floats(0, 1), max_size=60)


def classed(values: list[float], error: float) -> object:
    found = np.array(values)
    return class_intervals(found, found - error, found + error)


@given(VALUES, st.floats(0, 0.3))
def test_a_colour_is_only_of_whom_it_is_true(values: list[float | None], error: float) -> None:
    found = np.array([np.nan if value is None else value for value in values], float)
    classes = class_intervals(found, found - error, found + error)
    assert len(classes.index) == len(values)
    assert sum(classes.counts) + classes.no_data == len(values)
    assert len(classes.labels) == len(classes.counts)
    edges = (-np.inf, *classes.edges, np.inf)
    for value, index in zip(found, classes.index, strict=True):
        if np.isnan(value):
            assert index == -1
        elif classes.edges and index < classes.untold:
            assert edges[index // 2] <= value - error
            assert value + error <= edges[(index + 1) // 2 + 1]


def test_who_may_be_on_either_side_has_the_colour_between() -> None:
    classes = classed([0.01, 0.02, 0.09, 0.11, 0.15, 0.19, 0.21, 0.29, 0.3], 0.03)
    assert classes.labels == (
        "até 10 %",
        "em torno de 10 %",
        "10–20 %",
        "em torno de 20 %",
        "acima de 20 %",
        UNTOLD_LABEL,
    )
    assert classes.index == (0, 0, 1, 1, 2, 3, 3, 4, 4)


def test_well_known_values_have_as_many_full_classes_as_may_be() -> None:
    classes = classed(list(np.linspace(0, 1, 30)), 0.001)
    assert len(classes.edges) == MOST - 1
    assert classes.counts[1::2] == (0, 0, 0)


def test_a_part_that_hardly_anybody_is_surely_of_is_no_class() -> None:
    """The middle of these is as narrow as they are known: two parts, not three."""
    values = [0.01, 0.02, 0.09, 0.11, 0.12, 0.12, 0.13, 0.29, 0.3]
    assert classed(values, 0.03).labels == (
        "até 12 %",
        "em torno de 12 %",
        "acima de 12 %",
    )


def test_values_that_hardly_any_interval_tells_apart_are_one_class() -> None:
    classes = classed(list(np.linspace(0.8, 0.83, 27)), 0.05)
    assert (classes.labels, classes.edges) == (("80–83 %",), ())
    assert set(classes.index) == {0}


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_without_values_there_are_no_classes(values: list[float]) -> None:
    classes = classed(values, 0.1)
    assert (classes.labels, classes.no_data) == ((), len(values))
