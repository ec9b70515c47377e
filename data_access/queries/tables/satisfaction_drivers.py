"""What goes with the score of units, channels and months.

Only effects leave, rounded: the cells that the model reads stay here, and how many they are.
"""

from dataclasses import replace

import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import municipalities_inside, require_visible
from data_access.queries.base.question import closed_period
from data_access.queries.base.told_answers import told_parts, untold_territories
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.tables.satisfaction_scores import asked_nps
from data_access.schema import tables as schema
from indicators.drivers import Model, NoModel, Why, rounded_model, satisfaction_model
from indicators.scope import Access, Scope, ScopeError

m = schema.municipality.c


def opinion_drivers(edition: Edition, scope: Scope, access: Access) -> Model | NoModel:
    """What goes with the NPS of units, channels and months of the scope (see `indicators.drivers`).

    Contacts and surveys meet by executing unit, whatever the attribution of the scope, and know no
    common partner. All channels are compared, whatever that of the scope. It is told where the
    score is and of whole parts of years alone, as what is divided by channel is (docs/adr/0085).
    Raises ScopeError below the UF.
    """
    if scope.territory.level not in EXECUTING_LEVELS:
        raise ScopeError(
            f"A unidade que atendeu é conhecida por UF, e {scope.territory} é menor: escolha"
            " uma UF."
        )
    d = schema.driver_cell.c
    seen = sa.select(m.uf).where(municipalities_inside(scope.territory, access))
    kept = [
        d.month.between(scope.period.start.index, scope.period.end.index),
        d.executing_uf.in_(seen),
    ]
    columns = [column for column in schema.driver_cell.c if column.name != "executing_uf"]
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        whole = replace(scope, channel=(), partner=())
        asked = asked_nps(closed_period(edition), whole, access, by_unit=True)
        cut = told_parts(connection, asked) is None
        if cut or len(untold_territories(connection, asked)):
            return NoModel(Why.UNTOLD)
        cells = read_frame(
            connection, sa.select(d.executing_uf.label("unit"), *columns).where(*kept)
        )
    counts = [column.name for column in columns if column.name != "channel"]
    found = satisfaction_model(
        cells.astype({"unit": "str", "channel": "str", **dict.fromkeys(counts, "int64")})
    )
    return rounded_model(found) if isinstance(found, Model) else found
