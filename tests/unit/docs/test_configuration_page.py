"""Every setting is on the page of the settings, with its default and an example that works; nothing
else is.
"""

import os
import re
from pathlib import Path
from unittest.mock import patch

import pytest

from config.settings import PROJECT_ROOT, Settings

PAGE = PROJECT_ROOT / "docs" / "configuracao.md"
SECTIONS = dict(
    re.findall(r"^### T360_(\w+)\n(.*?)(?=^##|\Z)", PAGE.read_text(encoding="utf-8"), re.M | re.S)
)
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
    assert named <= {name.upper() for name in Settings.model_fields}


def test_the_default_folder_is_the_one_told() -> None:
    assert Settings.model_fields["home"].default == PROJECT_ROOT / ".t360"
    assert "- Padrão: `.t360`, na pasta do projeto" in SECTIONS["HOME"]
