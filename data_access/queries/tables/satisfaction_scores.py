"""What the answers to the recommendation question say: by score, by who attended, and from whose
view they are counted.

Withheld are the sums of answers that are not told (`told_answers`).
"""

from collections.abc import Callable
from typing import Any, Literal

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.names import names_and_kinds
from data_access.queries.base.places import (
    WITHOUT_PLACE,
    counts_nowhere,
    municipalities_inside,
    require_visible,
)
from data_access.queries.base.question import closed_period
from data_access.queries.base.told_answers import (
    AskedAnswers,
    asked_answers,
    told_parts,
    untold_territories,
    untold_values,
)
from data_access.queries.base.units import EXECUTING_LEVELS, units_inside
from data_access.queries.measures.satisfaction import RULE, survey_filters
from data_access.schema import tables as schema
from data_access.schema.opinions import NPS
from indicators.catalogue.definitions import indicator
from indicators.disclosure.small_groups import primary_suppression
from indicators.scope import Access, Attribution, Period, Scope, ScopeError

Dimension = Literal["uf", "canal", "parceiro", "equipe"]
SCORES = range(11)
OUTSIDE, UNKNOWN = "fora", ""
PARTS_OF_VIEWS = ["clients_elsewhere", "clients_unknown", "units_elsewhere", "units_unknown"]
c = schema.survey_cell.c
m = schema.municipality.c
STATES = sa.select(m.uf, sa.func.min(m.uf_name).label("name")).group_by(m.uf).subquery("state")
Condition = sa.ColumnElement[bool]


def score_distribution(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """How many answers gave each score: score (0 to 10), answers.
    All of them NaN where they are not told.
    """
    statement = sa.select(c.nps.label("score"), sa.func.sum(c.answers).label("answers")).where(
        *_counted_answers(scope, access)
    )
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        frame = read_frame(connection, statement.group_by(c.nps))
        untold = len(
            untold_territories(connection, asked_nps(closed_period(edition), scope, access))
        )
    counts = frame.set_index("score")["answers"].reindex(SCORES, fill_value=0).astype(float)
    if untold:
        counts[:] = float("nan")
    return counts.rename_axis("score").reset_index(name="answers")


def scores_by(edition: Edition, dimension: Dimension, scope: Scope, access: Access) -> pd.DataFrame:
    """One row per UF, channel, partner or team with answers: key, name, kind, promoters,
    detractors, answers, withheld.

    ``key`` is empty where the answer does not say; withheld rows have NaN counts. By answers, the
    most first; withheld rows last, by key: their place would say how many answers they have.
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
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        frame = read_frame(connection, statement)
        if dimension in ("parceiro", "equipe"):
            names, kinds = names_and_kinds(connection, dimension, frame["key"])
            frame = frame.assign(name=names, kind=pd.Series(kinds, frame.index, dtype=object))
        is_untold = _untold(connection, edition, dimension, scope, access)
    figures = ["promoters", "detractors", "answers"]
    frame = frame.astype({"key": "str", "name": "str", "kind": "object"}).astype(
        dict.fromkeys(figures, "float64")
    )
    hidden = frame["key"].map(is_untold).astype(bool)
    told = frame.assign(withheld=hidden, **frame[figures].mask(hidden))
    return told.sort_values(["answers", "key"], ascending=[False, True], ignore_index=True)


def both_views(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """One row per UF with what each view of the answers has that the other has not; by UF.

    Columns: uf, both (unit and client of the UF), clients_elsewhere, clients_unknown, executing
    (their sum), units_elsewhere, units_unknown, client (both and these two). NaN are the totals
    that are not told, and the parts of a UF of which any is of fewer than `SMALLEST_GROUP` in some
    part of a year. They are told of whole parts of years, of all channels and partners, so that two
    windows leave no fewer (docs/adr/0085). Raises ScopeError below the UF, where units have no
    place.
    """
    _require_units(scope)
    seen = sa.select(m.uf).where(municipalities_inside(scope.territory, access)).distinct()
    sides = [
        sa.case((side == UNKNOWN, UNKNOWN), (side.in_(seen), side), else_=OUTSIDE)
        for side in (c.executing_uf, sa.func.coalesce(m.uf, UNKNOWN))
    ]
    statement = (
        sa.select(
            sides[0].label("executing"),
            sides[1].label("client"),
            c.month,
            sa.func.sum(c.answers).label("answers"),
        )
        .select_from(schema.survey_cell.outerjoin(schema.municipality, m.id == c.municipality_id))
        .where(*survey_filters(scope), c.nps_counts, c.nps.is_not(None))
        .where(sa.or_(c.executing_uf.in_(seen), m.uf.in_(seen)))
        .group_by(sa.text("1"), sa.text("2"), c.month)
    )
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        frame = read_frame(connection, statement)
        untold = {
            name: untold_states(
                connection,
                asked_nps(closed_period(edition), scope, access, by_unit=by_unit, level="uf"),
            )
            for name, by_unit in (("executing", True), ("client", False))
        }
        asked = asked_nps(closed_period(edition), scope, access, by_unit=True)
        periods = None if scope.channel or scope.partner else told_parts(connection, asked)
    pairs = frame.astype({"executing": "str", "client": "str", "answers": "int64"})
    table = _reconciled(pairs)
    hidden = {name: table["uf"].isin(states) for name, states in untold.items()}
    small = table["uf"].isin(_states_parted_by_few(pairs, periods, set(table["uf"])))
    small = small | hidden["executing"] | hidden["client"]
    table = table.assign(**{name: table[name].mask(rows) for name, rows in hidden.items()})
    return table.assign(**{name: table[name].mask(small) for name in ("both", *PARTS_OF_VIEWS)})


def _states_parted_by_few(
    pairs: pd.DataFrame, periods: list[Period] | None, states: set[str]
) -> set[str]:
    """The UFs of which in some of the periods the views part by fewer than `SMALLEST_GROUP`; all of
    them where the months are no whole periods (None).
    """
    if periods is None:
        return states
    found: set[str] = set()
    for period in periods:
        inside = pairs["month"].between(period.start.index, period.end.index)
        table = _reconciled(pairs[inside])
        few = primary_suppression(table[PARTS_OF_VIEWS].to_numpy(float)).any(axis=1)
        found |= set(table["uf"].to_numpy(str)[few])
    return found


def _reconciled(pairs: pd.DataFrame) -> pd.DataFrame:
    """The rows of `both_views` from answers by ``executing`` and ``client`` UF."""
    ufs = sorted({*pairs["executing"], *pairs["client"]} - {OUTSIDE, UNKNOWN})
    table = pairs.pivot_table(
        index="executing", columns="client", values="answers", aggfunc="sum", fill_value=0
    )
    table = table.reindex(
        index=[*ufs, OUTSIDE, UNKNOWN], columns=[*ufs, OUTSIDE, UNKNOWN], fill_value=0
    ).astype(float)
    both = pd.Series({uf: table.loc[uf, uf] for uf in ufs}, dtype=float)
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


def _untold(
    connection: sa.Connection, edition: Edition, dimension: Dimension, scope: Scope, access: Access
) -> Callable[[str], bool]:
    """Whether the answers of a UF, channel, partner or team are not told."""
    if dimension == "uf":
        asked = asked_nps(closed_period(edition), scope, access, level="uf")
        return untold_states(connection, asked).__contains__
    return untold_values(connection, asked_nps(closed_period(edition), scope, access), dimension)


def untold_states(connection: sa.Connection, asked: AskedAnswers) -> set[str]:
    """The UFs of which nothing is told; NOT_INFORMED for what has none."""
    untold = untold_territories(connection, asked)
    codes = untold.get_level_values("code")
    rows = connection.execute(sa.select(m.uf).where(m.uf_code.in_(list(codes))).distinct())
    nowhere = {schema.NOT_INFORMED} & {*codes}
    return {*rows.scalars(), *nowhere}


def asked_nps(
    closed: Period,
    scope: Scope,
    access: Access,
    *,
    by_unit: bool | None = None,
    level: str = "",
) -> AskedAnswers:
    """The answers to the recommendation question of a scope, as its attribution sees them."""
    return asked_answers(
        closed,
        NPS,
        scope,
        access,
        by_unit=by_executing_unit(scope) if by_unit is None else by_unit,
        level=level,
    )


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
    says; of the whole country, those without a place too.

    Raises ScopeError below the UF, where units have no place.
    """
    if by_executing_unit(scope):
        return units_inside(table.c.executing_uf, scope, access)
    place = municipalities_inside(scope.territory, access)
    home = table.c.municipality_id
    here = home.in_(sa.select(m.id).where(place))
    return sa.or_(here, home.is_(None)) if counts_nowhere(scope.territory, access) else here


def _counted_answers(scope: Scope, access: Access) -> list[Condition]:
    """Answers of the NPS in the scope, as its attribution sees them."""
    return [
        *survey_filters(scope),
        c.nps_counts,
        c.nps.is_not(None),
        answers_inside(schema.survey_cell, scope, access),
    ]


def _keys(dimension: Dimension, scope: Scope) -> tuple[sa.ColumnElement[Any], ...]:
    """What tells the rows apart, how it is called and what kind it is of: of teams and partners
    `names_and_kinds` says these two.
    """
    nothing = sa.cast(sa.null(), sa.String)
    if dimension == "canal":
        return c.channel, c.channel, nothing
    if dimension == "uf":
        state = STATES.c if by_executing_unit(scope) else None
        uf, name = (m.uf, m.uf_name) if state is None else (state.uf, state.name)
        named = sa.func.coalesce(name, WITHOUT_PLACE)
        return sa.func.coalesce(uf, schema.NOT_INFORMED), named, nothing
    own = c.partner if dimension == "parceiro" else c.team
    return own, own, nothing


def _named_cells(dimension: Dimension, scope: Scope) -> sa.FromClause:
    cells = schema.survey_cell
    if dimension == "uf":
        if by_executing_unit(scope):
            return cells.outerjoin(STATES, STATES.c.uf == c.executing_uf)
        return cells.outerjoin(schema.municipality, m.id == c.municipality_id)
    return cells
