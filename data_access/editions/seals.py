"""Seals: an edition that results were taken from is kept, byte for byte."""

import json
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from data_access.base.durable import replace_text
from data_access.editions.layout import SEAL
from data_access.editions.manifest import Manifest, digest

READ_ONLY_FILE = 0o444
READ_ONLY_FOLDER = 0o555


class Seal(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    who: str
    manifest: str


def new_seal(manifest: Manifest, who: str) -> Seal:
    return Seal(at=datetime.now(UTC), who=who, manifest=digest(manifest))


def text_of_seal(seal: Seal) -> str:
    return json.dumps(seal.model_dump(mode="json"), ensure_ascii=False) + "\n"


def seal_of_text(text: str | bytes | None) -> Seal | None:
    """None where there is none or it cannot be read."""
    try:
        return None if text is None else Seal.model_validate_json(text)
    except ValidationError:
        return None


def write_seal(folder: Path, manifest: Manifest, who: str) -> None:
    """Bind the edition to its manifest and protect it."""
    replace_text(folder / SEAL, text_of_seal(new_seal(manifest, who)))
    protect(folder)


def protect(folder: Path) -> None:
    """Take the permission to write away from the folder and its files; again, it changes nothing."""
    for path in folder.iterdir():
        path.chmod(READ_ONLY_FILE)
    folder.chmod(READ_ONLY_FOLDER)


def read_seal(folder: Path) -> Seal | None:
    """The seal, or None where there is none or it cannot be read (`seal_problem` tells them apart)."""
    return seal_of_text(seal_text(folder))


def seal_text(folder: Path) -> bytes | None:
    try:
        return (folder / SEAL).read_bytes()
    except FileNotFoundError:
        return None


def seal_problem(text: str | bytes | None, manifest: Manifest) -> str | None:
    """What is wrong with the seal that an edition has, in one sentence."""
    if text is None:
        return None
    seal = seal_of_text(text)
    if seal is None:
        return f"O arquivo {SEAL} da edição {manifest.id} está danificado."
    if seal.manifest != digest(manifest):
        return f"A edição {manifest.id} foi alterada depois de selada por {seal.who}."
    return None
