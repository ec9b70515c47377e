"""What teams, partners, initiatives and attendants did: what recognition is measured from.

Editions of schema version 5 have none of these tables; `data_access.queries.tables.units` says so.
"""

import sqlalchemy as sa

from data_access.schema.core import metadata
from data_access.schema.retired import (
    UNIT_ANSWERS_OF_MIX,
    UNIT_COUNTS_OF_MONTHS,
    unit_mix,
    unit_month,
)
from data_access.schema.version import ADDED, OUT_OF
from indicators.recognition_rules.measurable import ANSWERED, COUNTS_BY_MONTH

SINCE = {ADDED: 6}
# `kind` is of `UnitKind`. A unit that no table registers is there too, of the UF in which it
# attended most. `place_size` is the size class (config/recognition_measures.toml) of its
# municipality; null where it has none or nobody counted its people.
unit = sa.Table(
    "unit",
    metadata,
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("unit", sa.String, nullable=False),
    sa.Column("uf", sa.String(2), nullable=False),
    sa.Column("name", sa.String),
    sa.Column("type", sa.String),
    sa.Column("municipality_id", sa.Integer),
    sa.Column("place_size", sa.String),
    sa.Column("partner", sa.String),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("opened_on", sa.Date),
    info=SINCE,
)

# Names of attendants, apart: only the committee and their own UF read them. `public` is whether the
# person may be named to others; who said nothing may not.
attendant_name = sa.Table(
    "attendant_name",
    metadata,
    sa.Column("unit", sa.String, nullable=False),
    sa.Column("uf", sa.String(2), nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("public", sa.Boolean, nullable=False),
    info=SINCE,
)

# Counts that add up over months: a row for what each source (attendances, answers, contacts,
# income) says of a month of a unit. Null is none, or what the source never says of the unit's UF.
unit_count = sa.Table(
    "unit_count",
    metadata,
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("unit", sa.String, nullable=False),
    sa.Column("month", sa.SmallInteger, nullable=False),
    *(sa.Column(measure, sa.BigInteger) for measure in COUNTS_BY_MONTH),
    info={ADDED: 8, OUT_OF: (unit_month, UNIT_COUNTS_OF_MONTHS)},
)

# Small businesses by the months in which a unit attended them (docs/adr/0002): active in `month`,
# the time before in `previous`; and, of those with one attendance in it, the next time in `next`.
unit_client = sa.Table(
    "unit_client",
    metadata,
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("unit", sa.String, nullable=False),
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("previous", sa.SmallInteger, nullable=False),
    sa.Column("clients", sa.Integer, nullable=False),
    info=SINCE,
)
unit_client_once = sa.Table(
    "unit_client_once",
    metadata,
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("unit", sa.String, nullable=False),
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("previous", sa.SmallInteger, nullable=False),
    sa.Column("next", sa.SmallInteger, nullable=False),
    sa.Column("clients", sa.Integer, nullable=False),
    info=SINCE,
)

# What clients answered, by what a unit does not choose: the porte of the client, the channel, and
# the size of the client's place.
unit_answer = sa.Table(
    "unit_answer",
    metadata,
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("unit", sa.String, nullable=False),
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("porte", sa.String, nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("place_size", sa.String, nullable=False),
    *(sa.Column(measure, sa.Integer, nullable=False) for measure in ANSWERED),
    info={ADDED: 7, OUT_OF: (unit_mix, UNIT_ANSWERS_OF_MIX)},
)

# What the radar looks at, beside the counts of `unit_count`: cases of a pattern (`UnitSignal`).
unit_signal = sa.Table(
    "unit_signal",
    metadata,
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("unit", sa.String, nullable=False),
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("signal", sa.String, nullable=False),
    sa.Column("cases", sa.BigInteger, nullable=False),
    info=SINCE,
)
