"""Verdicts: an arrow only where the difference is more than chance."""

import pandas as pd
import pytest

from indicators.catalogue.definitions import indicator
from indicators.comparison import (
    NOTHING_TO_COMPARE,
    Verdict,
    compare,
    compare_with_target,
    only_significant,
    verdicts_against_targets,
)
from indicators.exact_tests import significance_of_counts
from indicators.measure import MeasuredValue, Status, as_value, measure_ratios
from indicators.peers import nearest_in_size

COVERAGE = indicator("cobertura_mei")
CLIENTS = indicator("pequenos_negocios_atendidos")
SALAS = indicator("capilaridade_salas")


def rate(numerator, denominator):
    frame = pd.DataFrame(
        {"numerator": [numerator], "denominator": [denominator], "missing": [0]}
    ).astype(float)
    return as_value(measure_ratios(frame.assign(partly_recorded=False), COVERAGE).iloc[0])


def count(value):
    return MeasuredValue(value, None, value, None, None, Status.MEASURED)


@pytest.mark.parametrize(
    ("now", "other", "verdict", "favourable"),
    [
        (rate(200, 1000), rate(100, 1000), Verdict.HIGHER, True),
        (rate(100, 1000), rate(200, 1000), Verdict.LOWER, False),
        (rate(101, 1000), rate(100, 1000), Verdict.NO_DIFFERENCE, None),
        (rate(1, 5), rate(2, 5), Verdict.NO_DIFFERENCE, None),
        (rate(7, 5), rate(1, 5), Verdict.UNKNOWN, None),  # above its universe: no evidence
        (rate(130, 100), rate(40, 100), Verdict.UNKNOWN, None),
    ],
)
def test_rates(now, other, verdict, favourable):
    change = compare(COVERAGE, now, other)
    assert change.verdict is verdict
    assert change.difference == pytest.approx(now.value - other.value)
    assert change.favourable(COVERAGE.polarity) is favourable


@pytest.mark.parametrize(
    ("now", "other", "verdict", "difference"),
    [
        (110, 100, Verdict.NO_DIFFERENCE, 0.1),
        (1100, 1000, Verdict.HIGHER, 0.1),
        (1000, 1100, Verdict.LOWER, -1 / 11),
        (100, 100, Verdict.NO_DIFFERENCE, 0.0),
        (0, 5, Verdict.NO_DIFFERENCE, -1.0),
        (0, 6, Verdict.LOWER, -1.0),
    ],
)
def test_counts_differ_where_chance_would_seldom_set_them_so_far_apart(
    now, other, verdict, difference
):
    change = compare(CLIENTS, count(now), count(other))
    assert (change.verdict, change.difference) == (verdict, pytest.approx(difference))
    assert change.p_value == pytest.approx(float(significance_of_counts(now, other)))
    assert change.favourable(CLIENTS.polarity) is None


def test_no_relative_change_starts_from_nothing():
    assert compare(CLIENTS, count(100), count(0)) is NOTHING_TO_COMPARE


def test_ratios_of_places_are_what_they_are():
    assert compare(SALAS, rate(11, 20), rate(10, 20)).verdict is Verdict.HIGHER


def test_the_unknown_is_not_compared():
    unknown = MeasuredValue(None, None, None, None, None, Status.NOT_MEASURED)
    assert compare(COVERAGE, unknown, rate(1, 2)) is NOTHING_TO_COMPARE
    assert compare(COVERAGE, rate(1, 2), unknown) is NOTHING_TO_COMPARE
    assert compare_with_target(COVERAGE, rate(1, 2), None) is NOTHING_TO_COMPARE
    shorter = MeasuredValue(150, None, 150, None, None, Status.PARTLY_RECORDED)
    assert compare(CLIENTS, count(300), shorter) is NOTHING_TO_COMPARE


@pytest.mark.parametrize(
    ("now", "target", "verdict"),
    [
        (rate(300, 1000), 0.20, Verdict.HIGHER),
        (rate(100, 1000), 0.20, Verdict.LOWER),
        (rate(2, 10), 0.25, Verdict.NO_DIFFERENCE),
        (count(90), 100, Verdict.NO_DIFFERENCE),
        (count(900), 1000, Verdict.LOWER),
    ],
)
def test_against_a_target(now, target, verdict):
    definition = COVERAGE if now.denominator else CLIENTS
    assert compare_with_target(definition, now, target).verdict is verdict


def test_a_count_is_away_from_its_target_by_a_part_of_it():
    assert compare_with_target(CLIENTS, count(900), 1000).difference == pytest.approx(-0.1)


def test_statuses_say_why_there_is_no_value():
    frame = pd.DataFrame(
        {
            "numerator": [None, 3, 0, 7, 3, 3],
            "denominator": [10, None, 0, 5, 10, 10],
            "missing": [0, 1, 0, 0, 2, 0],
        }
    ).astype(float)
    rows = measure_ratios(frame.assign(partly_recorded=[False] * 6), COVERAGE)
    assert rows["status"].tolist() == [
        "nao_medido",
        "sem_denominador",
        "denominador_zero",
        "acima_do_universo",
        "parcial",
        "medido",
    ]
    assert rows["value"].isna().tolist() == [True, True, True, False, False, False]


def test_peers_are_the_nearest_in_ratio_and_never_itself():
    sizes = pd.Series(
        {"11": 100.0, "12": 90.0, "13": 1000.0, "14": 10.0, "15": 0.0, "16": float("nan")}
    )
    assert nearest_in_size(sizes, "11", "uf") == ["12", "13", "14"]
    assert nearest_in_size(sizes, "15", "uf") == []
    assert nearest_in_size(sizes, "99", "uf") == []
    many = pd.Series({f"{i:07d}": float(i + 1) for i in range(100)})
    assert len(nearest_in_size(many, "0000050", "municipio")) == 20


def test_verdicts_of_a_list_against_targets_hold_for_the_list():
    """The same distance is a verdict alone, none among many; a rate exactly on target never is."""
    weak = pd.DataFrame({"numerator": [455.0], "denominator": [1000.0], "target": [0.5]})
    listed = pd.concat([weak, *[weak.assign(numerator=500.0)] * 30], ignore_index=True)
    for rows, first in ((weak, Verdict.LOWER), (listed, Verdict.NO_DIFFERENCE)):
        measured = measure_ratios(rows.assign(missing=0, partly_recorded=False), COVERAGE)
        verdicts = verdicts_against_targets(COVERAGE, measured)
        assert verdicts[0] is first
        assert set(verdicts[1:]) <= {Verdict.NO_DIFFERENCE}
    far = measure_ratios(listed.assign(numerator=900.0, missing=0, partly_recorded=False), COVERAGE)
    assert set(verdicts_against_targets(COVERAGE, far)) == {Verdict.HIGHER}
    without = far.assign(target=float("nan"))
    assert set(verdicts_against_targets(COVERAGE, without)) == {Verdict.UNKNOWN}


def test_a_share_of_cases_shown_without_an_interval_is_judged_by_chance_all_the_same():
    """Two of three attendances against all of four is no difference, nor is it from a target."""
    digital = indicator("canais_digitais")

    def share(cases, whole):
        return MeasuredValue(cases, whole, cases / whole, None, None, Status.MEASURED)

    assert compare(digital, share(2, 3), share(4, 4)).verdict is Verdict.NO_DIFFERENCE
    assert compare(digital, share(200, 300), share(400, 400)).verdict is Verdict.LOWER
    assert compare_with_target(digital, share(2, 3), 0.5).verdict is Verdict.NO_DIFFERENCE
    assert compare_with_target(digital, share(200, 300), 0.5).verdict is Verdict.HIGHER
    # Of places: a picture.
    assert compare_with_target(SALAS, share(11, 20), 0.5).verdict is Verdict.HIGHER


def test_one_target_is_judged_by_the_interval_and_by_the_same_test():
    for successes in range(5, 60):
        now = rate(successes, 100)
        change = compare_with_target(COVERAGE, now, 0.3)
        outside = not now.lower <= 0.3 <= now.upper
        assert (change.verdict is not Verdict.NO_DIFFERENCE) == (outside and change.p_value < 0.05)


def test_one_of_five_is_not_above_a_target_of_two_in_a_hundred():
    """Wilson's interval leaves the target out one time in ten; the cases themselves say 0.19."""
    change = compare_with_target(COVERAGE, rate(1, 5), 0.02)
    assert change.verdict is Verdict.NO_DIFFERENCE
    assert change.p_value == pytest.approx(2 * (1 - 0.98**5))


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_what_no_test_can_be_made_of_is_not_said_to_be_equal(end):
    """A return within a year of nobody, or of everybody, has no interval to be judged by."""
    returns = indicator("permanencia_12m")
    edge = MeasuredValue(500 * end, 500, end, None, None, Status.MEASURED)
    inside = MeasuredValue(200, 500, 0.4, 0.36, 0.44, Status.MEASURED)
    for now, other in ((edge, inside), (inside, edge)):
        change = compare(returns, now, other)
        assert change.verdict is Verdict.UNKNOWN
        assert change.difference == pytest.approx(now.value - other.value)
    change = compare_with_target(returns, edge, 0.4)
    assert (change.verdict, change.difference) == (Verdict.UNKNOWN, pytest.approx(end - 0.4))
    rows = pd.DataFrame([vars(side) | {"target": 0.2} for side in (edge, inside)])
    assert verdicts_against_targets(returns, rows) == [Verdict.UNKNOWN, Verdict.HIGHER]


def test_above_the_universe_nothing_is_said_of_a_target():
    above = rate(130, 100)
    assert compare_with_target(COVERAGE, above, 0.4).verdict is Verdict.UNKNOWN
    rows = pd.DataFrame([vars(side) | {"target": 0.4} for side in (above, rate(40, 100))])
    assert verdicts_against_targets(COVERAGE, rows) == [Verdict.UNKNOWN, Verdict.NO_DIFFERENCE]


def test_minutes_that_are_all_their_target_are_equal_to_it():
    rows = pd.DataFrame([vars(MeasuredValue(9, 9, 30, 30, 30, Status.MEASURED)) | {"target": 30}])
    assert verdicts_against_targets(indicator("tma"), rows) == [Verdict.NO_DIFFERENCE]


def test_only_significant_changes_keep_their_verdict_among_many():
    weak = compare(COVERAGE, rate(545, 1000), rate(500, 1000))
    strong = compare(COVERAGE, rate(800, 1000), rate(500, 1000))
    same = compare(COVERAGE, rate(500, 1000), rate(500, 1000))
    exact = compare(SALAS, rate(11, 20), rate(10, 20))
    assert weak.verdict is Verdict.HIGHER
    found = only_significant([weak, strong, exact, NOTHING_TO_COMPARE, *[same] * 20])
    assert [change.verdict for change in found[:4]] == [
        Verdict.NO_DIFFERENCE, Verdict.HIGHER, Verdict.HIGHER, Verdict.UNKNOWN,
    ]  # fmt: skip
    assert only_significant([weak])[0].verdict is Verdict.HIGHER


def test_of_what_chance_does_not_move_a_difference_that_no_digit_shows_is_none():
    reach = indicator("alcance_salas")
    now, before = (rate(x, 10**7) for x in (9_869_817, 9_869_824))
    assert compare(reach, now, before).verdict is Verdict.NO_DIFFERENCE
    assert compare_with_target(reach, now, 0.98698249).verdict is Verdict.NO_DIFFERENCE
    assert compare_with_target(reach, now, 0.97).verdict is Verdict.HIGHER
    rows = pd.DataFrame([{**vars(now), "target": 0.98698249}])
    assert verdicts_against_targets(reach, rows) == [Verdict.NO_DIFFERENCE]
