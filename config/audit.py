"""What the acts of the audit trail are called where people read them, from ``audit.toml``."""

import tomllib
from functools import lru_cache
from pathlib import Path

AUDIT_FILE = Path(__file__).with_suffix(".toml")


@lru_cache(maxsize=1)
def audit_acts() -> dict[str, str]:
    """Words by act."""
    return {
        act: str(words)
        for act, words in tomllib.loads(AUDIT_FILE.read_text(encoding="utf-8")).items()
    }


def act_words(act: str) -> str:
    """An act that this version does not know is shown by its own name."""
    return audit_acts().get(act, act.replace("_", " "))
