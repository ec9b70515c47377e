"""The only cache of the interface: what an edition answered to a question, and to whom.

The key holds the edition, the query's name, what may be seen, the scope and what else the query
takes: all who may see the same share an answer, and the query is not told which of them asks. Each
asker is given an answer of its own (`kept`), so that no session can change another's. An edition
never changes, so that what is kept never ages: it makes room for what is asked more often. What a
page makes of answers, ready to be sent, is kept in the same way (`ready`).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from config.formatting import names_key
from config.settings import get_settings
from data_access.editions.reading import Edition
from data_access.identity.asking import put_on_record
from data_access.operational.actor import PANEL
from data_access.places.reviewed import reviewed_tables
from data_access.queries.base.places import NARROW
from data_access.queries.indicators import indicator as indicators
from data_access.queries.indicators.comparison import compared_value
from data_access.queries.indicators.matrix_lines import indicator_line
from data_access.queries.indicators.pace import Headline, judged_headline, judged_table
from data_access.queries.indicators.statement_text import statement_text
from data_access.queries.measures.registry import scope_it_can_answer
from data_access.queries.tables.municipalities import municipalities
from data_access.queries.tables.reference import partners
from data_access.queries.tables.reference import territories as territories_of
from data_access.queries.tables.units import has_units, unit_register
from indicators.catalogue.definitions import catalogue
from indicators.measure import MeasuredValue, as_value
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import LEVELS, Access, AccessDeniedError, Comparison, Period, Scope
from indicators.territories.matrix import Line
from pages.components import places
from pages.components.kept import Finished, Kept, digest
from pages.state import gateway
from pages.state.prepared import Prepared
from pages.state.view import View

ROOM = 512_000_000  # bytes, for all that is kept, as it is written
STEPS = tuple(level for level in LEVELS if level != "brasil")
DISTRICT = "regiao_do_df"  # what the reviewed tables call those of the Federal District
Answer = TypeVar("Answer")
_kept = Kept(ROOM)


def ask(
    view: View,
    query: Callable[..., Answer],
    *arguments: Hashable,
    scope: Scope | None = None,
    **named: Hashable,
) -> Answer:
    """What ``query(edition, *arguments, **named)`` answers about the view's edition.

    Of ``scope``, ``access`` and ``reach_km`` it is given those that it takes: the scope of the
    view unless another is named, the rights of whoever asks, and the reach of a Sala.
    """
    given = dict(named)
    if "scope" in _parameters(query):
        given["scope"] = scope or view.scope
    return ask_edition(view.edition_id, view.access, query, *arguments, **given)


def ask_edition(
    edition_id: str,
    access: Access,
    query: Callable[..., Answer],
    *arguments: Hashable,
    **named: Hashable,
) -> Answer:
    """The same where nothing has been looked at yet: before the scope of the address is read."""

    sight = access.sight

    def answer() -> Answer:
        given: dict[str, Any] = {**named, "access": sight}
        if "reach_km" in _parameters(query):
            given["reach_km"] = get_settings().sala_reach_km
        return query(gateway.edition(edition_id), *arguments, **given)

    key = (edition_id, query, sight, arguments, tuple(sorted(named.items())))
    try:
        return _kept.answer(key, answer)
    except AccessDeniedError as error:  # the query is not told who asks
        put_on_record(get_settings(), access, PANEL, error, act="consultar")
        raise


def ready(view: View, make: Callable[..., Answer], *arguments: Hashable | pd.DataFrame) -> Answer:
    """What ``make(view, *arguments)`` gives, as markup that is ready to be sent: made once for all
    who look at the same. It draws nothing, and heeds nothing but the view and its arguments.
    """
    seen = view.unnamed
    known_by = [digest(one) if isinstance(one, pd.DataFrame) else one for one in arguments]
    return _kept.answer((make, seen.key, *known_by), lambda: make(seen, *arguments))


def drawn(view: View, make: Callable[[], Answer], *known_by: Hashable) -> Answer:
    """What ``make()`` draws for the view, once for all who look at the same: `known_by` tells it
    from whatever else is drawn for the view. Nobody may change it.
    """
    return _kept.answer((view.unnamed.key, *known_by), lambda: Finished(make())).value


def share(folder: Path | None) -> None:
    """Read from a folder what other processes prepare, and leave there what this one does."""
    _kept.prepared = None if folder is None else Prepared(folder)


@contextmanager
def preparing(view: View, *step: Hashable) -> Iterator[None]:
    """Prepare what whoever looks at the view will ask, for all processes that share a folder."""
    if _kept.prepared is None:
        yield
        return
    with _kept.prepared.turn(view.edition_id, (*view.key, *step)):
        yield


def forget() -> None:
    """Let go of all that is kept."""
    _kept.clear()


@cache
def _parameters(query: Callable[..., Any]) -> frozenset[str]:
    return frozenset(signature(query).parameters)


def table(view: View, indicator: str, level: str, *, scope: Scope | None = None) -> pd.DataFrame:
    """One row per territory of `level` inside the scope (columns:
    `indicator.TABLE_COLUMNS`).
    """
    answerable = _answerable_scope(indicator, scope or view.scope)
    return ask(view, indicators.indicator_table, indicator, scope=answerable, level=level)


def judged(view: View, indicator: str, level: str) -> pd.DataFrame:
    """`table` with how each territory stands to its target (columns: `pace.JUDGED_COLUMNS`)."""
    answerable = _answerable_scope(indicator, view.scope)
    return ask(view, judged_table, indicator, scope=answerable, level=level)


def judged_place(view: View, indicator: str) -> pd.Series:
    """The row of the territory of the scope itself, beside its target."""
    return _headline(view, indicator).judged


def line(view: View, indicator: str, level: str) -> Line | None:
    """The indicator over the territories of `level`, ready to be judged; None where it applies to
    none of them.
    """
    answerable = _answerable_scope(indicator, view.scope)
    return ask(view, indicator_line, indicator, scope=answerable, level=level)


def total(view: View, indicator: str, *, scope: Scope | None = None) -> pd.Series:
    """The row of the territory of the scope itself; that of the view is part of the answer of
    `series`.
    """
    if scope is not None:
        return table(view, indicator, scope.territory.level, scope=scope).iloc[0]
    return _headline(view, indicator).total


def series(view: View, indicator: str) -> pd.DataFrame:
    """The same territory in the last thirteen windows (columns:
    `indicator.indicator_windows`).
    """
    return _headline(view, indicator).series


def windows(view: View, indicator: str, periods: tuple[Period, ...]) -> pd.DataFrame:
    """The territory of the scope in several periods (columns:
    `indicator.indicator_windows`).
    """
    answerable = _answerable_scope(indicator, view.scope)
    return ask(view, indicators.indicator_windows, indicator, scope=answerable, periods=periods)


def value_to_compare_with(view: View, indicator: str) -> MeasuredValue:
    """What the scope's comparison sets beside the value: the year before, or the peers."""
    yearly = "periodo" in catalogue()[indicator].filters
    if view.scope.comparison is Comparison.PREVIOUS_YEAR and yearly:
        # Whoever compares draws the thirteen windows too.
        return as_value(series(view, indicator).iloc[0])
    return ask(view, compared_value, indicator, scope=_answerable_scope(indicator, view.scope))


def _headline(view: View, indicator: str) -> Headline:
    answerable = _answerable_scope(indicator, view.scope)
    return ask(view, judged_headline, indicator, scope=answerable)


def _answerable_scope(indicator: str, scope: Scope) -> Scope:
    """By the rule, where the indicator cannot be counted as the scope asks (see
    `attribution.rule_note`).
    """
    return scope_it_can_answer(catalogue()[indicator], scope)


def partner_names(edition: Edition, access: Access) -> dict[str, str]:
    """Names of the partners by id, in the order of the names."""
    frame = partners(edition, access)
    places_of = frame["municipality"] + " (" + frame["uf"] + ")"
    return dict(zip(frame["partner_id"], frame["name"] + " · " + places_of, strict=True))


def team_names(edition: Edition, access: Access) -> dict[str, str]:
    """Names of the teams by id, in the order of the names; none of an edition that was built before
    they were counted.
    """
    if not has_units(edition):
        return {}
    frame = unit_register(edition, UnitKind.TEAM, access)
    named = frame.assign(name=frame["name"].fillna(frame["unit"])).sort_values(
        ["name", "unit"], key=names_key
    )
    return dict(zip(named["unit"], named["name"], strict=True))


def territory_options(edition: Edition, access: Access) -> pd.DataFrame:
    """Every territory of the scope bar (see `places.territory_options`), and of a larger one that
    is seen in part (`places.named_by_part`) what its numbers are of.
    """
    levels = {level: territories_of(edition, level, access) for level in STEPS}
    others: dict[str, list[str]] = defaultdict(list)
    for spelt in reviewed_tables().names:  # as files write them too
        others[spelt.code].append(spelt.name)
    for former, code in reviewed_tables().successors.items():
        others[code].append(former)
    options = places.territory_options(levels, municipalities(edition, access), others)
    if not access.of_territories_alone:
        return places.named_by_part(options, access.ufs)
    return options[options["level"].isin(NARROW)].reset_index(drop=True)


def territory_labels(edition: Edition, access: Access) -> dict[str, str]:
    """What the scope bar calls each territory, by its ref."""
    options = ask_edition(edition.id, access, territory_options)
    return dict(zip(options["ref"], options["label"], strict=True))


@cache
def district_names() -> dict[str, str]:
    """Districts that files name in the place of a municipality, and its code."""
    return {spelt.name: spelt.code for spelt in reviewed_tables().names if spelt.kind == DISTRICT}


def boxes(view: View) -> pd.DataFrame:
    """Extent of each municipality's polygon, indexed by code; the same frame for everybody, for
    nobody changes it.
    """
    gateway.layer(view.edition, "municipio")
    return gateway.mesh_boxes(view.manifest.territory.layers["municipio"].sha256)


def statement_of(view: View, indicator: str, level: str) -> str | None:
    """The query of an indicator as this edition runs it; not cached, for only one page shows it."""
    reach = get_settings().sala_reach_km
    return statement_text(view.edition, indicator, view.scope, view.access, level, reach)
