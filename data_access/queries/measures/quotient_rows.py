"""The rows of a quotient: the same as its SQL (`quotient`) gives, added up in memory where the
sums of municipalities are shared by all who ask (`municipal_sums`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data_access.queries.base.frames import read_frame
from data_access.queries.base.known import Known
from data_access.queries.base.question import SourcedQuestion, SourceMonths
from data_access.queries.base.source_coverage import members_asked
from data_access.queries.measures.measure import Measure
from data_access.queries.measures.municipal_sums import is_shared, municipal_sums
from data_access.queries.measures.quotient import Parts, answerable_parts, quotient_statement
from data_access.schema.core import NOT_INFORMED, NOWHERE
from indicators.scope import Period

Matrix = NDArray[np.float64]  # windows × municipalities, or windows × territories
Mask = NDArray[np.bool_]


def quotient_rows(
    connection: sa.Connection, question: SourcedQuestion, parts: Parts
) -> pd.DataFrame | None:
    """The rows of `quotient_statement`, by code, name and window; None where it does not apply."""
    answerable = answerable_parts(question, parts)
    if answerable is None:
        return None
    told, portes = answerable
    if not all(is_shared(part, told.scope) for part in parts.values()):
        statement = quotient_statement(question, parts)
        return None if statement is None else read_frame(connection, statement)
    places = _places(connection, told)
    sums = {
        name: municipal_sums(connection, part, portes[name], told, places.ids)
        for name, part in parts.items()
    }
    columns = _columns(parts, sums, places, told)
    windows = np.array([scope.period.end.index for scope in told.scopes], dtype=np.int32)
    territories = places.territories
    rows = territories.loc[territories.index.repeat(len(windows))].reset_index(drop=True)
    # The territories' rows stand together, each with its windows: the matrices have them turned.
    return rows.assign(
        last_month=np.tile(windows, len(territories)),
        **{name: values.T.ravel() for name, values in columns.items()},
    )


@dataclass(frozen=True)
class _Places:
    """The municipalities of a question, those of a territory together: their ids, and the number
    of the UF of each in `ufs`. Where those of each of the `territories` (code, name, uf) begin.
    """

    ids: NDArray[np.int64]
    units: NDArray[np.int64]
    ufs: Sequence[str]
    territories: pd.DataFrame
    starts: NDArray[np.int64]

    def sum(self, values: Matrix) -> Matrix:
        """Of each territory, of what is known; NaN where nothing is."""
        known = ~np.isnan(values)
        total = np.add.reduceat(np.where(known, values, 0.0), self.starts, axis=1)
        some: Matrix = np.where(self.count(known) > 0, total, np.nan)
        return some

    def count(self, which: Mask) -> NDArray[np.int64]:
        """How many municipalities of each territory."""
        counted: NDArray[np.int64] = np.add.reduceat(which.astype(np.int64), self.starts, axis=1)
        return counted


_asked: Known[_Places] = Known(500)


def _places(connection: sa.Connection, question: SourcedQuestion) -> _Places:
    def numbered() -> _Places:
        place = members_asked(question).subquery("place")
        frame = read_frame(connection, sa.select(place))
        frame = frame.sort_values(["code", "name"], kind="stable", ignore_index=True)
        keys = frame[["code", "name", "uf"]]
        starts = np.flatnonzero(~keys.duplicated().to_numpy())
        units, ufs = pd.factorize(frame["unit"])
        return _Places(
            ids=frame["id"].to_numpy(np.int64),
            units=units.astype(np.int64),
            ufs=[str(uf) for uf in ufs],
            territories=keys.iloc[starts].reset_index(drop=True),
            starts=starts,
        )

    nowhere = NOT_INFORMED in (question.source_months or ())
    key = (question.level, question.scope.territory, question.access.places, nowhere)
    return _asked.answer(connection, key, numbered)


def _columns(
    parts: Parts, sums: Mapping[str, Matrix], places: _Places, question: SourcedQuestion
) -> dict[str, NDArray[np.generic]]:
    """numerator, denominator, missing and, as `quotient_statement` says, subtracted and covered:
    windows × territories.
    """
    known, periods = question.source_months, [scope.period for scope in question.scopes]
    heard = None if known is None else _by_uf(known, places, periods, Period.overlaps)
    anywhere = question.by_unit and parts["numerator"].of_clients
    numerator = _zero_or_unknown(parts["numerator"], sums["numerator"], heard)
    every = places.sum(numerator)
    if anywhere:
        every = _sum_anywhere(sums["numerator"], heard, places)
    found: dict[str, NDArray[np.generic]]
    if "denominator" not in parts:
        nothing = np.full(every.shape, np.nan)
        missing = _unknown(numerator, places)
        found = {"numerator": every, "denominator": nothing, "missing": missing}
    else:
        denominator = _zero_or_unknown(parts["denominator"], sums["denominator"], heard)
        base = np.where(np.isnan(numerator), np.nan, denominator)
        matched = places.sum(np.where(np.isnan(base), np.nan, numerator))
        total = places.sum(base)
        if not anywhere:
            based = places.count(~np.isnan(base)) > 0
            every = np.where(based, matched, every)
        elif parts["denominator"].of_clients:
            total = _sum_anywhere(sums["denominator"], heard, places)
        found = {"numerator": every, "denominator": total, "missing": _unknown(base, places)}
    if "subtracted" in parts:
        subtracted = _zero_or_unknown(parts["subtracted"], sums["subtracted"], heard)
        found["subtracted"] = places.sum(subtracted)
    if known is not None and parts["numerator"].two_sources:
        whole = _by_uf(known, places, periods, _covers)
        found["covered"] = places.count(whole) > 0
    return found


def _covers(span: Period, period: Period) -> bool:
    return span.start <= period.start and period.end <= span.end


def _by_uf(
    known: SourceMonths,
    places: _Places,
    periods: Sequence[Period],
    holds: Callable[[Period, Period], bool],
) -> Mask:
    """Where the months of the source of a municipality's UF, and a period, are so."""
    table = [[uf in known and holds(known[uf], period) for uf in places.ufs] for period in periods]
    by_uf: Mask = np.array(table, dtype=bool)[:, places.units]
    return by_uf


def _zero_or_unknown(measure: Measure, values: Matrix, heard: Mask | None) -> Matrix:
    """Where the source is and nothing was recorded there is none; no row of a stock is unknown."""
    counted = np.nan_to_num(values) if measure.by_case else values
    return counted if heard is None else np.where(heard, counted, np.nan)


def _sum_anywhere(values: Matrix, heard: Mask | None, places: _Places) -> Matrix:
    """All of it, whichever municipality it stands in the place of, if any unit of the territory is
    heard.
    """
    whole = places.sum(np.nan_to_num(values))
    return whole if heard is None else np.where(places.count(heard) > 0, whole, np.nan)


def _unknown(values: Matrix, places: _Places) -> NDArray[np.int64]:
    """How many municipalities are without a value; what is of no place is none of them."""
    return places.count(np.isnan(values) & (places.ids != NOWHERE))
