"""What a map says of each territory: a colour is a claim, and is made only where it holds."""

import numpy as np
import pandas as pd

from indicators.catalogue.definitions import Indicator
from indicators.comparison import by_chance
from indicators.profile import ENOUGH
from indicators.territories.judgement import Compared, Judgement, judgements
from indicators.territories.matrix import Line, beside
from indicators.uncertainty import false_discovery_keep

LESS = (Judgement.WORSE, Judgement.LOWER)


def judge_map(line: Line, reference: str) -> "pd.Series[str]":
    """The judgement of each territory of a line against its reference, by code.

    Of the territories told apart at most 5 % are expected to be mistakes, and where none differs
    but by chance, at most 5 % of maps tell any of them apart. Below `fewest_cases` nobody is
    judged. A territory where nothing at all was counted is a class of its own only where chance
    does not explain that.
    """
    definition, now = line.definition, line.now
    found = beside(line, reference)
    few = too_few_cases(definition, now)
    p_value = np.where(few, np.nan, found.p_value)
    judged = Compared(found.value, found.difference, p_value)
    words = np.array(judgements(definition, now, judged, false_discovery_keep(p_value)), object)
    known = now["value"].notna().to_numpy()
    words = np.where(few & known & np.isin(words, _SAID), Judgement.FEW, words)
    nobody = (now["numerator"] == 0).to_numpy() & np.isin(words, LESS) & definition.is_ratio
    words = np.where(nobody, Judgement.NOBODY, words)
    return pd.Series([str(word) for word in words], index=now["code"].astype(str))


_SAID = (Judgement.ALIKE, Judgement.NOT_COMPARED)


def fewest_cases(definition: Indicator) -> int:
    """Cases below which a rate of one territory says nothing of it; none where chance moves
    nothing.
    """
    return max(definition.minimum, ENOUGH) if definition.is_ratio and by_chance(definition) else 0


def too_few_cases(definition: Indicator, rows: pd.DataFrame) -> np.ndarray:
    """Which rows have fewer cases than that."""
    few: np.ndarray = (rows["denominator"].fillna(0) < fewest_cases(definition)).to_numpy(bool)
    return few
