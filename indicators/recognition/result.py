"""What is known of a category once it was scored."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.recognition.evidence import Field
from indicators.recognition.rules import Rules

UnitFloats = NDArray[np.float32]


@dataclass(frozen=True)
class Curve:
    """What bands cost and give, before any name is seen.

    ``points`` has one row per way of cutting, with ``bands``, ``separated`` (share of the pairs of
    units that lie in different bands), ``inverted`` (expected share of those that are the wrong way
    round) and ``cuts`` (positions, in the order of the scores, where a band begins).
    """

    points: pd.DataFrame
    chosen: int

    @property
    def sentence_count(self) -> float:
        """Of 100 comparisons between bands, how many would be inverted."""
        return float(100 * self.points["inverted"].iloc[self.chosen])


@dataclass(frozen=True)
class Result:
    """``units``, by id: ``eligible``, ``reason`` (why not), ``score`` (0–100, at two decimals),
    ``position`` (of the score; ties share the best), ``volume``, ``tier``, ``band`` (1 is the
    first), ``median_rank``, ``rank_low``, ``rank_high`` (95 % for this unit alone), ``all_low``,
    ``all_high`` (95 % for all units at once), ``score_low``, ``score_high``, ``first`` (probability
    of being among `Rules.places`) and, per tier, ``tier <name>``. NaN, not zero, of who does not
    compete.

    ``criteria``, by unit and criterion: ``volume``, ``raw``, ``adjusted`` (case-mix), ``shrunk``
    (as read), ``points`` (0–100), ``weight`` (after redistribution; they add up to 1),
    ``contribution`` and its parts ``from_raw``, ``from_case_mix``, ``from_shrinkage``, which add up
    to it, and ``reason`` where it was not measured.

    ``scores`` are the draws (units that compete × draws, in the order of ``ids``).
    """

    rules: Rules
    field: Field
    units: pd.DataFrame
    criteria: pd.DataFrame
    groups: pd.DataFrame
    curve: Curve | None
    ids: pd.Index
    scores: UnitFloats
