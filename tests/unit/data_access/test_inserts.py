"""A table that gains a column must not shift the values of the others."""

import re
from pathlib import Path

import pytest

import data_access

ROOT = Path(next(iter(data_access.__path__)))
INSERT = re.compile(r"INSERT INTO [\w{}]+(?P<rest>[^;]{0,12})", re.S)


def by_position(text: str) -> list[str]:
    """The statements that give values by their place: neither by name nor to a list of columns."""
    return [
        found[0]
        for found in INSERT.finditer(text)
        if not re.match(r" BY NAME\b| \(", found["rest"])
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("INSERT INTO {table} BY NAME FROM rows", 0),
        ("INSERT INTO mesh (level, source)", 0),
        ("INSERT INTO client\n    SELECT a", 1),
        ("INSERT INTO mesh VALUES (?)", 1),
        ("INSERT INTO cell_{name} FROM rows", 1),
    ],
)
def test_the_search_tells_one_from_the_other(text: str, wrong: int) -> None:
    assert len(by_position(text)) == wrong


def test_no_statement_inserts_by_position() -> None:
    files = {path: path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py")}
    assert sum(len(INSERT.findall(text)) for text in files.values()) > 30
    assert {path.name: found for path, text in files.items() if (found := by_position(text))} == {}
