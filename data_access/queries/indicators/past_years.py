"""The past years of territories, and what they say of a year that is not over.

How much is usual of a territory, its own years say; how far one year may be from another, those of
its like (`indicators.goals.season`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.known import Known
from data_access.queries.base.question import Question, SourceMonths
from data_access.queries.base.source_coverage import WIDE
from data_access.queries.base.unfinished import states_of_rows
from data_access.queries.indicators.measured_rows import measured_rows
from data_access.queries.measures.registry import measure_of, source_months_of
from indicators.goals.pace import YearSoFar, measure_pace
from indicators.goals.season import PastYears, Season, learn_season
from indicators.measure import Status
from indicators.projection import PAST_YEARS
from indicators.scope import Month, Period, TerritoryRef
from indicators.uncertainty import FloatArray

UNUSABLE = (Status.PARTLY_RECORDED, Status.NOT_MEASURED, Status.SUPPRESSED, Status.NOT_APPLICABLE)
DECEMBER = 11  # as a month's index in its year
STATES = ("uf", TerritoryRef())
_of_states: Known[pd.DataFrame] = Known(500)
_seasons: Known[Season | None] = Known(500)


@dataclass(frozen=True)
class Asked:
    """What is judged until which month: the question, whose scope ends there, and the past years
    that the edition has from their January on, the oldest first.
    """

    connection: sa.Connection
    question: Question

    @property
    def period(self) -> Period:
        return self.question.scope.period

    @property
    def key(self) -> tuple[object, ...]:
        """What the years of the states depend on."""
        question = self.question
        scope = question.scope.with_territory(TerritoryRef())
        return (question.definition.id, scope, question.access.places)

    @property
    def years(self) -> list[int]:
        first = self.question.recorded.start
        back = range(self.period.end.year - PAST_YEARS, self.period.end.year)
        return [year for year in back if Month.of(year, 1) >= first]

    def until(self, month: Month) -> "Asked":
        """The same until an earlier month."""
        scope = self.question.scope.with_period(Period(self.period.start, month))
        return replace(self, question=replace(self.question, scopes=[scope]))

    def windows(self, year: int) -> tuple[Period, Period]:
        """To the same month of a year, and all of it."""
        start = Month.of(year, 1)
        return Period(start, start + (self.period.months - 1)), Period(start, start + DECEMBER)


def measured_paces(asked: Asked, rows: pd.DataFrame) -> pd.DataFrame:
    """`measure_pace` of the rows, with their index."""
    history = _history(asked, asked.question.level, asked.question.scope.territory)
    family_level, place = _family(asked.question)
    same = (family_level, place) == (asked.question.level, asked.question.scope.territory)
    season = _season(asked, history if same else None, family_level, place)
    now = history[history["last_month"] == asked.period.end.index].set_index("code")
    now = now.loc[rows["code"]]
    matures = measure_of(asked.question.definition).matures
    ratio = asked.question.definition.is_ratio
    so_far = YearSoFar(
        value=now["value"].to_numpy(float),
        target=rows["target"].to_numpy(float),
        cases=now["numerator"].to_numpy(float),
        base=now["denominator"].to_numpy(float) if ratio else np.ones(len(now)),
        months=asked.period.months,
        kept=not matures,
    )
    past = _past_years(history, asked.years, rows["code"])
    return measure_pace(so_far, past, season).set_index(rows.index)


def _season(
    asked: Asked, like: pd.DataFrame | None, level: str, place: TerritoryRef
) -> Season | None:
    """What the years of the like of a territory say; an edition learns it of its states once."""
    rows = _history(asked, level, place) if like is None else like
    if (level, place) != STATES:
        return _learnt(asked, rows)
    return _seasons.answer(asked.connection, asked.key, lambda: _learnt(asked, rows))


def _learnt(asked: Asked, rows: pd.DataFrame) -> Season | None:
    return learn_season(_past_years(rows, asked.years, rows["code"].drop_duplicates()))


def _family(question: Question) -> tuple[str, TerritoryRef]:
    """The territories whose years say how far one year may be from another: the states, and below
    them those of the same level in the state, or in the whole list.
    """
    territory = question.scope.territory
    if question.level in (*WIDE, "uf"):
        return STATES
    if territory.level in WIDE:
        return question.level, territory
    return question.level, TerritoryRef("uf", territory.code[:2])


def _history(asked: Asked, level: str, territory: TerritoryRef) -> pd.DataFrame:
    """Each territory now and in the windows of the past years: code, last_month, numerator,
    denominator, value, amount; without windows of which something is not on record.

    ``amount`` is what grows: the count, and of a share that matures the share. An edition is asked
    of its states once.
    """
    if (level, territory) != STATES:
        return _read_history(asked, level, territory)
    return _of_states.answer(
        asked.connection, asked.key, lambda: _read_history(asked, level, territory)
    )


def _read_history(asked: Asked, level: str, territory: TerritoryRef) -> pd.DataFrame:
    question = asked.question
    scope = question.scope.with_territory(territory)
    periods = [asked.period, *(window for year in asked.years for window in asked.windows(year))]
    scopes = [scope.with_period(period) for period in periods]
    wider = replace(question, level=level, scopes=scopes)
    rows = measured_rows(asked.connection, wider)
    if rows is None:
        return pd.DataFrame(columns=["code", "last_month", "numerator", "denominator", "value"])
    rows = rows.dropna(subset=["code"])
    amount = rows["value" if measure_of(question.definition).matures else "numerator"]
    rows = rows.assign(amount=amount.mask(rows["status"].isin(UNUSABLE)))
    return _without_begun_years(asked, rows, wider)


def _without_begun_years(asked: Asked, rows: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Amounts of years in which a UF of the territory began, or ceased, to say anything are no part
    of a year like the others.
    """
    known = source_months_of(asked.connection, question.definition, question.scope)
    if known is None:
        return rows
    broken = [
        year < asked.period.end.year and _begun_or_ceased(known, ufs, year)
        for ufs, year in zip(
            states_of_rows(asked.connection, rows, question), rows["last_month"] // 12, strict=True
        )
    ]
    return rows.assign(amount=rows["amount"].mask(pd.Series(broken, index=rows.index)))


def _begun_or_ceased(known: SourceMonths, ufs: Mapping[str, int], year: int) -> bool:
    whole = Period(Month.of(year, 1), Month.of(year, 12))
    spans = [known[uf] for uf in ufs if uf in known]
    return any(span.overlaps(whole) and whole.within(span) != whole for span in spans)


def _past_years(history: pd.DataFrame, years: Sequence[int], codes: pd.Series) -> PastYears:
    """Territories × years, in the order of the codes."""
    places = pd.Index(history["code"].unique())
    row, asked = (places.get_indexer(pd.Index(those)) for those in (history["code"], codes))

    def matrix(name: str, month: int) -> FloatArray:
        ends = pd.Index([Month.of(year, month + 1).index for year in years])
        column = ends.get_indexer(pd.Index(history["last_month"]))
        told = column >= 0
        # The last row is of those that are unknown.
        cells: FloatArray = np.full((len(places) + 1, len(years)), np.nan)
        cells[row[told], column[told]] = history[name].to_numpy(float)[told]
        shown: FloatArray = cells[asked]
        return shown

    months = int(history["last_month"].max()) % 12
    return PastYears(
        part=matrix("amount", months),
        whole=matrix("amount", DECEMBER),
        part_cases=matrix("numerator", months),
        whole_cases=matrix("numerator", DECEMBER),
    )
