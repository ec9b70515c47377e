"""What a spreadsheet shows with zeros before it."""

import math

import pytest

from data_access.sources.readers.percents import padded_text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (7.0, "00007"),
        (0.0, "00000"),
        (1234567.0, "1234567"),
        (7.5, None),
        (-7.0, None),
        (math.inf, None),  # a cell of 1E999
        (-math.inf, None),
        (math.nan, None),
    ],
)
def test_only_a_whole_number_is_a_code_with_zeros(value: float, shown: str | None) -> None:
    assert padded_text(value, 5) == shown
