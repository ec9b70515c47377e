"""What the Município page asks for. The rows of an indicator serve every municipality; a profile is
of one.
"""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from config.settings import get_settings
from data_access.editions.reading import Edition
from data_access.queries.indicators.addable import addable_rows, special_rows
from data_access.queries.measures.registry import is_special, measure_of, scope_it_can_answer
from data_access.queries.tables import municipality
from indicators.catalogue.definitions import Indicator, catalogue
from indicators.measure import MeasuredValue, Status, as_value
from indicators.pooling import pooled_each
from indicators.profile import COUNTRY, UF, ProfileRow, only_significant_rows, profile_row
from indicators.scope import Access, Attribution, Scope, TerritoryRef
from pages.components import caching
from pages.components.caching import ask
from pages.components.controls import is_on
from pages.state.view import View

TOWN = "municipio"
BY_CLIENT = "cliente"  # in the address: answers are told of the clients of the municipality


def view_of_answers(view: View) -> View:
    """The view in which surveys are told as the address asks, on every part of the page."""
    if not is_on(BY_CLIENT):
        return view
    return replace(view, scope=replace(view.scope, attribution=Attribution.ESTABLISHMENT))


class Rows(NamedTuple):
    """Every municipality that may be seen in one indicator; ``wholes`` are the UFs and the country
    where the rows cannot be added up to them, and None where they can.
    """

    definition: Indicator
    table: pd.DataFrame
    wholes: pd.DataFrame | None


def rows_of_towns(
    edition: Edition, indicators: tuple[str, ...], scope: Scope, access: Access
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame | None]]:
    """What can be said of municipalities, of many indicators at once: one key for them all, and few
    readings.
    """
    found = _special(
        edition, [name for name in indicators if is_special(catalogue()[name])], scope, access
    )
    for name in indicators:
        rows = addable_rows(
            edition,
            name,
            scope=scope,
            access=access,
            level=TOWN,
            reach_km=_reach(),
        )
        if rows is not None:
            found[name] = rows, None
    return {
        name: rows
        for name, rows in found.items()
        if not rows[0]["status"].eq(Status.NOT_APPLICABLE).all()
    }


def _special(
    edition: Edition, names: list[str], scope: Scope, access: Access
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame | None]]:
    """Those that are no quotients of sums, with the wholes that the municipalities cannot be added
    up to.
    """

    def asked(of: list[str], level: str) -> tuple[pd.DataFrame | None, ...]:
        return special_rows(edition, of, scope=scope, access=access, level=level, reach_km=_reach())

    towns = {
        name: rows for name, rows in zip(names, asked(names, TOWN), strict=True) if rows is not None
    }
    wholes = zip(*(asked(list(towns), level) for level in ("uf", "brasil")), strict=True)
    return {
        name: (rows, pd.concat(parts))
        for (name, rows), parts in zip(towns.items(), wholes, strict=True)
    }


def _reach() -> float:
    return get_settings().sala_reach_km


def answerable_scope(view: View, definition: Indicator) -> Scope:
    """The scope over the whole country; another view than the rule's only where the indicator has
    one.
    """
    return scope_it_can_answer(definition, view.scope.with_territory(TerritoryRef()))


def applicable_rows(view: View) -> list[Rows]:
    """What can be said of a municipality: not, by their rule, the figures of units, which are known
    by UF.
    """
    scope = view.scope.with_territory(TerritoryRef())
    switched = tuple(name for name, d in catalogue().items() if measure_of(d).switchable)
    others = tuple(name for name in catalogue() if name not in switched)
    found = ask(view, rows_of_towns, switched, scope=scope)
    found |= ask(view, rows_of_towns, others, scope=replace(scope, attribution=None))
    return [
        Rows(definition, *found[name]) for name, definition in catalogue().items() if name in found
    ]


def profile(view: View) -> list[ProfileRow]:
    """The profile of the municipality of the scope, in the order of the catalogue."""
    return ask(view, profile_of)


def profile_of(edition: Edition, scope: Scope, access: Access) -> list[ProfileRow]:
    view = View(edition.id, access, scope, "", {})
    code = scope.territory.code
    alike = frozenset(neighbours(view)["code"])
    return only_significant_rows(
        [_profile_row(view, rows, code, alike) for rows in applicable_rows(view)]
    )


def neighbours(view: View) -> pd.DataFrame:
    return ask(view, municipality.neighbours_of, view.scope.territory.code)


def features(view: View) -> pd.DataFrame:
    return ask(view, municipality.neighbour_features, view.scope.territory.code)


def figures(view: View) -> pd.DataFrame:
    return ask(view, municipality.socioeconomic_of, view.scope.territory.code)


def _profile_row(view: View, rows: Rows, code: str, alike: frozenset[str]) -> ProfileRow:
    whole = _whole(view, rows, code)
    return profile_row(
        rows.definition, rows.table, code, alike, additive=rows.wholes is None, whole=whole
    )


def _whole(view: View, rows: Rows, code: str) -> dict[str, MeasuredValue]:
    """The UF and the country: sums of municipalities, or asked for where these do not add up."""
    definition, table, wholes = rows
    if wholes is None and definition.suppression == "none":
        uf = table.loc[table["code"] == code, "uf"].iloc[0]
        return dict(
            zip(
                (UF, COUNTRY),
                pooled_each([table[table["uf"] == uf], table], definition),
                strict=True,
            )
        )
    if wholes is None:
        scope = answerable_scope(view, definition)
        wholes = pd.concat(
            [caching.table(view, definition.id, level, scope=scope) for level in ("uf", "brasil")]
        )
    own = wholes[wholes["code"] == code[:2]]
    return {UF: as_value(own.iloc[0]), COUNTRY: as_value(wholes.iloc[-1])}
