"""Root writes nothing in the folder of the data of another account."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli import owner
from cli.main import app
from cli.owner import READING
from config.settings import get_settings
from tests.support.command_line import t360

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no such accounts")
SERVICE = 64_999  # an account without a name


@pytest.fixture
def anothers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the data of another account, as root sees it."""
    home = tmp_path / "dados"
    home.mkdir(mode=0o700)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(owner, "_owner", lambda asked: SERVICE if asked == home else 0)
    return home


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    children = getattr(command, "commands", {})
    if not children:
        yield " ".join(path)
    for name, child in children.items():
        yield from commands(child, (*path, name))


def test_every_command_that_only_reads_is_one() -> None:
    assert set(commands(get_command(app))) >= READING


def test_a_command_that_writes_is_refused_with_what_to_do(anothers: Path) -> None:
    for words in sorted(set(commands(get_command(app))) - READING):
        answer = t360(anothers, *words.split())
        assert answer.code == 2, words
        told = " ".join(answer.err.split())
        assert f"sudo -u '#{SERVICE}' t360 {words.split()[0]} …" in told, words
    assert list(anothers.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [("editions", "list"), ("imports", "list"), ("editions",), ("build", "--help"), ("--help",)],
)
def test_what_reads_and_what_helps_goes_on(anothers: Path, arguments: tuple[str, ...]) -> None:
    answer = t360(anothers, *arguments)
    assert "sudo" not in answer.err


def test_an_own_folder_and_one_to_be_made_are_no_concern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, "ROOT", tmp_path.stat().st_uid)
    monkeypatch.setattr("os.geteuid", lambda: owner.ROOT)
    for home in (tmp_path, tmp_path / "nova"):
        assert "sudo" not in t360(home, "editions", "publish", "nada").err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root")
def test_root_is_refused_in_a_folder_that_was_given_away(tmp_path: Path) -> None:
    home = tmp_path / "dados"
    home.mkdir(mode=0o700)
    os.chown(home, SERVICE, -1)
    assert t360(home, "geo", "update").code == 2
    assert t360(home, "imports", "list").code == 0
    assert t360(home, "doctor").code in (0, 1)
    assert {path.stat().st_uid for path in home.rglob("*")} == {SERVICE}


def test_only_what_a_look_has_made_is_given_at_any_depth(
    anothers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, "ROOT", anothers.stat().st_uid)
    monkeypatch.setattr("os.geteuid", lambda: owner.ROOT)
    given = dict[Path, int]()
    monkeypatch.setattr(
        "os.chown", lambda path, uid, _, *, follow_symlinks: given.update({path: uid})
    )
    elsewhere = tmp_path / "de_outrem"
    elsewhere.write_text("senhas")
    for name in ("antes.db", "staged/antes.parquet"):
        (anothers / name).parent.mkdir(exist_ok=True)
        (anothers / name).touch()
    monkeypatch.setenv("T360_HOME", str(anothers))
    get_settings.cache_clear()
    with owner.folder_left_to_its_owner(["imports", "list"]):
        for name in ("novo.db", "staged/novo.parquet", "nova/mais/fundo.txt"):
            (anothers / name).parent.mkdir(parents=True, exist_ok=True)
            (anothers / name).touch()
        (anothers / "nome").hardlink_to(elsewhere)
    get_settings.cache_clear()
    new = ("novo.db", "staged/novo.parquet", "nova", "nova/mais", "nova/mais/fundo.txt")
    assert given == {anothers / name: SERVICE for name in new}
