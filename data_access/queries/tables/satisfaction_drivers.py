"""What goes with the score of units, channels and months.

Only effects leave: the cells that the model reads stay here.
"""

import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import municipalities_inside, require_visible
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.schema import tables as schema
from indicators.drivers import Model, NoModel, satisfaction_model
from indicators.scope import Access, Scope, ScopeError

m = schema.municipality.c


def opinion_drivers(edition: Edition, scope: Scope, access: Access) -> Model | NoModel:
    """What goes with the NPS of units, channels and months of the scope (see `indicators.drivers`).

    Contacts and surveys meet by executing unit, whatever the attribution of the scope, and know no
    common partner. Raises ScopeError below the UF.
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
    if scope.channel:
        kept.append(d.channel.in_(scope.channel))
    columns = [column for column in schema.driver_cell.c if column.name != "executing_uf"]
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        cells = read_frame(
            connection, sa.select(d.executing_uf.label("unit"), *columns).where(*kept)
        )
    counts = [column.name for column in columns if column.name != "channel"]
    return satisfaction_model(
        cells.astype({"unit": "str", "channel": "str", **dict.fromkeys(counts, "int64")})
    )
