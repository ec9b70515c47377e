"""What a broken machine does to the data: told with what to do, and nothing is lost or made anew
in silence.
"""

import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from config.machine import system_sentence
from config.settings import Settings
from data_access.base.hash_keys import KEY_FILE, MARK_FILE, SecretKeyError, hash_key
from data_access.importing.run import import_table
from data_access.operational import engine
from data_access.operational.actor import COMMAND_LINE, Actor
from data_access.operational.engine import FILE, OperationalDatabaseError, operational_engine
from data_access.operational.history import history
from data_access.operational.reading_trail import TrailQuestion
from data_access.operational.refusals import record_refused_act
from data_access.sources.errors import ImportRefusedError
from data_access.staging.soundness import active_files, problem_of_file
from data_access.stewardship.auditing import auditor
from data_access.stewardship.week import Item, WeekMarks
from indicators.scope import Access
from tests.support.command_line import t360

PLACES = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])
TOWN = Item("edicao-1", "municipio", "3106200", "Belo Horizonte", "MG", "cobertura", "Alcança 5 %.")
CLIENTS = "id_cliente;tipo_cliente;porte;municipio\n00000000191;PJ;ME;3550308\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation into which clients were imported."""
    found = Settings(home=tmp_path / "home", threads=1)
    (tmp_path / "c.csv").write_text(CLIENTS, "utf-8")
    assert import_table(found, "clientes", tmp_path / "c.csv", municipalities=PLACES).accepted == 1
    return found


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40])


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (flip, "está danificado ou foi alterado"),
        (cut, "está danificado ou foi alterado"),
        (Path.unlink, "não está mais na pasta dos dados"),
    ],
)
def test_rows_that_are_not_as_they_were_written_are_told(
    settings: Settings, harm: Callable[[Path], None], found: str
) -> None:
    ((table, file),) = active_files(settings)
    assert problem_of_file(table, file) is None
    harm(file.path)
    problem = str(problem_of_file(table, file))
    assert found in problem
    assert f"t360 imports undo {file.import_id}" in problem
    answer = t360(settings.home, "doctor")
    assert answer.code == 1
    assert f"[FALHA] Arquivos importados: {problem}" in answer.out


def test_an_import_beside_rows_that_were_cut_says_whose_they_are(
    settings: Settings, tmp_path: Path
) -> None:
    ((_, file),) = active_files(settings)
    cut(file.path)
    other = CLIENTS.replace("0191", "0272")
    (tmp_path / "d.csv").write_text(other, "utf-8")
    with pytest.raises(ImportRefusedError, match=f"{file.import_id} .* danificado"):
        import_table(settings, "clientes", tmp_path / "d.csv", municipalities=PLACES)


def test_a_key_that_is_gone_is_not_made_anew(settings: Settings) -> None:
    key = (settings.home / KEY_FILE).read_bytes()
    (settings.home / KEY_FILE).unlink()
    with pytest.raises(SecretKeyError, match="Restaure-a da cópia de segurança"):
        hash_key(settings)
    assert not (settings.home / KEY_FILE).exists()
    assert "[FALHA] Chave dos identificadores: A chave" in t360(settings.home, "doctor").out
    (settings.home / KEY_FILE).write_bytes(key)
    assert hash_key(settings).first == key
    (settings.home / KEY_FILE).write_bytes(bytes(32))
    with pytest.raises(SecretKeyError, match="não é a que estava"):
        hash_key(settings)
    assert "[FALHA] Chave dos identificadores: A chave" in t360(settings.home, "doctor").out


def test_a_key_is_not_made_anew_beside_rows_that_another_hashed(
    settings: Settings, tmp_path: Path
) -> None:
    for name in (KEY_FILE, MARK_FILE):
        (settings.home / name).unlink()
    (tmp_path / "e.csv").write_text("id_equipe;nome;uf\nE1;Centro;SP\n", "utf-8")
    before = len(history(settings))
    with pytest.raises(SecretKeyError, match="defina T360_HASH_KEY como antes"):
        import_table(settings, "equipes", tmp_path / "e.csv", municipalities=PLACES)
    assert not list(settings.home.glob("secret.*"))
    assert len(history(settings)) == before  # nothing is left "em andamento"


def test_a_key_that_is_not_that_of_the_imports_is_told(settings: Settings) -> None:
    (settings.home / MARK_FILE).unlink()  # as before there was one
    (settings.home / KEY_FILE).unlink()
    assert "[FALHA] Chave dos identificadores: Não há chave" in t360(settings.home, "doctor").out
    other = t360(settings.home, "doctor", T360_HASH_KEY="outra chave, bem longa")
    assert "[FALHA] Chave dos identificadores: A chave não é a das importações" in other.out
    assert not (settings.home / KEY_FILE).exists()


def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(settings: Settings) -> None:
    operational_engine(settings).dispose()
    for file in settings.home.glob(f"{FILE}*"):
        file.rename(file.with_name(f"copy-{file.name}"))
    with pytest.raises(OperationalDatabaseError, match="Restaure-o de uma cópia de segurança"):
        history(settings)
    assert not (settings.home / FILE).exists()
    for file in settings.home.glob("copy-*"):
        file.rename(file.with_name(file.name.removeprefix("copy-")))
    assert len(history(settings)) == 1


def test_a_damaged_database_recovers_when_the_copy_is_back_without_a_restart(
    settings: Settings, tmp_path: Path
) -> None:
    with operational_engine(settings).connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(settings.home / FILE, tmp_path / "copy.db")
    operational_engine(settings).dispose()
    (settings.home / FILE).write_bytes(b"not a database" * 900)
    with pytest.raises(OperationalDatabaseError, match="Guarde-o como está e restaure"):
        history(settings)
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
        (settings.home / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy.db", settings.home / FILE)
    assert len(history(settings)) == 1


def test_a_database_that_another_program_holds_is_told_as_such(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.operational.engine.BUSY_TIMEOUT_MS", 50)
    operational_engine(settings).dispose()
    with sqlite3.connect(settings.home / FILE) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OperationalDatabaseError, match="outro programa o está usando"):
            history(settings)
    other.close()


def test_a_database_in_which_somebody_writes_is_read_by_who_comes_then(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.operational.engine.BUSY_TIMEOUT_MS", 50)
    marks = WeekMarks(settings, Access.everything(), COMMAND_LINE)
    with closing(sqlite3.connect(settings.home / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for _ in range(2):  # before and after a write that was refused
            operational_engine(settings).dispose()
            engine._engine.cache_clear()  # another program, which opens it now
            assert len(history(settings)) == 1
            with pytest.raises(OperationalDatabaseError, match="outro programa o está usando"):
                marks.done(TOWN)
            assert len(history(settings)) == 1
        other.execute("ROLLBACK")
    marks.done(TOWN)
    assert len(marks.of(("MG",))) == 1


def test_the_trail_is_read_while_what_was_counted_cannot_be_written(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.operational.engine.BUSY_TIMEOUT_MS", 50)
    operational_engine(settings).dispose()
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(2):
        record_refused_act(settings, Actor("rui", COMMAND_LINE), "papel", "auditor", long_ago)
    with closing(sqlite3.connect(settings.home / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        found = auditor(settings, Access.everything(), COMMAND_LINE).entries(TrailQuestion())
        other.execute("ROLLBACK")
    again = auditor(settings, Access.everything(), COMMAND_LINE).entries(TrailQuestion())
    assert len(again) == len(found) + 1


@pytest.mark.skipif(os.name != "posix", reason="no such permissions")
@pytest.mark.parametrize("command", [["imports", "list"], ["build"], ["geo", "status"]])
def test_only_the_account_enters_the_folder_whichever_command_makes_it(
    tmp_path: Path, command: list[str]
) -> None:
    t360(tmp_path / "home", *command)
    made = [path for path in [tmp_path / "home", *(tmp_path / "home").rglob("*")] if path.exists()]
    assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_a_folder_that_others_enter_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert "chmod 700" in t360(tmp_path, "doctor").out


class IOException(Exception):  # noqa: N818 - its name there
    """As the engine of editions says it."""

    __module__ = "_duckdb"


class OutOfMemoryException(Exception):  # noqa: N818 - its name there
    __module__ = "_duckdb"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "", "/x/y"), "O disco está cheio"),
        (OSError(errno.EDQUOT, ""), "O disco está cheio"),
        (OSError(errno.EROFS, "", "/x/y"), "o disco é só de leitura"),
        (IOException("Could not write: No space left on device"), "O disco está cheio"),
        (sqlite3.OperationalError("database or disk is full"), "O disco está cheio"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "só de leitura"),
        (MemoryError(), "A memória não bastou"),
        (OutOfMemoryException("2 GB"), "A memória não bastou"),
        (OSError(errno.EBADF, ""), None),
        (ValueError("no space left on device"), None),
    ],
)
def test_what_the_disk_does_is_told_whoever_met_it(error: Exception, said: str | None) -> None:
    for found in (error, wrapped(error)):
        sentence = system_sentence(found)
        assert sentence is None if said is None else said in str(sentence)


def test_a_page_tells_the_name_of_a_file_and_not_where_it_is() -> None:
    said = system_sentence(OSError(errno.EACCES, "", "/srv/t360/x"), whole_path=False)
    assert said is not None
    assert "“x”" in said
    assert "/srv" not in said


def wrapped(error: Exception) -> Exception:
    outer = RuntimeError("while doing something")
    outer.__cause__ = error
    return outer
