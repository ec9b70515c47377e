"""An import that dies at any moment leaves nothing half done, and the same import then succeeds."""

import random
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from config.settings import Settings
from data_access.editions.durable import locked
from data_access.importing import active_imports, active_rows_sql, import_table, undo_import
from data_access.importing.turn import LOCK, dead_work, remove_dead_work

MUNICIPALITIES = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])
ROWS = 40_000
KILLS = 15
# Says when it begins, so that the kills fall into the import and not into the start of Python.
PROGRAM = """
import sys
from pathlib import Path
import pandas as pd
from config.settings import Settings
from data_access.importing import import_table
from data_access.operational import operational_engine
settings = Settings(home=Path(sys.argv[1]))
operational_engine(settings)
print("begin", flush=True)
frame = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])
import_table(settings, "atendimentos", Path(sys.argv[2]), municipalities=frame)
print("end", flush=True)
"""


def write_source(path: Path, first: int) -> None:
    rows = (f"{first + n};PJ;{n % 5000:014d};2025-01-{1 + n % 28:02d};3550308;SP\n" for n in range(ROWS))
    path.write_text("id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora\n" + "".join(rows))


def start(home: Path, source: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home), str(source)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begin\n"
    return process


def rows(settings: Settings) -> int:
    sql = active_rows_sql(active_imports(settings, "atendimentos"), "atendimentos")
    return duckdb.sql(f"SELECT count(DISTINCT id_atendimento) FROM ({sql})").fetchall()[0][0]


@pytest.mark.slow
def test_killed_at_any_moment_it_leaves_nothing_partial(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    before, source = tmp_path / "before.csv", tmp_path / "source.csv"
    write_source(before, 0)
    write_source(source, ROWS)
    whole = start(settings.home, before)
    began = time.monotonic()
    assert whole.wait() == 0
    duration = time.monotonic() - began
    killed = 0
    chance = random.Random(360)  # noqa: S311 - moments, not secrets
    for _ in range(4 * KILLS):
        process = start(settings.home, source)
        time.sleep(chance.uniform(0, 0.9 * duration))
        process.kill()
        killed += process.wait() != 0
        # All of the second file counts, or none of it.
        files = active_imports(settings, "atendimentos")
        assert rows(settings) == ROWS * len(files)
        if len(files) == 2:
            undo_import(settings, files[1].import_id)
        if killed == KILLS:
            break
    assert killed == KILLS
    report = import_table(settings, "atendimentos", source, municipalities=MUNICIPALITIES)
    assert report.status == "ok"
    assert rows(settings) == 2 * ROWS
    work = [file.name for file in settings.staging_folder.rglob("*") if file.name.startswith(".")]
    assert work == []
    assert [folder.name for folder in settings.staging_folder.iterdir()] == ["atendimentos"]


def test_what_a_killed_import_leaves_is_removed_between_imports_and_not_during_one(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    assert dead_work(settings) == []
    folder = settings.staging_folder / ".work-dead"
    folder.mkdir(parents=True)
    (folder / "raw.parquet").write_bytes(b"52998224725")
    with locked(settings.home / LOCK):
        assert dead_work(settings) == []
        remove_dead_work(settings)
        assert folder.exists()
    assert dead_work(settings) == [folder]
    remove_dead_work(settings)
    assert not folder.exists()


def test_a_file_that_was_staged_and_never_counted_is_removed_by_the_next_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data_access.importing import job

    settings = Settings(home=tmp_path / "home")
    write_source(tmp_path / "x.csv", 0)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(job, "finish", die)
        with pytest.raises(KeyboardInterrupt):
            import_table(settings, "atendimentos", tmp_path / "x.csv", municipalities=MUNICIPALITIES)
    (orphan,) = settings.staging_folder.rglob("*.parquet")
    assert active_imports(settings, "atendimentos") == []
    import_table(settings, "atendimentos", tmp_path / "x.csv", municipalities=MUNICIPALITIES)
    assert not orphan.exists()
    assert rows(settings) == ROWS
