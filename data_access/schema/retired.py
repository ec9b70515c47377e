"""Tables that older editions have and those of today do not, and what takes their place in them."""

import sqlalchemy as sa

from data_access.schema.version import ADDED, REMOVED
from data_access.schema.windows import WINDOW_LIMIT, WINDOW_SUMS, window_column
from indicators.recognition_rules.measurable import ANSWERED, COUNTS_BY_MONTH

retired = sa.MetaData()

# A row for each measure that is not zero: `unit_answer` has a column for each.
unit_mix = sa.Table(
    "unit_mix",
    retired,
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("unit", sa.String, nullable=False),
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("measure", sa.String, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("place_size", sa.String, nullable=False),
    sa.Column("cases", sa.BigInteger, nullable=False),
    info={ADDED: 6, REMOVED: 7},
)
_KEYS = "kind, unit, month, porte, channel, place_size"
_MEASURES = ", ".join(
    f"coalesce(sum(cases) FILTER (measure = '{name}'), 0)::INTEGER AS {name}" for name in ANSWERED
)
UNIT_ANSWERS_OF_MIX = f"SELECT {_KEYS}, {_MEASURES} FROM {{unit_mix}} GROUP BY {_KEYS}"

# A row for each measure that is not zero: `unit_count` has a column for each.
unit_month = sa.Table(
    "unit_month",
    retired,
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("unit", sa.String, nullable=False),
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("measure", sa.String, nullable=False),
    sa.Column("cases", sa.BigInteger, nullable=False),
    info={ADDED: 6, REMOVED: 8},
)
_COUNTS = ", ".join(
    f"sum(cases) FILTER (measure = '{name}')::BIGINT AS {name}" for name in COUNTS_BY_MONTH
)
UNIT_COUNTS_OF_MONTHS = (
    f"SELECT kind, unit, month, {_COUNTS} FROM {{unit_month}} GROUP BY kind, unit, month"
)

# A row for each window that holds anything: `window_sum` has a column for each of its lengths.
window_count = sa.Table(
    "window_count",
    retired,
    sa.Column("last_month", sa.SmallInteger, nullable=False),
    sa.Column("first_month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("clients", sa.Integer, nullable=False),
    sa.Column("once", sa.Integer, nullable=False),
    sa.Column("attendances", sa.Integer, nullable=False),
    info={REMOVED: 8},
)
# There is at most one row of each length.
_SUMS = ", ".join(
    f"coalesce(max({name}) FILTER (last_month - first_month = {months - 1}), 0)::INTEGER"
    f" AS {window_column(name, months)}"
    for name in WINDOW_SUMS
    for months in range(1, WINDOW_LIMIT + 1)
)
_GROUP = "last_month, municipality_id, porte"
WINDOW_SUMS_OF_COUNTS = f"SELECT {_GROUP}, {_SUMS} FROM {{window_count}} GROUP BY {_GROUP}"
