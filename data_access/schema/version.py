"""Which tables an edition has, as a number that its manifest keeps.

Whoever changes a table, a column, a type or a key raises it, and pins what it stands for now. A
change that only adds tables, or columns of which older editions need none, leaves these readable:
such a table or column says in ``info`` since which number it is there (``ADDED``). What is asked of
such a table is refused of older editions in a sentence, and such a column is ``BEFORE`` in them.
A table that takes the place of another may say how it is made of that one (``OUT_OF``), which then
says until which number it is there (``REMOVED``) and stays in `schema.retired`.
Any other change raises ``OLDEST_READABLE`` too.
"""

from typing import Any

SCHEMA_VERSION = 8
OLDEST_READABLE = 5  # in files; a database serves those of SCHEMA_VERSION alone
# Of every table, column, type and key behind that number; a test computes it again.
SCHEMA_FINGERPRINT = "191711f2df56a610"
ADDED = "since"
BEFORE = "before"  # what a column that was added stands for in older editions; null without it
REMOVED = "removed"  # the first number without it
OUT_OF = "out_of"  # of a table that took the place of one: that one, and the SQL that makes it


def is_in(info: dict[Any, Any], version: int) -> bool:
    """Whether editions of a schema version have the table or column with that ``info``."""
    return int(info.get(ADDED, 0)) <= version < int(info.get(REMOVED, version + 1))
