"""Where executing units are: known by UF, and for nothing smaller."""

import sqlalchemy as sa

from data_access.queries.base.places import counts_nowhere, municipalities_inside
from data_access.schema import tables as schema
from indicators.scope import Access, Scope, ScopeError

EXECUTING_LEVELS = ("brasil", "regiao", "uf")


def units_inside(
    executing_uf: sa.Column[str], scope: Scope, access: Access
) -> sa.ColumnElement[bool]:
    """Rows of units inside the scope's territory and the access; of the whole country, those of an
    unknown unit too. Raises ScopeError below the UF.
    """
    if scope.territory.level not in EXECUTING_LEVELS:
        raise ScopeError(
            f"A unidade que atendeu é conhecida por UF, e {scope.territory} é menor; "
            "escolha uma UF, uma região ou o Brasil."
        )
    known = executing_uf.in_(
        sa.select(schema.municipality.c.uf).where(municipalities_inside(scope.territory, access))
    )
    if not counts_nowhere(scope.territory, access):
        return known
    return sa.or_(known, executing_uf == schema.NOT_INFORMED)
