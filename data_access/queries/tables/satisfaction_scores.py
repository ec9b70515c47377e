"""What the answers to the recommendation question say: by score, by who attended, and from whose
view they are counted.

Withheld are the figures of fewer than five answers, and of others that would give these away
(`indicators.disclosure.small_groups`).
"""

from typing import Any, Literal

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import municipalities_inside, require_visible
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.measures.satisfaction import RULE, survey_filters
from data_access.schema import tables as schema
from indicators.catalogue.definitions import indicator
from indicators.disclosure.small_groups import withhold_parts
from indicators.scope import Access, Attribution, Scope, ScopeError

Dimension = Literal["uf", "canal", "parceiro", "equipe"]
SCORES = range(11)
OUTSIDE, UNKNOWN = "fora", ""
c = schema.survey_cell.c
m = schema.municipality.c
STATES = sa.select(m.uf, sa.func.min(m.uf_name).label("name")).group_by(m.uf).subquery("state")
Condition = sa.ColumnElement[bool]


def score_distribution(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """How many answers gave each score: score (0 to 10), answers.
    All of them NaN where they are too few together.
    """
    statement = sa.select(c.nps.label("score"), sa.func.sum(c.answers).label("answers")).where(
        *_counted_answers(scope, access)
    )
    frame = _read(edition, statement.group_by(c.nps), scope, access)
    counts = frame.set_index("score")["answers"].reindex(SCORES, fill_value=0).astype(float)
    if withhold_parts([int(counts.sum())]).any():
        counts[:] = float("nan")
    return counts.rename_axis("score").reset_index(name="answers")


def scores_by(edition: Edition, dimension: Dimension, scope: Scope, access: Access) -> pd.DataFrame:
    """One row per UF, channel, partner or team with answers: key, name, kind, promoters,
    detractors, answers, withheld.

    ``key`` is empty where the answer does not say; withheld rows have NaN counts. By answers, the
    most first.
    """
    key, name, kind = _keys(dimension, scope)
    promoters, detractors = (
        sa.func.sum(sa.case((c.nps.in_(scores), c.answers), else_=0))
        for scores in (RULE.promoters, RULE.detractors)
    )
    columns = [key.label("key"), name.label("name"), kind.label("kind")]
    counts = [
        promoters.label("promoters"),
        detractors.label("detractors"),
        sa.func.sum(c.answers).label("answers"),
    ]
    statement = (
        sa.select(*columns, *counts)
        .select_from(_named_cells(dimension, scope))
        .where(*_counted_answers(scope, access))
        .group_by(key, name, kind)
    )
    frame = _read(edition, statement, scope, access)
    figures = ["promoters", "detractors", "answers"]
    frame = frame.astype({"key": "str", "name": "str", "kind": "object"}).astype(
        dict.fromkeys(figures, "float64")
    )
    frame = frame.sort_values(["answers", "key"], ascending=[False, True], ignore_index=True)
    hidden = (
        withhold_parts(frame["answers"].to_numpy()) if len(frame) else frame["answers"].astype(bool)
    )
    return frame.assign(
        withheld=hidden, **{figure: frame[figure].mask(hidden) for figure in figures}
    )


def both_views(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """Every answer that either view counts, by both: executing, client (sigla, OUTSIDE or UNKNOWN),
    answers.

    OUTSIDE is a UF that the scope or the access leaves out. Raises ScopeError below the UF, where
    units have no place.
    """
    _require_units(scope)
    seen = sa.select(m.uf).where(municipalities_inside(scope.territory, access)).distinct()
    whole = sa.true() if scope.territory.level == "brasil" and access.ufs is None else sa.false()
    sides = [
        sa.case((side == UNKNOWN, UNKNOWN), (side.in_(seen), side), else_=OUTSIDE)
        for side in (c.executing_uf, sa.func.coalesce(m.uf, UNKNOWN))
    ]
    kept = sa.or_(c.executing_uf.in_(seen), m.uf.in_(seen), whole)
    statement = (
        sa.select(
            sides[0].label("executing"),
            sides[1].label("client"),
            sa.func.sum(c.answers).label("answers"),
        )
        .select_from(schema.survey_cell.outerjoin(schema.municipality, m.id == c.municipality_id))
        .where(*survey_filters(scope), c.nps_counts, c.nps.is_not(None), kept)
        .group_by(sa.text("1"), sa.text("2"))
    )
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        frame = read_frame(connection, statement)
    frame = frame.astype({"executing": "str", "client": "str", "answers": "int64"})
    # Words are ordered here: engines differ.
    return frame.sort_values(["executing", "client"], ignore_index=True)


def reconciled_views(pairs: pd.DataFrame) -> pd.DataFrame:
    """One row per UF from `both_views`, with what each view has that the other has not.

    Columns: uf, both (unit and client of the UF), clients_elsewhere, clients_unknown, executing
    (their sum), units_elsewhere, units_unknown, client (both and these two).
    """
    ufs = sorted({*pairs["executing"], *pairs["client"]} - {OUTSIDE, UNKNOWN})
    table = pairs.pivot_table(
        index="executing", columns="client", values="answers", aggfunc="sum", fill_value=0
    )
    table = table.reindex(
        index=[*ufs, OUTSIDE, UNKNOWN], columns=[*ufs, OUTSIDE, UNKNOWN], fill_value=0
    )
    both = pd.Series({uf: table.loc[uf, uf] for uf in ufs}, dtype="int64")
    executing, client = table.loc[ufs].sum(axis=1), table[ufs].sum(axis=0)
    without_client, without_unit = table.loc[ufs, UNKNOWN], table.loc[UNKNOWN, ufs]
    return pd.DataFrame({
        "uf": ufs,
        "both": both.to_numpy(),
        "clients_elsewhere": (executing - both - without_client).to_numpy(),
        "clients_unknown": without_client.to_numpy(),
        "executing": executing.to_numpy(),
        "units_elsewhere": (client - both - without_unit).to_numpy(),
        "units_unknown": without_unit.to_numpy(),
        "client": client.to_numpy(),
    })  # fmt: skip


def _require_units(scope: Scope) -> None:
    if scope.territory.level not in EXECUTING_LEVELS:
        raise ScopeError(
            f"A unidade que atendeu é conhecida por UF, e {scope.territory} é menor; "
            "peça a atribuição do estabelecimento."
        )


def by_executing_unit(scope: Scope) -> bool:
    return indicator("nps").attributed(scope) is Attribution.EXECUTING_UNIT


def answers_inside(table: sa.Table, scope: Scope, access: Access) -> Condition:
    """Rows of the scope's territory and the access, by the unit or by the client as the attribution
    says.

    Raises ScopeError below the UF, where units have no place.
    """
    place = municipalities_inside(scope.territory, access)
    if not by_executing_unit(scope):
        return table.c.municipality_id.in_(sa.select(m.id).where(place))
    _require_units(scope)
    return table.c.executing_uf.in_(sa.select(m.uf).where(place))


def _counted_answers(scope: Scope, access: Access) -> list[Condition]:
    """Answers of the NPS in the scope, as its attribution sees them."""
    return [
        *survey_filters(scope),
        c.nps_counts,
        c.nps.is_not(None),
        answers_inside(schema.survey_cell, scope, access),
    ]


def _keys(dimension: Dimension, scope: Scope) -> tuple[sa.ColumnElement[Any], ...]:
    """What tells the rows apart, how it is called and what kind it is of."""
    nothing = sa.cast(sa.null(), sa.String)
    if dimension == "canal":
        return c.channel, c.channel, nothing
    if dimension == "uf":
        return (
            (STATES.c.uf, STATES.c.name, nothing)
            if by_executing_unit(scope)
            else (m.uf, m.uf_name, nothing)
        )
    own, table = (
        (c.partner, schema.partner.c) if dimension == "parceiro" else (c.team, schema.team.c)
    )
    return own, sa.func.coalesce(table.name, own), table.kind


def _named_cells(dimension: Dimension, scope: Scope) -> sa.FromClause:
    cells = schema.survey_cell
    if dimension == "uf":
        if by_executing_unit(scope):
            return cells.join(STATES, STATES.c.uf == c.executing_uf)
        return cells.join(schema.municipality, m.id == c.municipality_id)
    if dimension == "parceiro":
        return cells.outerjoin(schema.partner, schema.partner.c.partner_id == c.partner)
    if dimension == "equipe":
        return cells.outerjoin(schema.team, schema.team.c.team_id == c.team)
    return cells


def _read(
    edition: Edition, statement: sa.Select[*tuple[Any, ...]], scope: Scope, access: Access
) -> pd.DataFrame:
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        return read_frame(connection, statement)
