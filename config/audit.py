"""What the acts of the audit trail are called where people read them, from ``audit.toml``."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

AUDIT_FILE = Path(__file__).with_suffix(".toml")


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return tomllib.loads(AUDIT_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def audit_acts() -> dict[str, str]:
    """Words by act."""
    return {act: words for act, words in _file().items() if isinstance(words, str)}


def act_words(act: str) -> str:
    """An act that this version does not know is shown by its own name."""
    return audit_acts().get(act, act.replace("_", " "))


def request_words(request: str) -> str:
    """What a refused act would have done: of a door of the data layer, by the name of its method;
    one that is not told is shown by its own name.
    """
    told: dict[str, str] = _file()["pedidos"]
    return told.get(request, request.replace("_", " "))
