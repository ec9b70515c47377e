"""The page of the command line names every command and option there is, and its examples run."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.main import app
from config.settings import PROJECT_ROOT
from data_access.contract.load import contract
from indicators.measure import METHODS, Status
from tests.support.command_line import t360
from tests.support.walkthrough import masked

TEXT = (PROJECT_ROOT / "docs" / "linha-de-comando.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (t360 [\w -]+)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
COMMANDS_SHOWN = "".join(re.findall(r"```bash\n(.*?)```", TEXT, re.S))
EXAMPLES = re.findall(r"^(t360 (?:query|imports|editions|doctor)[^\n]*)$", COMMANDS_SHOWN, re.M)


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name."""
    inner = getattr(command, "commands", {})
    for name, child in inner.items():
        yield from commands(child, f"{path} {name}")
    if not inner or path in ("t360 editions", "t360 imports"):
        yield path, command


COMMANDS = dict(commands(typer.main.get_command(app), "t360"))


def test_every_command_has_a_section_and_there_is_no_other() -> None:
    assert sorted(SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_lists_the_options_and_arguments_of_its_command(name: str) -> None:
    first_cells = " ".join(re.findall(r"^\| (`.*?) \|", SECTIONS[name], re.M))
    told = set(re.findall(r"`([^`]+)`", first_cells))
    options, arguments = set(), set()
    for parameter in COMMANDS[name].params:
        if parameter.param_type_name == "argument":
            arguments.add(parameter.metavar)
        elif parameter.name != "help":
            options |= {*parameter.opts, *parameter.secondary_opts}
    assert {word for word in told if word.startswith("--")} == options
    if name != "t360 query" and not name.startswith(("t360 editions", "t360 imports")):
        assert {word for word in told if word.isupper()} == arguments
    for argument in arguments:
        assert argument in SECTIONS[name]


def test_the_tables_of_the_contract_are_all_named() -> None:
    assert all(table in SECTIONS["t360 import"] for table in contract())


def test_the_page_has_examples_of_a_query() -> None:
    assert sum(line.startswith("t360 query") for line in EXAMPLES) >= 3


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_runs(demo_home: Path, line: str) -> None:
    answer = t360(demo_home, *line.split()[1:])
    assert answer.code == 0, answer.err
    assert answer.out


def test_the_statuses_told_are_those_there_are() -> None:
    row = re.search(r"^\| `status` \|.*$", SECTIONS["t360 query"], re.M)[0]
    assert set(re.findall(r"`(\w+)`", row)) - {"status"} == {status.value for status in Status}


def test_the_methods_told_are_those_there_are() -> None:
    row = re.search(r"^\| `method` \|.*$", SECTIONS["t360 query"], re.M)[0]
    assert set(re.findall(r"`(\w+)`", row)) - {"method"} == set(METHODS.values())


def test_the_import_shown_is_the_one_that_runs(tmp_path: Path) -> None:
    good = "".join(
        f"3550308;ME;{year}-{month:02d};1.2{month:02d}\n"
        for year in (2024, 2025)
        for month in range(1, 13)
    )
    source = tmp_path / "estoque.csv"
    source.write_text(
        f"municipio;porte;competencia;quantidade\n{good}3550309;ME;2026-01;5\n", encoding="utf-8"
    )
    answer = t360(tmp_path / "dados", "import", "empresas", source)
    shown = SECTIONS["t360 import"].split("```text\n")
    assert masked(answer.out.replace(f"{tmp_path}/", "")) == masked(shown[1].split("```")[0])
    rejected = next((tmp_path / "dados" / "rejections").iterdir())
    assert rejected.read_text(encoding="utf-8-sig") == shown[2].split("```")[0]


def test_the_columns_told_are_those_of_a_query(demo_home: Path) -> None:
    answer = t360(
        demo_home, "query", "recorrencia", "--level", "uf", "--from", "2026-01", "--to", "2026-10"
    )
    table = SECTIONS["t360 query"].split("| coluna |")[1].split("\n\n")[0]
    told = [
        name
        for row in re.findall(r"^\| (`.*?) \|", table, re.M)
        for name in re.findall(r"`(\w+)`", row)
    ]
    assert told == answer.out.splitlines()[0].split(",")
