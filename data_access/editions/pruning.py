"""Editions that nobody serves and nobody sealed take room for ever, unless somebody lets go."""

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from data_access.base.durable import hold_lock
from data_access.base.edition_errors import EditionError
from data_access.editions.layout import BUILD_LOCK, BUILDING, PUBLISH_LOCK, folder_ids
from data_access.editions.seals import seal_text
from data_access.editions.shelf import read_published

KEPT = 3  # of the newest, and of those served last
PRUNED = ".pruned-"
BUSY = "Uma edição está sendo construída ou publicada agora; espere que termine e tente de novo."


@dataclass(frozen=True)
class Prunable:
    """What may go: an edition, or what a build that died has left. ``size`` in bytes."""

    name: str
    folder: Path
    size: int

    @property
    def edition(self) -> bool:
        return not self.name.startswith(".")


def prunable(settings: Settings, keep: int = KEPT) -> list[Prunable]:
    """Oldest first, leftovers last. Kept are the sealed, the published one and the `keep` served
    before it, and the `keep` newest.

    Raises EditionError where it cannot be told which is published: then nothing may go.
    """
    known = folder_ids(settings)
    kept = {*read_published(settings)[: keep + 1], *(known[-keep:] if keep else ())}
    folders = [settings.editions_folder / name for name in known if name not in kept]
    # A seal that cannot be read is one all the same.
    free = [folder for folder in folders if seal_text(folder) is None]
    return [_described(folder) for folder in (*free, *dead_builds(settings))]


def dead_builds(settings: Settings) -> list[Path]:
    """What builds that died have left; none while one runs, since it would be its own."""
    folder = settings.editions_folder
    found = [path for mark in (BUILDING, PRUNED) for path in sorted(folder.glob(f"{mark}*"))]
    if not found:
        return []
    try:
        with hold_lock(folder / BUILD_LOCK, busy=BUSY):
            return found
    except EditionError:
        return []


def prune(settings: Settings, keep: int = KEPT) -> list[Prunable]:
    """Remove what `prunable` says, and say what it was. Raises EditionError while an edition is
    built or published.
    """
    with ExitStack() as stack:
        found = prunable(settings, keep)
        for lock in (BUILD_LOCK, PUBLISH_LOCK):
            stack.enter_context(hold_lock(settings.editions_folder / lock, busy=BUSY))
        published = read_published(settings)[:1]  # somebody may have published meanwhile, or sealed
        gone = [
            item
            for item in found
            if item.name not in published and (not item.edition or seal_text(item.folder) is None)
        ]
        for item in gone:
            # Out of the list at once: half an edition is none.
            hidden = settings.editions_folder / f"{PRUNED}{item.name.lstrip('.')}"
            if item.folder != hidden:
                item.folder.replace(hidden)
            shutil.rmtree(hidden, ignore_errors=True)
    return gone


def space_taken(settings: Settings) -> int:
    """Bytes of all that lies in the folder of editions."""
    return size_of(settings.editions_folder)


def space_of_builds(settings: Settings) -> int:
    """Bytes of what is no edition there: a build that runs or died, and what is being removed."""
    folder = settings.editions_folder
    return sum(size_of(path) for mark in (BUILDING, PRUNED) for path in folder.glob(f"{mark}*"))


def size_of(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def _described(folder: Path) -> Prunable:
    return Prunable(folder.name, folder, size_of(folder))
