"""Data folders with an edition of the demonstration country, made once and kept in the cache."""

import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.machine import Run, measured
from benchmarks.options import Options
from config.settings import Settings
from data_access.editions.info import current_edition, list_editions

RECORD = "demo.json"


def settings_of(home: Path) -> Settings:
    return Settings(home=home)


def edition_home(options: Options, attendances: int | None) -> Path:
    """A home with a published edition of so many attendances, or of the country as a person first
    sees it; making one of 50 million takes many minutes.
    """
    size = [] if attendances is None else [str(attendances)]
    home = options.cache / (size[0] if size else "pais")
    if current_edition(settings_of(home)) is None:
        print(
            f"  Preparando a edição em {home}…",
            flush=True,
        )
        home.mkdir(parents=True, exist_ok=True)
        run = run_steps(home, "demo", *size)
        (home / RECORD).write_text(json.dumps(asdict(run)), encoding="utf-8")
    return home


def preparation(home: Path) -> Run | None:
    """How the demonstration of a home was made, where it was made by `edition_home`."""
    record = home / RECORD
    return Run(**json.loads(record.read_text(encoding="utf-8"))) if record.exists() else None


def run_steps(home: Path, *arguments: str) -> Run:
    """See `benchmarks.steps`."""
    return measured(
        [sys.executable, "-m", "benchmarks.steps", *arguments], {"T360_HOME": str(home)}
    )


def lines(run: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in run.output.splitlines() if line.startswith("{")]


def keep_published_only(home: Path) -> None:
    """Editions that a benchmark built and replaced would fill the disk."""
    for info in list_editions(settings_of(home)):
        if not info.published and info.seal is None:
            shutil.rmtree(info.folder)
