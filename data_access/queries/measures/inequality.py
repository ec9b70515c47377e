"""How unequal coverage is along vulnerability: slope index over fifths of the municipalities of
each territory.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import members
from data_access.queries.base.question import SourcedQuestion
from data_access.queries.measures.clients import CLIENTS
from data_access.queries.measures.measure import Measure, Special
from data_access.queries.measures.quotient import quotient_statement
from data_access.queries.measures.quotient_rows import quotient_rows
from data_access.queries.measures.sources import ATTENDANCES
from data_access.queries.measures.stock import COMPANIES
from data_access.schema import tables as schema
from indicators.inequality import FIFTHS, Gradient, fifths, gradient
from indicators.measure import Status
from indicators.scope import Period

VULNERABILITY = "vulnerabilidade"
KEYS = ["code", "name", "uf"]
COUNTED = {"numerator": CLIENTS, "denominator": COMPANIES}
Estimate = tuple[float, float, float]  # value, lower, upper
Estimator = Callable[[Gradient], Estimate | None]


def towns_statement(question: SourcedQuestion) -> sa.Select[*tuple[Any, ...]] | None:
    """Attended companies and stock of each municipality and window, as coverage counts them."""
    return quotient_statement(replace(question, level="municipio"), COUNTED)


def inequality_statement(question: SourcedQuestion) -> sa.Select[*tuple[Any, ...]] | None:
    """The query that the fifths are made from; none for a municipality, which has no fifths."""
    return None if question.level == "municipio" else towns_statement(question)


def towns(connection: sa.Connection, question: SourcedQuestion) -> pd.DataFrame | None:
    """Municipalities of each window: last_month, id, code, numerator, denominator, vulnerability
    (NaN unknown).

    Of one whose UF has no attendances neither numerator nor denominator is told.
    """
    rows = quotient_rows(connection, replace(question, level="municipio"), COUNTED)
    if rows is None:
        return None
    s = schema.socioeconomic.c
    latest = sa.select(sa.func.max(s.year)).where(s.indicator == VULNERABILITY).scalar_subquery()
    known = sa.select(s.municipality_id, s.value).where(
        s.indicator == VULNERABILITY, s.year == latest
    )
    level = read_frame(connection, known).astype({"municipality_id": "int64", "value": "float64"})
    found = rows.assign(
        id=rows["code"].astype("int64"),
        numerator=rows["numerator"].astype("float64"),
        denominator=rows["denominator"].astype("float64"),
    )
    return found.assign(vulnerability=found["id"].map(level.set_index("municipality_id")["value"]))


def by_fifth(rows: pd.DataFrame) -> pd.DataFrame:
    """The five groups of the municipalities of one territory, from the least vulnerable on.

    Columns: fifth, municipalities, numerator, denominator. Municipalities without stock or
    vulnerability are in none.
    """
    group = fifths(rows["vulnerability"], rows["denominator"])
    inside = group > 0
    sums = {
        name: np.bincount(group[inside], rows[name].fillna(0).to_numpy(float)[inside], FIFTHS + 1)[
            1:
        ]
        for name in ("numerator", "denominator")
    }
    municipalities = np.bincount(group[inside], minlength=FIFTHS + 1)[1:]
    return pd.DataFrame({"fifth": range(1, FIFTHS + 1), "municipalities": municipalities, **sums})


def line_of(rows: pd.DataFrame) -> Gradient | None:
    """The line over the municipalities of one territory, in their fifths."""
    group = fifths(rows["vulnerability"], rows["denominator"])
    return gradient(rows["numerator"].fillna(0), rows["denominator"], group)


def slope_index(line: Gradient) -> Estimate | None:
    """From the most vulnerable end to the least: above zero, the vulnerable are reached less."""
    return -line.slope, -line.upper, -line.lower


def relative_index(line: Gradient) -> Estimate | None:
    """The most vulnerable end over the least: below one, the vulnerable are reached less. None of
    no finite size.
    """
    return line.relative if line.relative and np.isfinite(line.relative).all() else None


def inequality_table(
    connection: sa.Connection, question: SourcedQuestion, estimate: Estimator = slope_index
) -> pd.DataFrame | None:
    """`desigualdade_cobertura`, as `measure.SpecialTable` says; None where the scope's porte leaves
    nothing to count.

    A territory needs municipalities in every fifth: a municipality has none, and a small division
    may lack them.
    """
    if question.level == "municipio":
        return None
    rows = towns(connection, question)
    if rows is None:
        return None
    place = members(question.level, question.scope, question.access).subquery("place")
    member = read_frame(connection, sa.select(place).order_by(place.c.code, place.c.id))
    periods = {scope.period.end.index: scope.period for scope in question.scopes}
    member["group"] = member.groupby(KEYS, dropna=False, sort=False).ngroup()
    places = member.drop_duplicates("group")[KEYS].fillna(np.nan)
    named = [dict(zip(KEYS, keys, strict=True)) for keys in places.to_numpy()]
    joined = member[["id", "group"]].astype("int64").merge(rows.drop(columns=KEYS), on="id")
    found = []
    for month, period in periods.items():
        seen = joined[joined["last_month"] == month]
        for group, own in enumerate(named):
            part = seen[seen["group"] == group]
            found.append(
                {
                    "last_month": month,
                    **own,
                    **_measured_row(part, period, question.recorded, estimate),
                }
            )
    return pd.DataFrame(found)


def _measured_row(
    rows: pd.DataFrame, period: Period, recorded: Period, estimate: Estimator
) -> dict[str, object]:
    groups = by_fifth(rows)
    line = line_of(rows) if (groups["denominator"] > 0).all() else None
    missing = int(
        rows["denominator"].isna().sum()
        + (rows["denominator"].notna() & rows["vulnerability"].isna()).sum()
    )
    status = _status(rows, groups, period, recorded, missing)
    measured = status in (Status.MEASURED, Status.PARTIAL, Status.PARTLY_RECORDED)
    found = estimate(line) if measured and line else None
    if measured and found is None:
        status = (
            Status.NOT_APPLICABLE
        )  # nobody or everybody was reached, or an end of the line is no rate
    nothing = float("nan")
    value, lower, upper = found or (nothing, nothing, nothing)
    return {
        "numerator": float(groups["numerator"].sum()) if found else nothing,
        "denominator": float(groups["denominator"].sum()) if found else nothing,
        "value": value,
        "lower": lower,
        "upper": upper,
        "missing": missing,
        "status": status,
    }


def _status(
    rows: pd.DataFrame, groups: pd.DataFrame, period: Period, recorded: Period, missing: int
) -> Status:
    if not period.overlaps(recorded) or rows["numerator"].isna().all():
        return Status.NOT_MEASURED
    if missing == len(rows):
        return Status.NO_DENOMINATOR
    if (groups["denominator"] <= 0).any():
        return Status.NOT_APPLICABLE
    if period.within(recorded) != period:
        return Status.PARTLY_RECORDED
    return Status.PARTIAL if missing else Status.MEASURED


MEASURES = (
    Measure(
        "atendidos_por_quintil",
        tables=frozenset({"atendimentos", "clientes", "socioeconomico"}),
        special=Special(inequality_table, inequality_statement),
        source=ATTENDANCES,
        by_rule=True,
        after_query=(
            "As linhas são os municípios. Postos em ordem de vulnerabilidade (tabela"
            " socioeconomico), formam cinco grupos de igual estoque; a reta ponderada sobre os"
            " cinco dá o índice, e a distância de cada município até ela, o intervalo."
        ),
    ),
)
