"""The programme's rules judged for each state of a scope, and `conformidade_programa` made of them.

The plan is of a year, that in which the period ends: initiatives are those of the year, attendances
those from January to the end of the period. Neither channel, partner nor porte narrows them, and
below the state nothing is judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import sqlalchemy as sa

from config.programme import CSN, Programme, programme
from data_access.queries.base.places import members
from data_access.queries.base.question import SourcedQuestion
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.measures.initiatives import (
    Row,
    initiatives_by_state,
    initiatives_statement,
    words_of,
)
from data_access.queries.measures.measure import Measure, Special
from data_access.queries.measures.portfolio import portfolio_shares
from data_access.queries.measures.states import State, aims_of, states_of
from data_access.schema import tables as schema
from indicators.measure import Status
from indicators.programme import (
    OBLIGATIONS,
    Initiative,
    Rule,
    RuleStatus,
    StateYear,
    Verdict,
    conformity,
)
from indicators.programme_rules import evaluate_portfolio, evaluate_rules
from indicators.scope import Access, Period, Scope

i, m = schema.initiative.c, schema.municipality.c
FIELDS = ("strategy", "themes", "indicators", "tags", "sector", "vulnerable", "csn")


@dataclass(frozen=True)
class Assessed:
    """A state in a year: its initiatives, as rows, and every rule in its order."""

    state: State
    initiatives: tuple[Row, ...]
    verdicts: tuple[Verdict, ...]


def assess_states(connection: sa.Connection, scope: Scope, access: Access) -> list[Assessed]:
    """Every state that the territory has a part of and the access allows, by code."""
    plan, states, year = (
        programme(),
        states_of(connection, scope.territory, access),
        scope.period.end.year,
    )
    rows = initiatives_by_state(connection, [year], scope.territory, access)
    judged = _judge_states(connection, year, states, rows, plan)
    shares = portfolio_shares(connection, [scope.period], states, plan)
    found = []
    for state in states:
        verdicts = {
            **judged[state.uf],
            **evaluate_portfolio(shares.get((scope.period, state.uf), {})),
        }
        own = tuple(rows.get((year, state.uf), ()))
        found.append(Assessed(state, own, tuple(verdicts[rule] for rule in Rule)))
    return found


def _judge_states(
    connection: sa.Connection,
    year: int,
    states: Sequence[State],
    rows: Mapping[tuple[int, str], Sequence[Row]],
    plan: Programme,
) -> dict[str, dict[Rule, Verdict]]:
    """The rules about initiatives of each state in a year."""
    told, aims = _informed_fields(connection, year), aims_of(connection, CSN, year, states, plan)
    return {
        state.uf: evaluate_rules(
            StateYear(
                initiatives=tuple(map(_initiative, rows.get((year, state.uf), ()))),
                told=told,
                csn_target=aims[state.uf] or 0.0,
            ),
            plan,
        )
        for state in states
    }


def _initiative(row: Row) -> Initiative:
    return Initiative(
        id=row["initiative_id"],
        strategy=row["strategy"],
        themes=words_of(row["themes"]),
        indicators=words_of(row["indicators"]),
        tags=words_of(row["tags"]),
        sector=row["sector"],
        vulnerable=row["vulnerable"],
        csn=row["csn"],
    )


def _informed_fields(connection: sa.Connection, year: int) -> frozenset[str]:
    """The fields that the edition informs in the year, in any state: of no state does it tell
    anything else.
    """
    counts = connection.execute(
        sa.select(*(sa.func.count(i[name]) for name in FIELDS)).where(i.year == year)
    ).one()
    return frozenset(name for name, count in zip(FIELDS, counts, strict=True) if count)


def conformity_statement(question: SourcedQuestion) -> sa.Select[*tuple[Any, ...]] | None:
    """The initiatives that `conformidade_programa` judges; None below the state."""
    if question.level not in EXECUTING_LEVELS:
        return None
    return initiatives_statement(
        [question.scope.period.end.year], question.scope.territory, question.access
    )


def conformity_table(connection: sa.Connection, question: SourcedQuestion) -> pd.DataFrame | None:
    """Obligations met of those applicable (see `measure.SpecialTable`); None below the state.

    A state without initiatives in the year is left out.
    """
    if question.level not in EXECUTING_LEVELS:
        return None
    place = (
        members(question.level, question.scope, question.access)
        .add_columns(m.uf.label("unit"))
        .subquery("place")
    )
    keys = [place.c.code, place.c.name, place.c.uf]
    units: dict[tuple[Any, ...], list[str]] = {}
    for unit, *key in connection.execute(
        sa.select(place.c.unit, *keys).distinct().order_by(place.c.code)
    ):
        units.setdefault(tuple(key), []).append(unit)
    statuses = _statuses(connection, question.scopes, question.access)
    return pd.DataFrame(
        {
            "last_month": scope.period.end.index,
            "code": key[0],
            "name": key[1],
            "uf": key[2],
            **_measured_row([statuses[scope.period, unit] for unit in inside_units]),
        }
        for scope in question.scopes
        for key, inside_units in units.items()
    )


def _statuses(
    connection: sa.Connection, scopes: Sequence[Scope], access: Access
) -> dict[tuple[Period, str], list[RuleStatus] | None]:
    """What became of each obligation, by period and state; None where the state has no initiatives
    in the year. What the plan recommends is no part of it.
    """
    plan, states = programme(), states_of(connection, scopes[0].territory, access)
    periods = [scope.period for scope in scopes]
    years = sorted({period.end.year for period in periods})
    rows = initiatives_by_state(connection, years, scopes[0].territory, access)
    judged = {year: _judge_states(connection, year, states, rows, plan) for year in years}
    found: dict[tuple[Period, str], list[RuleStatus] | None] = {}
    for period in periods:
        for state in states:
            verdicts = judged[period.end.year][state.uf]
            obliged = [verdicts[rule].status for rule in OBLIGATIONS]
            registered = (period.end.year, state.uf) in rows
            found[period, state.uf] = obliged if registered else None
    return found


def _measured_row(states: Sequence[list[RuleStatus] | None]) -> dict[str, object]:
    known = [state for state in states if state is not None]
    total = conformity(status for state in known for status in state)
    nothing = float("nan")
    found: dict[str, object] = dict.fromkeys(
        ("numerator", "denominator", "value", "lower", "upper"), nothing
    )
    if not total.applicable:
        status = Status.ZERO_DENOMINATOR if known and not total.unmeasured else Status.NOT_MEASURED
        return {**found, "status": status, "missing": 0}
    status = Status.MEASURED if len(known) == len(states) else Status.PARTIAL
    figures = {"numerator": float(total.met), "denominator": float(total.applicable)}
    return {
        **found,
        **figures,
        "value": total.met / total.applicable,
        "status": status,
        "missing": 0,
    }


_of_rules = partial(
    Measure,
    tables=frozenset({"iniciativas", "atendimentos", "clientes", "metas"}),
    by_rule=True,
)
MEASURES = (
    _of_rules(
        "regras_cumpridas",
        special=Special(conformity_table, conformity_statement),
        after_query=(
            "As linhas são as iniciativas. Julga-se cada obrigação do plano em cada estado, e o"
            " valor é obrigações cumpridas ÷ obrigações aplicáveis."
        ),
    ),
    _of_rules("regras_aplicaveis"),
)
