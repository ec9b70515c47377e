"""Observed over expected: a unit is not credited, or blamed, with the clients that come to it.

Expected is what the whole network would have got with the unit's clients. Events keep their number
and their exposure becomes the expected one; means move by what was expected of them. Of answers the
odds are compared, so that a rate stays between 0 and 1 whichever side is called success: each
answer is counted observed × network ÷ expected, and the whole scaled back to as many answers.

The effects are those seen across the network: where better units also have easier clients, part
of their merit counts as the clients'.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.recognition.case_mix.design import Design, at_level, design
from indicators.recognition.case_mix.models import Model, fit_answers, fit_events, fit_means
from indicators.recognition.evidence import COLUMNS, Counts, FloatArray
from indicators.recognition.rules import Kind

ANSWERS = {Kind.RATE: ("successes", "failures"), Kind.SCORE: COLUMNS[Kind.SCORE]}
TENTHS = 10


@dataclass(frozen=True)
class CaseMix:
    """``adjusted`` counts, in the order of the units.

    ``effects``: by class and level, ``cases``, ``observed`` and ``standardised`` (what the whole
    network would have, were all its clients of this level). ``calibration``: by tenth of the cases
    in the order of what was expected, ``expected`` and ``observed``. ``explained``: share of the
    deviance between classes of clients. Values are fractions, −1 to 1, events per exposure, or
    means (of logarithms, for durations).
    """

    adjusted: Counts
    effects: pd.DataFrame
    calibration: pd.DataFrame
    explained: float


def adjust(counts: Counts, kind: Kind, cells: pd.DataFrame, units: pd.Index) -> CaseMix | None:
    """`cells` have ``unit``, the columns of the kind, and the classes. None without any cell.

    Units that no cell is about keep their counts.
    """
    measures = list(COLUMNS[kind])
    known = cells.dropna(subset=measures)
    known = known[known["unit"].isin(units)]
    classes = [name for name in known.columns if name not in ("unit", *measures)]
    given = _given(known, kind)
    base = given["base"].to_numpy(float)
    if not classes or not base.sum() > 0:
        return None
    pattern = known[classes].astype("object").where(known[classes].notna(), "").astype(str)
    label = pattern.groupby(classes, sort=True).ngroup().to_numpy()
    rows = pd.DataFrame(given).groupby(label).sum()
    found = design(known[classes].groupby(label).first(), rows["base"].to_numpy(float))
    model = _fit(kind, found.matrix, rows)
    predicted = model.predict(found.matrix)
    expected = pd.DataFrame(predicted[label] * base[:, None]).groupby(known["unit"].to_numpy())
    by_unit = expected.sum().reindex(units).to_numpy(float)
    bases = given["base"].groupby(known["unit"].to_numpy()).sum().reindex(units).to_numpy(float)
    adjusted = _adjusted(counts, kind, by_unit, bases, rows)
    return CaseMix(
        adjusted,
        _effects(kind, model, found, rows),
        _calibration(kind, predicted, rows),
        model.explained,
    )


def _given(cells: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Columns that can be added up, and ``base``: trials, answers, exposure or cases."""
    if kind is Kind.RATE:
        failures = cells["trials"] - cells["successes"]
        return pd.DataFrame(
            {"successes": cells["successes"], "failures": failures, "base": cells["trials"]}
        )
    if kind is Kind.SCORE:
        answers = cells[list(ANSWERS[kind])]
        return answers.assign(base=answers.sum(axis=1))
    if kind is Kind.COUNT:
        return pd.DataFrame({"events": cells["events"], "base": cells["exposure"]})
    return pd.DataFrame({"sum": cells["mean"] * cells["cases"], "base": cells["cases"]})


def _fit(kind: Kind, matrix: FloatArray, rows: pd.DataFrame) -> Model:
    base = rows["base"].to_numpy(float)
    if kind in ANSWERS:
        return fit_answers(matrix, rows[list(ANSWERS[kind])].to_numpy(float))
    if kind is Kind.COUNT:
        return fit_events(matrix, rows["events"].to_numpy(float), base)
    seen = base > 0
    mean = rows["sum"].to_numpy(float)[seen] / base[seen]
    return fit_means(matrix[seen], mean, base[seen])


def _adjusted(
    counts: Counts, kind: Kind, expected: FloatArray, bases: FloatArray, rows: pd.DataFrame
) -> Counts:
    base = rows["base"].sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        share = expected / bases[:, None]  # of the unit's own clients
    if kind in ANSWERS:
        network = rows[list(ANSWERS[kind])].sum().to_numpy(float) / base
        return _odds(counts, kind, share, network)
    if kind is Kind.COUNT:
        events, exposure = counts.columns
        ratio = share[:, 0] / (rows["events"].sum() / base)
        usable = np.isfinite(ratio) & (ratio > 0)
        return Counts((events, exposure * np.where(usable, ratio, 1.0)))
    mean, *rest = counts.columns
    moved = share[:, 0] - rows["sum"].sum() / base
    return Counts((mean - np.nan_to_num(moved), *rest))


def _odds(counts: Counts, kind: Kind, share: FloatArray, network: FloatArray) -> Counts:
    if kind is Kind.RATE:
        successes, trials = counts.columns
        observed = np.stack((successes, trials - successes), axis=1)
    else:
        observed = np.stack(counts.columns, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        weighted = observed * network / share
        scaled = weighted / weighted.sum(axis=1, keepdims=True) * observed.sum(axis=1)[:, None]
    kept = np.where(np.isfinite(scaled).all(axis=1)[:, None], scaled, observed)
    if kind is Kind.RATE:
        return Counts((kept[:, 0], counts.columns[1]))
    return Counts(tuple(kept.T))


def _value(kind: Kind, predicted: FloatArray) -> FloatArray:
    """One number of what is predicted, by row."""
    return predicted[:, 0] - predicted[:, 2] if kind is Kind.SCORE else predicted[:, 0]


def _seen(kind: Kind, rows: pd.DataFrame) -> float:
    columns = [name for name in rows.columns if name != "base"]
    shares = rows[columns].sum().to_numpy(float) / rows["base"].sum()
    return float(_value(kind, shares[None, :])[0])


def _effects(kind: Kind, model: Model, found: Design, rows: pd.DataFrame) -> pd.DataFrame:
    base = rows["base"].to_numpy(float)
    listed = []
    for name in found.classes.columns:
        for level in sorted(found.classes[name].unique()):
            here = rows[found.classes[name].eq(level).to_numpy()]
            predicted = _value(kind, model.predict(at_level(found, name, level)))
            listed.append(
                {
                    "class": name,
                    "level": level,
                    "cases": float(here["base"].sum()),
                    "observed": _seen(kind, here),
                    "standardised": float(np.average(predicted, weights=base)),
                }
            )
    return pd.DataFrame(listed)


def _calibration(kind: Kind, predicted: FloatArray, rows: pd.DataFrame) -> pd.DataFrame:
    value = _value(kind, predicted)
    order = np.argsort(value, kind="stable")
    base = rows["base"].to_numpy(float)[order]
    reached = (base.cumsum() - base / 2) / base.sum()
    tenth = np.minimum((reached * TENTHS).astype(int), TENTHS - 1)
    ordered = rows.iloc[order]
    return pd.DataFrame(
        [
            {
                "tenth": int(which) + 1,
                "cases": float(base[tenth == which].sum()),
                "expected": float(
                    np.average(value[order][tenth == which], weights=base[tenth == which])
                ),
                "observed": _seen(kind, ordered[tenth == which]),
            }
            for which in np.unique(tenth)
            if base[tenth == which].sum() > 0
        ]
    )
