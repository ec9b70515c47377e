"""What a data steward looks at before changing anything: it changes nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from config.privacy import privacy
from data_access.base.edition_errors import EditionError
from data_access.editions.info import EditionInfo, list_editions
from data_access.editions.pruning import KEPT, Prunable, prunable, space_of_builds, space_taken
from data_access.editions.reading import Edition
from data_access.editions.shelf import edition_ids, read_published
from data_access.identity.asking import Door
from data_access.importing.preview import Preview
from data_access.importing.telling import recorded_report
from data_access.operational.history import ImportRecord, history, import_record
from data_access.profiles.load import STANDARD, list_profiles, load_profile
from data_access.quality.freshness import freshness
from data_access.staging.files import rejection_path
from data_access.stewardship.apart import Given, preview_apart
from data_access.stewardship.pruning import PrunableImport, prunable_imports
from data_access.stewardship.upload import Sent, received_file


@dataclass(frozen=True)
class Records(Door):
    """Imports, profiles and editions, as who holds the role may see them."""

    def imports(self, table: str | None = None) -> list[ImportRecord]:
        return history(self.settings, table)

    def record(self, import_id: str) -> ImportRecord:
        """Raises UnknownImportError."""
        return import_record(self.settings, import_id)

    def preview(self, sent: Sent, places: pd.DataFrame) -> Preview:
        """Raises UserError in the words of an import."""
        with received_file(self.settings, sent) as file:
            given = Given(file, sent.table, sent.profile, sent.choice)
            return preview_apart(self.settings, given, places)

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

    def prunable_editions(self, keep: int = KEPT) -> list[Prunable]:
        """What may go of the editions. Raises EditionError."""
        return prunable(self.settings, keep)

    def personal_rows(self) -> dict[str, int]:
        """Rows by personal table, in the imports that count."""
        found = dict.fromkeys(privacy().personal_tables, 0)
        for record in self.imports():
            if record.active and record.table in found:
                found[record.table] += record.accepted or 0
        return found

    def prunable_imports(self, keep: int) -> list[PrunableImport]:
        return prunable_imports(self.settings, keep)

    def space_of_editions(self) -> int:
        """Bytes that the editions take on this machine."""
        return space_taken(self.settings)

    def space_of_builds(self) -> int:
        """Bytes of those that are of no edition of the list: of a build that runs or died."""
        return space_of_builds(self.settings)

    def earlier(self) -> str | None:
        """The edition that going back would serve; None where there is none."""
        known = set(edition_ids(self.settings))
        try:
            return next((name for name in read_published(self.settings)[1:] if name in known), None)
        except EditionError:  # a damaged pointer remembers nothing
            return None
