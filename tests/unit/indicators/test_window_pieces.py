"""Windows as years, parts of years and months."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.disclosure.windows import (
    Piece,
    parts_of_year,
    whole_parts,
    window_pieces,
)
from indicators.scope import Month, Period

KNOWN = Period.parse("2024-03", "2026-10")


@pytest.mark.parametrize(
    ("window", "pieces"),
    [
        (("2025-01", "2025-12"), ["ano jan–dez/2025"]),
        (("2026-01", "2026-10"), ["ano jan–dez/2026"]),  # all that is known of it
        (("2024-03", "2024-12"), ["ano jan–dez/2024"]),
        (("2025-01", "2025-10"), ["parte jan–out/2025"]),
        (("2025-11", "2026-10"), ["parte nov/2025–dez/2025", "ano jan–dez/2026"]),
        (("2025-02", "2025-04"), ["mes fev–abr/2025"]),
        (("2025-09", "2025-12"), ["mes set–out/2025", "parte nov/2025–dez/2025"]),
        (("2030-01", "2030-02"), []),
    ],
)
def test_a_window_by_hand(window, pieces):
    found = window_pieces(Period.parse(*window), KNOWN, 10)
    words = [f"{piece.kind} {piece.period.label}" for piece in found]
    assert words == [each.replace("nov/2025–dez/2025", "nov–dez/2025") for each in pieces]


@pytest.mark.parametrize(
    ("window", "parts"),
    [
        (("2025-01", "2025-12"), ["jan–out/2025", "nov–dez/2025"]),
        (("2026-01", "2026-10"), ["jan–out/2026"]),
        (("2025-01", "2025-09"), None),
    ],
)
def test_whole_parts_by_hand(window, parts):
    found = whole_parts(Period.parse(*window), KNOWN, 10)
    assert parts == (None if found is None else [part.label for part in found])


def test_a_year_that_ends_in_december_is_one_part():
    assert [part.label for part in parts_of_year(2025, 12)] == ["jan–dez/2025"]


months = st.integers(KNOWN.start.index - 6, KNOWN.end.index + 6).map(Month)


@given(months, months, st.integers(1, 12))
def test_pieces_have_the_known_months_of_the_window_once(one, other, last):
    window = Period(min(one, other), max(one, other))
    held = []
    for piece in window_pieces(window, KNOWN, last):
        inside = piece.period.within(KNOWN)
        held += range(inside.start.index, inside.end.index + 1)
        assert piece.kind is not Piece.MONTHS or piece.period == inside
    known = range(KNOWN.start.index, KNOWN.end.index + 1)
    expected = [month for month in known if window.start.index <= month <= window.end.index]
    assert held == expected
