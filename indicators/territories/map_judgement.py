"""What a map says of each territory: a colour is a claim, and is made only where it holds."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indicators.catalogue.definitions import Indicator
from indicators.territories.judgement import Judgement, judge_standings, judgements
from indicators.territories.matrix import Line, beside
from indicators.uncertainty import false_discovery_keep

RATE = 0.04  # of a thousand maps, then, hardly ever more than 5 in a hundred paint anybody
LESS = (Judgement.WORSE, Judgement.LOWER, Judgement.BEHIND)


def judge_map(line: Line, reference: str) -> "pd.Series[str]":
    """The judgement of each territory of a line against its reference, by code.

    Of the territories told apart at most 4 % are expected to be mistakes, and where none differs
    but by chance, at most 4 % of maps tell any of them apart. Below `fewest_cases` nobody is
    judged. A territory where nothing at all was counted is a class of its own only where chance
    does not explain that.
    """
    definition, now = line.definition, line.now
    found = beside(line, reference)
    words = judgements(definition, now, found, false_discovery_keep(found.p_value, RATE))
    return _with_nobody(definition, now, words)


def judge_targets(definition: Indicator, rows: pd.DataFrame) -> "pd.Series[str]":
    """The judgement of each territory against the target of the year, by code, with a chance of any
    mistake of at most 5 %: `rows` bring their ``standing`` (`indicators.goals.pace`).
    """
    return _with_nobody(definition, rows, judge_standings(definition, rows))


def _with_nobody(
    definition: Indicator, rows: pd.DataFrame, judged: Sequence[Judgement]
) -> "pd.Series[str]":
    """Nobody at all is a class of its own; a score of nought is as many promoters as detractors."""
    words = np.array(judged, object)
    counted = definition.is_ratio and definition.subtracted is None
    nobody = (rows["numerator"] == 0).to_numpy() & np.isin(words, LESS) & counted
    words = np.where(nobody, Judgement.NOBODY, words)
    return pd.Series([str(word) for word in words], index=rows["code"].astype(str))
