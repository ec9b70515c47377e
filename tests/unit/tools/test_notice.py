"""NOTICE tells the licence of all that is shipped, the same wherever it is written."""

import pytest

from config.settings import PROJECT_ROOT
from tools.notice import FILE, NoticeError, find_licences, main, write_notice
from tools.pins import read_lock, read_pins

PATTERNS = ("[a-z]*/**/*facts.toml", "[a-z]*/**/data/*.json")


def test_the_notice_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == write_notice()


def test_an_outdated_notice_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tools.notice.write_notice", lambda: "another")
    assert main(["--check"]) == 1
    assert "refaça-o com `make notice`" in capsys.readouterr().err


def test_every_package_of_the_servers_is_named() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    for pin in read_lock("requirements.lock"):
        assert any(line.startswith(f"- {pin.name}: ") for line in lines), pin.name


def test_every_folder_of_data_of_others_is_named() -> None:
    """Facts and data folders are shipped files that were not written here."""
    found = (path for pattern in PATTERNS for path in PROJECT_ROOT.glob(pattern))
    files = sorted(path.relative_to(PROJECT_ROOT).as_posix() for path in found)
    assert len(files) >= 5
    text = FILE.read_text(encoding="utf-8")
    assert [name for name in files if f"- {name}: " not in text] == []


def test_a_package_with_spdx_metadata_needs_no_review() -> None:
    assert find_licences(read_pins("click==8.0"), {}) == {"click": "BSD-3-Clause"}


@pytest.mark.parametrize(
    "lock",
    [
        "jinja2==3.1.6",  # says its licence in a classifier alone
        "no-such-package==1.0",
        "click==8.0 ; python_version < '3.12'\nclick==9.0 ; python_version >= '3.12'",
        "click==8.0 ; sys_platform == 'win32'",
    ],
)
def test_what_is_not_said_alike_everywhere_must_be_reviewed(lock: str) -> None:
    with pytest.raises(NoticeError, match=r"diga em tools/notice\.toml a licença de"):
        find_licences(read_pins(lock), {})
    name = lock.split("==", maxsplit=1)[0]
    assert find_licences(read_pins(lock), {name: "MIT"}) == {name: "MIT"}


def test_a_review_of_a_package_that_is_gone_is_refused() -> None:
    with pytest.raises(NoticeError, match="que não estão no lock"):
        find_licences(read_pins("click==8.0"), {"gone": "MIT"})
