"""The parts of a change add up to the change."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indicators.decomposition import decompose_mix, decompose_rate, shown_parts

counts = st.integers(0, 100_000)
positive = st.integers(1, 100_000)
net = st.integers(-100_000, 100_000)  # a score may have more to subtract than to count


@given(counts, positive, counts, positive)
def test_numerator_and_denominator_add_up(n0, d0, n1, d1):
    change = decompose_rate(n0, d0, n1, d1)
    assert change.numerator + change.denominator == pytest.approx(change.total, rel=1e-9, abs=1e-9)


def test_more_clients_raise_and_more_companies_lower_the_rate():
    grown = decompose_rate(100, 1000, 150, 1000)
    assert (grown.numerator, grown.denominator) == (pytest.approx(0.05), 0.0)
    diluted = decompose_rate(100, 1000, 100, 2000)
    assert (diluted.numerator, diluted.denominator) == (0.0, pytest.approx(-0.05))


@settings(max_examples=15)
@given(st.lists(st.tuples(net, counts, net, counts), min_size=1, max_size=6))
def test_numerator_denominator_and_mix_of_the_parts_are_those_of_exact_arithmetic(parts):
    """Every case of a quotient of sums: empty parts, parts without base, scores below zero."""
    n0, d0, n1, d1 = zip(*parts, strict=True)
    assume(sum(d0) and sum(d1))
    numerator, denominator, mix = exact_parts(n0, d0, n1, d1)
    total = Fraction(sum(n1), sum(d1)) - Fraction(sum(n0), sum(d0))
    assert numerator + denominator + mix == total  # no rounding at all
    found = decompose_mix(n0, d0, n1, d1).together
    size = max(1.0, *(abs(float(part)) for part in (numerator, denominator, mix)))
    for mine, theirs in zip(
        (found.numerator, found.denominator, found.mix), (numerator, denominator, mix), strict=True
    ):
        assert mine == pytest.approx(float(theirs), abs=1e-12 * size)
    assert found.numerator + found.denominator + found.mix == pytest.approx(
        found.total, abs=1e-12 * size
    )


def exact_parts(n0, d0, n1, d1):
    """Kitagawa's parts in fractions, written case by case from the definition."""
    whole0, whole1 = sum(d0), sum(d1)
    half, middle = Fraction(1, 2), (Fraction(sum(n0), whole0) + Fraction(sum(n1), whole1)) / 2
    numerator = denominator = mix = Fraction(0)
    for a, b, c, d in zip(n0, d0, n1, d1, strict=True):
        w0, w1 = Fraction(b, whole0), Fraction(d, whole1)
        rate = [Fraction(n, base) for n, base in ((a, b), (c, d)) if base]
        if b and d:
            weight = half * (w0 + w1)
            numerator += weight * (c - a) * half * (Fraction(1, b) + Fraction(1, d))
            denominator += weight * (Fraction(1, d) - Fraction(1, b)) * half * (a + c)
        else:
            numerator += (Fraction(c, whole1) if not d else 0) - (
                Fraction(a, whole0) if not b else 0
            )
        mix += (w1 - w0) * ((sum(rate) / len(rate) if rate else 0) - middle)
    return numerator, denominator, mix


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=5), st.integers(0, 3))
def test_parts_are_shown_adding_up_to_the_total_shown(parts, decimals):
    shown = shown_parts(parts, sum(parts), decimals)
    unit = 10**-decimals
    assert round(sum(shown) / unit) == round(sum(parts) / unit)
    assert all(abs(one - other) < unit + 1e-9 for one, other in zip(shown, parts, strict=True))


def test_thirds_of_a_unit_are_shown_as_one_unit():
    assert shown_parts([1 / 3, 1 / 3, 1 / 3], 1.0, 0) == [1.0, 0.0, 0.0]
    # To those that lost the most by rounding down.
    assert shown_parts([0.2, 0.9, 0.9], 2.0, 0) == [
        0.0,
        1.0,
        1.0,
    ]
    assert shown_parts([0.66, -0.25], 0.41, 1) == [0.7, -0.3]


def test_a_shift_towards_the_better_part_is_all_mix():
    # Two parts at 10 % and 30 %; only their weights change.
    change = decompose_mix([10, 30], [100, 100], [10, 60], [100, 200])
    assert change.numerator + change.denominator == pytest.approx([0.0, 0.0])
    assert change.mix.sum() == pytest.approx(70 / 300 - 40 / 200)
    assert (change.mix > 0).all()
