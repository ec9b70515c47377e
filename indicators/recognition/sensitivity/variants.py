"""The same evidence under other weights and scales, without a criterion, and one case away."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from indicators.recognition.assess import rescaled
from indicators.recognition.eligibility import standing
from indicators.recognition.evidence import Counts, Field, FloatArray
from indicators.recognition.ranks.draws import seed_of
from indicators.recognition.result import Result
from indicators.recognition.rules import Criterion, Kind, Normalisation, Rules
from indicators.recognition.scoring import assess_all, score_of
from indicators.recognition.tiers import tiers_of

AROUND = 100.0  # concentration: a weight of 20 % is drawn between about 13 and 28
DRAWN = 1_000


def weights_around(rules: Rules, draws: int = DRAWN, around: float = AROUND) -> FloatArray:
    """Weights (draws × criteria, adding up to 1) from a Dirichlet centred on the declared ones,
    seeded by the rules.
    """
    declared = np.array([item.weight for item in rules.criteria]) / rules.total_weight
    random = np.random.default_rng(seed_of(f"{rules.seed}: pesos"))
    drawn = np.zeros((draws, len(declared)))
    positive = declared > 0
    drawn[:, positive] = random.dirichlet(around * declared[positive], draws)
    return drawn


def under_other_weights(result: Result, draws: int = DRAWN) -> pd.DataFrame:
    """By unit that competes: ``low`` and ``high`` position in 95 % of the weights, ``first``, the
    share of them in which it is among the first, and ``moved``, whether that changes at all.
    """
    scores = scores_under(result, weights_around(result.rules, draws))
    positions = positions_of(scores)
    low, high = np.quantile(positions, [0.025, 0.975], axis=0, method="nearest")
    first = (positions <= result.rules.places).mean(axis=0)
    frame = {"low": low, "high": high, "first": first, "moved": (first > 0) & (first < 1)}
    return pd.DataFrame(frame, index=result.ids)


def scores_under(result: Result, weights: FloatArray) -> FloatArray:
    """Scores (draws × units that compete) under weights (draws × criteria); what was not measured
    gives its part to its pillar in each of them.
    """
    keep = result.units["eligible"].to_numpy(bool)
    points = np.column_stack([one.points[keep] for one in result.assessed.values()])
    known = ~np.isnan(points)
    points = np.nan_to_num(points)
    scores = np.zeros((len(weights), len(points)))
    pillars = [item.pillar for item in result.rules.criteria]
    for pillar in dict.fromkeys(pillars):
        inside = np.array([name == pillar for name in pillars])
        own = weights[:, inside]
        measured = own @ known[:, inside].T
        part = own @ points[:, inside].T
        with np.errstate(divide="ignore", invalid="ignore"):
            shared = part / measured * own.sum(axis=1)[:, None]
        scores += np.where(measured > 0, shared, 0)
    return scores


def positions_of(scores: FloatArray) -> FloatArray:
    """Positions (1 is the best; ties share the best) in each row, at the decimals of a score."""
    frame = pd.DataFrame(np.round(scores, 2))
    return frame.rank(axis=1, method="min", ascending=False).to_numpy(float)


def under_other_scales(result: Result) -> pd.DataFrame:
    """Positions, a column per `Normalisation` in which all criteria are measured alike; those that
    have not the numbers that a scale needs keep their own.
    """
    frames = {}
    for scale in Normalisation:
        scores = _rescaled(result, scale)
        frames[str(scale)] = positions_of(scores[None, :])[0]
    return pd.DataFrame(frames, index=result.ids)


def _rescaled(result: Result, scale: Normalisation) -> FloatArray:
    keep = result.units["eligible"].to_numpy(bool)
    points = []
    for one in result.assessed.values():
        try:
            found = rescaled(one, replace(one.criterion, normalisation=scale))
        except ValueError:
            found = one.points
        points.append(found[keep])
    weights = _weights(result)[keep]
    return np.asarray((np.nan_to_num(np.column_stack(points)) * weights).sum(axis=1))


def _weights(result: Result) -> FloatArray:
    units = result.field.units.index
    table = result.criteria["weight"].to_numpy(float).reshape(len(result.assessed), len(units))
    return table.T


def without_each(result: Result) -> pd.DataFrame:
    """Positions with each criterion left out, a column each; NaN where a unit then has no measure
    of a pillar that still counts.
    """
    frames = {}
    for item in result.rules.criteria:
        rest = tuple(other for other in result.rules.criteria if other.id != item.id)
        if sum(other.weight for other in rest) > 0:
            frames[item.id] = _left(result, replace(result.rules, criteria=rest))
    return pd.DataFrame(frames, index=result.ids)


def _left(result: Result, rules: Rules) -> pd.Series:
    kept = Field(
        result.field.units,
        {item.id: result.field.evidence[item.id] for item in rules.criteria},
        result.field.cells,
    )
    stands = standing(rules, kept)
    assessed = assess_all(rules, kept, stands.counted)
    score = np.where(stands.eligible, score_of(assessed, stands.weights), np.nan)
    named = pd.Series(score, index=kept.units.index).loc[result.ids]
    return named.rank(method="min", ascending=False)


def one_more_or_less(result: Result) -> pd.DataFrame:
    """By unit that competes: ``low`` and ``high`` score when one case of one criterion (a success
    or a failure, an answer, a complaint) comes or goes, and ``changes``, whether its tier does.

    The peers stay as they are. Durations and points by members have no such case.
    """
    keep = result.units["eligible"].to_numpy(bool)
    score = result.units["score"].to_numpy(float)
    lowest, highest = score.copy(), score.copy()
    weights = _weights(result)
    for place, one in enumerate(result.assessed.values()):
        for counts in _neighbours(one.criterion, one.inference.counts):
            values = one.inference.mean_of(counts) * one.criterion.per
            moved = score + weights[:, place] * (one.points_of(values) - one.points)
            lowest, highest = np.fmin(lowest, moved), np.fmax(highest, moved)
    units = result.field.units
    low, high = np.round(lowest, 2), np.round(highest, 2)
    changes = tiers_of(result.rules, units, low) != tiers_of(result.rules, units, high)
    frame = pd.DataFrame({"low": low, "high": high, "changes": changes}, index=units.index)
    return frame[keep]


def _neighbours(criterion: Criterion, counts: Counts) -> Iterator[Counts]:
    """Counts with one case more or less, NaN where there is none to go."""
    if criterion.kind is Kind.RATE:
        successes, trials = counts.columns
        for success in (0, 1):
            yield Counts((successes + success, trials + 1))
            left = successes - success
            possible = (left >= 0) & (left <= trials - 1) & (trials > 1)
            yield Counts((np.where(possible, left, np.nan), trials - 1))
    elif criterion.kind is Kind.SCORE:
        for answer in range(3):
            for step in (1, -1):
                changed = [
                    column + step * (at == answer) for at, column in enumerate(counts.columns)
                ]
                possible = (changed[answer] >= 0) & (np.sum(changed, axis=0) > 0)
                yield Counts(tuple(np.where(possible, column, np.nan) for column in changed))
    elif criterion.kind is Kind.COUNT:
        events, exposure = counts.columns
        yield Counts((events + 1, exposure))
        yield Counts((np.where(events >= 1, events - 1, np.nan), exposure))
