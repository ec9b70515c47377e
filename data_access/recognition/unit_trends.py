"""What led to the result of a unit, month by month, and what clients of its UF wrote about: for its
dossier, and only as far as it may be told (docs/adr/0040).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from config.ibge import UFS
from config.settings import Settings
from data_access.editions.reading import Edition, open_edition
from data_access.queries.base.question import closed_period
from data_access.queries.tables.comments import comment_themes
from data_access.queries.tables.unit_history import unit_measures_by_month
from data_access.queries.tables.units import unit_register
from data_access.recognition.store import RecognitionRecord
from indicators.disclosure.windows import told_instead
from indicators.recognition_rules.domain import PER
from indicators.recognition_rules.measurable import (
    LOG_SCALE,
    MEASURABLE,
    OPINIONS,
    RETURNING,
    Family,
    UnitKind,
    UnitMeasure,
)
from indicators.recognition_rules.model import Category, Criterion
from indicators.scope import Access, Attribution, Period, Scope, TerritoryRef

LEAST_CASES = 10  # of a month: less is no measure
MOST_SERIES = 4
ATTENDANCES = "atendimentos"


@dataclass(frozen=True)
class Series:
    """A measure by month of the period of the rules, as read; NaN where nothing, or too little, was
    recorded. ``criterion`` is None of the attendances, which are what all else is a part of.
    """

    criterion: Criterion | None
    values: tuple[float, ...]


@dataclass(frozen=True)
class UnitTrends:
    """``series`` of the attendances and of the criteria that weigh most; empty where the unit is
    not of a UF that may be seen. ``themes`` are those of `comment_themes` of its UF in
    ``themes_period``: a unit alone has none (docs/adr/0040).
    """

    period: Period
    series: tuple[Series, ...]
    themes: pd.DataFrame
    themes_period: Period


def unit_trends(
    settings: Settings, record: RecognitionRecord, category: Category, unit: str, access: Access
) -> UnitTrends:
    """Of the data that the edition was opened on. Raises EditionError where they are gone."""
    opened = open_edition(settings, record.data_edition)
    try:
        return _read(opened, record, category, unit, access)
    finally:
        opened.close()


def _read(
    edition: Edition, record: RecognitionRecord, category: Category, unit: str, access: Access
) -> UnitTrends:
    period = record.rules.months
    if category.unit is UnitKind.PROCESS:
        return UnitTrends(period, (), pd.DataFrame(), period)
    counts = unit_measures_by_month(edition, category.unit, unit, period, access)
    register = unit_register(edition, category.unit, access)
    ufs = register.loc[register["unit"] == unit, "uf"]
    told_period = told_instead(period, closed_period(edition))
    themes = pd.DataFrame()
    if len(ufs):
        place = TerritoryRef("uf", next(uf.code for uf in UFS if uf.sigla == ufs.iloc[0]))
        scope = Scope(told_period, place, attribution=Attribution.EXECUTING_UNIT)
        themes = comment_themes(edition, scope, access)
    return UnitTrends(period, tuple(_series(category, counts)), themes, told_period)


def _series(category: Category, counts: pd.DataFrame) -> list[Series]:
    if counts.empty or counts[ATTENDANCES].isna().all():
        return []
    found = [Series(None, tuple(counts[ATTENDANCES].to_numpy(float)))]
    for criterion in sorted(category.criterion, key=lambda item: -item.weight):
        measure = _by_month(criterion)
        if measure is not None and criterion.weight > 0:
            values = _values(measure, counts)
            if np.isfinite(values).sum() > 1 and len(found) < MOST_SERIES:
                found.append(Series(criterion, tuple(values)))
    return found


def _by_month(criterion: Criterion) -> UnitMeasure | None:
    """What a month can tell: no opinion of so few, no coming back within a month, and attendances
    not a second time.
    """
    if criterion.indicator is None or criterion.indicator in OPINIONS:
        return None
    measure = MEASURABLE[criterion.indicator]
    return None if measure.numerator in (RETURNING, ATTENDANCES) else measure


def _values(measure: UnitMeasure, counts: pd.DataFrame) -> np.ndarray:
    def column(name: str | None) -> np.ndarray:
        known = counts[name] if name in counts else pd.Series(np.nan, counts.index)
        return known.to_numpy(float)

    part = column(measure.numerator)
    if measure.family is Family.COUNT:
        return np.where(np.isnan(column(ATTENDANCES)), np.nan, np.nan_to_num(part))
    base = column(measure.denominator)
    enough = base >= LEAST_CASES
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure.family is Family.DURATION:
            value = np.exp(part / LOG_SCALE / base)
        else:
            value = np.nan_to_num(part) / base * PER[measure.family]
    return np.where(enough, value, np.nan)
