"""Contacts and attendances of the service, added up by what they can be looked at by,
and how long they took.
"""

import sqlalchemy as sa

from data_access.schema.core import metadata

# Null where the source does not say. `in_time` and `kept_by_bot` are null where no contact of the
# unit's UF says when it was answered, or solved; elsewhere they are known of every contact: who was
# never answered was not in time.
contact_cell = sa.Table(
    "contact_cell",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("first_contact", sa.Boolean),
    sa.Column("in_time", sa.Boolean),
    sa.Column("bot", sa.Boolean),
    sa.Column("kept_by_bot", sa.Boolean),
    sa.Column("complaint", sa.Boolean),
    sa.Column("contacts", sa.Integer, nullable=False),
)

# Contacts by when they were opened: `weekday` from 0 (Monday) to 6, `hour` from 0 to 23, by the
# clock of the source.
contact_hour = sa.Table(
    "contact_hour",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("weekday", sa.SmallInteger, nullable=False),
    sa.Column("hour", sa.SmallInteger, nullable=False),
    sa.Column("contacts", sa.Integer, nullable=False),
)

# Complaints by what became of them. `answered` and `resolved` are null where no contact of the
# unit's UF says any such moment; the rating (1 to 5) and whether the client would come back are
# null where the client does not say.
complaint_cell = sa.Table(
    "complaint_cell",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("answered", sa.Boolean),
    sa.Column("resolved", sa.Boolean),
    sa.Column("rating", sa.SmallInteger),
    sa.Column("would_return", sa.Boolean),
    sa.Column("complaints", sa.Integer, nullable=False),
)

# Cases by whole minutes, rounded down: of contacts, from opening to the first response and to the
# resolution; of counted attendances, how long each took.
service_duration = sa.Table(
    "service_duration",
    metadata,
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("cases", sa.Integer, nullable=False),
)
FIRST_RESPONSE, RESOLUTION, HANDLING = "primeira_resposta", "resolucao", "atendimento"

# Counted attendances, of companies and of people, by the UF of the unit. `digital` is null of a
# channel that config/service.toml does not class; `solution`, `portfolio` (a solution of the
# portfolio) and `synchronous` (a synchronous course or workshop of it) are null of a source that
# says them of no attendance.
attendance_cell = sa.Table(
    "attendance_cell",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("theme", sa.String, nullable=False),
    sa.Column("digital", sa.Boolean),
    sa.Column("solution", sa.Boolean),
    sa.Column("portfolio", sa.Boolean),
    sa.Column("synchronous", sa.Boolean),
    sa.Column("attendances", sa.Integer, nullable=False),
)
