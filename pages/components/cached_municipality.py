"""Caches of the Município page. The rows of an indicator serve every municipality; a profile is of one."""

from dataclasses import replace

import pandas as pd

from config.settings import get_settings
from data_access.queries import municipality
from data_access.queries.addable import addable_rows
from data_access.queries.indicator import indicator_table
from data_access.queries.measures import heeded
from indicators.catalogue import Indicator, catalogue
from indicators.measure import MeasuredValue, Status, as_value
from indicators.pooling import pooled
from indicators.profile import COUNTRY, UF, ProfileRow, only_significant_rows, profile_row
from indicators.scope import Access, Scope, TerritoryRef
from pages.components import gateway
from pages.components.cached import _cache, table
from pages.components.view import View


@_cache(200)
def _rows(edition: str, indicator: str, scope: Scope, access: Access) -> tuple[pd.DataFrame, bool]:
    source, reach = gateway.edition(edition), get_settings().sala_reach_km
    rows = addable_rows(source, indicator, scope=scope, access=access, level="municipio", reach_km=reach)
    if rows is not None:
        return rows, True
    return indicator_table(source, indicator, scope=scope, access=access, level="municipio", reach_km=reach), False


@_cache(100)
def _profile(view: View) -> list[ProfileRow]:
    code = view.scope.territory.code
    alike = frozenset(neighbours(view)["code"])
    return only_significant_rows([_profile_row(view, definition, code, alike) for definition in applicable(view)])


@_cache(100)
def _neighbours(edition: str, code: str, access: Access) -> pd.DataFrame:
    return municipality.neighbours_of(gateway.edition(edition), code, access)


@_cache(100)
def _features(edition: str, code: str, access: Access) -> pd.DataFrame:
    return municipality.neighbour_features(gateway.edition(edition), code, access)


@_cache(100)
def _figures(edition: str, code: str, access: Access) -> pd.DataFrame:
    return municipality.socioeconomic_of(gateway.edition(edition), code, access)


def answerable(view: View, definition: Indicator) -> Scope:
    """The scope over the whole country; another view than the rule's only where the indicator has one."""
    return heeded(definition, view.scope.with_territory(TerritoryRef()))


def rows_of(view: View, definition: Indicator) -> tuple[pd.DataFrame, bool]:
    """Every municipality that may be seen, and whether the rows can be added up."""
    return _rows(view.edition_id, definition.id, answerable(view, definition), view.access)


def applicable(view: View) -> list[Indicator]:
    """What can be said of a municipality: not, by their rule, the figures of units, which are known by UF."""
    return [
        definition
        for definition in catalogue().values()
        if not rows_of(view, definition)[0]["status"].eq(Status.NOT_APPLICABLE).all()
    ]


def profile(view: View) -> list[ProfileRow]:
    """The profile of the municipality of the scope, in the order of the catalogue."""
    return _profile(replace(view, place="", params={}, partners=(), mode="light", phone=False))


def neighbours(view: View) -> pd.DataFrame:
    return _neighbours(view.edition_id, view.scope.territory.code, view.access)


def features(view: View) -> pd.DataFrame:
    return _features(view.edition_id, view.scope.territory.code, view.access)


def figures(view: View) -> pd.DataFrame:
    return _figures(view.edition_id, view.scope.territory.code, view.access)


def _profile_row(view: View, definition: Indicator, code: str, alike: frozenset[str]) -> ProfileRow:
    rows, additive = rows_of(view, definition)
    whole = _whole(view, definition, rows, code, summed=additive and definition.suppression == "none")
    return profile_row(definition, rows, code, alike, additive=additive, whole=whole)


def _whole(
    view: View, definition: Indicator, rows: pd.DataFrame, code: str, *, summed: bool
) -> dict[str, MeasuredValue]:
    """The UF and the country: sums of their municipalities, or asked for where these do not add up."""
    if summed:
        uf = rows.loc[rows["code"] == code, "uf"].iloc[0]
        return {UF: pooled(rows[rows["uf"] == uf], definition), COUNTRY: pooled(rows, definition)}
    scope = answerable(view, definition)
    states, country = (table(view, definition.id, level, scope=scope) for level in ("uf", "brasil"))
    own = states[states["code"] == code[:2]]
    return {UF: as_value(own.iloc[0]), COUNTRY: as_value(country.iloc[0])}
