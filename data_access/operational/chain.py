"""The chain of the audit trail: each entry carries the hash of the one before it and its own.

An entry that is changed, taken out, put in or moved no longer agrees with its neighbours. What a
chain cannot tell is that its end was cut: the signed heads do (`operational.heads`).
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

GENESIS = "0" * 64  # before the first entry
VERSION = "1"  # of what is hashed, and how
MOMENT = "%Y-%m-%d %H:%M:%S.%f"  # in UTC, as SQLite keeps it


class Link(NamedTuple):
    """One entry as the database keeps it, in the order in which it is hashed: texts, but for
    ``id``. ``at`` is in UTC; what is None was not said.
    """

    id: int
    at: str
    who: str
    origin: str | None
    machine: str | None
    action: str
    object: str
    detail: str
    previous: str
    hash: str


def moment_text(moment: datetime) -> str:
    """`moment` must be aware."""
    return moment.astimezone(UTC).strftime(MOMENT)


def detail_text(detail: Mapping[str, Any]) -> str:
    """As SQLAlchemy writes a column of JSON: what is hashed is the text that is kept."""
    return json.dumps(detail)


def hash_of(entry: Link) -> str:
    """SHA-256, in hexadecimal, of all fields but ``hash``.

    Each is preceded by its length, so that no two entries give one text.
    """
    number, at, who, origin, machine, action, subject, detail, previous, _ = entry
    origin = "-" if origin is None else f"{len(origin)}:{origin}"
    machine = "-" if machine is None else f"{len(machine)}:{machine}"
    text = (
        f"{VERSION},{number},{len(at)}:{at},{len(who)}:{who},{origin},{machine},"
        f"{len(action)}:{action},{len(subject)}:{subject},{len(detail)}:{detail},{previous}"
    )
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
