"""Which tables an edition has, as a number that its manifest keeps.

Whoever changes a table, a column, a type or a key raises it, and pins what it stands for now. A
change that only adds tables, or columns that may be null, leaves the editions before it readable:
such a table or column says in ``info`` since which number it is there (``ADDED``). What is asked of
such a table is refused of older editions in a sentence, and such a column is null in them. Any
other change raises ``OLDEST_READABLE`` too.
"""

from typing import Any

SCHEMA_VERSION = 6
OLDEST_READABLE = 5  # in files; a database serves those of SCHEMA_VERSION alone
# Of every table, column, type and key behind that number; a test computes it again.
SCHEMA_FINGERPRINT = "845ef34725fef8d9"
ADDED = "since"


def is_in(info: dict[Any, Any], version: int) -> bool:
    """Whether editions of a schema version have the table or column with that ``info``."""
    return int(info.get(ADDED, 0)) <= version
