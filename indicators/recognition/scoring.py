"""From rules and evidence to scores, positions, tiers and bands."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.recognition.assess import Assessed, assess
from indicators.recognition.bands.curve import ENOUGH, Curve, band_curve
from indicators.recognition.eligibility import MEASURED, Flags, Standing, standing
from indicators.recognition.evidence import Field, FloatArray, sorted_field
from indicators.recognition.ranks.draws import WORKERS, Draws, Floats, draw
from indicators.recognition.ranks.summary import shared, summarise
from indicators.recognition.result import Result
from indicators.recognition.rules import DECIMALS, Rules, Scoring, Tie
from indicators.recognition.shrinkage.posterior import slices_of
from indicators.recognition.shrinkage.slices import EQUAL
from indicators.recognition.tiers import tier_chances, tiers_of

SAFE = 9  # decimals that do not depend on where in an array a number stands


def evaluate(rules: Rules, given: Field) -> Result:
    """The result of a category; the order of the rows of `given` does not matter.

    Raises ValueError for tables that lack a column, and for scales without bounds or target:
    defects of who counted, and of who read the rules.
    """
    field = sorted_field(given, rules)
    stands = standing(rules, field)
    assessed = assess_all(rules, field, stands.counted)
    weights = stands.weights
    score = score_of(assessed, weights)
    score[~stands.eligible] = np.nan
    ids = field.units.index[stands.eligible]
    units = _standings(rules, field, stands, assessed, score)
    criteria = _criteria(field, stands, assessed)
    groups = _groups(assessed)
    fits = {name: one.case_mix for name, one in assessed.items() if one.case_mix is not None}
    curve, scores = None, np.empty((rules.draws, 0), np.float32)
    if len(ids):
        tables = _tables(assessed, weights, stands.eligible)
        draws = draw(tables, rules.seed, rules.draws, slices_of(rules.scoring))
        scores = draws.scores
        alike = _alike(field.units.loc[ids], tables)
        said = summarise(draws, ids, rules.places, alike)
        chances = shared(tier_chances(rules, field.units.loc[ids], scores), alike)
        curve, band = _bands(rules, units.loc[ids, "score"].to_numpy(float), draws)
        units = _around_the_score(rules, units.join(said)).join(chances.add_prefix("tier "))
        units["band"] = pd.Series(band, index=ids).reindex(units.index)
    return Result(rules, field, units, criteria, groups, fits, curve, assessed, ids, scores)


def assess_all(rules: Rules, field: Field, counted: Flags) -> dict[str, Assessed]:
    """Each criterion; `counted` (units × criteria) says of whom."""
    with ThreadPoolExecutor(WORKERS) as pool:
        found = pool.map(assess, rules.criteria, repeat(field), counted.T, repeat(rules.scoring))
        return {item.id: one for item, one in zip(rules.criteria, found, strict=True)}


def score_of(assessed: Mapping[str, Assessed], weights: FloatArray) -> FloatArray:
    """Weighted points of each unit, at the decimals in which scores are compared."""
    points = np.column_stack([one.points for one in assessed.values()])
    whole = np.round((np.nan_to_num(points) * weights).sum(axis=1), SAFE)
    return np.asarray(np.round(whole, DECIMALS))


def _tables(
    assessed: Mapping[str, Assessed], weights: FloatArray, eligible: NDArray[np.bool_]
) -> list[Floats]:
    """Weighted points that each unit that competes may deserve, by criterion."""
    return [
        (np.nan_to_num(one.atoms[eligible]) * weights[eligible, place, None]).astype(np.float32)
        for place, one in enumerate(assessed.values())
    ]


def _standings(
    rules: Rules,
    field: Field,
    stands: Standing,
    assessed: Mapping[str, Assessed],
    score: FloatArray,
) -> pd.DataFrame:
    seen = np.nansum([one.volume for one in assessed.values()], axis=0)
    units = stands.reasons.assign(
        group=field.units["group"].to_numpy(),
        place=field.units["place"].to_numpy(),
        score=score,
        volume=np.where(stands.eligible, seen, np.nan),
    )
    keys = ["score", "volume"] if rules.tie is Tie.VOLUME else ["score"]
    order = units[keys].apply(tuple, axis=1) if len(keys) > 1 else units["score"]
    units["position"] = order.where(units["eligible"]).rank(method="min", ascending=False)
    units["tier"] = tiers_of(rules, field.units, score)
    return units


def _around_the_score(rules: Rules, units: pd.DataFrame) -> pd.DataFrame:
    """Intervals that hold the score: where nearly all draws are one number (a ceiling), the mean of
    all of them may lie beside the middle 95 %.
    """
    if rules.scoring is Scoring.OF_THE_MEAN:
        return units
    return units.assign(
        score_low=units[["score_low", "score"]].min(axis=1, skipna=False),
        score_high=units[["score_high", "score"]].max(axis=1, skipna=False),
    )


def _criteria(field: Field, stands: Standing, assessed: Mapping[str, Assessed]) -> pd.DataFrame:
    """One row per unit and criterion, with parts that add up to the contribution."""
    frames = []
    for place, (name, one) in enumerate(assessed.items()):
        weight = stands.weights[:, place]
        # What was too little to be counted is not told either: it would be of a few.
        told = stands.missing[name].to_numpy(object) == MEASURED
        whole, raw = weight * one.points, weight * one.raw_points
        mix = weight * (one.adjusted_points - one.raw_points)
        frames.append(
            pd.DataFrame(
                {
                    "unit": field.units.index,
                    "criterion": name,
                    "volume": one.volume,
                    "raw": np.where(told, one.raw, np.nan),
                    "adjusted": np.where(told, one.adjusted, np.nan),
                    "shrunk": np.where(told, one.shrunk, np.nan),
                    "points": np.where(told, one.points, np.nan),
                    "weight": weight,
                    "contribution": whole,
                    "from_raw": raw,
                    "from_case_mix": mix,
                    "from_shrinkage": whole - raw - mix,
                    "reason": stands.missing[name].to_numpy(),
                }
            )
        )
    return pd.concat(frames).set_index(["unit", "criterion"])


def _groups(assessed: Mapping[str, Assessed]) -> pd.DataFrame:
    rows = []
    for name, one in assessed.items():
        for group, members in pd.Series(one.shrunk).groupby(one.groups):
            prior = one.inference.priors.get(str(group))
            rows.append(
                {
                    "criterion": name,
                    "group": str(group),
                    "units": int(members.notna().sum()),
                    "centre": float(members.mean()),
                    "spread": np.nan if prior is None else prior.mean_spread,
                    "pooled": prior is not None and prior.pooled,
                }
            )
    return pd.DataFrame(rows).set_index(["criterion", "group"])


def _alike(units: pd.DataFrame, tables: Sequence[Floats]) -> NDArray[np.intp]:
    """A number per unit, the same for those of one place that may deserve the same."""
    looked_at = [np.round(table[:, EQUAL // 16 :: EQUAL // 4], 3) for table in tables]
    whole = pd.concat(
        [units[["place", "previous"]], pd.DataFrame(np.hstack(looked_at), index=units.index)],
        axis=1,
    )
    numbers = whole.groupby(list(whole.columns), dropna=False, sort=False).ngroup()
    return np.asarray(numbers, np.intp)


def _bands(rules: Rules, score: FloatArray, draws: Draws) -> tuple[Curve, FloatArray]:
    order = np.argsort(-score, kind="stable")
    enough = ENOUGH if rules.scoring >= Scoring.OF_WHOLE_DOUBT else 1.0
    mean, spread = draws.mean[order], draws.spread[order]
    curve = band_curve(score[order], mean, spread, rules.inverted, enough)
    return curve, bands_at(curve, curve.chosen, score)


def bands_at(curve: Curve, choice: int, score: FloatArray) -> FloatArray:
    """The band of each score (1 is the first) under one row of the curve."""
    cuts = curve.points["cuts"].iloc[choice]
    order = np.argsort(-score, kind="stable")
    band = np.empty(len(score))
    band[order] = 1 + np.searchsorted(np.array(cuts), np.arange(len(score)), side="right")
    return band
