"""`t360 backup` and `t360 restore`: a machine made of a copy answers as the first one did."""

import errno
import io
import sqlite3
import tarfile
from pathlib import Path
from shutil import copy, rmtree

import pytest

from data_access.base.durable import hold_lock, sha256_of
from tests.support.command_line import t360
from tests.support.made_once import made_once
from tests.support.tiny_edition import publish_tiny_edition

PERIOD = ("--from", "2026-01", "--to", "2026-03")
QUESTIONS = (
    ("query", "atendimentos_realizados", *PERIOD, "--level", "municipio", "--format", "json"),
    ("query", "recorrencia", *PERIOD, "--level", "uf", "--format", "json"),
    ("imports", "list", "--format", "json"),
    ("editions", "list"),
)


def make(folder: Path) -> None:
    publish_tiny_edition(folder / "dados")
    assert t360(folder / "dados", "audit", "sign").code == 0
    assert t360(folder / "dados", "backup", folder / "copia.tar").code == 0


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with an installation in `dados` and its copy in `copia.tar`."""
    return made_once(tmp_path_factory, worker_id, "backup", make)


def answers(home: Path) -> list[str]:
    given = [t360(home, *question) for question in QUESTIONS]
    assert [answer.code for answer in given] == [0] * len(QUESTIONS), given
    return [answer.out for answer in given]


def sums(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".lock", "-wal", "-shm", ".db"))
    }


def test_a_restored_machine_gives_the_same_bytes(first: Path, tmp_path: Path) -> None:
    home = tmp_path / "nova"
    restored = t360(home, "restore", first / "copia.tar")
    assert restored.code == 0, restored.err
    assert answers(home) == answers(first / "dados")
    assert sums(home) == sums(first / "dados")
    assert home.stat().st_mode & 0o077 == 0
    verified = t360(home, "audit", "verify")
    assert verified.code == 0
    assert "assinatura do registro" in verified.out
    acts = [entry["action"] for entry in t360(home, "audit", "list", "--format", "json").json]
    # It was copied before the copy was done, and says that it comes of one.
    assert acts[:2] == ["copia_restaurada", "copia_feita_inicio"]
    built = t360(home, "build")
    assert built.code == 0, built.err  # the key came too, and what was imported counts


def test_only_the_account_reads_a_copy_and_none_takes_the_place_of_another(
    first: Path, tmp_path: Path
) -> None:
    assert (first / "copia.tar").stat().st_mode & 0o077 == 0
    again = t360(first / "dados", "backup", first / "copia.tar")
    assert (again.code, "Já existe" in again.err) == (2, True)
    inside = t360(first / "dados", "backup", first / "dados" / "copia.tar")
    assert (inside.code, "dentro da pasta dos dados" in inside.err) == (2, True)
    nowhere = t360(first / "dados", "backup", tmp_path / "nada" / "copia.tar")
    assert (nowhere.code, "Crie-a antes" in nowhere.err) == (2, True)


@pytest.mark.parametrize("lock", ["import.lock", "editions/.build.lock"])
def test_nothing_is_copied_while_something_changes(first: Path, tmp_path: Path, lock: str) -> None:
    with hold_lock(first / "dados" / lock):
        answer = t360(first / "dados", "backup", tmp_path / "copia.tar")
    assert answer.code == 2
    assert "tente de novo" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_raw_rows_that_somebody_works_on_are_not_copied(first: Path, tmp_path: Path) -> None:
    work = first / "dados" / "staging" / ".preview-x"
    work.mkdir()
    try:
        (work / "clientes.csv").write_text("123.456.789-09", encoding="utf-8")
        assert t360(first / "dados", "backup", tmp_path / "copia.tar").code == 0
    finally:
        rmtree(work)
    with tarfile.open(tmp_path / "copia.tar") as archive:
        names = archive.getnames()
    assert any(name.startswith("staging/") for name in names)
    assert not [name for name in names if ".preview" in name]


def test_a_folder_with_data_is_left_as_it_is(first: Path) -> None:
    before = sums(first / "dados")
    answer = t360(first / "dados", "restore", first / "copia.tar")
    assert (answer.code, "restaurar não apaga nada" in answer.err) == (2, True)
    assert sums(first / "dados") == before


def damaged(source: Path, how: str) -> None:
    content = source.read_bytes()
    with tarfile.open(source) as archive:
        place = next(entry.offset_data for entry in archive if entry.name.endswith(".parquet"))
    if how == "a byte":
        source.write_bytes(content[:place] + b"\xff" + content[place + 1 :])
    elif how == "cut":
        source.write_bytes(content[: len(content) // 2])
    elif how == "none":
        source.write_bytes(b"isto nao e uma copia")
    else:
        with tarfile.open(source, "a") as archive:
            entry = tarfile.TarInfo("../fora.txt" if how == "outside" else "a-mais.txt")
            entry.size = 1
            archive.addfile(entry, io.BytesIO(b"x"))


@pytest.mark.parametrize("how", ["a byte", "cut", "none", "outside", "more", "missing"])
def test_a_copy_that_is_not_whole_restores_nothing(first: Path, tmp_path: Path, how: str) -> None:
    source = tmp_path / "copia.tar"
    if how != "missing":
        copy(first / "copia.tar", source)
        damaged(source, how)
    answer = t360(tmp_path / "nova", "restore", source)
    assert answer.code == 2
    assert "copia.tar" in answer.err
    assert str(tmp_path) not in answer.err
    left = {path.name for path in tmp_path.iterdir()} - {"copia.tar"}
    assert left <= {"nova"}
    assert not (tmp_path / "nova").exists() or not list((tmp_path / "nova").glob("*.db"))


def test_a_server_keeps_its_own_database(first: Path, tmp_path: Path, postgres_url: str) -> None:
    home = tmp_path / "dados"
    environment = {"T360_OPERATIONAL_URL": postgres_url}
    assert t360(home, "restore", first / "copia.tar").code == 0
    answer = t360(home, "backup", tmp_path / "copia.tar", **environment)
    assert answer.code == 0, answer.err
    assert "pg_dump" in answer.err
    with tarfile.open(tmp_path / "copia.tar") as archive:
        assert "operational.db" not in archive.getnames()


def test_a_key_of_the_environment_is_told_to_be_in_no_copy(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(
        "municipio;porte;competencia;quantidade\n3106200;ME;2026-06;1\n"
    )
    key = {"T360_HASH_KEY": "uma frase que só nós sabemos"}
    home, copied, fresh = tmp_path / "dados", tmp_path / "copia.tar", tmp_path / "nova"
    assert t360(home, "import", "empresas", tmp_path / "e.csv", **key).code == 0
    done = t360(home, "backup", copied, **key)
    assert (done.code, "leva as chaves" in done.err) == (0, False)
    assert "vem de T360_HASH_KEY e não está na cópia: guarde-a à parte" in done.err
    assert "T360_HASH_KEY e não está na cópia" in t360(fresh, "restore", copied).err


def test_a_copy_without_what_rotations_added_is_told_to_lack_it(
    first: Path, tmp_path: Path
) -> None:
    home = tmp_path / "dados"
    assert t360(home, "restore", first / "copia.tar").code == 0
    assert t360(home, "key", "rotate", "--confirmar").code == 0
    whole = t360(home, "backup", tmp_path / "inteira.tar").err
    assert ("leva as chaves" in whole, "secret.layers" in whole) == (True, False)
    (home / "secret.layers").unlink()
    assert "secret.layers" in t360(home, "backup", tmp_path / "sem.tar").err
    assert "secret.layers" in t360(tmp_path / "nova", "restore", tmp_path / "sem.tar").err


def test_a_full_disk_is_told_of_what_was_asked(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "x")

    monkeypatch.setattr(tarfile.TarFile, "extract", full)
    monkeypatch.setattr(tarfile.TarFile, "add", full)
    restored = t360(tmp_path / "nova", "restore", first / "copia.tar")
    copied = t360(first / "dados", "backup", tmp_path / "copia.tar")
    for answer, told in ((restored, "nada foi restaurado"), (copied, "nada ficou dela")):
        assert (answer.code, told in answer.err) == (2, True)
        assert "prune" not in answer.err
        assert "continua servido" not in answer.err
    assert not list(tmp_path.iterdir())


def test_the_database_is_copied_on_the_disk_of_the_copy_and_a_full_one_is_said(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, beside = sqlite3.connect, list[Path]()

    def nearly_full(file: Path) -> sqlite3.Connection:
        connection = connect(file)
        if Path(file).parent != first / "dados":
            connection.execute("PRAGMA max_page_count = 2")
            beside.append(Path(file).parent)
        return connection

    monkeypatch.setattr(sqlite3, "connect", nearly_full)
    (tmp_path / ".copia.tar.banco").mkdir()
    (tmp_path / ".copia.tar.banco" / "resto.db").touch()  # of one that was killed
    answer = t360(first / "dados", "backup", tmp_path / "copia.tar")
    assert (answer.code, "nada ficou dela" in answer.err) == (2, True), answer.err
    assert [folder.parent for folder in beside] == [tmp_path]
    assert not list(tmp_path.iterdir())
