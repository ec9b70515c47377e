"""Rows of strokes alone are no data, wherever they stand and whatever the format."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest

from data_access.sources.readers.rulers import is_ruler, rulers_told
from tests.support.tables import Opened

Read = Callable[..., Opened]
DATA = [("SP", "1"), ("RJ", "2")]


@pytest.mark.parametrize(
    "cells",
    [["-------", "----", "-"], ["====="], ["+---+---+"], ["", ":---", "---:"], ["─────┼────"]],
)
def test_strokes_alone_are_a_ruler(cells: list[str]) -> None:
    assert is_ruler(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["-", "-", "-"],
        [""],
        ["", ""],
        ["--- a", "---"],
        ["---", "0"],
        ["***"],
        ["--/--/----"],
        ["+"],
    ],
)
def test_what_says_anything_else_or_a_stroke_for_zero_is_none(cells: list[str]) -> None:
    assert not is_ruler(cells)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("uf;valor\n-------;----\nSP;1\nRJ;2\n", [2]),
        ('uf;valor\n"-------";"----"\nSP;1\n=====\nRJ;2\n', [2, 4]),
        ("uf;valor\nSP;1\n-------\nRJ;2\n---;---;---\n(2 rows affected)\n", [3, 5]),
        ("+----+----+\n|uf|valor|\n+----+----+\n|SP|1|\n|RJ|2|\n+----+----+\n", [3, 6]),
        ("uf | valor\n---+------\nSP | 1\nRJ | 2\n(2 linhas)\n", [2]),
        ("uf;valor\nSP;1\nRJ;2\nFonte: IBGE\n-------\nNota: x\n---;---", []),
    ],
)
def test_they_are_left_out_of_text_with_their_lines(
    tmp_path: Path, read: Read, text: str, lines: list[int]
) -> None:
    (tmp_path / "x.csv").write_text(text)
    found = read(tmp_path / "x.csv", "uf", "valor")
    assert [tuple(cell.strip() for cell in row[1:]) for row in found.rows] == DATA
    assert (found.source.records, found.source.broken_records) == (2, 0)
    assert found.source.left_out.get("linhas_de_tracos", 0) == len(lines)
    assert list(found.source.ruler_lines) == lines


def test_they_are_left_out_of_sheets_and_of_parquet(tmp_path: Path, read: Read) -> None:
    book = openpyxl.Workbook()
    for row in (["uf", "valor"], ["------", "----"], ["SP", 1], ["RJ", 2]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    found = read(tmp_path / "x.xlsx", "uf", "valor")
    assert ([row[:2] for row in found.rows], found.source.ruler_lines) == (
        [(3, "SP"), (4, "RJ")],
        (2,),
    )
    duckdb.sql(
        "SELECT unnest(['---', 'SP', 'RJ']) AS uf, unnest([NULL, 1, 2]) AS valor"
    ).write_parquet(str(tmp_path / "x.parquet"))
    found = read(tmp_path / "x.parquet", "uf", "valor")
    assert found.rows == [(2, "SP", 1), (3, "RJ", 2)]
    assert found.source.left_out == {"linhas_de_tracos": 1}


def test_the_sentence_says_how_many_and_where(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "x.csv"
    path.write_text("uf;valor\n---;---\nSP;1\n")
    assert rulers_told(read(path, "uf").source) == (
        "1 linha só de traços ficou de fora (na linha 2): é o que programas de banco de dados"
        " desenham em volta dos dados.",
    )
    path.write_text("uf;valor\nSP;1\n" + "---;---\n=====\n" * 4)
    (told,) = rulers_told(read(path, "uf").source)
    assert told.startswith(
        "8 linhas só de traços ficaram de fora (nas linhas 3, 4, 5, 6 e 7 e mais 3)"
    )
    path.write_text("uf;valor\nSP;-\n-;-\n")
    assert rulers_told(read(path, "uf").source) == ()
