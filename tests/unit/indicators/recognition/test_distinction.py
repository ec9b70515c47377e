"""What the first units do differently, and what changed from one edition to the next."""

import numpy as np
import pandas as pd
import pytest

from indicators.recognition.change import SealedScore, change
from indicators.recognition.distinction import LEAST, distinctions, first_ones


def units(tiers: list[str], bands: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"tier": tiers, "band": bands})


def test_the_first_are_the_highest_tier_that_is_neither_few_nor_most() -> None:
    told = units(["Diamante"] * 3 + ["Ouro"] * 9 + ["Prata"] * 48, [1] * 2 + [2] * 58)
    assert first_ones(told, ["Diamante", "Ouro", "Prata"]).sum() == 12  # with the 3 above them
    by_band = units(["Prata"] * 60, [1] * 4 + [2] * 8 + [3] * 48)
    assert first_ones(by_band, ["Ouro", "Prata"]).sum() == 12
    assert not first_ones(units(["Ouro"] * 20, [1] * 20), ["Ouro"]).any()


def test_a_criterion_in_which_the_first_have_more_is_told_and_one_of_chance_is_not() -> None:
    random = np.random.default_rng(7)
    first = pd.Series([True] * 30 + [False] * 70)
    points = pd.DataFrame({
        "alike": random.uniform(40, 60, 100),
        "better": random.uniform(40, 60, 100) + 15 * first,
        "little": 50 + random.uniform(0, 1, 100) + 1.5 * first,
        "worse": random.uniform(40, 60, 100) - 15 * first,
    })  # fmt: skip
    found = distinctions(points, first)
    assert found["differ"].to_dict() == {
        "better": True, "little": False, "alike": False, "worse": False,
    }  # fmt: skip
    assert found.index[0] == "better"
    assert found["first"]["better"] == pytest.approx(points["better"][:30].mean())


def test_of_chance_alone_nearly_nothing_is_told() -> None:
    told = 0
    for seed in range(200):
        drawn = np.random.default_rng(seed).uniform(0, 100, (60, 8))
        points = pd.DataFrame(drawn, columns=list("abcdefgh"))
        told += distinctions(points, pd.Series([True] * 20 + [False] * 40))["differ"].any()
    assert told <= 20  # 10 are expected


def test_what_nobody_was_measured_in_and_few_units_are_not_told() -> None:
    first = pd.Series([True] * LEAST + [False] * LEAST)
    points = pd.DataFrame({"known": range(2 * LEAST, 0, -1), "unknown": np.nan}, dtype=float)
    assert list(distinctions(points, first).index) == ["known"]
    assert distinctions(points[1:], first[1:]).empty


def test_a_change_is_real_beyond_the_chance_of_both_editions() -> None:
    before = SealedScore(70.0, 68.0, 72.0, ("a",))
    small = change(before, SealedScore(72.5, 70.5, 74.5, ("a",)))
    large = change(before, SealedScore(73.0, 71.0, 75.0, ("a",)))
    assert small is not None
    assert large is not None
    assert small.margin == pytest.approx(2 * 2**0.5)
    assert (small.is_real, large.is_real) == (False, True)
    assert change(before, SealedScore(73.0, 71.0, 75.0, ("b",))) is None
