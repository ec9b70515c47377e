"""The folder of the data is for one account, whoever made it."""

import stat
from pathlib import Path

import pytest

from tests.support.command_line import t360


@pytest.mark.parametrize("mode", [0o777, 0o755, 0o750])
def test_any_command_closes_a_folder_that_others_may_enter(tmp_path: Path, mode: int) -> None:
    home = tmp_path / "dados"
    home.mkdir()
    home.chmod(mode)
    answer = t360(home, "editions", "list")
    assert (answer.code, answer.err) == (0, "")
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_folder_of_another_account_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "dados"
    home.mkdir(mode=0o700)
    home.chmod(0o755)

    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    answer = t360(home, "editions", "list")
    assert answer.code == 0
    assert f"entram em {home} (permissões 755)" in " ".join(answer.err.split())


def test_help_touches_no_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert t360(tmp_path, "editions", "--help").code == 0
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
