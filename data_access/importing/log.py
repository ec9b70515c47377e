"""The log of one import: what it did and when, under its id. It holds no value of the source."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from config.progress import Progress
from config.settings import Settings
from data_access.operational.models import ImportRun


def log_path(settings: Settings, import_id: str) -> Path:
    return settings.logs_folder / f"{import_id}.log"


class ImportLog:
    """Writes a line for each step that begins, and passes progress on."""

    def __init__(self, settings: Settings, run: ImportRun, told: Progress) -> None:
        self.path, self.told, self.label = log_path(settings, run.import_id), told, ""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        self._write(
            f"importação {run.import_id} de “{run.source_name}” para {run.table_name}, perfil"
            f" {run.profile}"
        )
        self._write(f"{run.source_bytes} bytes, SHA-256 {run.source_sha256}")

    @property
    def progress(self) -> Progress:
        return self._step

    def _step(self, fraction: float | None, label: str, /) -> None:
        if label != self.label:
            self.label = label
            self._write(label)
        self.told(fraction, label)

    def end(self, *sentences: str) -> None:
        for sentence in sentences:
            self._write(sentence)

    def _write(
        self, text: str, now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    ) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{now().isoformat(timespec='milliseconds')} {text}\n")
