"""The reputation of executing units: from complaints by what became of them."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from config.service import service_rule
from data_access.queries.base.frames import read_frame
from data_access.queries.base.question import SourcedQuestion
from data_access.queries.base.source_coverage import members_asked, with_silence
from data_access.queries.base.told_answers import AskedAnswers, without_untold
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.measures.contacts import COMPLAINT_SOURCE, contact_filters
from data_access.queries.measures.measure import Measure, Special
from data_access.schema import tables as schema
from data_access.schema.opinions import RATING, WOULD_RETURN
from indicators.catalogue.definitions import Indicator
from indicators.measure import Status
from indicators.reputation import PARTS, Reputation, reputation

c = schema.complaint_cell.c
KINDS = [c[name] for name in PARTS]


def reputation_statement(question: SourcedQuestion) -> sa.Select[*tuple[Any, ...]] | None:
    """Complaints by territory, month and what became of them; None below the UF, where no unit is
    known.
    """
    if question.level not in EXECUTING_LEVELS:
        return None
    scope = question.scope.with_period(question.span)
    place = members_asked(question).subquery("place")
    units = (
        sa.select(place.c.code, place.c.name, place.c.uf, place.c.unit).distinct().subquery("units")
    )
    kept = sa.and_(c.executing_uf == units.c.unit, *contact_filters(schema.complaint_cell, scope))
    keys = [units.c.code, units.c.name, units.c.uf, c.month, *KINDS]
    return (
        sa.select(*keys, sa.func.sum(c.complaints).label("complaints"))
        .select_from(units.outerjoin(schema.complaint_cell, kept))
        .group_by(*keys)
    )


def reputation_table(connection: sa.Connection, question: SourcedQuestion) -> pd.DataFrame | None:
    """The index of each window and territory (see `measure.SpecialTable`), with the weights of
    config/service.toml.

    ``denominator`` is the number of complaints, ``n`` the cases of the part that fewest of them
    say. Where too few people gave their opinion the index is withheld.
    """
    statement = reputation_statement(question)
    if statement is None:
        return None
    rows = ordered_complaints(read_frame(connection, statement))
    parts = []
    keys = [rows["code"].fillna(""), "name", rows["uf"].fillna("")]
    for (code, name, uf), group in rows.groupby(keys, sort=True):
        for scope in question.scopes:
            months = group["month"].between(scope.period.start.index, scope.period.end.index)
            found = group[months.fillna(False).astype(bool)]
            place = {
                "last_month": scope.period.end.index,
                "code": code or None,
                "name": name,
                "uf": uf or None,
            }
            parts.append({**place, **_measured_row(found, question.definition)})
    frame = pd.DataFrame(parts)
    for subject in (RATING, WOULD_RETURN):
        frame = without_untold(connection, frame, AskedAnswers.of(question, subject))
    return with_silence(connection, frame, question)


def ordered_complaints(rows: pd.DataFrame) -> pd.DataFrame:
    """In an order that no engine decides, so that sums of floats are the same to the last bit."""
    keys = [name for name in ("code", "month", *PARTS) if name in rows]
    floats = rows.astype(dict.fromkeys(("complaints", *PARTS), "Float64"))
    return floats.sort_values(keys, ignore_index=True)


def index_of(rows: pd.DataFrame) -> Reputation:
    return reputation(rows, service_rule().reputation.weights)


def _measured_row(group: pd.DataFrame, definition: Indicator) -> dict[str, object]:
    found = index_of(group)
    complaints = float(group["complaints"].sum())
    few = found.cases < definition.minimum
    status = (
        Status.ZERO_DENOMINATOR
        if not complaints
        else Status.NOT_MEASURED
        if found.missing
        else Status.FEW
        if few
        else Status.MEASURED
    )
    return {
        "numerator": float("nan"),
        "denominator": complaints,
        "value": found.value,
        "lower": found.lower,
        "upper": found.upper,
        "n": float(found.cases),
        "status": status,
        "missing": 0,
    }


MEASURES = (
    Measure(
        "indice_reputacao",
        tables=frozenset({"contatos"}),
        special=Special(reputation_table, reputation_statement),
        source=COMPLAINT_SOURCE,
        after_query=(
            "As linhas dizem quantas reclamações tiveram cada combinação de resposta, solução, nota"
            " e “voltaria”. Somadas por lugar, dão as partes do índice, que os pesos de"
            " config/service.toml juntam."
        ),
    ),
)
