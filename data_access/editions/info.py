"""The editions that there are, each in a few words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.settings import Settings
from data_access.base.edition_errors import EditionError
from data_access.editions.manifest import Manifest
from data_access.editions.reading import published_id, quick_problem
from data_access.editions.seals import Seal, seal_of_text
from data_access.editions.server.connection import EditionServerError
from data_access.editions.shelf import edition_ids, find_kept_edition, read_published


@dataclass(frozen=True)
class EditionInfo:
    """`manifest` is None exactly where it cannot be read; `problem` is what a quick look finds
    wrong.

    `folder` is where its file was built; an edition served by a database may have none here.
    """

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
    return _info(settings, edition_id, published=read_published(settings)[:1] == [edition_id])


def list_editions(settings: Settings) -> list[EditionInfo]:
    """All complete editions, oldest first. A damaged one is listed with its problem."""
    try:
        published = read_published(settings)[:1]
    except EditionServerError:
        raise
    except EditionError:  # the list is what the message about the damaged pointer sends people to
        published = []
    return [_info(settings, name, published=published == [name]) for name in edition_ids(settings)]


def current_edition(settings: Settings) -> EditionInfo | None:
    """The published edition; None where nothing was published.
    Raises EditionError where it is gone.
    """
    if not read_published(settings):
        return None
    return _info(settings, published_id(settings), published=True)


def _info(settings: Settings, edition_id: str, *, published: bool) -> EditionInfo:
    place, folder = find_kept_edition(settings, edition_id), settings.editions_folder / edition_id
    seal = seal_of_text(place.seal_text())
    try:
        manifest = place.manifest()
    except EditionError as error:
        return EditionInfo(edition_id, folder, None, str(error), published, seal)
    return EditionInfo(
        edition_id, folder, manifest, quick_problem(place, manifest), published, seal
    )


def made_at(edition_id: str) -> datetime | None:
    """When an edition was built, by its id, also where the edition is gone; None of what is no id
    of an edition.
    """
    try:
        return datetime.strptime(edition_id[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
