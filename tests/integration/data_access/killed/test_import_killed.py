"""An import that dies at any moment leaves nothing half done, and the same import then succeeds."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditEntry, ImportRun
from data_access.staging.files import StagedFile, active_imports, undo_import
from tests.support.forking import Workshop
from tests.support.tiers import few, some

KILLS = few(2, everything=50)
# undoings that are killed before one may come to its end: nothing can be imported again before
IN_A_ROW = 3
ROWS = 3_000
HEADER = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora\n"
# In the order of an import: on record, at its place, counted.
ALL_MOMENTS = [
    f"{event} {name}"
    for name in ("turn", "begin", "workspace", "check", "write_accepted", "enter", "finish", "end")
    for event in ("call", "return")
]
MOMENTS = few(["call write_accepted", "call finish", "return finish"], everything=ALL_MOMENTS)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the jobs run in forked processes")


def write_source(path: Path, first: int) -> Path:
    rows = (
        f"{first + n};PJ;{1 + n % 500:014d};2025-01-{1 + n % 28:02d};3550308;SP\n"
        for n in range(ROWS)
    )
    path.write_text(HEADER + "".join(rows))
    return path


@dataclass
class Shop:
    """An installation, a process that imports in it, and how long its jobs usually take."""

    settings: Settings
    workshop: Workshop
    chance: random.Random = field(default_factory=lambda: random.Random(360))  # noqa: S311 - moments, not secrets
    usual: dict[str, float] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)

    def whole(self, job: str, argument: object) -> None:
        started = time.monotonic()
        self.workshop.start(job, argument)
        assert self.workshop.result() == 0
        self.usual[job] = time.monotonic() - started  # the machine may have become slower, too

    def kill(self, job: str, argument: object) -> bool:
        """Kill the job at a random moment, one in four late. Returns whether it came to its end
        before.
        """
        started = time.monotonic()
        pid = self.workshop.start(job, argument)
        time.sleep(self.usual[job] * self.chance.uniform(0 if self.kills[job] % 4 else 0.75, 1))
        os.kill(pid, signal.SIGKILL)  # one that has just ended is a zombie until its result is read
        result = self.workshop.result()
        assert result in (0, -signal.SIGKILL)
        self.kills[job] += result != 0
        if result == 0:  # the machine has become faster than it was: aim earlier
            self.usual[job] = min(self.usual[job], 0.9 * (time.monotonic() - started))
        return result == 0

    def files(self) -> list[StagedFile]:
        """The active imports, each of them whole."""
        files = active_imports(self.settings, "atendimentos")
        for file in files:
            assert duckdb.read_parquet(str(file.path)).count("id_atendimento").fetchall() == [
                (ROWS,)
            ]
        return files

    def check_folders(self) -> None:
        """After an import that came to its end nothing is left of those that did not."""
        with Session(operational_engine(self.settings)) as session:
            counted = set(
                session.scalars(sa.select(ImportRun.import_id).where(ImportRun.status == "ok"))
            )
            undone = set(
                session.scalars(
                    sa.select(ImportRun.import_id).where(ImportRun.undone_at.is_not(None))
                )
            )
            told = list(
                session.scalars(
                    sa.select(AuditEntry.object).where(AuditEntry.action == "importacao_desfeita")
                )
            )
        staged = [path for path in self.settings.staging_folder.rglob("*") if path.is_file()]
        assert {path.stem for path in staged} == counted
        assert {path.name for path in self.settings.staging_folder.iterdir()} == {"atendimentos"}
        assert sorted(told) == sorted(undone)


@pytest.fixture(params=some(["sqlite", "postgresql"], "sqlite"))
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    environment = {"T360_HOME": str(tmp_path / "home"), "T360_THREADS": "1"}
    if request.param == "postgresql":
        environment["T360_OPERATIONAL_URL"] = request.getfixturevalue("postgres_url")
    settings = Settings(
        home=tmp_path / "home",
        operational_url=environment.get("T360_OPERATIONAL_URL"),
        threads=1,
        _env_file=None,
    )
    operational_engine(settings)
    workshop = Workshop(Path(__file__).with_name("workshop.py"), environment)
    yield Shop(settings, workshop)
    workshop.close()


def test_killed_at_any_moment_it_leaves_nothing_partial(shop: Shop, tmp_path: Path) -> None:
    """Imports and undoings; what was there stays, and each job counts whole or not at all."""
    before, source = (
        write_source(tmp_path / "before.csv", 0),
        write_source(tmp_path / "source.csv", ROWS),
    )
    shop.whole("import", before)
    shop.whole("import", source)
    first, second = (file.import_id for file in shop.files())
    shop.whole("undo", second)

    undone = 0
    while shop.kills["import"] < KILLS or not shop.kills["undo"]:
        present = {file.import_id for file in shop.files()}
        job = "undo" if len(present) == 2 else "import"
        undone = undone + 1 if job == "undo" else 0
        if undone > IN_A_ROW:
            shop.whole(job, (present - {first}).pop())
            continue
        ended = shop.kill(job, (present - {first}).pop() if job == "undo" else source)
        now = {file.import_id for file in shop.files()}
        assert first in now
        assert len(now) in ((1,) if ended and job == "undo" else (2,) if ended else (1, 2))
        if job == "import" and shop.kills[job] % 5 == 0 and len(now) == 1:
            shop.whole("import", source)
            shop.check_folders()

    if len(files := shop.files()) == 2:
        undo_import(shop.settings, files[1].import_id)
    shop.whole("import", source)
    assert [file.source_name for file in shop.files()] == ["before.csv", "source.csv"]
    shop.check_folders()


@pytest.mark.slow
def test_killed_at_each_step_it_counts_only_from_the_last(shop: Shop, tmp_path: Path) -> None:
    source = write_source(tmp_path / "source.csv", 0)
    counted = []
    for moment in MOMENTS:
        shop.workshop.start("import", source, moment)
        assert shop.workshop.result() == -signal.SIGKILL, moment
        files = shop.files()
        counted.append(len(files))
        for file in files:
            undo_import(shop.settings, file.import_id)
    assert counted == [moment in ("return finish", "call end", "return end") for moment in MOMENTS]
    shop.whole("import", source)
    shop.check_folders()
