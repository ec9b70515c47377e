"""What the page Programa shows: the states of a scope against the plan, and the initiatives behind
each judgement.

Everything is of the year in which the period ends, and of whole states
(`conformity.assess_states`): of a municipality, the state that it lies in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from config.programme import Programme, programme
from data_access.editions.reading import Edition
from data_access.queries.base.places import municipalities_inside, require_visible
from data_access.queries.base.question import recorded_period
from data_access.queries.measures.conformity import Assessed, assess_states
from data_access.queries.measures.initiatives import Row, words_of
from data_access.schema import tables as schema
from indicators.programme import (
    Initiative,
    Verdict,
    foreign_themes,
    themes_of,
    unknown_strategy,
)
from indicators.scope import Access, Scope

STATE = ["code", "uf", "state"]
INITIATIVES = [
    *STATE,
    "initiative_id",
    "name",
    "year",
    "strategy_id",
    "strategy",
    "known_strategy",
    "themes",
    "foreign_themes",
    "indicators",
    "tags",
    "sector",
    "vulnerable",
    "csn",
]
RULES = [*STATE, "rule", "status", "met", "total", "value", "target", "sentence"]
MATRIX = [*STATE, "strategy_id", "initiatives", "csn"]
BEHIND = [*STATE, "rule", "initiative_id", "ok", "missing"]


@dataclass(frozen=True)
class Board:
    """The states of a scope against the plan, by state and then by id, rule or strategy.

    `initiatives` (columns INITIATIVES): one row per initiative of the year. ``strategy`` and
    ``themes`` are in the plan's spelling where it has them; ``strategy_id`` is "" and
    ``known_strategy`` False where it has not, and ``foreign_themes`` are those that it has not.
    ``themes``, ``indicators`` and ``tags`` are apart from one another by a semicolon.
    None: not said. `rules` (RULES): one row per state and rule, judged. ``met`` of ``total`` is
    what the rule counts (reais in that of the CSN); ``value`` and ``target`` are fractions, of the
    rules about shares alone. `strategies` (MATRIX): one row per state and strategy of the plan,
    with how many initiatives, and their CSN in reais. A state without any initiative in the year
    has None: nothing is known of it, as of its sum. `behind` (BEHIND): one row per state, rule and
    initiative behind it. ``ok``: whether it keeps the rule, None where it counts on neither side;
    ``missing``: what it lacks, in words.
    """

    initiatives: pd.DataFrame
    rules: pd.DataFrame
    strategies: pd.DataFrame
    behind: pd.DataFrame


def programme_board(edition: Edition, *, scope: Scope, access: Access) -> Board:
    """Everything at once, for it is all judged at once."""
    plan = programme()
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        states = assess_states(connection, scope, access)
    return Board(
        _frame(
            (
                {**_state(each), **_initiative_row(row, plan)}
                for each in states
                for row in each.initiatives
            ),
            INITIATIVES,
        ),
        _frame(
            (
                {**_state(each), **_judgement(verdict)}
                for each in states
                for verdict in each.verdicts
            ),
            RULES,
        ),
        _frame(
            (
                {
                    **_state(each),
                    "strategy_id": strategy.id,
                    **_of_strategy(each, strategy.id, plan),
                }
                for each in states
                for strategy in plan.strategy
            ),
            MATRIX,
        ),
        _frame((row for each in states for row in _rows_behind_verdicts(each)), BEHIND),
    )


def programme_years(edition: Edition, *, access: Access) -> dict[int | None, int]:
    """How many initiatives there are of each year in the states that the access allows;
    None: of no stated year.
    """
    i = schema.initiative.c
    seen = sa.select(schema.municipality.c.uf).where(
        municipalities_inside(Scope(recorded_period(edition)).territory, access)
    )
    statement = sa.select(i.year, sa.func.count()).where(i.uf.in_(seen)).group_by(i.year)
    with edition.reading(access) as connection:
        found = connection.execute(statement).all()
    return {
        year: int(count)
        for year, count in sorted(found, key=lambda row: (row[0] is None, row[0] or 0))
    }


def _rows_behind_verdicts(each: Assessed) -> Iterator[dict[str, object]]:
    for verdict in each.verdicts:
        for item in verdict.behind:
            yield {
                **_state(each),
                "rule": str(verdict.rule),
                "initiative_id": item.initiative,
                "ok": item.ok,
                "missing": "; ".join(item.missing),
            }


def _frame(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Objects, so that what nobody said stays None and engines cannot differ in types."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def _state(each: Assessed) -> dict[str, object]:
    return {"code": each.state.code, "uf": each.state.uf, "state": each.state.name}


def _judgement(verdict: Verdict) -> dict[str, object]:
    share = verdict.share
    return {
        "rule": str(verdict.rule),
        "status": str(verdict.status),
        "met": verdict.met,
        "total": verdict.total,
        "value": share.value if share else None,
        "target": share.target if share else None,
        "sentence": verdict.sentence,
    }


def _initiative_row(row: Row, plan: Programme) -> dict[str, object]:
    item = Initiative(
        row["initiative_id"], strategy=row["strategy"], themes=words_of(row["themes"])
    )
    strategy = plan.strategy_of(item.strategy)
    return {
        "initiative_id": item.id,
        "name": row["name"],
        "year": row["year"],
        "strategy_id": strategy.id if strategy else "",
        "strategy": strategy.name if strategy else item.strategy,
        "known_strategy": not unknown_strategy(item, plan),
        "themes": "; ".join(themes_of(item, plan)),
        "foreign_themes": "; ".join(foreign_themes(item, plan)),
        "indicators": "; ".join(words_of(row["indicators"])),
        "tags": "; ".join(words_of(row["tags"])),
        "sector": row["sector"],
        "vulnerable": row["vulnerable"],
        "csn": row["csn"],
    }


def _of_strategy(each: Assessed, strategy: str, plan: Programme) -> dict[str, object]:
    if not each.initiatives:
        return {"initiatives": None, "csn": None}
    rows = [
        row
        for row in each.initiatives
        if (found := plan.strategy_of(row["strategy"])) and found.id == strategy
    ]
    cents = [round(row["csn"] * 100) for row in rows if row["csn"] is not None]
    return {"initiatives": len(rows), "csn": sum(cents) / 100 if cents else None}
