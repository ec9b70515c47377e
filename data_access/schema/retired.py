"""Tables that older editions have and those of today do not, and what takes their place in them."""

import sqlalchemy as sa

from data_access.schema.version import ADDED, REMOVED
from indicators.recognition_rules.measurable import ANSWERED

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
