"""What changed: only what is more than chance, and parts that add up."""

import pandas as pd
import pytest

from indicators.catalogue.definitions import indicator
from indicators.changes import largest_changes, total_change
from indicators.measure import measure_ratios

COVERAGE, NPS, COMPLAINTS = (
    indicator("cobertura_mei"),
    indicator("nps"),
    indicator("reclamacoes_mil"),
)


def table(definition=COVERAGE, **rows):
    """code → (numerator, denominator), and what a score subtracts."""
    names = ["numerator", "denominator", "subtracted"]
    frame = pd.DataFrame([(*row, 0)[:3] for row in rows.values()], columns=names).astype(float)
    frame = frame.assign(
        missing=0, partly_recorded=False, code=list(rows), name=list(rows), uf=None
    )
    return measure_ratios(frame, definition)


BEFORE = table(a=(1000, 10_000), b=(1000, 10_000), c=(1, 10), d=(5, float("nan")))
# C: twenty points more, out of ten: chance.
NOW = table(a=(1500, 10_000), b=(900, 12_000), c=(3, 10), d=(9, 10))


def test_the_largest_changes_are_more_than_chance_and_measured_twice():
    found = largest_changes(COVERAGE, NOW, BEFORE, 5)
    assert [change.code for change in found] == ["a", "b"]
    assert found[0].parts.total == pytest.approx(0.05)
    assert found[1].parts.numerator + found[1].parts.denominator == pytest.approx(
        0.075 - 0.1, abs=1e-12
    )
    assert [change.code for change in largest_changes(COVERAGE, NOW, BEFORE, 1)] == ["a"]


def test_the_whole_splits_into_numerator_denominator_and_mix():
    total = total_change(NOW, BEFORE)
    assert total is not None
    assert total.total == pytest.approx(2403 / 22_010 - 2001 / 20_010)
    assert total.numerator + total.denominator + total.mix == pytest.approx(total.total, abs=1e-12)
    assert total_change(NOW, BEFORE.head(0)) is None


def test_a_territory_splits_by_the_places_inside_it_too():
    """Of a, half grew and half of its base came without growth: the mix is what the weights did."""
    inside = {"inside": ["a", "a", "b"]}
    now = table(a1=(1500, 6000), a2=(0, 4000), b1=(900, 12_000)).assign(**inside)
    before = table(a1=(1000, 9000), a2=(0, 1000), b1=(1000, 10_000)).assign(**inside)
    found = largest_changes(COVERAGE, NOW, BEFORE, 5, (now, before))
    a = found[0].parts
    # The other has no client.
    assert a.mix == pytest.approx((0.6 - 0.9) * (1500 / 6000 + 1000 / 9000) / 2)
    assert a.numerator + a.denominator + a.mix == pytest.approx(0.05, abs=1e-12)
    assert found[1].parts.mix == pytest.approx(0.0, abs=1e-15)


def test_places_that_do_not_add_up_to_their_territory_give_no_mix():
    short = table(a1=(1499, 10_000)).assign(inside="a")
    (a,) = largest_changes(COVERAGE, NOW, BEFORE, 1, (short, short))
    assert a.parts.mix is None
    assert a.parts.numerator + a.parts.denominator == pytest.approx(a.parts.total, abs=1e-12)


def test_a_score_and_a_rate_are_quotients_too():
    now = table(NPS, a=(600, 1000, 100), b=(60, 100, 10), c=(20, 25, 0))
    # C: of 25 answers nothing is judged.
    before = table(NPS, a=(700, 1000, 50), b=(62, 100, 10), c=(0, 25, 20))
    (a,) = largest_changes(NPS, now, before, 5)
    assert (a.code, a.before, a.after) == ("a", 650, 500)  # promoters minus detractors
    assert a.parts.total == pytest.approx(-0.15)
    assert a.parts.numerator + a.parts.denominator == pytest.approx(a.parts.total, abs=1e-12)
    now, before = (
        table(COMPLAINTS, a=(300, 10_000), b=(31, 1000)),
        table(COMPLAINTS, a=(100, 10_000), b=(30, 1000)),
    )
    (a,) = largest_changes(COMPLAINTS, now, before, 5)
    assert (a.code, a.parts.total) == ("a", pytest.approx(0.02))


def test_many_changes_are_controlled_for_false_discovery():
    """Each of forty places alone would be significant at 5 %; with thirty-nine that did not move,
    none is.
    """
    before = table(**{f"p{i}": (500, 1000) for i in range(40)})
    now = table(p0=(455, 1000), **{f"p{i}": (500, 1000) for i in range(1, 40)})
    assert largest_changes(COVERAGE, now, before, 5) == []
    assert len(largest_changes(COVERAGE, now.head(1), before.head(1), 5)) == 1
