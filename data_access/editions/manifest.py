"""What is inside an edition and where it came from: ``manifest.json``."""

import hashlib
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data_access.base.durable import flush_file
from data_access.base.edition_errors import DamagedEditionError
from indicators.scope import Month
from indicators.unfinished import SourceEnd

FILE_NAME = "manifest.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceFile(_Part):
    """An accepted import whose rows went into the edition; ``profile`` is how they were read."""

    table: str
    import_id: str
    name: str
    sha256: str
    rows: int
    imported_at: datetime
    demonstration: bool
    profile: str = "padrao"


class TableContent(_Part):
    """`checksum` does not depend on the order of the rows (see `checksums`)."""

    rows: int
    checksum: str


class MeshContent(_Part):
    sha256: str
    features: int


class TerritoryContent(_Part):
    mesh_source: str
    mesh_vintage: str
    hierarchy_source: str
    licence: str = ""
    layers: dict[str, MeshContent]
    municipalities: int
    without_polygon: tuple[str, ...]


class UnfinishedMonths(_Part):
    """From ``first`` to ``last`` month: there are rows, but none as usual after ``day``."""

    day: date
    first: int
    last: int


class Manifest(_Part):
    """Months are indices (`indicators.scope.Month`), as in the tables; `size` is in bytes.

    ``whole_month`` is the last month that the attendances have whole; ``unfinished`` has the last
    months of each UF of which they do not (`indicators.unfinished`).
    """

    id: str
    schema_version: int
    product_version: str
    engine: str
    built_at: datetime
    build_seconds: float
    demonstration: bool
    sources: tuple[SourceFile, ...]
    first_month: int
    last_month: int
    whole_month: int | None = None
    unfinished: dict[str, UnfinishedMonths] = Field(default_factory=dict)
    company_months: tuple[int, ...]
    rules: dict[str, str]
    exclusions: dict[str, int]
    unverifiable_clauses: tuple[str, ...]
    warnings: tuple[str, ...]
    territory: TerritoryContent
    tables: dict[str, TableContent]
    checksum_probe: str
    size: int
    sha256: str

    @property
    def end(self) -> int:
        """The month in which periods end unless another is asked for: the last whole one."""
        return self.last_month if self.whole_month is None else self.whole_month

    @property
    def ends(self) -> dict[str, SourceEnd]:
        """Of each UF whose last months are unfinished."""
        return {
            uf: SourceEnd(part.day, Month(part.first - 1), Month(part.last))
            for uf, part in self.unfinished.items()
        }


def digest(manifest: Manifest) -> str:
    """SHA-256 of the manifest's content, whatever its layout in the file."""
    return hashlib.sha256(_canonical(_content(manifest))).hexdigest()


def _content(manifest: Manifest) -> dict[str, Any]:
    """What the file says and nothing more:
    a field that a later version added must not break an older seal.
    """
    return manifest.model_dump(mode="json", exclude_unset=True)


def _canonical(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    path = folder / FILE_NAME
    path.write_text(text_of_manifest(manifest), encoding="utf-8")
    flush_file(path)


def text_of_manifest(manifest: Manifest) -> str:
    content = {"digest": digest(manifest), "manifest": _content(manifest)}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Raises EditionError where the manifest is absent, cut or changed."""
    try:
        text = (folder / FILE_NAME).read_bytes()
    except FileNotFoundError:
        raise DamagedEditionError(
            f"A edição {folder.name} está incompleta: falta o arquivo {FILE_NAME}."
        ) from None
    return manifest_of_text(text, folder.name)


def manifest_of_text(text: str | bytes, edition_id: str) -> Manifest:
    """Raises EditionError where the text was cut or changed."""
    try:
        content = json.loads(text)
        manifest = Manifest.model_validate(content["manifest"])
        intact = content["digest"] == digest(manifest)
    except (ValueError, KeyError, TypeError, ValidationError):
        intact = False
    if not intact:
        raise DamagedEditionError(
            f"O arquivo {FILE_NAME} da edição {edition_id} está danificado ou foi alterado; "
            "publique outra edição ou construa uma nova com `t360 build`."
        )
    return manifest
