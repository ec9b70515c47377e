"""An indicator of each team, partner, initiative or attendant, told as the others are."""

import numpy as np
import pandas as pd
import sqlalchemy as sa

from config.formatting import enumerate_words
from data_access.editions.reading import Edition
from data_access.queries.base.places import municipalities_inside, require_visible
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.tables.unit_told import BLOCKS, RESPONSE, UnitAnswers
from data_access.queries.tables.units import unit_counts, unit_register
from data_access.schema import tables as schema
from indicators.catalogue.definitions import Uncertainty, indicator
from indicators.measure import METHODS, WITHOUT_CASES, Status, measure_ratios
from indicators.recognition_rules.measurable import (
    LOG_SCALE,
    MEASURABLE,
    OPINIONS,
    UNIT_NOUNS,
    Family,
    UnitKind,
    UnitMeasure,
    indicators_of,
)
from indicators.scope import Access, Period, Scope, ScopeError

COLUMNS = ["code", "name", "uf", "numerator", "denominator", "value", "lower", "upper", "n",
           "method", "status"]  # fmt: skip
# How many answered is told of partners as a filter of the others, and not by itself.
TOLD = {asked for asked in BLOCKS if asked[1] != RESPONSE}


def unit_indicator(
    edition: Edition, indicator_id: str, kind: UnitKind, scope: Scope, access: Access
) -> pd.DataFrame:
    """Columns COLUMNS; one row per unit of the scope's territory, by code. Attendants have no name
    here. Of the scope only period and territory count.

    A duration is the geometric mean of the minutes: units have no distribution of theirs in an
    edition. Raises ScopeError for what cannot be measured, or told, of such units.
    """
    measure = _measure_of(indicator_id, kind)
    register = unit_register(edition, kind, access)
    register = register[register["uf"].isin(_states(edition, scope, access))]
    counts = unit_counts(edition, kind, scope.period, access).reindex(register["unit"])
    frame = pd.DataFrame({
        "code": register["unit"].to_numpy(),
        "name": register["name"].fillna("").to_numpy(),
        "uf": register["uf"].to_numpy(),
        "denominator": np.nan,
        "missing": 0,
        "partly_recorded": False,
    })  # fmt: skip
    if measure.family is Family.DURATION:
        return _durations(frame, counts, measure)
    definition = indicator(indicator_id)
    for name, column in _parts(measure).items():
        frame[name] = counts[column].to_numpy() if column in counts else np.nan
    known = frame["denominator"] if measure.denominator else frame["numerator"]
    for name in ("numerator", "subtracted"):
        if name in frame:  # whoever was counted, and of whom nothing of this kind was, has none
            frame[name] = frame[name].fillna(0).where(known.notna())
    measured = measure_ratios(frame, definition)
    if indicator_id in OPINIONS:
        measured = _told(edition, measured, indicator_id, kind, scope.period, access)
    return measured[COLUMNS]


def _states(edition: Edition, scope: Scope, access: Access) -> set[str]:
    """The UFs of a territory. Raises ScopeError below the UF, where units have no place."""
    if scope.territory.level not in EXECUTING_LEVELS:
        raise ScopeError(
            f"Equipes, parceiros, iniciativas e atendentes são conhecidos por UF, e"
            f" {scope.territory} é menor; escolha uma UF, uma região ou o Brasil."
        )
    uf = schema.municipality.c.uf
    statement = sa.select(uf).where(municipalities_inside(scope.territory, access)).distinct()
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        return set(connection.scalars(statement))


def _measure_of(indicator_id: str, kind: UnitKind) -> UnitMeasure:
    definition = indicator(indicator_id)
    noun, nouns = UNIT_NOUNS[kind]
    if indicator_id not in indicators_of(kind):
        raise ScopeError(
            f"{definition.title} não se mede por {noun}. O que se mede de {nouns} é:"
            f" {enumerate_words(indicators_of(kind))}."
        )
    if indicator_id in OPINIONS and (kind, indicator_id) not in TOLD:
        told = [
            name for name in indicators_of(kind) if name not in OPINIONS or (kind, name) in TOLD
        ]
        raise ScopeError(
            f"{definition.title} por {noun} só se usa no reconhecimento, onde o comitê o vê: com"
            " poucas respostas, o número diria o que alguém respondeu. O que se diz de"
            f" {nouns} é: {enumerate_words(told)}."
        )
    return MEASURABLE[indicator_id]


def _parts(measure: UnitMeasure) -> dict[str, str]:
    found = {"numerator": measure.numerator}
    if measure.denominator:
        found["denominator"] = measure.denominator
    if measure.against:
        found["subtracted"] = measure.against
    return found


def _durations(frame: pd.DataFrame, counts: pd.DataFrame, measure: UnitMeasure) -> pd.DataFrame:
    cases = counts[measure.denominator].to_numpy() if measure.denominator in counts else np.nan
    logs = counts[measure.numerator].to_numpy() if measure.numerator in counts else np.nan
    frame = frame.assign(numerator=np.nan, denominator=cases, lower=np.nan, upper=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        frame["value"] = np.exp(np.nan_to_num(logs) / frame["denominator"] / LOG_SCALE)
    frame["value"] = frame["value"].where(frame["denominator"] > 0)
    frame["n"] = frame["denominator"]
    measured = frame["value"].notna()
    frame["status"] = np.where(measured, Status.MEASURED, Status.NOT_MEASURED)
    return frame.assign(method=METHODS[Uncertainty.NONE])[COLUMNS]


def _told(
    edition: Edition,
    frame: pd.DataFrame,
    indicator_id: str,
    kind: UnitKind,
    period: Period,
    access: Access,
) -> pd.DataFrame:
    """Without what is not told of a unit: of a few, or of who all said the same."""
    untold = UnitAnswers(edition, kind, access).untold(indicator_id, period)
    hidden = frame["code"].map(untold).astype(bool) & ~frame["status"].isin(WITHOUT_CASES)
    figures = ["numerator", "denominator", "value", "lower", "upper", "n"]
    return frame.assign(
        **{name: frame[name].astype(float).mask(hidden) for name in figures},
        status=frame["status"].mask(hidden, Status.SUPPRESSED),
    )
