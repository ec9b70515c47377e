"""The second wall cannot be forgotten: not by a new table, nor by a new query."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import data_access
from data_access.editions.server.sight import Shared
from data_access.editions.server.tables import edition_tables
from data_access.editions.server.wall import OPEN, PLACES, condition

ROOT = Path(data_access.__path__[0])
READ_OF_ALL = {"queries/base/known.py", "editions/verification.py"}


@pytest.mark.asvs("8.3.1")
def test_every_table_says_of_what_place_its_rows_are_or_why_not() -> None:
    conditions = {table.name: condition(table) for table in edition_tables("t360_x")}
    assert {name for name, seen in conditions.items() if seen is None} == {*OPEN}
    assert all(len(why) > 20 for why in OPEN.values())


@pytest.mark.asvs("8.3.1")
def test_a_table_of_no_place_is_not_published_by_mistake() -> None:
    table = sa.Table("novidade", sa.MetaData(schema="t360_x"), sa.Column("value", sa.Integer))
    with pytest.raises(ValueError, match="novidade"):
        condition(table)


@pytest.mark.parametrize("name", ["uf", *PLACES])
def test_a_new_table_with_a_place_has_its_policy(name: str) -> None:
    table = sa.Table("novidade", sa.MetaData(schema="t360_x"), sa.Column(name, sa.String))
    assert name in (condition(table) or "")


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def _called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.asvs("8.3.1")
def test_queries_open_an_edition_for_somebody() -> None:
    """A connection that was told nobody's access would give nothing, or, of a file, everything."""
    rooms = ("queries/", "quality/", "comparing/", "recognition/", "stewardship/")
    found = {
        name
        for name, tree in _modules()
        for called in _called(tree)
        if name.startswith(rooms) and "edition.engine" in called
    }
    assert found == set()


@pytest.mark.asvs("8.3.1")
def test_what_is_read_of_the_whole_country_is_named_once_each() -> None:
    readers, named = set(), Counter[str]()
    for name, tree in _modules():
        if name == "editions/server/sight.py":
            continue
        readers |= {name for called in _called(tree) if called == "whole_country"}
        named.update(
            {
                node.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Shared"
            }
        )
    assert readers == READ_OF_ALL
    assert named == dict.fromkeys(Shared.__members__, 1)
