"""The tables of an edition, against the number that says which they are."""

import hashlib

import sqlalchemy as sa

from data_access.schema import tables as schema
from data_access.schema.version import SCHEMA_FINGERPRINT, SCHEMA_VERSION

WHAT_TO_DO = (
    "The tables of an edition are not those that SCHEMA_VERSION = {version} stands for: editions"
    " built before would fail in the middle of a query. In data_access/schema/version.py raise"
    ' SCHEMA_VERSION by one and put SCHEMA_FINGERPRINT = "{found}".'
)


def fingerprint(metadata: sa.MetaData) -> str:
    """Of tables, columns in their order, types, and what may be null or is a key."""
    lines = [
        f"{table.name}.{column.name} {column.type!r} {column.nullable} {column.primary_key}"
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
        for column in table.columns
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def test_whoever_changes_a_table_raises_the_version() -> None:
    found = fingerprint(schema.metadata)
    told = WHAT_TO_DO.format(version=SCHEMA_VERSION, found=found)
    assert found == SCHEMA_FINGERPRINT, told


def test_a_column_a_type_a_key_and_a_null_each_change_the_fingerprint() -> None:
    def of(*columns: sa.Column[object]) -> str:
        metadata = sa.MetaData()
        sa.Table("municipality", metadata, *columns)
        return fingerprint(metadata)

    name, uf = sa.Column("name", sa.String), sa.Column("uf", sa.String(2))
    variants = [
        (name, uf),
        (uf, name),
        (name,),
        (name, sa.Column("uf", sa.String(3))),
        (name, sa.Column("uf", sa.String(2), nullable=False)),
        (name, sa.Column("uf", sa.String(2), primary_key=True)),
    ]
    prints = [of(*(column._copy() for column in variant)) for variant in variants]
    assert len(set(prints)) == len(prints)
