"""Pairs of terciles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.bivariate import bivariate

NUMBER = st.none() | st.floats(0, 1)


def test_nine_corners() -> None:
    low_mid_high = [0.1, 0.5, 0.9]
    first = [x for x in low_mid_high for _ in low_mid_high]
    second = low_mid_high * 3
    assert bivariate(first, second).index == (0, 1, 2, 3, 4, 5, 6, 7, 8)


@given(st.lists(st.tuples(NUMBER, NUMBER), max_size=40))
def test_a_pair_has_a_class_exactly_when_both_values_are_known(
    pairs: list[tuple[float | None, float | None]],
) -> None:
    result = bivariate([a for a, _ in pairs], [b for _, b in pairs])
    assert [i == -1 for i in result.index] == [a is None or b is None for a, b in pairs]
    assert sum(result.counts) + result.no_data == len(pairs)
    for i, row, column in zip(result.index, result.first.index, result.second.index, strict=True):
        assert i == -1 or (row, column) == divmod(i, 3)


def test_different_lengths_are_a_bug() -> None:
    with pytest.raises(ValueError, match="2 and 1"):
        bivariate([0.1, 0.2], [0.1])
