"""Where editions are kept: in the data folder and, where the settings name one, in the database
that serves them.

An edition is always built in the folder. With a database, publishing copies it there; one that is
in both is the one of the database, and one that was built and not yet published is in the folder
alone.
"""

from pathlib import Path
from typing import Protocol

from config.settings import Settings
from data_access.base.edition_errors import EditionError
from data_access.editions import layout, manifest, seals
from data_access.editions.manifest import Manifest
from data_access.editions.server import connection, register


def edition_ids(settings: Settings) -> list[str]:
    """Complete editions, oldest first."""
    return sorted({*layout.folder_ids(settings), *served_ids(settings)})


def served_ids(settings: Settings) -> list[str]:
    """The editions that can be published at once, oldest first;
    with a database, those copied to it.
    """
    return register.edition_ids(settings) if settings.editions_url else layout.folder_ids(settings)


def where_served(settings: Settings) -> str:
    """The place that editions are served from, in words and without a password."""
    if settings.editions_url:
        return f"do banco {connection.address(settings)}"
    return f"da pasta {settings.editions_folder}"


def read_published(settings: Settings) -> list[str]:
    """The published edition and, after it, those published before, newest first.
    Empty where none is.
    """
    return (
        register.read_published(settings)
        if settings.editions_url
        else layout.read_published(settings)
    )


class Kept(Protocol):
    """An edition where it is kept."""

    def manifest(self) -> Manifest:
        """Raises EditionError where it is absent or changed."""
        ...

    def seal_text(self) -> str | bytes | None: ...

    def write_seal(self, content: Manifest, who: str) -> None: ...

    def protect(self) -> None:
        """Take the permission to write away; again, it changes nothing."""
        ...


class InFolder:
    def __init__(self, settings: Settings, edition_id: str) -> None:
        self.folder: Path = settings.editions_folder / edition_id

    def manifest(self) -> Manifest:
        return manifest.read_manifest(self.folder)

    def seal_text(self) -> bytes | None:
        return seals.seal_text(self.folder)

    def write_seal(self, content: Manifest, who: str) -> None:
        seals.write_seal(self.folder, content, who)

    def protect(self) -> None:
        seals.protect(self.folder)


class InDatabase:
    def __init__(self, settings: Settings, edition_id: str) -> None:
        self.settings, self.id = settings, edition_id

    def manifest(self) -> Manifest:
        return register.read_manifest(self.settings, self.id)

    def seal_text(self) -> str | None:
        return register.seal_text(self.settings, self.id)

    def write_seal(self, content: Manifest, who: str) -> None:
        register.write_seal(self.settings, content, who)

    def protect(self) -> None:
        register.protect(self.settings, self.id)


def find_kept_edition(settings: Settings, edition_id: str) -> InFolder | InDatabase:
    """Raises EditionError where there is no such edition. The id is checked:
    it never leads elsewhere.
    """
    if settings.editions_url and edition_id in register.edition_ids(settings):
        return InDatabase(settings, edition_id)
    if edition_id not in layout.folder_ids(settings):
        known = edition_ids(settings)
        have = (
            f"As edições são: {', '.join(known)}." if known else "Não há nenhuma edição construída."
        )
        raise EditionError(f"Não encontrei a edição “{edition_id}”. {have}")
    return InFolder(settings, edition_id)
