"""Text files as records: the fast look and the close look, and that they see the same."""

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers import survey as survey_module
from data_access.sources.readers.closer_look import CloserLook
from data_access.sources.readers.records import Header
from data_access.sources.readers.regular import regular_lines
from data_access.sources.readers.survey import Survey
from data_access.sources.step import Step
from tests.support.tiers import few

HEADER = Header(";", ("a", "b", "c"), 1)
Records = tuple[list[list[str]], list[list[str]]]


def look(text: str | bytes, header: Header = HEADER) -> int | None:
    """Whether all lines below the header are regular, and how many they are."""
    data = text if isinstance(text, bytes) else text.encode()
    body = data.partition(b"\n")[2]
    return regular_lines(body, header.separator, len(header.names))


def start(path: Path, text: str, header: Header) -> Survey:
    path.write_text(text, encoding="utf-8", newline="")
    chosen = {name: place for place, name in enumerate(header.names)}
    return Survey(path, path.name, header, CloserLook(header, chosen, path.parent))


def looked(survey: Survey) -> Records:
    """(records with their line, broken lines with line, rule and text) of the closer look."""
    good = [
        [str(cell) for cell in row.values()] for row in pq.read_table(survey.look.good).to_pylist()
    ]
    bad = list(csv.reader(io.StringIO(survey.look.broken.read_text("utf-8"), newline="")))
    assert (len(good), len(bad)) == (survey.look.records, survey.look.rejected)
    return good, bad


def close_look(path: Path, text: str, header: Header = HEADER) -> Records:
    survey = start(path, text, header)
    with survey.look:
        survey.look_at_all(Step())
    return looked(survey)


def surveyed(path: Path, text: str, header: Header = HEADER) -> tuple[Survey, Records]:
    """All records, those of the regular stretches too, in the order of their lines."""
    survey = start(path, text, header)
    with survey.look:
        survey.go(Step())
    good, bad = looked(survey)
    data = path.read_bytes()
    for stretch in survey.stretches:
        lines = data[stretch.start : stretch.end].decode().splitlines()
        assert len(lines) == stretch.records
        good += [
            [str(line), *next(csv.reader([text], delimiter=";"))]
            for line, text in enumerate(lines, stretch.line)
        ]
    return survey, (sorted(good, key=lambda row: int(row[0])), bad)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("a;b;c\n1;2;3\n4;5;6\n", 2),
        ("a;b;c\r\n1;2;3\r\n", 1),
        ("a;b;c\n;;\n", None),
        ("a;b;c\r\n;;\r\n", None),
        ('a;b;c\n"1;x";"diz ""oi""";""\n', 1),
        ("a;b;c\n1;2;3\n\n4;5;6\n", None),
        ("a;b;c\n1;2;3\r\n4;5;6\n", None),
        ("a;b;c\n1;2\r3;4\n", None),
        ("a;b;c\n1;2\n", None),
        ("a;b;c\n1;2;3;4\n", None),
        ('a;b;c\n1;5" de tela;3\n', None),
        ('a;b;c\n1;"x"y;3\n', None),
        ('a;b;c\n1;"x\ny";3\n', None),
        ('a;b;c\n1;"x;3\n', None),
    ],
)
def test_only_lines_without_surprises_are_taken_as_they_are(text: str, records: int | None) -> None:
    assert look(text) == records


def test_a_long_line_gets_a_closer_look_and_an_endless_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look("a;b;c\n1;2;" + "x" * 1_000_000 + "\n") is None
    monkeypatch.setattr(survey_module, "LONGEST_LINE", 1000)
    monkeypatch.setattr(survey_module, "PIECE", 100)
    with pytest.raises(ImportRefusedError, match="A linha 2 de “x” passa de"):
        surveyed(tmp_path / "x", "a;b;c\n1;2;" + "x" * 3000)


@pytest.mark.parametrize("size", [7, 16, 64])
def test_where_the_pieces_of_a_file_end_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(survey_module, "PIECE", size)
    survey, (good, bad) = surveyed(tmp_path / "x", "a;b;c\n" + '"1;1";é;333333\n' * 50)
    assert [stretch.records for stretch in survey.stretches] == [50]
    assert (len(good), bad) == (50, [])
    good, bad = surveyed(tmp_path / "x", "a;b;c\n" + '"1;1";é;3\n' * 50 + "1;2")[1]
    assert [row[0] for row in good] == [str(line) for line in range(2, 52)]
    assert bad == [["52", "colunas_a_menos", "1;2"]]


def test_a_broken_line_sends_only_what_is_around_it_to_the_closer_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey_module, "GRAIN", 64)
    monkeypatch.setattr(survey_module, "FIRST_LOOK", 64)
    lines = [f"{line};x;{line}" for line in range(2, 5002)]
    lines[3000] = "só uma"
    survey, (good, bad) = surveyed(tmp_path / "x", "a;b;c\n" + "\n".join(lines) + "\n")
    assert len(survey.stretches) == 2
    assert survey.look.records < 30
    assert (
        [row[0] for row in good]
        == [row[1] for row in good]
        == [str(n) for n in range(2, 5002) if n != 3002]
    )
    assert bad == [["3002", "colunas_a_menos", "só uma"]]


@pytest.mark.parametrize(
    ("body", "good", "bad"),
    [
        ("1;2;3\n\n4;5;6\n", [["2", "1", "2", "3"], ["4", "4", "5", "6"]], []),
        ("1;2\n4;5;6\n", [["3", "4", "5", "6"]], [["2", "colunas_a_menos", "1;2"]]),
        (
            "1;2;3;4\n4;5;6;\n",
            [
                [
                    "3",
                    "4",
                    "5",
                    "6",
                ]
            ],
            [["2", "colunas_a_mais", "1;2;3;4"]],
        ),
        ('1;5" de tela;3\n', [["2", "1", '5" de tela', "3"]], []),
        ('1;"x\ny";3\n4;5;6\n', [["2", "1", "x\ny", "3"], ["4", "4", "5", "6"]], []),
        ('1;"x;3\n4;5;6\n', [["3", "4", "5", "6"]], [["2", "aspas_invalidas", '1;"x;3']]),
        ('1;"x;3\n4;"y";6\n', [["3", "4", "y", "6"]], [["2", "aspas_invalidas", '1;"x;3']]),
        ('1;"x"y;3\n4;5;6\n', [["3", "4", "5", "6"]], [["2", "aspas_invalidas", '1;"x"y;3']]),
        ('1;"diz ""oi""";3\n', [["2", "1", 'diz "oi"', "3"]], []),
        ("1;a\u2028b;3\n4;5;6\n", [["2", "1", "a\u2028b", "3"], ["3", "4", "5", "6"]], []),
        ("1;2;3\r\n\r\n4;5;6\r\n", [["2", "1", "2", "3"], ["4", "4", "5", "6"]], []),
        ("1;2;3\r4;5;6\r", [["2", "1", "2", "3"], ["3", "4", "5", "6"]], []),
    ],
)
def test_each_record_keeps_the_line_on_which_it_begins_and_what_is_none_is_set_aside(
    tmp_path: Path, body: str, good: list[list[str]], bad: list[list[str]]
) -> None:
    assert close_look(tmp_path / "x", "a;b;c\n" + body) == (good, bad)


def test_a_quote_that_never_closes_takes_no_other_line_with_it(tmp_path: Path) -> None:
    body = '1;"x;3\n' + "".join(f"{n};5;6\n" for n in range(1000))
    good, bad = close_look(tmp_path / "x", "a;b;c\n" + body)
    assert [row[0] for row in good] == [str(line) for line in range(3, 1003)]
    assert bad == [["2", "aspas_invalidas", '1;"x;3']]


def test_a_record_too_long_is_set_aside(tmp_path: Path) -> None:
    good, bad = close_look(tmp_path / "x", "a;b;c\n1;2;" + "x" * 1_000_000 + "\n4;5;6\n")
    assert [row[0] for row in good] == ["3"]
    assert [row[:2] for row in bad] == [["2", "registro_longo"]]


CELLS = st.text(alphabet='ab;," \né', max_size=6)


@settings(max_examples=few(40, everything=200), deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_a_writer_of_csv_wrote_is_read_back_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("x") / "x"
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
        [["a", "b", "c"], *rows]
    )
    good, bad = close_look(path, text.getvalue())
    assert ([row[1:] for row in good], bad) == (rows, [])
    lines, line = [], 2
    for row in rows:
        lines.append(str(line))
        line += 1 + sum(cell.count("\n") for cell in row)
    assert [row[0] for row in good] == lines
    records = surveyed(path, text.getvalue())[1][0]
    assert [row[1:] for row in records] == rows


@settings(max_examples=few(60, everything=300), deadline=None)
@given(st.lists(st.text(alphabet='ab;" ', max_size=8), max_size=8))
@example([';;;"', '"'])  # an empty cell beyond the last one, over two lines
def test_no_line_is_lost_and_both_looks_agree(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("x") / "x"
    text = "\n".join(["a;b;c", *lines]) + "\n"
    good, bad = close_look(path, text)
    # A quote alone may close a blank cell beyond the last column, which nobody misses.
    written = [number for number, line in enumerate(lines, 2) if line.strip('; "')]
    covered: list[int] = []
    for row in good:
        first = int(row[0])
        covered += range(first, first + 1 + sum(cell.count("\n") for cell in row[1:]))
    covered += [int(row[0]) for row in bad]
    assert sorted(set(covered) & set(written)) == written
    assert len(covered) == len(set(covered))
    assert surveyed(path, text)[1] == (good, bad)


@pytest.mark.parametrize("last", ["Total;;60", "TOTAL GERAL;;60", '"Total:";;60', "Soma;;60"])
def test_totals_at_the_end_are_notes(tmp_path: Path, last: str) -> None:
    survey, (good, bad) = surveyed(tmp_path / "x", f"a;b;c\n1;2;3\n{last}\nFonte: IBGE\n")
    assert (good, bad) == ([["2", "1", "2", "3"]], [])
    assert survey.look.left_out == {"notas_abaixo_da_tabela": 2}


@pytest.mark.parametrize("body", ["Total;;60\n1;2;3\n", "Total;2;60\n", "Total Ltda;;60\n"])
def test_a_total_that_rows_follow_or_that_is_whole_is_a_row(tmp_path: Path, body: str) -> None:
    assert surveyed(tmp_path / "x", "a;b;c\n" + body)[0].look.left_out == {}
