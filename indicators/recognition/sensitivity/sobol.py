"""Which choice the position of a unit hangs on: first-order shares of its variance (Sobol)."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from indicators.recognition.evidence import FloatArray
from indicators.recognition.ranks.draws import seed_of
from indicators.recognition.result import Result
from indicators.recognition.sensitivity.variants import AROUND, positions_of, scores_under

BASE = 1024
CHANCE = "acaso"


def first_order(
    outcome: Callable[[list[FloatArray]], FloatArray], a: list[FloatArray], b: list[FloatArray]
) -> FloatArray:
    """Share of the variance of each outcome that each input brings alone (inputs × outcomes).

    `a` and `b` are two independent samples of the inputs, one array each, of as many rows;
    `outcome` takes one sample to rows × outcomes. Source: Saltelli and others (2010), estimator b
    of table 2, about the mean of the outcome, which steadies it. NaN where one does not vary.
    """
    from_a, from_b = outcome(a), outcome(b)
    both = np.concatenate((from_a, from_b))
    variance, centre = both.var(axis=0), both.mean(axis=0)
    shares = []
    for at in range(len(a)):
        crossed = outcome([*a[:at], b[at], *a[at + 1 :]])
        with np.errstate(divide="ignore", invalid="ignore"):
            shares.append(((from_b - centre) * (crossed - from_a)).mean(axis=0) / variance)
    found = np.where(variance > 0, np.array(shares), np.nan)
    return np.clip(found, 0, 1)


def position_shares(result: Result, base: int = BASE) -> pd.DataFrame:
    """By unit that competes, a column per criterion (its weight, around the declared one) and
    ``acaso``: what share of the uncertainty of its position each brings by itself. The rest comes
    from them together.

    Chance moves the whole score of each unit, independently of the others, as its draws do.
    """
    random = np.random.default_rng(seed_of(f"{result.rules.seed}: sobol"))
    criteria = result.rules.criteria
    moved = result.scores - result.scores.mean(axis=0)
    heights = AROUND * np.array([item.weight for item in criteria]) / result.rules.total_weight

    def sample() -> list[FloatArray]:
        weights = [random.gamma(max(height, 1e-9), size=base) for height in heights]
        return [*weights, random.integers(0, len(moved), base).astype(float)]

    def outcome(given: list[FloatArray]) -> FloatArray:
        weights = np.column_stack(given[:-1])
        weights = weights / weights.sum(axis=1, keepdims=True)
        chance = moved[given[-1].astype(np.intp)]
        return positions_of(scores_under(result, weights) + chance)

    shares = first_order(outcome, sample(), sample())
    names = [*(item.id for item in criteria), CHANCE]
    return pd.DataFrame(shares.T, index=result.ids, columns=names)
