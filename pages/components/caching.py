"""The only caches of the interface. The key of every frame holds the edition and who asks, but for
borders, which are public.

Frames are copied to each caller (`cache_data`), so that no session can change another's. A
parameter that begins with ``_`` would not be part of the key: there is none. An edition never
changes, so that what is kept never ages.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import pandas as pd
import streamlit as st

from config.settings import get_settings
from data_access.comparing.compare import EditionComparison, compare_editions
from data_access.plausibility.finding import Finding
from data_access.quality import content
from data_access.queries.indicators import indicator as indicators
from data_access.queries.indicators.comparison import compared_value
from data_access.queries.indicators.sizes import small_businesses
from data_access.queries.indicators.statement_text import statement_text as indicator_text
from data_access.queries.measures.registry import scope_it_can_answer
from data_access.queries.tables import municipalities as municipality_tables
from data_access.queries.tables import reference
from data_access.queries.tables.findings import edition_findings
from data_access.queries.tables.findings import finding_rows as rows_behind
from data_access.queries.tables.partner_clients import attended_by_partner as clients_by_partner
from indicators.catalogue import catalogue
from indicators.measure import MeasuredValue, as_value
from indicators.scope import Access, Comparison, Period, Scope, TerritoryRef
from pages.components import places
from pages.state import gateway
from pages.state.view import View
from pages.streamlit_patches.quiet_logs import quieten_caches

STEPS = ("regiao", "uf", "regiao_intermediaria", "mesorregiao", "municipio")
# Their text says every field, and takes a quarter of the time in which Streamlit goes through them
# one by one.
WRITTEN: dict[str | type, Callable[[Any], Any]] = {
    Scope: repr,
    Access: repr,
    Period: repr,
    TerritoryRef: repr,
}
F = TypeVar("F", bound=Callable[..., Any])
quieten_caches()


def _cache(entries: int) -> Callable[[F], F]:
    return cast(
        "Callable[[F], F]",
        st.cache_data(max_entries=entries, show_spinner=False, hash_funcs=WRITTEN),
    )


@_cache(400)
def _table(edition: str, indicator: str, scope: Scope, access: Access, level: str) -> pd.DataFrame:
    reach = get_settings().sala_reach_km
    source = gateway.edition(edition)
    return indicators.indicator_table(
        source, indicator, scope=scope, access=access, level=level, reach_km=reach
    )


@_cache(800)
def _headline(
    edition: str, indicator: str, scope: Scope, access: Access
) -> tuple[pd.Series, pd.DataFrame]:
    reach = get_settings().sala_reach_km
    source = gateway.edition(edition)
    return indicators.indicator_headline(
        source, indicator, scope=scope, access=access, reach_km=reach
    )


@_cache(200)
def _windows(
    edition: str, indicator: str, scope: Scope, access: Access, periods: tuple[Period, ...]
) -> pd.DataFrame:
    reach = get_settings().sala_reach_km
    source = gateway.edition(edition)
    return indicators.indicator_windows(
        source, indicator, scope=scope, access=access, periods=periods, reach_km=reach
    )


@_cache(400)
def _compared(edition: str, indicator: str, scope: Scope, access: Access) -> MeasuredValue:
    reach = get_settings().sala_reach_km
    return compared_value(
        gateway.edition(edition), indicator, scope=scope, access=access, reach_km=reach
    )


@_cache(100)
def territories(edition: str, level: str, access: Access) -> pd.DataFrame:
    """Code, name and uf of the territories of a level that the access allows, by name."""
    return reference.territories(gateway.edition(edition), level, access)


@_cache(100)
def municipalities(edition: str, access: Access, territory: TerritoryRef) -> pd.DataFrame:
    return municipality_tables.municipalities(gateway.edition(edition), access, territory)


@_cache(40)
def partners(edition: str, access: Access, territory: TerritoryRef) -> pd.DataFrame:
    return reference.partners(gateway.edition(edition), access, territory)


@_cache(8)
def partner_names(edition: str, access: Access) -> dict[str, str]:
    """Names of the partners by id, in the order of the names."""
    frame = reference.partners(gateway.edition(edition), access)
    places = frame["municipality"] + " (" + frame["uf"] + ")"
    return dict(zip(frame["partner_id"], frame["name"] + " · " + places, strict=True))


@_cache(8)
def territory_options(edition: str, access: Access) -> pd.DataFrame:
    """Every territory of the scope bar (see `places.territory_options`)."""
    source = gateway.edition(edition)
    levels = {level: reference.territories(source, level, access) for level in STEPS}
    return places.territory_options(levels, municipality_tables.municipalities(source, access))


@_cache(8)
def channels(edition: str, access: Access) -> list[str]:
    """Channels that have a name; attendances without one are in every total and under no filter."""
    return [name for name in reference.channels(gateway.edition(edition), access) if name]


@_cache(40)
def socioeconomic(edition: str, indicator: str, access: Access) -> pd.DataFrame:
    return municipality_tables.socioeconomic(gateway.edition(edition), indicator, access)


@_cache(100)
def attended_by_partner(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    return clients_by_partner(gateway.edition(edition), scope, access)


@_cache(40)
def companies(edition: str, scope: Scope, access: Access) -> pd.DataFrame:
    """Small businesses of each municipality of the scope (see `sizes.small_businesses`)."""
    return small_businesses(gateway.edition(edition), scope=scope, access=access, level="municipio")


@_cache(8)
def completeness(edition: str, access: Access) -> pd.DataFrame:
    return content.completeness(gateway.edition(edition), access)


@_cache(8)
def freshness_by_uf(edition: str, access: Access) -> pd.DataFrame:
    return content.freshness_by_uf(gateway.edition(edition), access)


@_cache(8)
def findings(edition: str, access: Access) -> dict[int, Finding]:
    return edition_findings(gateway.edition(edition), access)


@_cache(40)
def finding_rows(edition: str, position: int, access: Access) -> pd.DataFrame:
    return rows_behind(gateway.edition(edition), position, access)


@_cache(8)
def compared_editions(before: str, after: str, access: Access) -> EditionComparison:
    return compare_editions(get_settings(), before, after, access)


def _heeded(indicator: str, scope: Scope) -> Scope:
    """By the rule, where the indicator cannot be counted as the scope asks (see
    `attribution.rule_note`).
    """
    return scope_it_can_answer(catalogue()[indicator], scope)


def table(view: View, indicator: str, level: str, *, scope: Scope | None = None) -> pd.DataFrame:
    """One row per territory of `level` inside the scope (columns:
    `indicator.TABLE_COLUMNS`).
    """
    return _table(
        view.edition_id, indicator, _heeded(indicator, scope or view.scope), view.access, level
    )


def total(view: View, indicator: str, *, scope: Scope | None = None) -> pd.Series:
    """The row of the territory of the scope itself; that of the view is part of the answer of
    `series`.
    """
    if scope is not None:
        return table(view, indicator, scope.territory.level, scope=scope).iloc[0]
    return _headline(view.edition_id, indicator, _heeded(indicator, view.scope), view.access)[0]


def series(view: View, indicator: str) -> pd.DataFrame:
    """The same territory in the last thirteen windows (columns:
    `indicator.indicator_windows`).
    """
    return _headline(view.edition_id, indicator, _heeded(indicator, view.scope), view.access)[1]


def windows(view: View, indicator: str, periods: tuple[Period, ...]) -> pd.DataFrame:
    """The territory of the scope in several periods (columns:
    `indicator.indicator_windows`).
    """
    return _windows(
        view.edition_id, indicator, _heeded(indicator, view.scope), view.access, periods
    )


def compared(view: View, indicator: str) -> MeasuredValue:
    """What the scope's comparison sets beside the value: the year before, or the peers."""
    if (
        view.scope.comparison is Comparison.PREVIOUS_YEAR
        and "periodo" in catalogue()[indicator].filters
    ):
        return as_value(
            series(view, indicator).iloc[0]
        )  # whoever compares draws the thirteen windows too
    return _compared(view.edition_id, indicator, _heeded(indicator, view.scope), view.access)


def boxes(view: View) -> pd.DataFrame:
    """Extent of each municipality's polygon, indexed by code; the same frame for everybody, for
    nobody changes it.
    """
    gateway.layer(view.edition, "municipio")
    return gateway.mesh_boxes(view.manifest.territory.layers["municipio"].sha256)


def statement_text(view: View, indicator: str, level: str) -> str | None:
    """The query of an indicator as this edition runs it; not cached, for only one page shows it."""
    reach = get_settings().sala_reach_km
    return indicator_text(view.edition, indicator, view.scope, view.access, level, reach)
