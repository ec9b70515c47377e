"""The page of profiles tells every key, origin, step and test there is, and its examples are right."""

import re
import tomllib

import pytest

from config.attendance_rule import attendance_rule
from config.settings import PROJECT_ROOT
from data_access.contract.load import contract
from data_access.places.coding import WIDTHS
from data_access.profiles.load import PRODUCT, STANDARD, read_profile
from data_access.profiles.parse import KEYS, TABLE_KEYS, parse_profile
from data_access.profiles.parse_expression import AFTER, ORIGINS, TESTS, Problems, read_expression
from data_access.profiles.steps import OPERATIONS, read_step

PAGE = (PROJECT_ROOT / "docs" / "perfis.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
ORIGIN_EXAMPLES = re.findall(
    r"^\| `\w+` \| .+ \| `(\{.+\})` \|$", SECTIONS["De onde vem uma coluna"], re.M
)


def first_cells(section: str) -> list[str]:
    """The code in the first cell of each row of a section's tables."""
    return [
        name
        for row in re.findall(r"^\| (`.+?) \|", SECTIONS[section], re.M)
        for name in re.findall(r"`([^`]+)`", row)
    ]


@pytest.mark.parametrize(
    ("section", "known"),
    [
        ("As chaves", [*KEYS, *TABLE_KEYS]),
        ("De onde vem uma coluna", [*ORIGINS, *AFTER, "codigo"]),
        ("As condições", [*TESTS, "vazia", "todas_vazias"]),
    ],
)
def test_a_section_names_what_there_is(section: str, known: list[str]) -> None:
    assert sorted(first_cells(section)) == sorted(known)


def test_the_steps_are_told_as_they_are() -> None:
    told = re.findall(r"^\| `(.+?)` \| (.+?) \|$", SECTIONS["Os passos"], re.M)
    assert told == [(operation.example, operation.meaning) for operation in OPERATIONS.values()]


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_example_of_a_step_is_one(name: str) -> None:
    ((key, argument),) = tomllib.loads(OPERATIONS[name].example).items()
    assert read_step(key, argument).operation == name


@pytest.mark.parametrize("written", ORIGIN_EXAMPLES)
def test_the_example_of_an_origin_is_one(written: str) -> None:
    problems = Problems()
    read_expression(tomllib.loads(f"x = {written}")["x"], "x", problems)
    assert problems == []


def test_every_origin_has_an_example() -> None:
    assert len(ORIGIN_EXAMPLES) == len(ORIGINS)


def test_the_whole_example_is_a_profile() -> None:
    profile = parse_profile("junta", re.search(r"```toml\n(.*?)```", PAGE, re.S)[1])
    assert len(profile.tables["empresas"].measures) == 2


def test_the_profiles_of_the_product_are_told_with_their_tables() -> None:
    told = re.findall(r"^\| `(\w+)` \| ([\w ]+) \|", SECTIONS["Os perfis do produto"], re.M)
    ours = {file.stem: read_profile(file).tables for file in PRODUCT.glob("*.toml")}
    assert {name: table.split(" e ") for name, table in told if name != STANDARD} == {
        name: list(tables) for name, tables in ours.items()
    }
    assert dict(told)[STANDARD] == "todas"


def test_the_codings_and_the_columns_of_the_rule_are_told() -> None:
    assert all(f"`{coding}`" in SECTIONS["De onde vem uma coluna"] for coding in ("ibge", *WIDTHS))
    columns = {clause.column for clause in attendance_rule().clause}
    told = re.search(r"que a regra lê \((.*?)\)", SECTIONS["A regra do atendimento válido"], re.S)[
        1
    ]
    assert set(re.findall(r"`(\w+)`", told)) == columns <= set(contract()["atendimentos"].names)
