"""What is known of a category once it was scored."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from indicators.recognition.assess import Assessed
from indicators.recognition.bands.curve import Curve
from indicators.recognition.case_mix.adjust import CaseMix
from indicators.recognition.evidence import Field
from indicators.recognition.ranks.draws import Floats
from indicators.recognition.rules import Rules


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

    ``groups``, by criterion and peer group: ``units``, ``centre`` (as read), ``spread`` and
    ``pooled`` (the differences fit chance). ``case_mix``, by criterion that asked for it, the fit.
    ``assessed`` is what the criteria were worked out from, for `why`, `simulator` and
    `sensitivity`. ``scores`` are the draws (draws × units that compete, in the order of ``ids``).
    """

    rules: Rules
    field: Field
    units: pd.DataFrame
    criteria: pd.DataFrame
    groups: pd.DataFrame
    case_mix: Mapping[str, CaseMix]
    curve: Curve | None
    assessed: Mapping[str, Assessed]
    ids: pd.Index
    scores: Floats

    def score_of(self, unit: str) -> float:
        """At two decimals. Raises KeyError of who does not compete."""
        return float(self.units["score"].to_numpy(float)[self.row_of(unit)])

    def row_of(self, unit: str) -> int:
        """Where the unit is among all of the field. Raises KeyError of who does not compete."""
        if unit not in self.ids:
            raise KeyError(unit)
        return int(self.field.units.index.get_indexer(pd.Index([unit]))[0])

    def criteria_of(self, unit: str) -> pd.DataFrame:
        """Its rows of `criteria`, by criterion. Raises KeyError of who does not compete."""
        self.row_of(unit)
        rows = self.criteria[self.criteria.index.get_level_values("unit") == unit]
        return rows.droplevel("unit")
