"""The editions that there are, each in a few words."""

from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from data_access.editions.errors import EditionError
from data_access.editions.layout import edition_folder, edition_ids, read_published
from data_access.editions.manifest import Manifest, read_manifest
from data_access.editions.reading import published_id, quick_problem
from data_access.editions.seals import Seal, read_seal


@dataclass(frozen=True)
class EditionInfo:
    """`manifest` is None exactly where it cannot be read; `problem` is what a quick look finds wrong."""

    id: str
    folder: Path
    manifest: Manifest | None
    problem: str | None
    published: bool
    seal: Seal | None

    @property
    def demonstration(self) -> bool:
        return self.manifest is not None and self.manifest.demonstration


def edition_info(settings: Settings, edition_id: str) -> EditionInfo:
    """Raises EditionError where there is no such edition or the pointer is damaged."""
    folder = edition_folder(settings, edition_id)
    return _info(folder, published=read_published(settings)[:1] == [edition_id])


def list_editions(settings: Settings) -> list[EditionInfo]:
    """All complete editions, oldest first. A damaged one is listed with its problem."""
    try:
        published = read_published(settings)[:1]
    except EditionError:  # the list is what the message about the damaged pointer sends people to
        published = []
    folder = settings.editions_folder
    return [_info(folder / name, published=published == [name]) for name in edition_ids(settings)]


def current_edition(settings: Settings) -> EditionInfo | None:
    """The published edition; None where nothing was published. Raises EditionError where it is gone."""
    if not read_published(settings):
        return None
    return _info(settings.editions_folder / published_id(settings), published=True)


def _info(folder: Path, *, published: bool) -> EditionInfo:
    try:
        manifest = read_manifest(folder)
    except EditionError as error:
        return EditionInfo(folder.name, folder, None, str(error), published, read_seal(folder))
    return EditionInfo(folder.name, folder, manifest, quick_problem(folder, manifest), published, read_seal(folder))
