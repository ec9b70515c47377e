"""Seals: an edition that results were taken from is kept, byte for byte."""

import json
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from data_access.editions.durable import replace_text
from data_access.editions.layout import SEAL
from data_access.editions.manifest import Manifest, digest

READ_ONLY_FILE = 0o444
READ_ONLY_FOLDER = 0o555


class Seal(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    who: str
    manifest: str


def write_seal(folder: Path, manifest: Manifest, who: str) -> None:
    """Bind the edition to its manifest and protect it."""
    seal = Seal(at=datetime.now(UTC), who=who, manifest=digest(manifest))
    replace_text(folder / SEAL, json.dumps(seal.model_dump(mode="json"), ensure_ascii=False) + "\n")
    protect(folder)


def protect(folder: Path) -> None:
    """Take the permission to write away from the folder and its files; again, it changes nothing."""
    for path in folder.iterdir():
        path.chmod(READ_ONLY_FILE)
    folder.chmod(READ_ONLY_FOLDER)


def read_seal(folder: Path) -> Seal | None:
    """The seal, or None where there is none or it cannot be read (`seal_problem` tells them apart)."""
    try:
        return Seal.model_validate_json((folder / SEAL).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def seal_problem(folder: Path, manifest: Manifest) -> str | None:
    if not (folder / SEAL).exists():
        return None
    seal = read_seal(folder)
    if seal is None:
        return f"O arquivo {SEAL} da edição {folder.name} está danificado."
    if seal.manifest != digest(manifest):
        return f"A edição {folder.name} foi alterada depois de selada por {seal.who}."
    return None
