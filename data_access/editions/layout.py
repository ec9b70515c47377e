"""Where editions lie, how they are named and which one is published."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime

from config.settings import Settings
from data_access.base.durable import replace_text
from data_access.base.edition_errors import EditionError
from data_access.editions.manifest import TableContent

DATABASE = "edition.duckdb"
SEAL = "SEALED"
BUILDING = ".building-"
BUILD_LOCK = ".build.lock"
PUBLISH_LOCK = ".publish.lock"
ID_PATTERN = re.compile(r"\d{8}T\d{9}Z-[0-9a-f]{8}")
POINTER_DAMAGED = (
    "O arquivo editions/current, que diz qual edição está publicada, está danificado. "
    "Veja as edições com `t360 editions list` e publique uma com `t360 editions publish ID`."
)


def new_id(moment: datetime, tables: Mapping[str, TableContent]) -> str:
    """``20261103T143015123Z-1a2b3c4d``: the UTC instant to the millisecond and a digest of the
    content.
    """
    content = json.dumps({name: part.model_dump() for name, part in tables.items()}, sort_keys=True)
    stamp = f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}Z"
    return f"{stamp}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def folder_ids(settings: Settings) -> list[str]:
    """Complete editions of the folder, oldest first. What is still being built is not among them."""
    folder = settings.editions_folder
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if ID_PATTERN.fullmatch(entry.name))


def read_published(settings: Settings) -> list[str]:
    """The published edition and, after it, those published before, newest first. Empty where none
    is.

    One file holds both, so that no crash can leave the pointer and its history in disagreement.
    """
    try:
        ids = (settings.editions_folder / "current").read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        ids = []
    if not ids or not all(ID_PATTERN.fullmatch(name) for name in ids):
        raise EditionError(POINTER_DAMAGED)
    return ids


def write_published(settings: Settings, ids: list[str]) -> None:
    replace_text(settings.editions_folder / "current", "".join(f"{name}\n" for name in ids))
