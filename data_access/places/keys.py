"""What two spellings of one name have in common."""

import re
import unicodedata


def key_sql(text: str) -> str:
    """Capital letters and digits alone, as a DuckDB expression."""
    return f"regexp_replace(upper(strip_accents({text})), '[^A-Z0-9]', '', 'g')"


def key(text: str) -> str:
    """`key_sql` for what is read in Python: reviewed tables and headers."""
    plain = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
    return re.sub("[^A-Z0-9]", "", plain.upper())
