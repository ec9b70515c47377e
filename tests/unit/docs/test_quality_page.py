"""The page of quality explains every check, every limit and every table's age, with the values in
force.
"""

import re

import pytest

from config.freshness import freshness_limits
from config.plausibility import plausibility_checks
from config.settings import PROJECT_ROOT
from data_access.contract.load import contract
from data_access.plausibility.run import REGISTER
from data_access.plausibility.writing import KEPT_ROWS, MOST_ROWS

PAGE = (PROJECT_ROOT / "docs" / "qualidade.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", PAGE, re.M | re.S))
CHECKS = plausibility_checks()


def test_every_check_has_a_section_and_there_is_no_other() -> None:
    assert list(SECTIONS) == [check.title for check in CHECKS.values()]


@pytest.mark.parametrize("name", CHECKS)
def test_a_section_tells_the_check_as_it_is(name: str) -> None:
    check, text = CHECKS[name], SECTIONS[CHECKS[name].title]
    tables = ", ".join(check.tables) or "todas as tabelas"
    assert f"`{name}` · {tables} · na {' e na '.join(check.when)} · {check.severity}\n" in text
    assert check.why in text
    assert check.action in text
    told = {
        limit: (value, meaning)
        for limit, value, meaning in re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", text, re.M)
    }
    assert told == {
        limit: (f"{item.value:g}".replace(".", ","), item.meaning)
        for limit, item in check.limits.items()
    }


def test_every_check_is_made_by_one_function_and_no_other_is() -> None:
    assert sorted(name for registered in REGISTER for name in registered.checks) == sorted(CHECKS)


@pytest.mark.parametrize("registered", REGISTER, ids=lambda registered: registered.checks[0])
def test_checks_of_one_function_concern_the_same_tables_and_moments(registered) -> None:
    assert len({(CHECKS[name].tables, CHECKS[name].when) for name in registered.checks}) == 1


def test_checks_concern_tables_that_there_are() -> None:
    assert {table for check in CHECKS.values() for table in check.tables} <= set(contract())


def test_the_age_of_every_table_is_told() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\d+) \| a última (referência|importação) \|$", PAGE, re.M)
    assert told == [
        (name, str(limit.days), "referência" if limit.reference else "importação")
        for name, limit in freshness_limits().items()
    ]
    assert sorted(freshness_limits()) == sorted(contract())


def test_the_numbers_of_rows_told_are_those_kept() -> None:
    assert (MOST_ROWS, KEPT_ROWS) == (10_000, 1_000)
    assert "até 10.000 por verificação" in PAGE
    assert "até 1.000 linhas por verificação" in PAGE
