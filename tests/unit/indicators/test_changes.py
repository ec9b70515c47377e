"""What changed: only what is more than chance, and parts that add up."""

import pandas as pd
import pytest

from indicators.changes import largest_changes, total_change


def table(**rows):
    """code → (numerator, denominator, status)."""
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["numerator", "denominator", "status"])
    return frame.assign(code=frame.index, name=frame.index, uf=None).reset_index(drop=True)


BEFORE = table(
    a=(1000, 10_000, "medido"),
    b=(1000, 10_000, "medido"),
    c=(1, 10, "medido"),
    d=(5, 10, "sem_denominador"),
)
NOW = table(
    a=(1500, 10_000, "medido"),
    b=(900, 12_000, "medido"),
    c=(3, 10, "medido"),  # twenty points more, out of ten: chance
    d=(9, 10, "medido"),
)


def test_the_largest_changes_are_more_than_chance_and_measured_twice():
    found = largest_changes(NOW, BEFORE, 5)
    assert [change.code for change in found] == ["a", "b"]
    assert found[0].parts.total == pytest.approx(0.05)
    assert found[1].parts.numerator + found[1].parts.denominator == pytest.approx(0.075 - 0.1)
    assert [change.code for change in largest_changes(NOW, BEFORE, 1)] == ["a"]


def test_the_whole_splits_into_inside_and_mix():
    total = total_change(NOW, BEFORE)
    assert total is not None
    assert total.total == pytest.approx(2403 / 22_010 - 2001 / 20_010)
    assert total.inside + total.mix == pytest.approx(total.total)
    assert total_change(NOW, BEFORE.head(0)) is None
