"""The programme's rules judged for each state of a scope, and `conformidade_programa` made of them.

The plan is of a year, that in which the period ends: initiatives are those of the year, attendances those from January
to the end of the period. Neither channel, partner nor porte narrows them, and below the state nothing is judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from config.programme import CSN, Programme, programme
from data_access import schema
from data_access.queries.frames import read_frame
from data_access.queries.places import inside, members
from data_access.queries.setting import Setting
from data_access.queries.statement import EXECUTING_LEVELS, indicator_statement
from data_access.queries.targets import targets_of, with_targets
from indicators.catalogue import Indicator, indicator
from indicators.measure import Status
from indicators.programme import PORTFOLIO_RULES, Initiative, Rule, Share, StateYear, Verdict, conformity
from indicators.programme_rules import evaluate, evaluate_portfolio
from indicators.scope import COUNTRY, Access, Period, Scope, TerritoryRef

i, m = schema.initiative.c, schema.municipality.c
FIELDS = ("strategy", "theme", "indicators", "tags", "sector", "vulnerable", "csn")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class State:
    uf: str
    code: str
    name: str


@dataclass(frozen=True)
class Assessed:
    """A state in the year up to the month `last_month`: its initiatives, as rows, and every rule in its order."""

    last_month: int
    state: State
    initiatives: tuple[Row, ...]
    verdicts: tuple[Verdict, ...]


def assess(connection: sa.Connection, scopes: Sequence[Scope], access: Access, setting: Setting) -> list[Assessed]:
    """Every state that the territory has a part of and the access allows, in each of the scopes.

    The scopes differ in their period alone.
    """
    plan, states = programme(), states_of(connection, scopes[0].territory, access)
    years = sorted({scope.period.end.year for scope in scopes})
    rows = _rows(connection, years, states)
    judged = {year: _judge(connection, year, states, rows, plan) for year in years}
    shares = _shares(connection, scopes, access, setting)
    found = []
    for scope in scopes:
        month, year = scope.period.end.index, scope.period.end.year
        for state in states:
            verdicts = {**judged[year][state.uf], **evaluate_portfolio(shares.get((month, state.uf), {}))}
            own = tuple(rows.get((year, state.uf), ()))
            found.append(Assessed(month, state, own, tuple(verdicts[rule] for rule in Rule)))
    return found


def states_of(connection: sa.Connection, territory: TerritoryRef, access: Access) -> list[State]:
    """The states that the territory has a part of, by code."""
    statement = sa.select(m.uf, m.uf_code, m.uf_name).where(inside(territory, access)).distinct().order_by(m.uf_code)
    return [State(*row) for row in connection.execute(statement)]


def initiatives_statement(years: Iterable[int], ufs: Iterable[str]) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(schema.initiative).where(i.year.in_(list(years)), i.uf.in_(list(ufs)))


def words_of(cell: str | None) -> tuple[str, ...]:
    """The texts of a list, as the contract keeps it."""
    return tuple(word for text in (cell or "").split(schema.LIST_SEPARATOR) if (word := text.strip()))


def _rows(connection: sa.Connection, years: Sequence[int], states: Sequence[State]) -> dict[tuple[int, str], list[Row]]:
    """Initiatives by year and state, by id (ordered here: engines order texts each in its way)."""
    found: dict[tuple[int, str], list[Row]] = {}
    statement = initiatives_statement(years, (state.uf for state in states))
    for row in sorted(connection.execute(statement).mappings(), key=lambda row: str(row["initiative_id"])):
        found.setdefault((row["year"], row["uf"]), []).append({str(name): row[name] for name in row})
    return found


def _judge(
    connection: sa.Connection,
    year: int,
    states: Sequence[State],
    rows: Mapping[tuple[int, str], Sequence[Row]],
    plan: Programme,
) -> dict[str, dict[Rule, Verdict]]:
    """The rules about initiatives of each state in a year."""
    told, aims = _told(connection, year), targets_of(connection, CSN, year)
    constant = aims.get(("brasil", COUNTRY), plan.targets.csn_estrategias)
    return {
        state.uf: evaluate(
            StateYear(
                initiatives=tuple(map(_initiative, rows.get((year, state.uf), ()))),
                told=told,
                csn_target=aims.get(("uf", state.code), constant) / 100,
            ),
            plan,
        )
        for state in states
    }


def _initiative(row: Row) -> Initiative:
    return Initiative(
        id=row["initiative_id"],
        strategy=row["strategy"],
        theme=row["theme"],
        indicators=words_of(row["indicators"]),
        tags=words_of(row["tags"]),
        sector=row["sector"],
        vulnerable=row["vulnerable"],
        csn=row["csn"],
    )


def _told(connection: sa.Connection, year: int) -> frozenset[str]:
    """The fields that the edition informs in the year, in any state: of no state does it tell anything else."""
    counts = connection.execute(sa.select(*(sa.func.count(i[name]) for name in FIELDS)).where(i.year == year)).one()
    return frozenset(name for name, count in zip(FIELDS, counts, strict=True) if count)


def _shares(
    connection: sa.Connection, scopes: Sequence[Scope], access: Access, setting: Setting
) -> dict[tuple[int, str], dict[Rule, Share]]:
    """The portfolio's shares by last month and state; absent where they were not measured."""
    whole = [Scope(Period.year_to_date(scope.period.end)) for scope in scopes]
    recorded = [scope for scope in whole if scope.period.overlaps(setting.recorded)]
    found: dict[tuple[int, str], dict[Rule, Share]] = {}
    for rule in PORTFOLIO_RULES if recorded else ():
        definition = indicator(rule)
        statement = indicator_statement(definition, recorded, access, "uf", setting)
        if statement is None:
            continue
        frame = read_frame(connection, statement)
        for scope in recorded:
            rows = frame[frame["last_month"] == scope.period.end.index]
            rows = with_targets(connection, rows, definition, scope, access, "uf")
            for row in rows[rows["numerator"].notna() & rows["denominator"].notna()].to_dict("records"):
                target = None if pd.isna(row["target"]) else float(row["target"])
                share = Share(float(row["numerator"]), float(row["denominator"]), target)
                found.setdefault((int(row["last_month"]), row["uf"]), {})[rule] = share
    return found


def conformity_statement(
    definition: Indicator, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.Select[*tuple[Any, ...]] | None:
    """The initiatives that `conformidade_programa` judges; None below the state."""
    if level not in EXECUTING_LEVELS:
        return None
    ufs = sa.select(m.uf).where(inside(scopes[0].territory, access)).distinct()
    return sa.select(schema.initiative).where(i.year == scopes[0].period.end.year, i.uf.in_(ufs)).order_by(i.uf)


def conformity_table(
    connection: sa.Connection,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    level: str,
    setting: Setting,
) -> pd.DataFrame | None:
    """Rules met of those applicable (see `special.SpecialTable`); None below the state.

    A state without initiatives in the year is left out, whatever its portfolio: two rules are not the plan.
    """
    if level not in EXECUTING_LEVELS:
        return None
    place = members(level, scopes[0], access).add_columns(m.uf.label("unit")).subquery("place")
    keys = [place.c.code, place.c.name, place.c.uf]
    where = connection.execute(sa.select(place.c.unit, *keys).distinct().order_by(place.c.code)).all()
    found = {(each.last_month, each.state.uf): each for each in assess(connection, scopes, access, setting)}
    places = list(dict.fromkeys((row.code, row.name, row.uf) for row in where))
    units = {key: [row.unit for row in where if row.code == key[0]] for key in places}
    return pd.DataFrame(
        {
            "last_month": scope.period.end.index,
            "code": key[0],
            "name": key[1],
            "uf": key[2],
            **_measured([found[scope.period.end.index, unit] for unit in units[key]]),
        }
        for scope in scopes
        for key in places
    )


def _measured(states: Sequence[Assessed]) -> dict[str, object]:
    known = [state for state in states if state.initiatives]
    total = conformity(verdict.status for state in known for verdict in state.verdicts)
    nothing = float("nan")
    if not total.applicable:
        status = Status.ZERO_DENOMINATOR if known and not total.unmeasured else Status.NOT_MEASURED
        figures = dict.fromkeys(("numerator", "denominator", "value"), nothing)
        return {**figures, "lower": nothing, "upper": nothing, "status": status, "missing": 0}
    return {
        "numerator": float(total.met),
        "denominator": float(total.applicable),
        "value": total.met / total.applicable,
        "lower": nothing,
        "upper": nothing,
        "status": Status.MEASURED if len(known) == len(states) else Status.PARTIAL,
        "missing": 0,
    }
