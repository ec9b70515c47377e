"""Answers to surveys, added up by what they can be looked at by: every count of answers is a sum of these cells."""

import sqlalchemy as sa

from data_access.schema.core import metadata

# A null score is a question that was not answered; a null municipality, a client of whom none is known.
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
    sa.Column("income_rose", sa.Boolean),
    sa.Column("inclusion", sa.Boolean, nullable=False),
    sa.Column("answers", sa.Integer, nullable=False),
)

# Counted attendances, and those of them that somebody answered a survey about: what the answer rate is made of.
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

# Comments by what they are about and whether they praise or complain: counts, and none of the words that people wrote.
# Theme "" is every comment once; a comment of two themes is in both. Word "" counts the comments; a word is an entry of
# config/comments.toml that they were read by.
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
