"""Classes of a choropleth."""

from itertools import pairwise
from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.classes import classify

VALUES = st.lists(
    st.none() | st.just(nan) | st.floats(0, 1) | st.sampled_from([0.0, 0.1, 0.5, 1.0]), max_size=60
)


def missing(value: float | None) -> bool:
    return value is None or isnan(value)


@given(VALUES, st.sampled_from(["quantis", "jenks"]), st.integers(1, 7))
def test_every_value_is_in_the_one_class_that_contains_it_and_none_is_empty(
    values: list[float | None], method: str, k: int
) -> None:
    classes = classify(values, method, k)
    assert len(classes.index) == len(values)
    assert len(classes.labels) == len(classes.counts) == max(len(classes.breaks) - 1, 0) <= k
    assert all(count > 0 for count in classes.counts)
    assert sum(classes.counts) + classes.no_data == len(values)
    for value, index in zip(values, classes.index, strict=True):
        if missing(value):
            assert index == -1
        else:
            low, high = classes.breaks[index], classes.breaks[index + 1]
            assert low < value <= high or (index == 0 and low <= value <= high)


@given(VALUES, st.sampled_from(["quantis", "jenks"]))
def test_a_larger_value_is_never_in_a_lower_class(values: list[float | None], method: str) -> None:
    known = sorted(
        (v, i)
        for v, i in zip(values, classify(values, method).index, strict=True)
        if not missing(v)
    )
    assert [i for _, i in known] == sorted(i for _, i in known)


def test_quantiles_have_equal_parts() -> None:
    classes = classify(np.arange(1, 11) / 100, "quantis", 5)
    assert classes.counts == (2, 2, 2, 2, 2)
    assert classes.labels == ("até 3 %", "3–5 %", "5–6 %", "6–8 %", "acima de 8 %")


def test_labels_take_the_decimals_they_need() -> None:
    classes = classify([0.101, 0.102, 0.103, 0.104], "jenks", 4)
    assert classes.labels == ("10,1 %", "10,1–10,2 %", "10,2–10,3 %", "acima de 10,3 %")


def test_a_class_of_one_value_is_named_by_it() -> None:
    classes = classify([0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.5, 0.6], "quantis", 4)
    assert classes.labels == ("0 %", "0–15 %", "15–35 %", "acima de 35 %")


def test_labels_of_plain_numbers() -> None:
    assert classify([1000, 2500, 4000], "jenks", 3, as_percent=False).labels == (
        "1.000",
        "1.000–2.500",
        "acima de 2.500",
    )


def test_ties_give_fewer_classes() -> None:
    classes = classify([0.0] * 90 + [0.5] * 10, "quantis", 5)
    assert classes.counts == (90, 10)


def test_one_distinct_value_is_one_class() -> None:
    classes = classify([0.3, 0.3, None], "jenks", 5)
    assert (classes.labels, classes.index, classes.no_data) == (("30 %",), (0, 0, -1), 1)


def test_without_values_there_are_no_classes() -> None:
    classes = classify([None, nan], "quantis")
    assert (classes.breaks, classes.labels, classes.index, classes.no_data) == ((), (), (-1, -1), 2)


@pytest.mark.parametrize(("method", "k"), [("outro", 5), ("quantis", 0)])
def test_nonsense_is_refused(method: str, k: int) -> None:
    with pytest.raises(ValueError, match="cannot classify"):
        classify([0.1], method, k)


@given(VALUES, st.sampled_from(["quantis", "jenks"]), st.floats(0.01, 0.6))
def test_no_class_is_narrower_than_what_is_known_of_the_values(
    values: list[float | None], method: str, narrowest: float
) -> None:
    breaks = classify(values, method, 5, narrowest).breaks
    assert len(breaks) <= 2 or min(b - a for a, b in pairwise(breaks)) >= narrowest


def test_scores_closer_together_than_their_intervals_are_one_class() -> None:
    scores = np.linspace(80, 83, 27)
    assert classify(scores, "quantis", 5, 6.0, as_percent=False).labels == ("80–83",)
    assert len(classify(scores, "quantis", 5, 1.0, as_percent=False).labels) == 3


def test_edges_of_small_shares_are_not_written_as_zero() -> None:
    values = [0.00012, 0.00014, 0.00016, 0.00018, 0.0002]
    assert classify(values, "quantis", 5).labels[1:3] == ("0,014–0,015 %", "0,015–0,017 %")
