"""The page of the contract is what `t360 profile show padrao` prints, and tells every table,
column, rule and repair there is.
"""

import re
from pathlib import Path

import pytest

from config.settings import PROJECT_ROOT, Settings
from data_access.contract.accepted import accepted_by_contract, rules_of
from data_access.contract.load import contract
from data_access.importing.contract_page import contract_page
from data_access.importing.telling import WORDS_FILE, in_words
from data_access.profiles.load import STANDARD, UnknownProfileError, load_profile
from data_access.sources.values import parsing
from tests.support.command_line import t360

PAGE = (PROJECT_ROOT / "docs" / "contrato.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
ROWS = re.compile(r"^\| (.+?) \|$", re.M)


def rows(section: str) -> list[list[str]]:
    """The cells of the rows of a section's table."""
    lines = ROWS.findall(SECTIONS[section].split("|\n|---", 1)[1].split("\n", 1)[1])
    return [re.split(r" (?<!\\)\| ", line) for line in lines]


def test_the_page_is_written_by_the_command() -> None:
    """To write it again: ``t360 profile show padrao > docs/contrato.md``."""
    assert contract_page() == PAGE


def test_the_command_prints_the_page(tmp_path: Path) -> None:
    answer = t360(tmp_path, "profile", "show", "padrao")
    assert (answer.code, answer.out, answer.err) == (0, PAGE, "")


def test_every_table_has_its_section_in_the_order_of_the_contract() -> None:
    assert [name for name in SECTIONS if name in contract()] == list(contract())


@pytest.mark.parametrize("table", contract())
def test_a_table_tells_its_key_and_every_column(table: str) -> None:
    item = contract()[table]
    assert f"**{item.title}.** {item.description} Chave: `{'`, `'.join(item.key)}`." in PAGE
    told = rows(table)
    assert [row[0].strip("*") for row in told] == list(item.names)
    assert [row[0].strip("*") for row in told if row[0].startswith("**")] == list(item.required)
    for row, column in zip(told, item.columns, strict=True):
        name, kind, meaning, example, refused = row
        assert (name.strip("*"), kind) == (column.name, f"`{column.type}`")
        assert meaning.startswith(column.description)
        assert column.unit in meaning
        assert all(value in meaning for value in column.values)
        assert example == f"`{column.example}`"
        of_type = accepted_by_contract().type[column.type].rules if "as do tipo" in refused else ()
        assert {*re.findall(r"`(\w+)`", refused), *of_type} == set(rules_of(column))


def test_limits_are_told_as_people_write_them() -> None:
    assert "De 1900 a 2100." in PAGE
    assert "De -90 a 90." in PAGE
    assert "A partir de 0." in PAGE
    assert "De 01/01/2000 a amanhã." in PAGE


def test_every_rule_repair_and_thing_put_aside_is_told_once_in_the_words_of_the_report() -> None:
    told = {
        name.strip("`"): words
        for title in (
            "As regras que rejeitam uma linha",
            "O que se repara",
            "O que é posto de lado",
        )
        for name, words in rows(title)
    }
    known = re.findall(r"^(\w+) = ", WORDS_FILE.read_text(encoding="utf-8"), re.M)
    assert told == {name: in_words(name) for name in known}


def test_the_rules_of_a_type_are_those_of_the_import() -> None:
    for kind, rule in parsing.RULES.items():
        if kind != "texto":
            assert accepted_by_contract().type[kind].rules[0] == rule


def test_the_threshold_told_is_the_one_in_force() -> None:
    assert Settings.model_fields["rejection_threshold"].default == 0.05
    assert "Se mais de 5 % das linhas" in PAGE


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("profile", "show", "padrao:ano=1"), "O perfil padrao não tem parâmetros"),
        (("import", "metas", "x.csv", "--profile", "padrao:ano=1"), "não tem parâmetros"),
    ],
)
def test_the_contract_takes_no_parameters(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    answer = t360(tmp_path, *arguments)
    assert answer.code == 2
    assert sentence in answer.err


@pytest.mark.parametrize("arguments", [("profile", "show", "padrao"), ("import", "metas", "x.csv")])
def test_another_profile_of_its_name_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "padrao.toml").write_text("")
    answer = t360(tmp_path, *arguments)
    assert answer.code == 2
    assert "Há dois perfis “padrao”" in answer.err


def test_whoever_asks_for_it_as_a_file_is_told_how_to_see_it(tmp_path: Path) -> None:
    with pytest.raises(UnknownProfileError, match="t360 profile show padrao"):
        load_profile(Settings(home=tmp_path, _env_file=None), STANDARD)
