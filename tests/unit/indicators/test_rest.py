"""A part beside the others together: the score test of shares, the exact test of rates, and what is
not compared.
"""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.definitions import indicator
from indicators.comparison import NOTHING_TO_COMPARE, Verdict
from indicators.exact_tests import significance_of_counts, significance_of_difference
from indicators.measure import Status, measure_ratios
from indicators.rest import against_the_rest

LEVEL, COMPLAINTS = indicator("nivel_servico"), indicator("reclamacoes_mil")
FEWEST = LEVEL.minimum


def parts(definition, *counts):
    frame = pd.DataFrame(counts, columns=["numerator", "denominator"]).astype(float)
    return measure_ratios(frame.assign(missing=0, partly_recorded=False), definition)


@pytest.mark.parametrize(
    ("counts", "verdicts"),
    [
        (((90, 100), (50, 100), (70, 100)), ["maior", "menor", "igual, dentro do acaso"]),
        (((50, 100), (50, 100)), ["igual, dentro do acaso"] * 2),
        (((50, 100),), ["sem comparação"]),  # there are no others
        (
            ((FEWEST - 1, FEWEST - 1), (50, 100), (90, 100)),
            ["sem comparação", "menor", "maior"],
        ),  # too few to conclude
        (((90, 100), (1, FEWEST - 1)), ["sem comparação"] * 2),  # too few others
        (((90, 100), (float("nan"), 0), (50, 100)), ["maior", "sem comparação", "menor"]),
    ],
)
def test_each_part_is_higher_lower_or_no_different(counts, verdicts):
    assert [
        str(change.verdict) for change in against_the_rest(parts(LEVEL, *counts), LEVEL)
    ] == verdicts


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(FEWEST, 300)), min_size=2, max_size=6))
def test_the_others_are_the_sum_less_the_part(found):
    counts = [(min(x, n), n) for x, n in found]
    x, n = (sum(column) for column in zip(*counts, strict=True))
    for (own, cases), change in zip(
        counts, against_the_rest(parts(LEVEL, *counts), LEVEL), strict=True
    ):
        p_value = float(significance_of_difference(own, cases, x - own, n - cases))
        assert change.p_value == pytest.approx(p_value, nan_ok=True)
        assert change.difference == pytest.approx(own / cases - (x - own) / (n - cases))
        assert (change.verdict in (Verdict.HIGHER, Verdict.LOWER)) == (p_value < 0.05)


def test_rates_of_events_are_compared_as_counts():
    change, _ = against_the_rest(parts(COMPLAINTS, (9, 4000), (60, 9000)), COMPLAINTS)
    assert change.verdict is Verdict.LOWER
    assert change.p_value == pytest.approx(float(significance_of_counts(9, 60, 4000, 9000)))


def test_what_is_withheld_is_neither_compared_nor_in_the_others():
    rows = parts(LEVEL, (90, 100), (50, 100), (float("nan"), float("nan")))
    rows.loc[2, "status"] = Status.SUPPRESSED
    found = against_the_rest(rows, LEVEL)
    assert found[2] is NOTHING_TO_COMPARE
    assert found[0].difference == pytest.approx(0.4)
