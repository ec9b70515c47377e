"""Identifiers from what people write."""

import re
import unicodedata

LONGEST = 60


def slug_of(text: str) -> str:
    """``Resolução no 1º contato`` → ``resolucao-no-1o-contato``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or "criterio"
