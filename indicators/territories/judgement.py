"""How territories stand beside what they are compared with: what they are part of, themselves a
year before, or their target.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from indicators.catalogue.definitions import Indicator, Polarity
from indicators.comparison import (
    by_chance,
    is_shown,
    significance,
    significance_against_targets,
)
from indicators.goals.pace import Standing
from indicators.measure import Status, measure_ratios
from indicators.profile import ENOUGH
from indicators.uncertainty import FloatArray

UNTOLD = (Status.SUPPRESSED,)
# Windows of unequal months differ by their length alone; few cases conclude nothing.
NOT_COMPARED = (Status.FEW, Status.PARTLY_RECORDED, *UNTOLD)


class Judgement(StrEnum):
    """What is said of one territory in one indicator."""

    BETTER = "melhor"
    WORSE = "pior"
    HIGHER = "maior"  # where neither direction is for the better
    LOWER = "menor"
    ALIKE = "sem diferença"
    FEW = "poucos casos"
    WITHHELD = "suprimido"
    NOT_COMPARED = "sem comparação"
    UNKNOWN = "sem dado"
    NOBODY = "nenhum caso"  # on a map: of so many that chance does not explain it
    # Beside the target of a year that is running.
    BEHIND = "atrasado"
    ON_PACE = "no ritmo"
    AHEAD = "adiantado"
    UNTOLD = "não dá para dizer"


FOR_THE_WORSE = (Judgement.WORSE, Judgement.BEHIND)
FOR_GOOD = (Judgement.BETTER, Judgement.AHEAD)
JUDGED = (*FOR_GOOD, *FOR_THE_WORSE, Judgement.HIGHER, Judgement.LOWER)
OF_STANDINGS = {
    Standing.BEHIND: Judgement.BEHIND,
    Standing.ON_PACE: Judgement.ON_PACE,
    Standing.AHEAD: Judgement.AHEAD,
    Standing.UNTOLD: Judgement.UNTOLD,
    Standing.BETTER: Judgement.BETTER,
    Standing.EQUAL: Judgement.ALIKE,
    Standing.WORSE: Judgement.WORSE,
    Standing.NOT_COMPARED: Judgement.NOT_COMPARED,
    Standing.WHOLE_YEAR: Judgement.NOT_COMPARED,
    Standing.NONE: Judgement.NOT_COMPARED,
}
FOR_THE_BETTER = {
    Polarity.HIGHER_IS_BETTER: (Judgement.BETTER, Judgement.WORSE),
    Polarity.LOWER_IS_BETTER: (Judgement.WORSE, Judgement.BETTER),
    Polarity.NEUTRAL: (Judgement.HIGHER, Judgement.LOWER),
}


def fewest_cases(definition: Indicator) -> int:
    """Cases below which a rate of one territory says nothing of it; none where chance moves
    nothing.
    """
    return max(definition.minimum, ENOUGH) if definition.is_ratio and by_chance(definition) else 0


def too_few_cases(definition: Indicator, rows: pd.DataFrame) -> np.ndarray:
    """Which rows have fewer cases than that."""
    few: np.ndarray = (rows["denominator"].fillna(0) < fewest_cases(definition)).to_numpy(bool)
    return few


@dataclass(frozen=True)
class Compared:
    """Rows beside their reference, aligned: its ``value``, how far each row is from it, and the
    chance of being as far if nothing but chance made them differ. NaN where nothing is compared; a
    ratio of places, which chance does not move, has no chance either.
    """

    value: FloatArray
    difference: FloatArray
    p_value: FloatArray


def rest_of_whole(rows: pd.DataFrame, definition: Indicator) -> pd.DataFrame:
    """What each row is compared with: all the others added up, measured.

    `rows` are the territories of one whole, with numerator (net of what a score subtracts),
    denominator, status and, of a score, subtracted. Those withheld are in no sum.
    """
    gross, names = rows, ["numerator", "denominator"]
    if definition.subtracted is not None:
        gross = rows.assign(numerator=rows["numerator"] + rows["subtracted"])
        names.append("subtracted")
    known = rows["numerator"].notna() & rows["denominator"].notna()
    own = gross[names].where(known, 0.0).astype(float)
    return measure_ratios((own.sum() - own).assign(missing=0, partly_recorded=False), definition)


def compared(definition: Indicator, rows: pd.DataFrame, other: pd.DataFrame) -> Compared:
    """Each row beside the row of `other` in the same place; both have numerator, denominator,
    value, lower, upper and status.

    Where one is a part of the other, as in a median beside that of its whole, the test is more
    cautious than it says.
    """
    able = ~(rows["status"].isin(NOT_COMPARED) | other["status"].isin(NOT_COMPARED).to_numpy())
    able &= ~too_few_cases(definition, rows)
    now, then = rows["value"].to_numpy(float), other["value"].to_numpy(float)
    able &= ~np.isnan(now - then)
    p_value = np.full(len(rows), np.nan)
    if by_chance(definition) and len(rows):
        p_value = significance(definition, rows, other)
        able &= ~np.isnan(p_value)
    return _where(able.to_numpy(bool), then, now - then, p_value)


def compared_with_targets(definition: Indicator, rows: pd.DataFrame) -> Compared:
    """Each row beside its ``target``, which is exact; of a year that is not over, beside what the
    target asks for by now (``standing``, ``expected`` and ``pace_p_value``).
    """
    waits = rows["standing"].isin([word for word in Standing if word.waits])
    asked = rows["target"].mask(waits, rows["expected"]).to_numpy(float)
    difference = rows["value"].to_numpy(float) - asked
    able = ~rows["status"].isin(NOT_COMPARED).to_numpy() & ~np.isnan(difference)
    able &= ~too_few_cases(definition, rows)
    p_value = np.full(len(rows), np.nan)
    if by_chance(definition) and len(rows):
        plain = significance_against_targets(definition, rows)
        p_value = np.where(waits, rows["pace_p_value"].to_numpy(float), plain)
        able &= ~np.isnan(p_value)
    return _where(able, asked, difference, p_value)


def _where(able: np.ndarray, value: FloatArray, apart: FloatArray, p_value: FloatArray) -> Compared:
    return Compared(value, np.where(able, apart, np.nan), np.where(able, p_value, np.nan))


def judgements(
    definition: Indicator, rows: pd.DataFrame, found: Compared, keep: np.ndarray
) -> list[Judgement]:
    """What is said of each row; `keep` says which differences chance does not explain, and is not
    asked of ratios of places, of which any that is shown counts.
    """
    higher, lower = FOR_THE_BETTER[definition.polarity]
    sure = keep if by_chance(definition) else is_shown(definition, found.difference)
    status = rows["status"].to_numpy()
    words = np.select(
        [
            np.isin(status, UNTOLD),
            rows["value"].isna().to_numpy(),
            (status == Status.FEW) | too_few_cases(definition, rows),
            np.isnan(found.difference),
            sure & (found.difference > 0),
            sure & (found.difference < 0),
        ],
        [
            Judgement.WITHHELD,
            Judgement.UNKNOWN,
            Judgement.FEW,
            Judgement.NOT_COMPARED,
            higher,
            lower,
        ],
        Judgement.ALIKE,
    )
    return [Judgement(word) for word in words]


def judge_standings(definition: Indicator, rows: pd.DataFrame) -> list[Judgement]:
    """What is said of rows (value, status, denominator) by their ``standing`` to the target of the
    year; of too few cases nothing but what a test says of them all the same.
    """
    words = rows["standing"].map(lambda standing: OF_STANDINGS[Standing(standing)])
    few = (rows["status"] == Status.FEW) | too_few_cases(definition, rows)
    told = np.select(
        [
            rows["status"].isin(UNTOLD),
            rows["value"].isna(),
            few & ~words.isin(JUDGED),
        ],
        [Judgement.WITHHELD, Judgement.UNKNOWN, Judgement.FEW],
        words,
    )
    return [Judgement(word) for word in told]
