"""What a data steward does, from the panel or from the command line: the one gate, which asks for
the role and leaves each act in the audit trail.

Imports, their undoing and what is served write their entries themselves, in the transaction of the
act or around it. What lies in files (an edition that was built, a mesh, a crosswalk) is on record
once it is there, and is not begun where nothing could be recorded.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pandas as pd

from config import clock
from config.errors import UserError
from config.progress import Progress
from config.roles import DATA_STEWARD
from config.settings import Settings
from data_access.base.territory_source import TerritorySource
from data_access.building.build import build_edition
from data_access.editions.info import EditionInfo
from data_access.editions.pruning import KEPT as KEPT_EDITIONS
from data_access.editions.pruning import Prunable, prune
from data_access.editions.publishing import publish, rollback, seal
from data_access.identity.asking import asker, require_role
from data_access.importing.made_here import enter_made_here
from data_access.importing.report import ImportReport
from data_access.operational.actor import Actor, Origin
from data_access.operational.audit import record_audit
from data_access.operational.engine import operational_engine
from data_access.operational.imports import undo_demonstration, undo_import
from data_access.places.coding import System
from data_access.places.install import Installed, install_crosswalk
from data_access.staging.files import rejection_path
from data_access.stewardship.apart import Given, import_apart, import_here
from data_access.stewardship.backup import Copied, back_up
from data_access.stewardship.pruning import KEPT as KEPT_IMPORTS
from data_access.stewardship.pruning import PrunableImport, prune_imports
from data_access.stewardship.records import Records
from data_access.stewardship.retention import Expired, find_expired, remove_expired
from data_access.stewardship.upload import Sent, received_file
from indicators.scope import Access


class Places(Protocol):
    """What an import asks of the territory."""

    @property
    def municipalities(self) -> pd.DataFrame: ...

    def locate(self, points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame: ...


class TerritoryReport(Protocol):
    """What an update of the territory tells of itself."""

    @property
    def source(self) -> str: ...

    @property
    def vintage(self) -> str: ...

    @property
    def hierarchy_source(self) -> str: ...


Report = TypeVar("Report", bound=TerritoryReport)


@dataclass(frozen=True)
class Desk(Records):
    """Everything that changes data, under the name of who asks. Made by `desk` alone."""

    @property
    def who(self) -> str:
        """The name on record: the account that runs the product, where nobody was asked for one."""
        return self.actor.name

    @property
    def actor(self) -> Actor:
        return asker(self.access, self.origin)

    def bring(self, sent: Sent, territory: Places, progress: Progress) -> ImportReport:
        """Import a file that was sent. A refusal with counts is its report; one without raises
        ImportRefusedError.
        """
        with received_file(self.settings, sent) as file:
            given = Given(file, sent.table, sent.profile, sent.choice)
            return import_apart(
                self.settings,
                given,
                territory.municipalities,
                progress,
                self.actor,
                territory.locate,
            )

    def import_source(self, given: Given, territory: Places, progress: Progress) -> ImportReport:
        """Raises ImportRefusedError for every refusal."""
        return import_here(
            self.settings,
            given,
            territory.municipalities,
            progress,
            self.actor,
            territory.locate,
        )

    def import_demonstration(
        self, given: Given, municipalities: pd.DataFrame, progress: Progress
    ) -> ImportReport:
        """A table of the demonstration: nobody is warned of where its made-up partners stand."""
        return import_here(self.settings, given, municipalities, progress, self.actor, None)

    def enter_demonstration(self, table: str, file: Path, progress: Progress) -> ImportReport:
        """A large table of the demonstration, which is of the contract as it was made."""
        return enter_made_here(self.settings, table, file, progress=progress, actor=self.actor)

    def undo(self, import_id: str) -> None:
        """Raises UnknownImportError."""
        undo_import(self.settings, import_id, actor=self.actor)

    def undo_demonstration(self) -> int:
        """Undo every active import of the demonstration. Returns how many they were."""
        return undo_demonstration(self.settings, actor=self.actor)

    def rejections(self, import_id: str) -> bytes:
        """The rejection file of an import, neutralised when it was written. That it left is on
        record.
        """
        record = self.record(import_id)  # an id that is in the history leads to no other file
        self._record("rejeicoes_baixadas", record.import_id)
        return rejection_path(self.settings, record.import_id).read_bytes()

    def take_warning_rows(self, import_id: str, place: int) -> bytes:
        """The rows behind a warning, as they were written. That they left is on record."""
        file = self.warning_rows(import_id, place)
        if file is None:
            raise UserError(
                f"As linhas deste aviso da importação {import_id} já não estão guardadas. Importe o"
                " arquivo de novo para tê-las."
            )
        self._record("avisos_baixados", import_id, {"arquivo": file.name})
        return file.read_bytes()

    def build(self, territory: TerritorySource, progress: Progress) -> EditionInfo:
        """Raises EditionError."""
        self._require_trail()
        info = build_edition(self.settings, territory=territory, progress=progress)
        self._record("edicao_construida", info.id)
        return info

    def publish(self, edition_id: str, progress: Progress, *, thorough: bool = True) -> EditionInfo:
        """Raises EditionError. Without `thorough` only the bytes are checked: of what was built a
        moment ago.
        """
        return publish(
            self.settings, edition_id, actor=self.actor, thorough=thorough, progress=progress
        )

    def rollback(self) -> EditionInfo:
        """Raises EditionError."""
        return rollback(self.settings, actor=self.actor)

    def seal(self, edition_id: str) -> EditionInfo:
        """Raises EditionError, and FreshLoginError without a fresh login."""
        self._require_fresh("Selar uma edição")
        return seal(self.settings, edition_id, actor=self.actor)

    def prune_editions(self, keep: int) -> list[Prunable]:
        """Remove what `prunable_editions` says. Raises EditionError."""
        self._require_trail()
        gone = prune(self.settings, keep)
        for item in gone:
            if item.edition:
                self._record("edicao_apagada", item.name, {"bytes": item.size})
        return gone

    def prune_imports(self, keep: int) -> list[PrunableImport]:
        """Remove what `prunable_imports` says; the history keeps their lines."""
        gone = prune_imports(self.settings, keep)
        for item in gone:
            self._record("arquivos_apagados", item.record.import_id, {"bytes": item.size})
        return gone

    def expired(self) -> Expired:
        """What is past its time (config/privacy.toml). Raises EditionError."""
        return find_expired(self.settings, clock.today())

    def remove_expired(self) -> Expired:
        """Let it go. Raises EditionError, and what says that an import or a build goes on."""
        gone = remove_expired(self.settings, clock.today(), self.actor)
        self.prune_imports(KEPT_IMPORTS)
        self.prune_editions(KEPT_EDITIONS)
        return gone

    def back_up(self, target: Path, progress: Progress) -> Copied:
        """Raises BackupError, and what says that an import or a build goes on."""
        return back_up(self.settings, target, progress, self.actor)

    def replace_territory(self, replace: Callable[[], Report]) -> Report:
        """Put another mesh or hierarchy in force; `replace` does it, all or nothing."""
        self._require_trail()
        report = replace()
        detail = {"versao": report.vintage, "hierarquia": report.hierarchy_source}
        self._record("territorio_trocado", report.source, detail)
        return report

    def install_crosswalk(
        self,
        system: System,
        file: Path,
        *,
        municipalities: Collection[str],
        code_column: str,
        ibge_column: str,
    ) -> Installed:
        """Raises CrosswalkError."""
        self._require_trail()
        installed = install_crosswalk(
            self.settings.home,
            system,
            file,
            municipalities=municipalities,
            code_column=code_column,
            ibge_column=ibge_column,
        )
        detail = {"arquivo": file.name, "municipios": installed.pairs}
        self._record("depara_instalado", system, detail)
        return installed

    def _require_trail(self) -> None:
        """Raises OperationalDatabaseError: what could not be recorded is not begun."""
        operational_engine(self.settings)

    def _record(self, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
        record_audit(self.settings, self.actor, action, subject, detail)


def desk(settings: Settings, access: Access, origin: Origin) -> Desk:
    """Raises AccessDeniedError for whoever does not hold the role of the data steward."""
    sentence = (
        f"Importar, conferir e publicar dados é de quem tem o papel {DATA_STEWARD}; "
        "peça-o a quem administra o painel."
    )
    require_role(settings, access, origin, (DATA_STEWARD,), sentence)
    return Desk(settings, access, origin)
