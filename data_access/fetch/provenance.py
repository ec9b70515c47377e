"""Files under ``sources/`` of the data folder, each with the record of where it came from."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from data_access.base.durable import replace_text
from data_access.fetch.service import Received

SUFFIX = ".procedencia.json"


@dataclass(frozen=True)
class Fetched:
    """A file ready to import: its contract ``table`` (None: a list for `geo update`) and what is to
    be told of it.
    """

    path: Path
    table: str | None
    rows: int
    period: str
    sentences: tuple[str, ...] = ()
    profile: str = "padrao"

    @property
    def provenance(self) -> Path:
        return provenance_path(self.path)


@dataclass(frozen=True)
class Origin:
    """``service`` names the source for a person; ``missing`` what it did not have; ``details`` what
    else is known.
    """

    source: str
    service: str
    period: str
    answers: Sequence[Received]
    missing: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)


def provenance_path(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """With ``;`` and a point as decimal mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def store(path: Path, text: str, rows: int, origin: Origin) -> None:
    """Write `text` and its provenance, each whole or not at all; the record first names what it
    will describe.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    content = text.encode("utf-8")
    record = {
        "source": origin.source,
        "service": origin.service,
        "period": origin.period,
        "fetched_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "fetched_by": f"territorio360 {version('territorio360')}",
        "file": {
            "name": path.name,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "rows": rows,
        },
        "answers": [asdict(answer) for answer in origin.answers],
        "missing": dict(origin.missing),
        "details": dict(origin.details),
    }
    replace_text(path, text)
    replace_text(provenance_path(path), json.dumps(record, ensure_ascii=False, indent=2) + "\n")
