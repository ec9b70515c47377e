"""Tables of the database of editions: its own register, and those of `data_access.schema` in a
schema of each edition.

Texts are collated by their bytes, as DuckDB does, so that both engines order and group alike
whatever the locale of the database.
"""

import re

import sqlalchemy as sa

from data_access.schema import tables as schema

REGISTER_SCHEMA = "t360"
EDITION_SCHEMA = re.compile(r"t360_\d{8}t\d{9}z_[0-9a-f]{8}")

register = sa.MetaData(schema=REGISTER_SCHEMA)
# Complete editions. `manifest` is the text of manifest.json, whose digest tells whether somebody
# changed it.
edition = sa.Table(
    "edition",
    register,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("schema_name", sa.String, nullable=False, unique=True),
    sa.Column("manifest", sa.Text, nullable=False),
    sa.Column("copied_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("seal", sa.Text),
)
# The served edition at position 0 and, after it, those served before, newest first.
published = sa.Table(
    "published",
    register,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("edition_id", sa.String, nullable=False),
)

# Rows are copied in the order of the DuckDB file, so that these ranges lie together on the disk.
INDEXES = {
    "window_sum": ("last_month",),
    "cell_active_all": ("month",),
    "cell_once_all": ("month",),
    "cell_active_channel": ("channel", "month"),
    "cell_once_channel": ("channel", "month"),
    "cell_active_partner": ("partner", "month"),
    "cell_once_partner": ("partner", "month"),
    "client_month": ("month",),
    "company_stock": ("municipality_id", "month"),
    "socioeconomic": ("indicator", "year"),
    "target": ("indicator", "year"),
}


def schema_name(edition_id: str) -> str:
    """``20261103T143015123Z-1a2b3c4d`` → ``t360_20261103t143015123z_1a2b3c4d``,
    which needs no quotes.
    """
    name = f"t360_{edition_id.lower().replace('-', '_')}"
    if not EDITION_SCHEMA.fullmatch(name):
        raise ValueError(f"not the id of an edition: {edition_id}")
    return name


def edition_tables(name: str) -> list[sa.Table]:
    """The tables of an edition in the schema `name`."""
    metadata = sa.MetaData()
    return [
        _by_bytes(table.to_metadata(metadata, schema=name))
        for table in schema.metadata.sorted_tables
    ]


def _by_bytes(table: sa.Table) -> sa.Table:
    for column in table.columns:
        if isinstance(column.type, sa.String):
            column.type = sa.String(column.type.length, collation="C")
    return table


def index_of(table: sa.Table) -> sa.Index | None:
    if table.name not in INDEXES:
        return None
    return sa.Index(f"ix_{table.name}", *(table.c[name] for name in INDEXES[table.name]))
