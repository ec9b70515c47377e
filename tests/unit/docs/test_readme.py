"""What the README claims: its commands exist and are read by the program, its pages are those of
the menu, its numbers are those in force.
"""

import re
import subprocess
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.navigation import load_navigation
from config.settings import PROJECT_ROOT, Settings
from data_access.contract.load import contract
from geo.territory import load_territory
from pages.dados.import_form import MOST_MB
from tests.support.pages_of_docs import commands_shown, parse

FILE = PROJECT_ROOT / "README.md"
TEXT = FILE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
COMMANDS = commands_shown(FILE, "t360")
TARGETS = sorted({line.split()[1].strip(".,;") for line in commands_shown(FILE, "make")})


def test_there_are_commands_to_read() -> None:
    assert {"t360 import", "t360 build", "t360 query", "t360 serve", "t360 doctor"} <= {
        parse(command) for command in COMMANDS
    }
    assert {"run", "test"} <= set(TARGETS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_one(command: str) -> None:
    assert parse(command).startswith("t360 ")


def test_a_command_that_is_none_is_refused() -> None:
    for command in ("t360 publicar ID", "t360 build --depressa", "t360 query x --level bairro"):
        with pytest.raises(Exception, match=r"(?i)no such|is not one of"):
            parse(command)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_of_make_is_one(target: str) -> None:
    dry = subprocess.run(
        ["make", "--dry-run", target], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )
    assert (dry.returncode, dry.stderr) == (0, "")


def test_the_pages_are_those_of_the_menu_in_their_order() -> None:
    table = re.findall(r"^\| \*\*(.+?)\*\* \| (.+\?) \|$", SECTIONS["Que perguntas responde"], re.M)
    assert [title for title, _ in table] == [page.title for page in load_navigation()]


def test_no_page_of_the_menu_is_said_not_to_exist() -> None:
    titles = {page.title.lower() for page in load_navigation()}
    for without in re.findall(r"([^.;()]+?)(?:ainda não t[eê]m|não há) página", TEXT):
        assert not {word for word in titles if word in without.lower()}
    assert "inclusão" in titles


def test_the_tables_that_are_imported_are_of_the_contract() -> None:
    named = [line.split()[2] for line in COMMANDS if line.startswith("t360 import ")]
    assert len(named) >= 5
    assert set(named) <= set(contract())


def test_the_sizes_told_are_those_in_force(tmp_path: Path) -> None:
    assert f"recebe até {MOST_MB} MB por arquivo" in TEXT
    territory = load_territory(tmp_path)
    assert territory.missing_from_mesh().empty
    told = f"{len(territory.municipalities):,} municípios".replace(",", ".")
    assert f"a malha embutida, de todos os {told}, é simplificada" in TEXT.replace("\n", " ")


def test_the_shortest_key_told_is_the_shortest_there_may_be() -> None:
    assert "`T360_HASH_KEY` (16 caracteres ou mais)" in TEXT
    Settings(hash_key="x" * 16, _env_file=None)
    with pytest.raises(ValidationError):
        Settings(hash_key="x" * 15, _env_file=None)
