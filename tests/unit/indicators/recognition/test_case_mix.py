"""Observed over expected: what clients explain is taken away, and what a unit does is not."""

import numpy as np
import pandas as pd
import pytest

from indicators.recognition.case_mix.adjust import adjust
from indicators.recognition.evidence import COLUMNS, Counts, Field, counts_of
from indicators.recognition.rules import Kind
from indicators.recognition.scoring import evaluate
from tests.support.recognition_field import rate, rules, units


def _cells(rows, columns):
    return pd.DataFrame(rows, columns=["unit", "porte", *columns])


def _summed(cells, kind):
    return cells.groupby("unit")[list(COLUMNS[kind])].sum()


def test_units_that_differ_only_by_their_clients_become_alike():
    """MEI succeed half the time and EPP nine times in ten, wherever they go."""
    cells = _cells(
        [["a", "MEI", 90, 180], ["a", "EPP", 18, 20], ["b", "MEI", 10, 20], ["b", "EPP", 162, 180]],
        ["successes", "trials"],
    )
    table = _summed(cells, Kind.RATE)
    found = adjust(counts_of(table, Kind.RATE), Kind.RATE, cells, table.index)
    rates = found.adjusted.columns[0] / found.adjusted.columns[1]
    assert rates == pytest.approx([0.7, 0.7], abs=0.001)
    effects = found.effects.set_index("level")
    assert effects["standardised"].to_dict() == pytest.approx({"MEI": 0.5, "EPP": 0.9}, abs=0.001)
    assert effects["cases"].to_dict() == {"MEI": 200, "EPP": 200}
    assert found.explained == pytest.approx(1)
    assert found.calibration["observed"].tolist() == pytest.approx(
        found.calibration["expected"].tolist(), abs=0.001
    )


def test_calling_the_other_side_success_changes_nothing():
    random = np.random.default_rng(1)
    trials = random.integers(5, 40, 30)
    successes = random.binomial(trials, 0.8)
    cells = pd.DataFrame(
        {
            "unit": np.repeat([f"u{i}" for i in range(10)], 3),
            "porte": ["MEI", "ME", "EPP"] * 10,
            "successes": successes,
            "trials": trials,
        }
    )
    turned = cells.assign(successes=cells["trials"] - cells["successes"])
    one, two = (
        adjust(
            counts_of(_summed(c, Kind.RATE), Kind.RATE), Kind.RATE, c, _summed(c, Kind.RATE).index
        )
        for c in (cells, turned)
    )
    assert one.adjusted.columns[0] + two.adjusted.columns[0] == pytest.approx(
        one.adjusted.columns[1]
    )


def test_events_keep_their_number_and_are_held_against_what_was_expected():
    cells = _cells(
        [["a", "MEI", 9, 100], ["a", "EPP", 1, 100], ["b", "MEI", 18, 200], ["b", "EPP", 0, 0.001]],
        ["events", "exposure"],
    )
    table = _summed(cells, Kind.COUNT)
    found = adjust(counts_of(table, Kind.COUNT), Kind.COUNT, cells, table.index)
    events, exposure = found.adjusted.columns
    assert events.tolist() == [10, 18]
    assert (events / exposure) == pytest.approx([0.07, 0.07], rel=0.01)


def test_answers_and_durations_move_by_what_was_expected_of_them():
    cells = _cells(
        [["a", "MEI", 10, 5, 5], ["a", "EPP", 0, 0, 0], ["b", "EPP", 4, 6, 10]],
        list(COLUMNS[Kind.SCORE]),
    )
    table = _summed(cells, Kind.SCORE)
    found = adjust(counts_of(table, Kind.SCORE), Kind.SCORE, cells, table.index)
    promoters, neutrals, detractors = found.adjusted.columns
    assert promoters + neutrals + detractors == pytest.approx([20, 20])
    assert (promoters - detractors) / 20 == pytest.approx([-0.025, -0.025], abs=0.01)
    times = _cells(
        [["a", "MEI", 2.0, 0.5, 10], ["b", "EPP", 3.0, 0.5, 10]], list(COLUMNS[Kind.DURATION])
    )
    given = times.set_index("unit")[list(COLUMNS[Kind.DURATION])]
    moved = adjust(counts_of(given, Kind.DURATION), Kind.DURATION, times, given.index)
    assert moved.adjusted.columns[0] == pytest.approx([2.5, 2.5], abs=0.001)


def test_without_classes_or_cells_nothing_is_adjusted():
    counts = Counts((np.array([3.0]), np.array([4.0])))
    columns = ["unit", "successes", "trials"]
    index = pd.Index(["a"])
    assert adjust(counts, Kind.RATE, pd.DataFrame(columns=[*columns, "porte"]), index) is None
    assert adjust(counts, Kind.RATE, pd.DataFrame([["a", 3, 4]], columns=columns), index) is None


def test_a_unit_without_cells_keeps_its_counts():
    cells = _cells([["a", "MEI", 9, 10], ["a", "EPP", 1, 10]], ["successes", "trials"])
    counts = Counts((np.array([10.0, 5]), np.array([20.0, 10])))
    found = adjust(counts, Kind.RATE, cells, pd.Index(["a", "z"]))
    assert found.adjusted.columns[0][1] == 5


def test_case_mix_is_a_part_of_the_contribution_where_it_was_asked_for():
    cells = _cells(
        [
            ["u000", "MEI", 90, 180],
            ["u000", "EPP", 18, 20],
            ["u001", "MEI", 10, 20],
            ["u001", "EPP", 162, 180],
        ],
        ["successes", "trials"],
    )
    field = Field(units(2), {"taxa": _summed(cells, Kind.RATE)}, {"taxa": cells})
    off, on = (evaluate(rules(rate(case_mix=asked)), field) for asked in (False, True))
    assert off.criteria["from_case_mix"].tolist() == [0, 0]
    assert on.criteria["from_case_mix"].tolist() == pytest.approx([16, -16], abs=0.2)
    assert abs(np.diff(on.units["score"])[0]) < 0.2 < abs(np.diff(off.units["score"])[0])
    assert on.case_mix["taxa"].explained == pytest.approx(1)
