"""The radar: which rows each pattern marks, and whom it calls out."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from indicators.recognition.radar.judge import compared, judge, radar
from indicators.recognition.radar.months import bearing_months
from indicators.recognition.radar.patterns import (
    ALL,
    ANSWERS,
    BY_ID,
    UNHAPPY,
    Rows,
    Side,
    can_measure,
    cells_of,
    evidence,
)
from indicators.recognition.radar.tails import at_least, at_most
from indicators.recognition.shrinkage.grid import Prior

LAST = pd.Timestamp("2026-12-31")


def _rows(**columns):
    """Attendances of unit a, clients of their own on days of their own, unless told."""
    n = len(next(iter(columns.values())))
    given = {
        "unit": ["a"] * n,
        "client": range(n),
        "day": pd.date_range("2026-03-02", periods=n),
        "topic": "crédito",
        "minutes": range(30, 30 + n),
        **columns,
    }
    table = pd.DataFrame(given)
    for name in ("day", "start", "recorded", "answered"):
        if name in table:
            table[name] = pd.to_datetime(table[name])
    opened = pd.Timestamp("2026-01-01")
    units = pd.DataFrame({"opened": opened, "closed": LAST}, index=sorted(set(table["unit"])))
    return Rows(table, units, LAST)


def _marked(pattern, rows):
    return evidence(BY_ID[pattern], rows, "a").index.tolist()


@pytest.mark.parametrize(
    ("pattern", "columns", "marked"),
    [
        (
            "fracionado",
            {
                "client": [1, 1, 1, 1, 2],
                "day": ["2026-03-02", "2026-03-03", "2026-03-06", "2026-03-10", "2026-03-03"],
            },
            [1, 2],
        ),
        ("mesmo_dia", {"client": [1, 1, 1, 2], "day": ["2026-03-02"] * 4}, [1, 2]),
        ("frequencia_75", {"frequency": [74.9, 75, 77.9, 78, 60, np.nan]}, [1, 2]),
        (
            "fim_do_periodo",
            {"day": ["2026-12-26", "2026-12-27", "2026-12-31", "2027-01-01"]},
            [1, 2],
        ),
        (
            "retroativo",
            {"day": ["2026-03-02"] * 3, "recorded": ["2026-04-01", "2026-04-02", None]},
            [1],
        ),
        (
            "respostas_em_rajada",
            {"answered": ["2026-03-02 10:00", "2026-03-02 10:02", "2026-03-02 10:05", None]},
            [1],
        ),
        (
            "clientes_movidos",
            {
                "unit": ["b", "a", "a", "a", "b", "a"],
                "client": [1, 1, 1, 2, 3, 3],
                "day": [
                    *("2026-03-02", "2026-03-20", "2026-03-25"),
                    *("2026-03-02", "2026-01-02", "2026-05-02"),
                ],
            },
            [1],
        ),
        (
            "gemeos",
            {
                "unit": ["a", "b", "a", "b"],
                "client": [1, 1, 2, 2],
                "day": ["2026-03-02"] * 4,
                "minutes": [30, 30, 30, 31],
            },
            [0],
        ),
        (
            "fora_da_abertura",
            {
                "day": ["2025-12-30", "2026-03-02", "2026-03-02", "2026-03-08"],
                "start": [None, "2026-03-02 05:59", "2026-03-02 06:00", "2026-03-08 10:00"],
            },
            [0, 1, 3],
        ),
        (
            "valido_trocado",
            {"valid_before": [False, False, True, None], "valid": [True, False, True, True]},
            [0],
        ),
    ],
)
def test_which_rows_a_pattern_marks(pattern, columns, marked):
    assert _marked(pattern, _rows(**columns)) == marked


def test_every_pattern_says_in_words_what_was_seen():
    assert len({pattern.id for pattern in ALL}) == len(ALL) == 12
    assert all(pattern.title and pattern.description.endswith(".") for pattern in ALL)


def test_what_was_not_recorded_is_not_measured():
    rows = _rows(client=[1, 2], frequency=[np.nan, np.nan])
    assert not can_measure(BY_ID["frequencia_75"], rows)
    assert not can_measure(BY_ID["retroativo"], rows)
    assert radar(rows, pd.Series({"a": "pares"})) == []


def test_rows_without_a_value_are_not_counted():
    cells = cells_of(BY_ID["frequencia_75"], _rows(frequency=[75, 70, 10, np.nan]))
    assert cells.loc["a"].to_dict() == {"events": 1, "exposure": 2}


@pytest.mark.parametrize("events", [0, 3, 12])
def test_chances_of_many_are_those_of_the_beta_binomial(events):
    size = 1 / 0.1**2 - 1
    known = stats.betabinom(100, 0.05 * size, 0.95 * size).sf(events - 1)
    found = at_least(np.array([float(events)]), np.array([100.0]), _prior(0.1, 0.05))
    assert found[0] == pytest.approx(known, rel=1e-3)


@pytest.mark.parametrize("events", [0, 3, 12, 40])
def test_chances_of_few_are_those_of_the_beta_binomial(events):
    size = 1 / 0.2**2 - 1
    known = stats.betabinom(40, 0.3 * size, 0.7 * size).cdf(events)
    found = at_most(np.array([float(events)]), np.array([40.0]), _prior(0.2, 0.3))
    assert found[0] == pytest.approx(known, rel=1e-3)


def _prior(spread, centre):
    return Prior(*(np.array([value]) for value in (spread, 1.0, centre, 0.0)), pooled=False)


def _cells(events, exposure):
    index = pd.Index([f"u{number:03d}" for number in range(len(events))], name="unit")
    return pd.DataFrame({"events": events, "exposure": exposure}, index=index)


def test_a_fraud_does_not_make_itself_usual():
    """Five in forty that cheat alike would widen what is usual, were they learned from."""
    random = np.random.default_rng(3)
    events = random.poisson(300 * random.gamma(16, 0.05 / 16, 40))
    events[:5] = 120
    table = compared(_cells(events, 300), pd.Series(dtype=object), Side.MANY)
    assert (table["chance"].iloc[:5] < 1e-4).all()
    assert (table["chance"].iloc[5:] > 1e-3).all()
    assert table["expected"].iloc[0] == pytest.approx(15, abs=2)


def test_a_part_that_peers_have_often_has_no_more_chance_than_its_rows_allow():
    """Three in ten is usual; nineteen of twenty-eight are of who lifts them, and a count without an
    end to it would let chance give as many.
    """
    random = np.random.default_rng(4)
    exposure = random.integers(6, 40, 60)
    events = random.binomial(exposure, 0.29)
    events[0], exposure[0] = 19, 28
    found = judge({"frequencia_75": _cells(events, exposure)}, None, pd.Series(dtype=object))
    assert [case.unit for case in found] == ["u000"]


def test_the_only_one_with_a_mark_stands_out_among_peers_without_any():
    events = np.zeros(40, int)
    events[0] = 56
    table = compared(_cells(events, 283), pd.Series(dtype=object), Side.MANY)
    assert table["chance"].iloc[0] < 1e-9
    assert table["expected"].iloc[0] < 1


def test_habits_of_peers_are_no_cases():
    """Of honest units that differ by half among themselves, at most one in a hundred is called."""
    random = np.random.default_rng(8)
    called = 0
    for _ in range(20):
        rate = random.gamma(4, 0.05 / 4, 100)
        cells = _cells(random.poisson(400 * rate), 400)
        called += len(judge({"retroativo": cells}, None, pd.Series(dtype=object)))
    assert called <= 4  # of 2,000, in one pattern of twelve


def test_few_answers_all_of_them_happy_is_one_case_and_each_alone_is_none():
    random = np.random.default_rng(2)
    answers = random.binomial(300, 0.4, 40)
    unhappy = random.binomial(answers, 0.35)
    few, happy = answers.copy(), unhappy.copy()
    few[[0, 1]], happy[[0, 2]] = 45, 0
    happy[1] = 16
    cells = {ANSWERS.id: _cells(few, 300), UNHAPPY.id: _cells(happy, few)}
    found = judge(cells, None, pd.Series(dtype=object))
    assert [(case.unit, case.pattern) for case in found] == [("u000", "respostas_escolhidas")]
    assert (found[0].events, found[0].exposure) == (0, 45)


def test_a_channel_with_praise_alone_is_named():
    random = np.random.default_rng(2)
    index = pd.MultiIndex.from_product(
        [[f"u{n:03d}" for n in range(30)], ["remoto", "telefone"]], names=["unit", "channel"]
    )
    events = random.binomial(60, 0.35, 60)
    events[1] = 0
    table = pd.DataFrame({"events": events, "exposure": 60}, index=index)
    found = judge({}, table, pd.Series(dtype=object))
    assert [(case.unit, case.channel) for case in found] == [("u000", "telefone")]


def test_units_are_compared_with_their_own_peers():
    events = np.array([6] * 20 + [60] * 20)
    index = _cells(events, 200).index
    groups = pd.Series(["a"] * 20 + ["b"] * 20, index=index)
    together = compared(_cells(events, 200), pd.Series(dtype=object), Side.MANY)
    apart = compared(_cells(events, 200), groups, Side.MANY)
    assert together["expected"].iloc[0] > 20
    assert apart["expected"].iloc[[0, -1]].tolist() == pytest.approx([6, 60], rel=0.05)
    assert (apart["chance"] > 0.1).all()


def test_months_that_bear_a_pattern_are_those_above_what_peers_would_have():
    months = pd.DataFrame({"events": [2, 30, 0, 0], "exposure": [100, 100, 100, 0]}, range(4))
    assert bearing_months(months, 0.02).tolist() == [False, True, False, False]
    spread = pd.DataFrame({"events": [4] * 12, "exposure": [100] * 12})
    assert not bearing_months(spread, 0.02).any()
    assert bearing_months(spread.assign(events=[12] * 12), 0.02).all()


def test_months_of_who_is_like_the_peers_seldom_bear_anything():
    random = np.random.default_rng(5)
    units = 2000
    bears = [
        bearing_months(
            pd.DataFrame({"events": random.poisson(6, 12), "exposure": [100] * 12}), 0.06
        ).any()
        for _ in range(units)
    ]
    assert np.mean(bears) <= 0.05
