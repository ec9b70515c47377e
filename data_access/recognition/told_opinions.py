"""What is scored of the answers of a unit's clients: no more than may be told of them (0040).

A result tells a criterion in many ways: measured, estimated, points, what it adds to the score. Who
knows the rules works one out from another, so that what may not be told must not be scored.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.recognition.rules import Scoring
from indicators.recognition_rules.measurable import OPINIONS
from indicators.recognition_rules.model import Category

# How many answered, of all the attended: not what they said.
RESPONSE = "taxa_resposta"
SCORE = ["promoters", "neutrals", "detractors"]
# The kind of answer beside each, in the order of SCORE; of a share there are the first two.
BESIDE = (1, 0, 1)


def scored_as_told(
    category: Category, tables: Mapping[str, pd.DataFrame], scoring: Scoring
) -> dict[str, pd.DataFrame]:
    """The tables of `evidence_of`, by criterion, with what is scored of answers.

    Of fewer than SMALLEST_GROUP who answered nothing is; of answers that are all alike, as many of
    which one is of the kind beside: nobody can tell whether all said the same, and the score is
    that of one answer less. What an earlier scoring made is made again as it was.
    """
    if scoring < Scoring.OF_WHAT_IS_TOLD:
        return dict(tables)
    told = dict(tables)
    for item in category.criterion:
        table = tables.get(item.id)
        if table is None or item.indicator not in OPINIONS:
            continue
        if item.indicator == RESPONSE:
            told[item.id] = table[table["successes"] >= SMALLEST_GROUP]
        else:
            told[item.id] = _but_one(table[_kinds(table).sum(axis=1) >= SMALLEST_GROUP])
    return told


def untold_measures(
    category: Category, tables: Mapping[str, pd.DataFrame], scoring: Scoring
) -> dict[str, pd.Index]:
    """By criterion, the units whose measure is not told: their answers may all be alike."""
    found = {}
    for item in category.criterion:
        if item.indicator not in OPINIONS or item.id not in tables:
            continue
        kinds = _kinds(tables[item.id])
        if scoring < Scoring.OF_WHAT_IS_TOLD:
            alike = kinds.max(axis=1) == kinds.sum(axis=1)
        elif item.indicator == RESPONSE:
            continue
        else:
            alike = _perhaps_alike(kinds)
        found[item.id] = kinds.index[alike]
    return found


def _kinds(table: pd.DataFrame) -> pd.DataFrame:
    """How many answers are of each kind: of a score, or of a share of them."""
    if "promoters" in table:
        return table[SCORE]
    return pd.DataFrame({"yes": table["successes"], "no": table["trials"] - table["successes"]})


def _but_one(table: pd.DataFrame) -> pd.DataFrame:
    """The same answers; of those that are all alike, one is of the kind beside."""
    kinds = _kinds(table).to_numpy(float)
    changed = kinds.copy()
    for kind in range(kinds.shape[1]):
        alike = kinds[:, kind] == kinds.sum(axis=1)
        changed[alike, kind] -= 1
        changed[alike, BESIDE[kind]] += 1
    if "promoters" in table:
        return pd.DataFrame(changed, index=table.index, columns=SCORE)
    return table.assign(successes=changed[:, 0])


def _perhaps_alike(kinds: pd.DataFrame) -> pd.Series:
    """Rows that `_but_one` makes of answers that are all alike, whether or not it made them."""
    counts = kinds.to_numpy(float)
    found = np.zeros(len(kinds), bool)
    for kind in range(counts.shape[1]):
        most = counts[:, kind] == counts.sum(axis=1) - 1
        found |= most & (counts[:, BESIDE[kind]] == 1)
    return pd.Series(found, index=kinds.index)
