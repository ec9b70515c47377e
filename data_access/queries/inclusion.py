"""Groups of people among the attended: parity with the population, and coverage of those registered in CadÚnico."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from config.inclusion import inclusion_rule
from data_access import schema
from data_access.queries.frames import read_frame
from data_access.queries.places import members
from data_access.queries.setting import Setting
from data_access.queries.statement import ends
from data_access.queries.told import added_up, with_status
from indicators.catalogue import Indicator
from indicators.parity import parity, significance_of_disparity
from indicators.scope import Access, Scope

COVERED, REGISTERED = "cadunico_alcancados", "cadunico_adultos"
KNOWN = "atendidos_com_atributo"
GROUPS = {f"atendidos_{group.id}": group.id for group in inclusion_rule().group} | {COVERED: "cadunico"}
SUMS = ["members", "people", "reference", "population"]
c = schema.inclusion_count.c


def group_statement(
    definition: Indicator, scopes: Sequence[Scope], access: Access, level: str, setting: Setting
) -> sa.Select[*tuple[Any, ...]]:
    """Places of each window and territory by block: last_month, code, name, uf, block, block_size, places and sums."""
    group = GROUPS[definition.numerator.measure]
    place = members(level, scopes[0], access).cte("place")
    windows = sa.union_all(*(sa.select(*ends(scope)) for scope in scopes)).cte("windows")
    same = sa.and_(
        c.municipality_id == place.c.id,
        c.first_month == windows.c.first_month,
        c.last_month == windows.c.last_month,
        c.grp == group,
    )
    keys = [windows.c.last_month, place.c.code, place.c.name, place.c.uf, c.block, c.block_size]
    return (
        sa.select(*keys, sa.func.count().label("places"), *(sa.func.sum(c[name]).label(name) for name in SUMS))
        .select_from(place.join(windows, sa.true()).outerjoin(schema.inclusion_count, same))
        .group_by(*keys)
        .order_by(place.c.code, place.c.name, c.block)
    )


def group_table(
    connection: sa.Connection,
    definition: Indicator,
    scopes: Sequence[Scope],
    access: Access,
    level: str,
    setting: Setting,
) -> pd.DataFrame:
    """As `special.SpecialTable` says, with ``reference``, ``population`` and ``p_value`` (of a parity being 1)."""
    rows = read_frame(connection, group_statement(definition, scopes, access, level, setting))
    frame = added_up(rows, SUMS).rename(columns={"members": "numerator"})
    if definition.numerator.measure == COVERED:
        frame = _covered(frame)
    else:
        frame = _against_population(frame.rename(columns={"people": "denominator"}))
    return with_status(frame, definition, scopes, setting.recorded)


def _against_population(frame: pd.DataFrame) -> pd.DataFrame:
    counts = [frame[name] for name in ("numerator", "denominator", "reference", "population")]
    found = parity(*counts)
    return frame.assign(**found._asdict(), p_value=significance_of_disparity(*counts))


def _covered(frame: pd.DataFrame) -> pd.DataFrame:
    base = frame["reference"].where(frame["reference"] > 0)
    nothing = dict.fromkeys(("lower", "upper", "p_value"), float("nan"))
    return frame.assign(denominator=frame["reference"], value=frame["numerator"] / base, **nothing)
