"""The parts that the reputation of a territory is made of."""

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import require_visible
from data_access.queries.base.question import closed_period
from data_access.queries.base.told_answers import asked_answers, untold_territories
from data_access.queries.base.units import units_inside
from data_access.queries.measures.contacts import contact_filters
from data_access.queries.measures.reputation import KINDS, index_of, ordered_complaints
from data_access.schema import tables as schema
from data_access.schema.opinions import RATING, WOULD_RETURN
from indicators.reputation import OPINIONS
from indicators.scope import Access, Scope

c = schema.complaint_cell.c


def reputation_parts(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """The parts of the index of the scope's territory: part, weight, cases, score, withheld.

    Weights add up to 1, and scores go from 0 to 10. Withheld are cases and score of opinions
    that are not told.
    """
    statement = (
        sa.select(*KINDS, sa.func.sum(c.complaints).label("complaints"))
        .where(
            units_inside(c.executing_uf, scope, access),
            *contact_filters(schema.complaint_cell, scope),
        )
        .group_by(*KINDS)
    )
    closed = closed_period(edition)
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        found = index_of(ordered_complaints(read_frame(connection, statement)))
        untold = [
            name
            for name, subject in zip(OPINIONS, (RATING, WOULD_RETURN), strict=True)
            if len(
                untold_territories(
                    connection, asked_answers(closed, subject, scope, access, by_unit=True)
                )
            )
        ]
    rows = [(name, part.weight, part.cases, part.score) for name, part in found.parts.items()]
    frame = pd.DataFrame(rows, columns=["part", "weight", "cases", "score"]).astype(
        {"cases": "float64"}
    )
    hidden = frame["part"].isin(untold)
    return frame.assign(
        cases=frame["cases"].mask(hidden), score=frame["score"].mask(hidden), withheld=hidden
    )
