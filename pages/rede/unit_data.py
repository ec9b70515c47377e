"""What the card of a partner or team tells, as it is asked for."""

from dataclasses import dataclass, replace

import pandas as pd

from config.ibge import UF_BY_SIGLA
from config.settings import get_settings
from data_access.operational.actor import PANEL
from data_access.queries.base.question import closed_period
from data_access.queries.tables.expected_clients import partners_beside_expected
from data_access.queries.tables.partner_clients import places_of_clients
from data_access.queries.tables.reference import partners
from data_access.queries.tables.unit_history import unit_months
from data_access.queries.tables.unit_measures import unit_indicator
from data_access.queries.tables.units import unit_register
from data_access.queries.tables.week_actions import waiting_now
from data_access.recognition.reading import Readings
from data_access.recognition.records import Announced
from indicators.disclosure.windows import told_instead
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import Period, TerritoryRef
from pages.components.caching import ask
from pages.state.view import View

NPS = "nps"


@dataclass(frozen=True)
class Unit:
    """A partner or team of the register: a row of `unit_register`."""

    kind: UnitKind
    row: pd.Series

    @property
    def id(self) -> str:
        return str(self.row["unit"])

    @property
    def name(self) -> str:
        return str(self.row["name"]) if pd.notna(self.row["name"]) else self.id

    @property
    def active(self) -> bool:
        return bool(self.row["active"])


def asked_unit(view: View, kind: UnitKind, unit: str) -> Unit | None:
    """None where the edition has none of that id that may be seen."""
    register = ask(view, unit_register, kind)
    found = register[register["unit"] == unit]
    return None if found.empty else Unit(kind, found.iloc[0])


def partner_row(view: View, unit: Unit) -> pd.Series | None:
    """The row of a partner in the register of partners: its place, situation and seal."""
    listed = ask(view, partners)
    found = listed[listed["partner_id"] == unit.id]
    return None if found.empty else found.iloc[0]


def beside_expected(view: View, partner: str) -> pd.Series:
    """The row of `partners_beside_expected` of a partner."""
    rows = expected(view)
    return rows[rows["partner_id"] == partner].iloc[0]


def expected(view: View) -> pd.DataFrame:
    """Every partner beside what is expected of it; kept whatever territory is looked at."""
    scope = replace(view.scope, territory=TerritoryRef(), partner=())
    return ask(view, partners_beside_expected, scope=scope)


def months(view: View, unit: Unit) -> pd.DataFrame:
    return ask(view, unit_months, unit.kind, unit.id)


def places(view: View, unit: Unit) -> pd.DataFrame:
    return ask(view, places_of_clients, unit.id)


def told_period(view: View) -> Period:
    """The period in which answers are told by partner and team (docs/adr/0040)."""
    return told_instead(view.scope.period, closed_period(view.edition))


def nps(view: View, unit: Unit) -> pd.Series:
    """The row of `unit_indicator` of the unit, as it may be told."""
    period = told_period(view)
    scope = replace(
        view.scope, period=period, territory=TerritoryRef(), porte=(), channel=(), partner=()
    )
    rows = ask(view, unit_indicator, NPS, unit.kind, scope=scope)
    return rows[rows["code"] == unit.id].iloc[0]


def waiting(view: View, team: Unit) -> pd.Series | None:
    """The row of `waiting_now` of a team among those of its UF; None where none of its detractors
    is told of: it has fewer than five, or how many they are would tell of others.
    """
    state = TerritoryRef("uf", UF_BY_SIGLA[str(team.row["uf"])].code)
    scope = replace(view.scope, territory=state, porte=(), channel=(), partner=(), attribution=None)
    rows = ask(view, waiting_now, "equipe", scope=scope)
    found = rows[rows["key"] == team.id]
    return None if found.empty else found.iloc[0]


def announced(view: View, unit: Unit) -> list[Announced]:
    """What announced editions of recognition say of the unit, the newest first."""
    return Readings(get_settings(), view.access, PANEL).announced(unit.kind, unit.id)
