"""Which sums of answers are told, once for all that may be asked of an edition (docs/adr/0040)."""

import sqlalchemy as sa

from data_access.schema.core import metadata

# What was asked (NPS, CSAT, CES, income) or that somebody answered at all (ANSWERED).
NPS, CSAT, CES, ANSWERED, INCOME = "nps", "csat", "ces", "resposta", "renda"
RATING, WOULD_RETURN = "nota_reclamacao", "voltaria"  # what who complained thinks of the answer
AFTERWARDS = "depois"  # what came after the answers of detractors
WAITED = "espera"  # and for how long those wait who did not return
COMMENT = "comentario:"  # and the theme, "" for all: whether it praises or complains
# By what a year, or a part of it, is divided.
BY_YEAR, BY_PART, BY_MONTH, BY_CHANNEL, BY_PARTNER, BY_TEAM, BY_INITIATIVE = (
    *("ano", "parte", "mes", "canal", "parceiro", "equipe", "iniciativa"),
)
# Partners, teams and initiatives are of the unit: by the client, what the unit tells of them would
# tell what is withheld of a place.
OF_UNITS = (BY_PARTNER, BY_TEAM, BY_INITIATIVE)

# One row per cell that is not told by itself: `place` is the UF of the unit or the municipality (of
# what divides a part of the year, the UF) of the client, `value` the month, channel, partner, team
# or initiative. A sum is told where it has whole blocks: `block_size` cells make one; of 0 it is
# never told. A cell without a row is told.
opinion_block = sa.Table(
    "opinion_block",
    metadata,
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("by_unit", sa.Boolean, nullable=False),
    sa.Column("division", sa.String, nullable=False),
    sa.Column("first_month", sa.SmallInteger, nullable=False),
    sa.Column("last_month", sa.SmallInteger, nullable=False),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("value", sa.String, nullable=False),
    sa.Column("block", sa.Integer, nullable=False),
    sa.Column("block_size", sa.Integer, nullable=False),
)

# Answers about income of people in inclusion initiatives, where unit, municipality and initiative
# are known: every view holds the same answers.
income_cell = sa.Table(
    "income_cell",
    metadata,
    sa.Column("month", sa.SmallInteger, nullable=False),
    sa.Column("municipality_id", sa.Integer, nullable=False),
    sa.Column("executing_uf", sa.String(2), nullable=False),
    sa.Column("initiative", sa.String, nullable=False),
    sa.Column("initiative_uf", sa.String(2)),
    sa.Column("rose", sa.Integer, nullable=False),
    sa.Column("answers", sa.Integer, nullable=False),
)
