"""Answers to surveys, added up by what they can be looked at by:
every count of answers is a sum of these cells.
"""

import sqlalchemy as sa

from data_access.schema.core import metadata

# A null score is a question that was not answered; a null municipality, a client of whom none is
# known.
survey_cell = sa.Table(
    "survey_cell",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("partner", sa.String, nullable=False),
    sa.Column("team", sa.String, nullable=False),
    sa.Column("nps", sa.SmallInteger),
    sa.Column("nps_counts", sa.Boolean, nullable=False),
    sa.Column("csat", sa.SmallInteger),
    sa.Column("ces", sa.SmallInteger),
    sa.Column("answers", sa.Integer, nullable=False),
)

# Counted attendances, and those of them that somebody answered a survey about: what the answer rate
# is made of.
response_cell = sa.Table(
    "response_cell",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("partner", sa.String, nullable=False),
    sa.Column("attendances", sa.Integer, nullable=False),
    sa.Column("answered", sa.Integer, nullable=False),
)

# Comments by what they are about and whether they praise or complain: counts, and none of the words
# that people wrote. Theme "" is every comment once; a comment of two themes is in both. Word ""
# counts the comments; a word is an entry of config/comments.toml that they were read by.
comment_cell = sa.Table(
    "comment_cell",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("partner", sa.String, nullable=False),
    sa.Column("theme", sa.String, nullable=False),
    sa.Column("sentiment", sa.String, nullable=False),
    sa.Column("word", sa.String, nullable=False),
    sa.Column("comments", sa.Integer, nullable=False),
)

# Detractors of the NPS by what came after their answer. `state` is RETURNED where the client of the
# attendance was attended again on a later day, WAITING where not, UNKNOWN_CLIENT where the answer
# names no attendance of a known client. `days` is the first day of the band
# (config/satisfaction.toml) that a wait had reached on the last day that the edition knows; null
# unless waiting.
detractor_cell = sa.Table(
    "detractor_cell",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("partner", sa.String, nullable=False),
    sa.Column("team", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("days", sa.SmallInteger),
    sa.Column("detractors", sa.Integer, nullable=False),
)
RETURNED, WAITING, UNKNOWN_CLIENT = "voltou", "espera", "sem_cliente"

# Answers to the NPS and contacts of the same unit (by UF), channel and month, side by side: what
# may move the score.
driver_cell = sa.Table(
    "driver_cell",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("promoters", sa.Integer, nullable=False),
    sa.Column("detractors", sa.Integer, nullable=False),
    sa.Column("answers", sa.Integer, nullable=False),
    sa.Column("contacts", sa.Integer, nullable=False),
    sa.Column("in_time", sa.Integer, nullable=False),
    sa.Column("resolution_known", sa.Integer, nullable=False),
    sa.Column("first_contact", sa.Integer, nullable=False),
)
