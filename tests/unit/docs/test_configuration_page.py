"""Every setting is on the page of the settings, with its default and an example that works; nothing
else is.
"""

import os
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from config.settings import PROJECT_ROOT, Settings, default_home

PAGE = PROJECT_ROOT / "docs" / "configuracao.md"
SECTIONS = dict(
    re.findall(r"^### T360_(\w+)\n(.*?)(?=^##|\Z)", PAGE.read_text(encoding="utf-8"), re.M | re.S)
)
# How many tests run, and how many editions a benchmark invents.
OF_THE_TESTS = {"TESTS", "RECOGNITION_EDITIONS"}
PAGES = [*PROJECT_ROOT.glob("*.md"), *PROJECT_ROOT.glob("docs/**/*.md"), PROJECT_ROOT / "Makefile"]


def test_the_page_documents_every_setting_and_no_other() -> None:
    assert sorted(SECTIONS) == sorted(name.upper() for name in Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_has_a_meaning_its_default_and_an_example(name: str) -> None:
    meaning, default, example = re.fullmatch(
        r"\n(.+?)\n\n- Padrão: (.+?)\n- Exemplo: `(.+?)`\n*", SECTIONS[name.upper()], re.S
    ).groups()
    assert len(meaning) > 30
    field = Settings.model_fields[name]
    if field.default is not None and name != "home":
        assert default == f"`{field.default}`"
    else:
        assert not re.fullmatch(r"`[^`]+`", default)  # told in words
    variable, _, text = example.partition("=")
    assert variable == f"T360_{name.upper()}"
    with patch.dict(os.environ, {variable: text}):
        value = getattr(Settings(_env_file=None), name)
    assert value != field.default


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_setting_that_does_not_exist(page: Path) -> None:
    named = set(re.findall(r"\bT360_([A-Z][A-Z_]*[A-Z])\b", page.read_text(encoding="utf-8")))
    assert named - OF_THE_TESTS <= {name.upper() for name in Settings.model_fields}


def test_the_default_folder_is_the_one_told() -> None:
    assert Settings.model_fields["home"].default == PROJECT_ROOT / ".t360"
    assert "- Padrão: `.t360`, na pasta do projeto" in SECTIONS["HOME"]


@pytest.mark.parametrize("folders", [Unix, MacOS])
def test_the_default_folder_of_what_is_installed_is_the_one_told(
    folders: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each system has its own, and only one of them is here."""
    monkeypatch.setattr("platformdirs.PlatformDirs", folders)
    monkeypatch.setattr("config.settings.IN_CHECKOUT", False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    home = default_home().as_posix().replace(Path.home().as_posix(), "~")
    assert home.endswith("/territorio360")
    assert f"`{home}`" in SECTIONS["HOME"]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_that_is_empty_is_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a compose file writes one that nobody filled in."""
    monkeypatch.delenv(f"T360_{name.upper()}", raising=False)
    without = getattr(Settings(_env_file=None), name)
    monkeypatch.setenv(f"T360_{name.upper()}", "")
    assert getattr(Settings(_env_file=None), name) == without
