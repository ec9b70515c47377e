"""Each step of a profile against the same repair written in Python."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data_access.profiles.steps import OPERATIONS, WrongStepError, read_step, step_sql

CONNECTION = duckdb.connect()
SPACES = " \t\r\n\u00a0\ufeff"
TEXTS = (
    st.text(st.sampled_from("aB9 0-./(,ç'é;"), max_size=12)
    .map(lambda text: text.strip(SPACES))
    .filter(bool)
)


def run(name: str, argument: object, text: str | None, *, number: bool = False) -> str | None:
    sql = step_sql(read_step(name, argument), "x", number=number)
    return CONNECTION.execute(f"SELECT {sql} FROM (SELECT ?::VARCHAR AS x)", [text]).fetchall()[0][
        0
    ]


def cleaned(text: str) -> str | None:
    return text.strip(SPACES) or None


@given(TEXTS)
def test_digits_alone(text: str) -> None:
    assert run("digitos", True, text) == cleaned(re.sub("[^0-9]", "", text))


@given(TEXTS, st.integers(1, 20))
def test_zeros_on_the_left_and_nothing_cut(text: str, width: int) -> None:
    assert run("completar", width, text) == text.rjust(width, "0")


@given(TEXTS, st.integers(1, 9), st.integers(0, 9))
def test_a_slice_counts_from_one(text: str, first: int, more: int) -> None:
    assert run("recorte", [first, first + more], text) == cleaned(text[first - 1 : first + more])


@given(TEXTS, st.sampled_from(["-", "/", " (", "9"]), st.sampled_from([-2, -1, 1, 2, 3]))
def test_a_part_between_separators(text: str, separator: str, position: int) -> None:
    parts = text.split(separator)
    at = position - 1 if position > 0 else len(parts) + position
    expected = cleaned(parts[at]) if 0 <= at < len(parts) else None
    assert run("parte", {"separador": separator, "numero": position}, text) == expected


@given(TEXTS, st.sampled_from(["(", "-", "ab"]))
def test_what_comes_before_a_mark(text: str, mark: str) -> None:
    assert run("antes_de", mark, text) == cleaned(text.split(mark, maxsplit=1)[0])


@given(TEXTS, st.sampled_from([[".", ""], ["a", "bb"], ["'", "x"], ["9", " "]]))
def test_a_text_for_another(text: str, pair: list[str]) -> None:
    assert run("trocar", pair, text) == cleaned(text.replace(*pair))


@given(TEXTS)
def test_values_that_mean_nothing(text: str) -> None:
    same = (
        text == "-"
        or re.sub("[^A-Z0-9]", "", text.upper().replace("Ç", "C").replace("É", "E")) == "AB"
    )
    assert run("vazio_se", ["-", "a b"], text) == (None if same else text)


@given(
    st.integers(-2_208_988_800, 4_102_358_400).map(
        lambda second: datetime.fromtimestamp(second, UTC)
    )
)
def test_dates_of_a_format(moment: datetime) -> None:
    assert run("data", "ddmmaaaa", f"{moment:%d%m%Y}") == f"{moment:%Y-%m-%d}"
    assert (
        run("data", "mm/dd/aaaa hh:mi:ss", f"{moment:%m/%d/%Y %H:%M:%S}")
        == f"{moment:%Y-%m-%d %H:%M:%S}"
    )
    assert run("data", "aaaa-dd-mm", f"{moment:%Y-%d-%m}") == f"{moment:%Y-%m-%d}"
    assert run("data", "dd.mm.aaaa", f"{moment:%Y-%m-%d}") == f"{moment:%Y-%m-%d}"  # unmistakable


@pytest.mark.parametrize("text", ["13/25/2024", "31/02/2024", "ontem", "2024"])
def test_what_is_no_such_date_is_marked_for_the_contract_to_refuse(text: str) -> None:
    assert run("data", "mm/dd/aaaa", text) == f"{text} (esperava mm/dd/aaaa)"


@given(st.integers(-(10**15), 10**15), st.integers(0, 6), st.sampled_from([1, 1000, 0.01, -1]))
@example(1234, 3, 1)
def test_numbers_with_the_mark_that_was_declared(digits: int, places: int, factor: float) -> None:
    from data_access.sources.values import numbers

    written = f"{Decimal(digits).scaleb(-places):f}"
    for mark, text in ((".", written), (",", written.replace(".", ","))):
        result = run("numero", {"decimal": mark, "vezes": factor}, text)
        assert result is not None
        # Whatever the contract reads later, without knowing the mark, must be the same number.
        read = numbers.parse_sql("x", both="NULL")
        found = CONNECTION.execute(
            f"SELECT {read} FROM (SELECT ?::VARCHAR AS x)", [result]
        ).fetchall()[0][0]
        assert found == float(written) * factor


@pytest.mark.parametrize(
    ("mark", "text", "expected"),
    [
        (",", "1.234", 1234),
        (".", "1,234", 1234),
        (",", "1.234,5", 1234.5),
        (".", "1.234", 1.234),
        (",", "12", 12),
    ],
)
def test_a_declared_mark_decides_what_could_be_read_in_two_ways(
    mark: str, text: str, expected: float
) -> None:
    assert float(run("numero", {"decimal": mark}, text) or "nan") == expected


@pytest.mark.parametrize(
    ("mark", "text"), [(",", "12.5"), (".", "12,5"), (",", "-"), (".", "x"), (",", "1,2,3")]
)
def test_what_contradicts_the_declared_mark_is_marked(mark: str, text: str) -> None:
    assert run("numero", {"decimal": mark}, text) == f"{text} (esperava a marca decimal {mark})"


def test_a_number_of_the_source_has_its_own_mark() -> None:
    assert (
        float(run("numero", {"decimal": ",", "vezes": 10}, "1.234", number=True) or "nan") == 12.34
    )


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "preencher"])
def test_blank_stays_blank(name: str) -> None:
    example = {
        "digitos": True,
        "completar": 5,
        "recorte": [1, 2],
        "parte": {"separador": "-", "numero": 1},
        "antes_de": "(",
        "trocar": ["a", "b"],
        "vazio_se": ["-"],
        "data": "ddmmaaaa",
        "data_de_planilha": True,
        "numero": {"decimal": ","},
    }
    assert run(name, example[name], None) is None


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("digitos", 1),
        ("digitos", False),
        ("completar", 0),
        ("completar", 61),
        ("completar", True),
        ("completar", "5"),
        ("recorte", [0, 2]),
        ("recorte", [3, 2]),
        ("recorte", [1]),
        ("recorte", "1-2"),
        ("parte", {"separador": "-"}),
        ("parte", {"separador": "", "numero": 1}),
        ("parte", {"separador": "-", "numero": 0}),
        ("antes_de", ""),
        ("trocar", ["", "x"]),
        ("trocar", ["x"]),
        ("vazio_se", []),
        ("vazio_se", "-"),
        ("data", "dd/mm"),
        ("data", "dd/mm/aa"),
        ("data", "yyyy-mm-dd"),
        ("data", "%d/mm/aaaa"),
        ("data", "mm/mm/aaaa"),
        ("numero", {"vezes": 10}),
        ("numero", {"decimal": ";"}),
        ("numero", {"decimal": ",", "vezes": 0}),
        ("numero", {"decimal": ",", "por": 2}),
        ("maiusculas", True),
    ],
)
def test_an_argument_that_a_step_does_not_take_is_refused(name: str, argument: object) -> None:
    with pytest.raises(WrongStepError, match=r"esperava|não existe"):
        read_step(name, argument)


def test_no_argument_reaches_sql_as_anything_but_text() -> None:
    nasty = "'); DROP TABLE x; --"
    assert run("antes_de", nasty, f"a{nasty}b") == "a"
    assert run("trocar", [nasty, nasty], nasty) == nasty
    assert run("parte", {"separador": nasty, "numero": 1}, f"a{nasty}b") == "a"
    assert run("vazio_se", [nasty], nasty) is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("46082", "2026-03-01"),
        ("46082.5", "2026-03-01 12:00:00"),
        ("46082,25", "2026-03-01 06:00:00"),
        ("2026-03-01", "2026-03-01"),
        ("01/03/2026", "01/03/2026"),
        ("ontem", "ontem (esperava o número de série de uma planilha)"),
        (None, None),
    ],
)
def test_the_serial_number_of_a_spreadsheet_is_a_day(cell: str | None, day: str | None) -> None:
    assert run("data_de_planilha", True, cell) == day


def test_a_blank_is_filled_from_above() -> None:
    sql = step_sql(read_step("preencher", True), "x")
    rows = [(1, None), (2, "a"), (3, None), (4, "b"), (5, None)]
    found = CONNECTION.execute(
        f"SELECT {sql} FROM (SELECT unnest($1) AS _linha, unnest($2) AS x) ORDER BY _linha",
        [[line for line, _ in rows], [text for _, text in rows]],
    ).fetchall()
    assert [text for (text,) in found] == [None, "a", "a", "b", "b"]
