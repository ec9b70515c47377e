"""Which tables an edition has, as a number that its manifest keeps.

Whoever changes a table, a column, a type or a key raises it, and pins what it stands for now. A
change that only adds tables leaves the editions before it readable: such a table says in ``info``
since which number it is there (``ADDED``), and what is asked of it is refused of older editions in
a sentence. Any other change raises ``OLDEST_READABLE`` too.
"""

from typing import Any

SCHEMA_VERSION = 6
OLDEST_READABLE = 6
# Of every table, column, type and key behind that number; a test computes it again.
SCHEMA_FINGERPRINT = "845ef34725fef8d9"
ADDED = "since"


def is_in(table_info: dict[Any, Any], version: int) -> bool:
    """Whether editions of a schema version have the table."""
    return int(table_info.get(ADDED, 0)) <= version
