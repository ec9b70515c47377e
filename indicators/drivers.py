"""What goes with the recommendation score: channel, waiting and resolution, between units, channels
and months.

A weighted linear regression of the score of each cell (a unit, a channel and a month), by its
answers, on the channel and on two shares of the contacts of the same cell: answered in time, and
solved at first contact. Cells of one unit are not independent, so the errors are robust to clusters
(Liang and Zeger 1986; CR1 with Student's t of clusters − 1: Cameron and Miller 2015, J. Hum.
Resour. 50). It says what goes together between cells, not what moves a person.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from indicators.comparison import SIGNIFICANCE, Verdict
from indicators.uncertainty import false_discovery_keep

FEWEST_CONTACTS = 20  # of a cell: shares of fewer say more of chance than of the service
FEWEST_CLUSTERS = (
    10  # under which robust errors are too small (Cameron and Miller 2015, section VI)
)
CLUSTERS_OF_CHANNEL = 5  # a channel of fewer has an error that its own few cells make small
# Of a channel of a unit: the months of fewer would be felt in an effect, one by one.
FEWEST_ANSWERS = 30
CELLS_PER_TERM = 10
ROUNDING = 0.005  # half a point: what is told of an effect
ROUNDING_OF_SHARE = 0.05  # and of how much the model explains
STEP = 0.10  # what an effect of a share is told for: ten points of a hundred more
SHARES = {"in_time": "no prazo", "first_contact": "no primeiro contato"}
SPREAD = 1e-8  # relative singular value under which terms cannot be told apart
Floats = NDArray[np.float64]


class Why(StrEnum):
    """Why no model was fitted."""

    FEW_CELLS = "poucas células"
    FEW_CLUSTERS = "poucas unidades e meses"
    INSEPARABLE = "sem variação"
    UNTOLD = "não se diz"


@dataclass(frozen=True)
class Effect:
    """``points`` of the score (fractions: 0.1 = 10 points) that go with a term, with its 95 %
    interval.

    Of a channel, against the reference; of a share, for `STEP` more. The verdicts of all terms
    together are controlled for false discovery.
    """

    term: str
    kind: str
    points: float
    lower: float
    upper: float
    verdict: Verdict


@dataclass(frozen=True)
class Model:
    """``explained`` is the R² between cells. How many answers, or cells, it was fitted to is not
    said: less those of another window, they would be of few people.
    """

    effects: tuple[Effect, ...]
    reference: str
    clustered_by: str
    explained: float


@dataclass(frozen=True)
class NoModel:
    why: Why


@dataclass(frozen=True)
class Fit:
    """Coefficients, their cluster-robust covariance,
    and the share of the weighted variance that they explain.
    """

    coefficients: Floats
    covariance: Floats
    explained: float
    clusters: int


def weighted_fit(
    outcome: ArrayLike, terms: ArrayLike, weights: ArrayLike, clusters: ArrayLike
) -> Fit | None:
    """Weighted least squares with CR1 errors; None where the terms cannot be told apart.

    `terms` has shape (cells, k), the constant among them. Covariance: G/(G−1) · (N−1)/(N−k) · B (Σ
    s s') B, with B = (X'WX)⁻¹ and s = X'We of each of G clusters.
    """
    y, x, w = (np.asarray(v, float) for v in (outcome, terms, weights))
    root = np.sqrt(w)
    scaled = x * root[:, None]
    singular = np.linalg.svd(
        scaled / np.linalg.norm(scaled, axis=0).clip(min=1e-300), compute_uv=False
    )
    if len(y) <= x.shape[1] or singular[-1] < SPREAD * singular[0]:
        return None
    coefficients = np.linalg.lstsq(scaled, y * root, rcond=None)[0]
    residual = y - x @ coefficients
    _, group = np.unique(np.asarray(clusters), return_inverse=True)
    count = int(group.max()) + 1
    if count < 2:
        return None
    scores = np.zeros((count, x.shape[1]))
    np.add.at(scores, group, x * (w * residual)[:, None])
    bread = np.linalg.inv(scaled.T @ scaled)
    size, k = x.shape
    correction = count / (count - 1) * (size - 1) / (size - k)
    spread = float((w * (y - np.average(y, weights=w)) ** 2).sum())
    explained = 1 - float((w * residual**2).sum()) / spread if spread > 0 else 0.0
    return Fit(coefficients, correction * bread @ (scores.T @ scores) @ bread, explained, count)


def satisfaction_model(cells: pd.DataFrame) -> Model | NoModel:
    """The model of cells with unit, month, channel, promoters, detractors, answers, contacts,
    in_time, resolution_known and first_contact (counts).

    Errors are clustered by unit; where there are too few units, by month.
    """
    used, by = _usable(cells)
    sizes = used.groupby("channel")["answers"].sum().sort_values(ascending=False, kind="stable")
    terms = len(sizes) + len(SHARES)
    if len(used) < CELLS_PER_TERM * terms:
        return NoModel(Why.FEW_CELLS)
    if used[by].nunique() < FEWEST_CLUSTERS:
        return NoModel(Why.FEW_CLUSTERS)
    reference, *others = (str(name) for name in sizes.index)
    score = (used["promoters"] - used["detractors"]) / used["answers"]
    fit = weighted_fit(score, _terms(used, others), used["answers"], used[by])
    if fit is None:
        return NoModel(Why.INSEPARABLE)
    effects = _effects(
        fit, [*others, *SHARES], [*(["channel"] * len(others)), *(["share"] * len(SHARES))]
    )
    return Model(effects, reference, by, fit.explained)


def rounded_model(model: Model) -> Model:
    """The model as it is told: its numbers in steps, and the intervals not narrower than they are.

    An effect that chance does not explain is at least one step.
    """
    return replace(
        model,
        effects=tuple(map(_rounded_effect, model.effects)),
        explained=_in_steps(np.round, model.explained, ROUNDING_OF_SHARE),
    )


def _rounded_effect(effect: Effect) -> Effect:
    points = _in_steps(np.round, effect.points, ROUNDING)
    if effect.verdict is not Verdict.NO_DIFFERENCE and points == 0:
        points = float(np.copysign(ROUNDING, effect.points))
    return replace(
        effect,
        points=points,
        lower=min(_in_steps(np.floor, effect.lower, ROUNDING), points),
        upper=max(_in_steps(np.ceil, effect.upper, ROUNDING), points),
    )


def _in_steps(rounding: Callable[[float], Any], value: float, step: float) -> float:
    """NaN, of what has no error, is itself."""
    return round(float(rounding(value / step)) * step, 6) + 0.0  # −0.0 is no effect either


def _usable(cells: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Cells with enough contacts, of channels with enough answers in their unit and in enough units
    or months; and by which of the two they are clustered.
    """
    known = (cells["contacts"] >= FEWEST_CONTACTS) & (cells["resolution_known"] >= FEWEST_CONTACTS)
    of_channel = cells.groupby(["unit", "channel"])["answers"].transform("sum")
    known &= of_channel >= FEWEST_ANSWERS
    used = cells[known & (cells["answers"] > 0)].sort_values(
        ["channel", "unit", "month"], ignore_index=True
    )
    by = "unit" if used["unit"].nunique() >= FEWEST_CLUSTERS else "month"
    spread = used.groupby("channel")[by].transform("nunique")
    return used[spread >= CLUSTERS_OF_CHANNEL].reset_index(drop=True), by


def _terms(used: pd.DataFrame, others: list[str]) -> Floats:
    """A constant, one column per channel but the reference, and the two shares in steps."""
    channels = [used["channel"].eq(name).to_numpy(float) for name in others]
    shares = [used["in_time"] / used["contacts"], used["first_contact"] / used["resolution_known"]]
    return np.column_stack(
        [np.ones(len(used)), *channels, *(share.to_numpy(float) / STEP for share in shares)]
    )


def _effects(fit: Fit, terms: list[str], kinds: list[str]) -> tuple[Effect, ...]:
    from scipy.special import stdtr, stdtrit

    points = fit.coefficients[1:]
    errors = np.sqrt(np.diag(fit.covariance))[1:]
    freedom = fit.clusters - 1
    reach = float(stdtrit(freedom, 1 - SIGNIFICANCE / 2)) * errors
    with np.errstate(divide="ignore", invalid="ignore"):
        p_values = 2 * stdtr(freedom, -np.abs(points / errors))
    keep = false_discovery_keep(p_values)
    return tuple(
        Effect(
            term,
            kind,
            float(size),
            float(size - half),
            float(size + half),
            _verdict(float(size), kept=real),
        )
        for term, kind, size, half, real in zip(terms, kinds, points, reach, keep, strict=True)
    )


def _verdict(points: float, *, kept: bool) -> Verdict:
    if not kept:
        return Verdict.NO_DIFFERENCE
    return Verdict.HIGHER if points > 0 else Verdict.LOWER
