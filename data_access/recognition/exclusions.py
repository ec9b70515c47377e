"""Months of a unit that rules leave out after a case was closed: what it did in the others.

An edition counts by unit and month, so that months are what can be left out exactly. Distinct
clients of a window with a gap cannot be told from months: criteria of clients are then not measured
(docs/adr/0067).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from data_access.editions.reading import Edition
from data_access.queries.tables.units import unit_counts
from data_access.recognition.errors import RecognitionError, UnknownRecognitionError
from data_access.recognition.records import CaseRecord
from data_access.recognition.states import Outcome
from data_access.recognition.store import RecognitionRecord
from indicators.recognition.rules import Scoring
from indicators.recognition_rules.left_out import leaving_out, months_left_out
from indicators.recognition_rules.measurable import CLIENTS, RETURNING, UnitMeasure
from indicators.recognition_rules.model import Category, Rules
from indicators.recognition_rules.read import checked_rules
from indicators.scope import Access, Month, Period


def rules_leaving_out(
    record: RecognitionRecord,
    cases: Iterable[CaseRecord],
    case_id: int,
    months: Sequence[str],
    reason: str,
) -> Rules:
    """The rules without those months of the unit of a case. Raises RecognitionError where it was
    not closed to exclude, and RulesError with all that is wrong.
    """
    found = next((case for case in cases if case.id == case_id), None)
    if found is None:
        raise UnknownRecognitionError(f"A edição {record.slug} não tem o caso {case_id}.")
    if found.outcome is not Outcome.EXCLUDE:
        raise RecognitionError(
            f"O caso {case_id} não foi fechado para excluir: feche-o assim, com um motivo, antes de"
            " deixar meses de fora. Nada foi gravado."
        )
    if not months:
        raise RecognitionError(
            "Nenhum mês foi escolhido. Diga quais meses da unidade ficam de fora; nada foi gravado."
        )
    changed = leaving_out(record.rules, found.category, found.unit, months, reason, case_id)
    return checked_rules(changed)


CLIENTS_OF_A_WINDOW = (CLIENTS, RETURNING)


@dataclass(frozen=True)
class LeftOut:
    """The ``counts`` (one row) of a unit in the months that are kept, and those months: for its
    ``criteria`` alone, or, where there are none, for all but ``others``.
    """

    unit: str
    criteria: tuple[str, ...]
    kept: tuple[Period, ...]
    months: int
    counts: pd.Series
    others: tuple[str, ...] = ()

    def concerns(self, criterion: str) -> bool:
        return criterion in self.criteria if self.criteria else criterion not in self.others


@dataclass(frozen=True)
class Counting:
    """What units are counted by: of a category, in the months of a period."""

    edition: Edition
    category: Category
    period: Period
    access: Access


class _Months(NamedTuple):
    """Months that are left out of a unit; whom they concern `LeftOut` says."""

    unit: str
    criteria: tuple[str, ...]
    months: tuple[str, ...]
    others: tuple[str, ...] = ()


def left_out(asked: Counting, known: Iterable[str], scoring: Scoring) -> list[LeftOut]:
    """What the exclusions of months leave of their units, of those `known`; one says it of each
    criterion of a unit.

    Before OF_ALL_EXCLUSIONS each exclusion said it by itself, and the last of a unit was heard.
    """
    merged = scoring >= Scoring.OF_ALL_EXCLUSIONS
    listed = _merged(asked.category) if merged else _one_by_one(asked.category)
    units = set(known)
    counted: dict[Period, pd.DataFrame] = {}
    found = []
    for item in listed:
        if item.unit not in units:
            continue
        kept = tuple(spans(asked.period, item.months))
        for span in kept:
            if span not in counted:
                counted[span] = unit_counts(asked.edition, asked.category.unit, span, asked.access)
        rows = [counted[span].reindex([item.unit]).iloc[0] for span in kept]
        months = asked.period.months - sum(span.months for span in kept)
        found.append(LeftOut(item.unit, item.criteria, kept, months, _added(rows), item.others))
    return found


def _one_by_one(category: Category) -> Iterator[_Months]:
    for item in category.exclusion:
        if item.left_out:
            yield _Months(item.unit_id, item.criteria, item.left_out)


def _merged(category: Category) -> Iterator[_Months]:
    """All months that are left out of a unit, and of each criterion of which more are."""
    for unit in dict.fromkeys(item.unit_id for item in category.exclusion if item.left_out):
        months = months_left_out(category, unit)
        named = tuple(name for name in months if name is not None)
        if months[None]:
            yield _Months(unit, (), months[None], named)
        yield from (_Months(unit, (name,), months[name]) for name in named)


def spans(period: Period, left: Iterable[str]) -> Iterator[Period]:
    """The months of a period that are kept, as periods without a gap."""
    out = {Month.parse(text).index for text in left}
    first = None
    for index in range(period.start.index, period.end.index + 2):
        inside = index <= period.end.index and index not in out
        if inside and first is None:
            first = index
        elif not inside and first is not None:
            yield Period(Month(first), Month(index - 1))
            first = None


def _added(rows: list[pd.Series]) -> pd.Series:
    """Sums of spans, NaN where nothing was recorded in any; clients of several are not known."""
    total = pd.concat(rows, axis=1).sum(axis=1, min_count=1)
    if len(rows) > 1:
        total[[name for name in CLIENTS_OF_A_WINDOW if name in total]] = np.nan
    return total


def not_measured(left: Iterable[LeftOut], criterion: str, measure: UnitMeasure | None) -> list[str]:
    """Units of which a criterion is not known: of clients, over months with a gap."""
    if measure is None or measure.numerator not in CLIENTS_OF_A_WINDOW:
        return []
    return [item.unit for item in left if len(item.kept) > 1 and item.concerns(criterion)]


def replaced(counts: pd.DataFrame, left: Iterable[LeftOut], criterion: str | None) -> pd.DataFrame:
    """Counts with those of the months that are kept: of what concerns a criterion, or, with None,
    the whole unit.
    """
    found = counts.copy()
    for item in left:
        if item.concerns(criterion) if criterion is not None else not item.criteria:
            found.loc[item.unit] = item.counts.reindex(found.columns)
    return found


def months_open(months: pd.Series, left: Iterable[LeftOut], criterion: str) -> pd.Series:
    """Exposure without the months left out; at least one."""
    found = months.copy()
    for item in left:
        if item.concerns(criterion):
            found[item.unit] = max(found[item.unit] - item.months, 1.0)
    return found
