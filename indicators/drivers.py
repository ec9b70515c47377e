"""What goes with the recommendation score: channel, waiting and resolution, between units, channels
and months.

A weighted linear regression of the score of each cell (a unit, a channel and a month), by its
answers, on the channel and on two shares of the contacts of the same cell: answered in time, and
solved at first contact. Cells of one unit are not independent, so the errors are robust to clusters
(Liang and Zeger 1986; CR1 with Student's t of clusters − 1: Cameron and Miller 2015, J. Hum.
Resour. 50). It says what goes together between cells, not what moves a person.
"""

from dataclasses import dataclass
from enum import StrEnum

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
CELLS_PER_TERM = 10
STEP = 0.10  # what an effect of a share is told for: ten points of a hundred more
SHARES = {"in_time": "no prazo", "first_contact": "no primeiro contato"}
SPREAD = 1e-8  # relative singular value under which terms cannot be told apart
Floats = NDArray[np.float64]


class Why(StrEnum):
    """Why no model was fitted."""

    FEW_CELLS = "poucas células"
    FEW_CLUSTERS = "poucas unidades e meses"
    INSEPARABLE = "sem variação"


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
    p_value: float
    verdict: Verdict


@dataclass(frozen=True)
class Model:
    """``explained`` is the R² between cells;
    ``answers`` are those of the `cells` used, of `answers_in_all`.
    """

    effects: tuple[Effect, ...]
    reference: str
    cells: int
    answers: int
    answers_in_all: int
    clusters: int
    clustered_by: str
    explained: float


@dataclass(frozen=True)
class NoModel:
    why: Why
    cells: int
    answers: int
    clusters: int


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
    answers, clusters = int(used["answers"].sum()), int(used[by].nunique())
    sizes = used.groupby("channel")["answers"].sum().sort_values(ascending=False, kind="stable")
    terms = len(sizes) + len(SHARES)
    if len(used) < CELLS_PER_TERM * terms:
        return NoModel(Why.FEW_CELLS, len(used), answers, clusters)
    if clusters < FEWEST_CLUSTERS:
        return NoModel(Why.FEW_CLUSTERS, len(used), answers, clusters)
    reference, *others = (str(name) for name in sizes.index)
    score = (used["promoters"] - used["detractors"]) / used["answers"]
    fit = weighted_fit(score, _terms(used, others), used["answers"], used[by])
    if fit is None:
        return NoModel(Why.INSEPARABLE, len(used), answers, clusters)
    effects = _effects(
        fit, [*others, *SHARES], [*(["channel"] * len(others)), *(["share"] * len(SHARES))]
    )
    whole = int(cells["answers"].sum())
    return Model(effects, reference, len(used), answers, whole, clusters, by, fit.explained)


def _usable(cells: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Cells with enough contacts, of channels in enough units or months;
    and by which of the two they are clustered.
    """
    known = (cells["contacts"] >= FEWEST_CONTACTS) & (cells["resolution_known"] >= FEWEST_CONTACTS)
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
            float(p),
            _verdict(float(size), kept=real),
        )
        for term, kind, size, half, p, real in zip(
            terms, kinds, points, reach, p_values, keep, strict=True
        )
    )


def _verdict(points: float, *, kept: bool) -> Verdict:
    if not kept:
        return Verdict.NO_DIFFERENCE
    return Verdict.HIGHER if points > 0 else Verdict.LOWER
