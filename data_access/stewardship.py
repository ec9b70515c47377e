"""What a data steward does, behind the one gate that asks for the role."""

import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd

from config.progress import Progress
from config.roles import DATA_STEWARD
from config.settings import Settings
from data_access.base.edition_errors import EditionError
from data_access.base.territory_source import TerritorySource
from data_access.building.build import build_edition
from data_access.editions.info import EditionInfo, list_editions
from data_access.editions.publishing import publish, rollback
from data_access.editions.reading import Edition
from data_access.editions.shelf import edition_ids, read_published
from data_access.importing.preview import Preview, preview
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.importing.telling import recorded_report
from data_access.operational.audit import record_audit
from data_access.operational.history import ImportRecord, history, import_record
from data_access.operational.imports import current_user, undo_import
from data_access.profiles.load import STANDARD, list_profiles, load_profile
from data_access.quality.freshness import freshness
from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers.opening import ANY, Choice
from data_access.sources.workspace import remove_abandoned
from data_access.staging.files import rejection_path
from indicators.scope import LOCAL, Access, AccessDeniedError

UPLOAD = ".upload-"
ABANDONED = 24 * 3600  # seconds after which a file that came in is one whose import died
LONGEST_NAME = 200  # bytes; file systems take 255


@dataclass(frozen=True)
class Sent:
    """A file that somebody sent, and what it is to become. ``choice``: which table of it, where it
    has several.
    """

    name: str
    content: bytes | memoryview
    table: str
    profile: str
    choice: Choice = ANY


class Places(Protocol):
    """What an import asks of the territory."""

    @property
    def municipalities(self) -> pd.DataFrame: ...

    def locate(self, points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Desk:
    """Everything that changes data, under the name of who asks. Made by `desk` alone."""

    settings: Settings
    access: Access

    @property
    def who(self) -> str:
        """The name on record: of the account that runs the panel, where nobody was asked for one."""
        return current_user() if self.access.subject == LOCAL else self.access.subject

    def imports(self, table: str | None = None) -> list[ImportRecord]:
        return history(self.settings, table)

    def record(self, import_id: str) -> ImportRecord:
        """Raises UnknownImportError."""
        return import_record(self.settings, import_id)

    def preview(self, sent: Sent, places: pd.DataFrame) -> Preview:
        """Raises UserError in the words of an import."""
        with self._received(sent) as file:
            return preview(
                self.settings, sent.table, file, sent.profile, places, choice=sent.choice
            )

    def bring(self, sent: Sent, territory: Places, progress: Progress) -> ImportReport:
        """Import a file that was sent. A refusal with counts is its report; one without raises
        ImportRefusedError.
        """
        with self._received(sent) as file:
            try:
                return import_table(
                    self.settings,
                    sent.table,
                    file,
                    profile=sent.profile,
                    choice=sent.choice,
                    municipalities=territory.municipalities,
                    progress=progress,
                    who=self.who,
                    locate=territory.locate,
                )
            except ImportRefusedError as refusal:
                if refusal.report is None:
                    raise
                return refusal.report

    def profiles(self, table: str) -> dict[str, str]:
        """Names and titles of the profiles that feed a table, the contract's own first."""
        own = {STANDARD: "Padrão: as colunas com os nomes abaixo"}
        listed = list_profiles(self.settings)
        return own | {
            item.name: item.title for item in listed if table in item.tables and not item.problem
        }

    def parameters(self, profile: str) -> Mapping[str, str]:
        """What a profile asks beside the file: names with what they mean."""
        return {} if profile == STANDARD else load_profile(self.settings, profile).parameters

    def undo(self, import_id: str) -> None:
        """Raises UnknownImportError."""
        undo_import(self.settings, import_id, who=self.who)

    def rejections(self, import_id: str) -> bytes:
        """The rejection file of an import, neutralised when it was written. That it left is on
        record.
        """
        record = self.record(import_id)  # an id that is in the history leads to no other file
        record_audit(self.settings, self.who, "rejeicoes_baixadas", record.import_id)
        return rejection_path(self.settings, record.import_id).read_bytes()

    def has_rejections(self, import_id: str) -> bool:
        return rejection_path(self.settings, import_id).is_file()

    def warning_rows(self, import_id: str, place: int) -> Path | None:
        """The file with the rows behind a warning of an import; None where none was kept."""
        report = recorded_report(self.record(import_id))
        file = report.warnings[place].file if report else None
        inside = file is not None and self.settings.home.resolve() in file.resolve().parents
        return file if inside and file is not None and file.is_file() else None

    def freshness(self, edition: Edition | None) -> pd.DataFrame:
        """How new the active imports are (columns: `quality.freshness.COLUMNS`)."""
        return freshness(self.settings, edition, self.access)

    def editions(self) -> list[EditionInfo]:
        return list_editions(self.settings)

    def build(self, territory: TerritorySource, progress: Progress) -> EditionInfo:
        """Raises EditionError."""
        info = build_edition(self.settings, territory=territory, progress=progress)
        record_audit(self.settings, self.who, "edicao_construida", info.id)
        return info

    def publish(self, edition_id: str, progress: Progress) -> EditionInfo:
        """Raises EditionError."""
        return publish(self.settings, edition_id, who=self.who, progress=progress)

    def earlier(self) -> str | None:
        """The edition that going back would serve; None where there is none."""
        known = set(edition_ids(self.settings))
        try:
            return next((name for name in read_published(self.settings)[1:] if name in known), None)
        except EditionError:  # a damaged pointer remembers nothing
            return None

    def rollback(self) -> EditionInfo:
        """Raises EditionError."""
        return rollback(self.settings, who=self.who)

    @contextmanager
    def _received(self, sent: Sent) -> Iterator[Path]:
        """What was sent, as a file that only this account reads and that is gone afterwards."""
        folder = self.settings.staging_folder / f"{UPLOAD}{secrets.token_hex(6)}"
        self.settings.staging_folder.mkdir(parents=True, exist_ok=True)
        remove_abandoned(self.settings, UPLOAD, ABANDONED)
        folder.mkdir(mode=0o700)
        try:
            file = folder / file_name(sent.name)
            with file.open("xb") as target:
                file.chmod(0o600)
                target.write(sent.content)
            yield file
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def desk(settings: Settings, access: Access) -> Desk:
    """Raises AccessDeniedError for whoever does not hold the role of the data steward."""
    if not access.holds(DATA_STEWARD):
        raise AccessDeniedError(
            f"Importar, conferir e publicar dados é de quem tem o papel {DATA_STEWARD}; "
            "peça-o a quem administra o painel."
        )
    return Desk(settings, access)


def file_name(name: str) -> str:
    """The last part of a name that somebody sent, safe as the name of a file and still
    recognisable.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(character for character in last if character.isprintable()).strip(". ")
    return plain.encode()[-LONGEST_NAME:].decode(errors="ignore") or "arquivo"
