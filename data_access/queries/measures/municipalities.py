"""Municipalities as measures: all of them, and those with an active Sala."""

import sqlalchemy as sa

from data_access.queries.base.question import SourcedQuestion
from data_access.queries.measures.counts import Counts, Portes
from data_access.queries.measures.measure import Measure
from data_access.queries.measures.sources import PARTNERS
from data_access.schema import tables as schema
from indicators.scope import Scope


def _municipalities(_question: SourcedQuestion, _scope: Scope, _portes: Portes) -> Counts:
    return sa.select(
        schema.municipality.c.id.label("municipality_id"), sa.literal_column("1").label("value")
    )


def _municipalities_with_sala(_question: SourcedQuestion, _scope: Scope, _portes: Portes) -> Counts:
    c = schema.municipality.c
    value = sa.case((c.active_salas > 0, 1), else_=0)
    return sa.select(c.id.label("municipality_id"), value.label("value"))


MEASURES = (
    Measure("municipios", tables=frozenset(), select=_municipalities),
    Measure(
        "municipios_com_sala",
        tables=frozenset({"parceiros"}),
        select=_municipalities_with_sala,
        source=PARTNERS,
    ),
)
