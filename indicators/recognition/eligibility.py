"""Who competes, why the others do not, and what each criterion weighs for whom."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.recognition.evidence import Field, FloatArray, counts_of, volume
from indicators.recognition.rules import Criterion, Missing, Rules

MEASURED = ""
Flags = NDArray[np.bool_]


class Reason(StrEnum):
    """Why a unit does not compete, or a criterion does not count for it."""

    EXCLUDED = "excluida"  # `of` has the reason that was given
    EXPOSURE = "exposicao_minima"
    NOT_MEASURED = "nao_medido"
    FEW = "volume_minimo"
    NO_PILLAR = "pilar_sem_medida"


class Standing(NamedTuple):
    """``reasons``, by unit: ``eligible``, ``reason`` and ``of`` (the criterion, pillar or text it
    is about). ``missing``, units × criteria, has why a criterion was not measured, or "".
    ``weights`` (units × criteria) add up to 1 for those that compete and are 0 for the others.
    """

    reasons: pd.DataFrame
    missing: pd.DataFrame
    weights: FloatArray

    @property
    def eligible(self) -> Flags:
        return np.asarray(self.reasons["eligible"], bool)

    @property
    def counted(self) -> Flags:
        """What was measured (units × criteria) of those that compete."""
        return np.asarray((self.missing.to_numpy(object) == MEASURED) & self.eligible[:, None])


def standing(rules: Rules, field: Field) -> Standing:
    """Of each unit, the first reason in the order of `Reason`."""
    index = field.units.index
    missing = pd.DataFrame(
        {item.id: _why_missing(item, field.evidence[item.id]) for item in rules.criteria},
        index=index,
    )
    measured = missing.to_numpy(object) == MEASURED
    weights, empty = _weights(rules, measured)
    reason, about = np.full((2, len(index)), "", dtype=object)

    def tell(where: Flags, why: Reason | pd.Series, what: str | pd.Series) -> None:
        new = where & (reason == "")
        reason[new] = why.to_numpy()[new] if isinstance(why, pd.Series) else str(why)
        about[new] = what.to_numpy()[new] if isinstance(what, pd.Series) else what

    excluded = field.units["excluded"]
    tell(excluded.notna().to_numpy(), Reason.EXCLUDED, excluded.astype("object"))
    exposure = field.units["exposure"].astype(float)
    if rules.exposure > 0:
        tell(~(exposure >= rules.exposure).to_numpy(), Reason.EXPOSURE, "")
    for place, item in enumerate(rules.criteria):
        if item.missing is Missing.NOT_ELIGIBLE:
            tell(~measured[:, place], missing[item.id], item.id)
    for pillar, where in empty.items():
        tell(where, Reason.NO_PILLAR, pillar)
    eligible = np.asarray(reason == "", bool)
    reasons = pd.DataFrame({"eligible": eligible, "reason": reason, "of": about}, index=index)
    return Standing(reasons, missing, weights * eligible[:, None])


def _why_missing(criterion: Criterion, table: pd.DataFrame) -> NDArray[np.object_]:
    seen = volume(counts_of(table, criterion.kind), criterion.kind)
    measured = table.notna().all(axis=1).to_numpy() & (np.nan_to_num(seen) > 0)
    few = measured & (np.nan_to_num(seen) < criterion.minimum)
    why = np.where(measured, "", str(Reason.NOT_MEASURED)).astype(object)
    why[few] = str(Reason.FEW)
    return why


def _weights(rules: Rules, measured: Flags) -> tuple[FloatArray, Mapping[str, Flags]]:
    """Weights whose missing part went to the rest of the pillar; by pillar with a weight, the units
    of which nothing of it was measured.
    """
    declared = np.array([item.weight for item in rules.criteria]) / rules.total_weight
    weights = np.zeros(measured.shape)
    empty = {}
    for pillar in dict.fromkeys(item.pillar for item in rules.criteria):
        inside = np.array([item.pillar == pillar for item in rules.criteria])
        whole = declared[inside].sum()
        known = measured[:, inside] * declared[inside]
        total = known.sum(axis=1)
        if whole == 0:
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            shared = known * (whole / total)[:, None]
        weights[:, inside] = np.where(total[:, None] > 0, shared, 0)
        empty[pillar] = total == 0
    return weights, empty
