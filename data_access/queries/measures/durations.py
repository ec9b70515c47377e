"""How long the service took: medians by territory of the executing unit, from cases by minute."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data_access.queries.base.frames import read_frame
from data_access.queries.base.question import SourcedQuestion
from data_access.queries.base.source_coverage import members_asked, with_silence
from data_access.queries.base.source_months import source_of
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.measures.measure import Measure, Special
from data_access.schema import tables as schema
from data_access.schema.service import FIRST_RESPONSE, HANDLING, RESOLUTION
from indicators.catalogue.definitions import Indicator
from indicators.durations import histogram_quantile
from indicators.measure import Status
from indicators.scope import Scope

CONTACT_KINDS = {"contatos_respondidos": FIRST_RESPONSE, "contatos_resolvidos": RESOLUTION}
KINDS = {**CONTACT_KINDS, "atendimentos_com_duracao": HANDLING}
MEDIAN, P90 = 0.5, 0.9
KEYS = ["code", "name", "uf"]
t = schema.service_duration.c
Cases = tuple[
    NDArray[np.int64], NDArray[np.int64]
]  # minutes, from the shortest on, and how many took so long


def duration_filters(kind: str, scopes: Sequence[Scope]) -> list[sa.ColumnElement[bool]]:
    """Cases of a kind from the first to the last month of scopes that share their channels."""
    first, last = (
        chosen(getattr(s.period, end).index for s in scopes)
        for chosen, end in ((min, "start"), (max, "end"))
    )
    conditions: list[sa.ColumnElement[bool]] = [t.kind == kind, t.month.between(first, last)]
    if scopes[0].channel:
        conditions.append(t.channel.in_(scopes[0].channel))
    return conditions


def duration_statement(kind: str, question: SourcedQuestion) -> sa.Select[*tuple[Any, ...]]:
    """Rows of place, minutes and cases, and month where there are several scopes.

    ``place`` is the least id among the municipalities of a territory; one without cases has no row.
    """
    units = _units(question).subquery("units")
    by_month = [t.month] if len(question.scopes) > 1 else []
    keys = [units.c.place, t.minutes, *by_month]
    return (
        sa.select(*keys, sa.func.sum(t.cases).label("cases"))
        .join_from(schema.service_duration, units, units.c.unit == t.executing_uf)
        .where(*duration_filters(kind, question.scopes))
        .group_by(*keys)
    )


def _units(question: SourcedQuestion) -> sa.Select[*tuple[Any, ...]]:
    """The UFs of each territory of `level`, and no UF: place, code, name, uf, unit."""
    member = members_asked(question).subquery("member")
    keys = [member.c[key] for key in KEYS]
    place = sa.func.min(member.c.id).over(partition_by=keys).label("place")
    return sa.select(place, *keys, member.c.unit).distinct()


def median_statement(question: SourcedQuestion) -> sa.Select[*tuple[Any, ...]] | None:
    """Cases by minute of the first window; the medians are taken from them. None below the UF."""
    if question.level not in EXECUTING_LEVELS:
        return None
    return duration_statement(_kind(question), replace(question, scopes=question.scopes[:1]))


def quantile_table(
    connection: sa.Connection, question: SourcedQuestion, share: float = MEDIAN
) -> pd.DataFrame | None:
    """A quantile of each window and territory (see `measure.SpecialTable`); None below the UF,
    where no unit is known.

    ``denominator`` is the number of cases; a quantile has no numerator.
    """
    if question.level not in EXECUTING_LEVELS:
        return None
    units = _units(question).subquery("units")
    keys = [units.c[key] for key in ("place", *KEYS)]
    places = read_frame(connection, sa.select(*keys).distinct().order_by(units.c.code))
    rows = read_frame(connection, duration_statement(_kind(question), question)).astype("int64")
    rows = rows.iloc[np.argsort(rows["minutes"].to_numpy(), kind="stable")]
    found = [
        {
            "last_month": scope.period.end.index,
            **place,
            **_measured_row(cases, question.definition, share),
        }
        for place, own in _by_place(places, rows)
        for scope, cases in _by_window(own, question.scopes)
    ]
    return with_silence(connection, pd.DataFrame(found), question)


def _kind(question: SourcedQuestion) -> str:
    return KINDS[question.definition.numerator.measure]


def _by_place(
    places: pd.DataFrame, rows: pd.DataFrame
) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
    """Code, name and uf of each territory, with its rows."""
    own = rows["place"].to_numpy()
    for place, code, name, uf in places.itertuples(index=False):
        yield (
            {"code": code, "name": name, "uf": None if pd.isna(uf) else uf},
            rows.iloc[own == place],
        )


def _by_window(rows: pd.DataFrame, scopes: Sequence[Scope]) -> Iterator[tuple[Scope, Cases]]:
    """Minutes and cases of each window."""
    minutes, cases = rows["minutes"].to_numpy(), rows["cases"].to_numpy()
    if "month" not in rows:
        yield scopes[0], (minutes, cases)
        return
    month = rows["month"].to_numpy()
    for scope in scopes:
        inside = (month >= scope.period.start.index) & (month <= scope.period.end.index)
        yield scope, (minutes[inside], cases[inside])


def _measured_row(found: Cases, definition: Indicator, share: float) -> dict[str, object]:
    minutes, counts = found
    value, lower, upper = histogram_quantile(minutes, counts, share)
    cases = int(counts.sum())
    status = (
        Status.ZERO_DENOMINATOR
        if not cases
        else Status.FEW
        if cases < definition.minimum
        else Status.MEASURED
    )
    return {
        "numerator": float("nan"),
        "denominator": float(cases),
        "value": value,
        "lower": lower,
        "upper": upper,
        "status": status,
        "missing": 0,
    }


def _measure(name: str, kind: str) -> Measure:
    of_contacts = name in CONTACT_KINDS
    return Measure(
        name,
        tables=frozenset({"contatos" if of_contacts else "atendimentos"}),
        special=Special(quantile_table, median_statement),
        source=source_of(schema.service_duration, lambda: t.kind == kind),
        by_rule=not of_contacts,
        after_query=(
            "As linhas dizem quantos casos levaram tantos minutos em cada lugar. Postos os minutos"
            " em ordem, toma-se a mediana, e o intervalo pelas estatísticas de ordem."
        ),
    )


MEASURES = tuple(_measure(name, kind) for name, kind in KINDS.items())
