"""A door that damaged files are pushed through, and what must hold after each of them."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from config.errors import UserError
from config.settings import Settings
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.sources.readers import workbook
from data_access.staging.files import active_imports, undo_import

MUNICIPALITIES = pd.DataFrame(
    [
        ("3550308", "São Paulo", "SP"),
        ("3304557", "Rio de Janeiro", "RJ"),
        ("2201919", "Bom Princípio do Piauí", "PI"),
    ],
    columns=["code", "name", "uf"],
)


@dataclass
class Door:
    """One installation. ``outcomes`` counts what became of the files."""

    folder: Path
    outcomes: Counter[str] = field(default_factory=Counter)

    def settings(self, threshold: float) -> Settings:
        return Settings(
            home=self.folder / "home", rejection_threshold=threshold, threads=1, _env_file=None
        )

    def push(
        self, table: str, profile: str, extension: str, content: bytes, threshold: float = 1.0
    ) -> None:
        """Import any file, check what must hold, and undo what was imported."""
        settings = self.settings(threshold)
        file = self.folder / (f"fonte.{extension}" if extension else "fonte")
        file.write_bytes(content)
        report = None
        try:
            report = import_table(
                settings, table, file, profile=profile, municipalities=MUNICIPALITIES
            )
        except UserError as refusal:
            self._check_refusal(refusal)
        except BaseException as error:
            kept = file.with_name(f"{hashlib.sha256(content).hexdigest()[:12]}-{file.name}")
            kept.write_bytes(content)
            raise AssertionError(
                f"{table}, {profile}: {type(error).__name__}: {error}; the file is {kept}"
            ) from error
        if report is not None:
            self._check_report(report)
        self._check_folders(settings, table, report)

    def _check_refusal(self, refusal: UserError) -> None:
        self.outcomes["refused"] += 1
        sentence = str(refusal)
        assert sentence.rstrip().endswith((".", "?")), sentence
        assert "Traceback" not in sentence
        assert "Error" not in sentence, sentence
        report = getattr(refusal, "report", None)
        assert report is None or report.accepted == 0

    def _check_report(self, report: ImportReport) -> None:
        self.outcomes["accepted"] += 1
        told = (
            report.accepted
            + report.rejected_rows
            + report.repeated_keys
            + report.conflicting_keys
            + sum(report.left_out.values())
        )
        assert report.read == told > 0, report
        assert report.status == "ok"
        assert (report.rejection_file is not None) == (report.rejected_rows > 0)
        assert sum(report.rejected.values()) >= report.rejected_rows
        assert ImportReport.from_json(json.loads(json.dumps(report.to_json()))).read == report.read

    def _check_folders(self, settings: Settings, table: str, report: ImportReport | None) -> None:
        """What is active is staged, whole, and nothing else is."""
        active = active_imports(settings, table)
        assert [file.import_id for file in active] == ([report.import_id] if report else [])
        assert {path for path in settings.staging_folder.rglob("*") if path.is_file()} == {
            file.path for file in active
        }
        assert not list(settings.staging_folder.glob(".work-*"))
        for file in active:
            assert report is not None
            assert pq.read_metadata(file.path).num_rows == report.accepted
            undo_import(settings, file.import_id)
            file.path.unlink()


def open_here(
    path: Path, name: str, folder: Path, wanted: str | None, _step: object
) -> list[workbook.Sheet]:
    """`open_workbook` in this process: an interpreter for each of many small workbooks would take a
    second.
    """
    return workbook.dump(path, name, folder, wanted, lambda _: None)
