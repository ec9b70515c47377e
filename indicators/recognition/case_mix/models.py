"""What the network as a whole would get from each class of clients: main effects, nothing more.

Answers (two or three kinds) by multinomial logit, events by a log-linear Poisson, means by weighted
least squares. A slight ridge keeps the effect of a class in which nobody succeeded finite.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from indicators.recognition.evidence import FloatArray

RIDGE = 1e-3
STEPS = 60
TOLERANCE = 1e-8


class Model(NamedTuple):
    """``predict`` takes a design's matrix to the expected shares of each answer (rows × answers),
    to events per exposure, or to means (rows × 1). ``explained`` is the share of the deviance that
    the classes take away.
    """

    predict: Callable[[FloatArray], FloatArray]
    explained: float


def fit_answers(matrix: FloatArray, counts: FloatArray) -> Model:
    """`counts` (rows × answers); the last answer is what the others are told against."""
    total = counts.sum(axis=1)
    columns, free = matrix.shape[1], counts.shape[1] - 1
    beta = np.zeros((columns, free))
    for _ in range(STEPS):
        share = _shares(matrix @ beta)[:, :free]
        slope = matrix.T @ (counts[:, :free] - total[:, None] * share) - RIDGE * beta
        step = np.linalg.solve(_information(matrix, total, share), slope.T.ravel())
        beta = beta + step.reshape(free, columns).T
        if np.abs(step).max() < TOLERANCE:
            break
    fitted = _log_likelihood(counts, _shares(matrix @ beta))
    alone = _log_likelihood(counts, np.tile(counts.sum(axis=0) / total.sum(), (len(counts), 1)))
    full = _log_likelihood(counts, counts / np.maximum(total, 1e-12)[:, None])
    return Model(lambda other: _shares(other @ beta), _share(fitted - alone, full - alone))


def _information(matrix: FloatArray, total: FloatArray, share: FloatArray) -> FloatArray:
    columns, free = matrix.shape[1], share.shape[1]
    found = RIDGE * np.eye(columns * free)
    for a in range(free):
        for b in range(free):
            weight = total * share[:, a] * (float(a == b) - share[:, b])
            block = (slice(a * columns, (a + 1) * columns), slice(b * columns, (b + 1) * columns))
            found[block] += matrix.T @ (matrix * weight[:, None])
    return found


def _shares(logits: FloatArray) -> FloatArray:
    full = np.column_stack((logits, np.zeros(len(logits))))
    raised = np.exp(full - full.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _log_likelihood(counts: FloatArray, share: FloatArray) -> float:
    with np.errstate(divide="ignore"):
        logs = np.where(counts > 0, np.log(share), 0.0)
    return float((counts * logs).sum())


def fit_events(matrix: FloatArray, events: FloatArray, exposure: FloatArray) -> Model:
    beta = np.zeros(matrix.shape[1])
    beta[0] = np.log(max(events.sum(), 0.5) / exposure.sum())
    for _ in range(STEPS):
        expected = exposure * np.exp(matrix @ beta)
        information = matrix.T @ (matrix * expected[:, None]) + RIDGE * np.eye(len(beta))
        step = np.linalg.solve(information, matrix.T @ (events - expected) - RIDGE * beta)
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < TOLERANCE:
            break
    alone = _deviance(events, exposure * events.sum() / exposure.sum())
    left = _deviance(events, exposure * np.exp(matrix @ beta))
    return Model(lambda other: np.exp(other @ beta)[:, None], _share(alone - left, alone))


def _deviance(events: FloatArray, expected: FloatArray) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(events > 0, events * np.log(events / expected), 0.0)
    return float(2 * (logs - events + expected).sum())


def fit_means(matrix: FloatArray, mean: FloatArray, cases: FloatArray) -> Model:
    weighted = matrix * cases[:, None]
    information = matrix.T @ weighted + RIDGE * np.eye(matrix.shape[1])
    beta = np.linalg.solve(information, weighted.T @ mean)
    centre = float(np.average(mean, weights=cases))
    total = float((cases * (mean - centre) ** 2).sum())
    left = float((cases * (mean - matrix @ beta) ** 2).sum())
    return Model(lambda other: (other @ beta)[:, None], _share(total - left, total))


def _share(part: float, whole: float) -> float:
    return float(np.clip(part / whole, 0, 1)) if whole > 0 else 0.0
