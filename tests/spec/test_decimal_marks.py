"""Which mark is decimal in tables of several series: one value per indicator."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.sources.values.cells import shown_number_sql, unmarked_sql
from data_access.sources.values.numbers import evidence_sql, of_series_sql, parse_sql, proven_mark

VALUES = "municipio;indicador;ano;valor\n"
AMBIGUOUS = "ambiguo"
ENGINE = duckdb.connect()  # starting one costs more than what the property asks of it


def _select(expressions: str, texts: list[str]) -> list[tuple[float | str | None, ...]]:
    """`expressions` of the relation of ``x``, the texts."""
    return ENGINE.execute(
        f"SELECT {expressions} FROM (SELECT unnest(?::VARCHAR[]) AS x)", [texts]
    ).fetchall()


def _file(cells: dict[str, list[str]]) -> str:
    rows = [(name, text) for name, texts in cells.items() for text in texts]
    return VALUES + "".join(
        f"3550308;{name};{2000 + n};{text}\n" for n, (name, text) in enumerate(rows)
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # The point of one series says nothing of another, in which it may part thousands.
        (
            {"idhm": ["0.78"], "populacao": ["1.100", "2.101", "950"]},
            [0.78, AMBIGUOUS, AMBIGUOUS, 950],
        ),
        ({"idhm": ["0,78"], "densidade": ["1,100"]}, [0.78, AMBIGUOUS]),
        # What a series proves is its own, whatever another does.
        ({"idhm": ["0.78"], "populacao": ["1.100", "2.345.678"]}, [0.78, 1100, 2345678]),
        ({"pib": ["1.234,5"], "idhm": ["0.785", "1.000"]}, [1234.5, 0.785, 1]),
        # Where another proves the mark that leaves this one to thousands, both say the same.
        ({"pib": ["1234,56"], "populacao": ["1.100"]}, [1234.56, 1100]),
        ({"pib": ["1234.56"], "populacao": ["1,100"]}, [1234.56, 1100]),
        # Others that contradict one another prove nothing.
        (
            {"pib": ["1234,56"], "idhm": ["0.78"], "populacao": ["1.100"]},
            [1234.56, 0.78, AMBIGUOUS],
        ),
        # And so does a series that contradicts itself.
        ({"pib": ["1234,56", "1234.56", "1.234"]}, [1234.56, 1234.56, AMBIGUOUS]),
    ],
)
def test_each_series_proves_its_own_mark(
    bring, stored, cells: dict[str, list[str]], expected: list[float | str]
) -> None:
    report = bring("socioeconomico", _file(cells))
    rows = sorted(stored("socioeconomico"), key=lambda row: row["ano"])
    found = iter(float(row["valor"]) for row in rows)
    assert [next(found) for wanted in expected if wanted != AMBIGUOUS] == [
        wanted for wanted in expected if wanted != AMBIGUOUS
    ]
    assert report.rejected.get("numero_ambiguo", 0) == expected.count(AMBIGUOUS)


def test_the_report_says_the_mark_of_each_series_where_they_differ(bring) -> None:
    report = bring("socioeconomico", _file({"pib": ["1,5"], "idhm": ["0.78"], "x": ["1"]}))
    assert report.decimal_marks == {"valor de “idhm”": ".", "valor de “pib”": ","}
    assert bring("socioeconomico", _file({"pib": ["1,5"], "x": ["1"]})).decimal_marks == {
        "valor": ","
    }


def test_targets_of_one_indicator_do_not_decide_those_of_another(bring, stored) -> None:
    report = bring(
        "metas",
        "indicador;nivel;territorio;ano;valor\n"
        "atendimentos_realizados;uf;SP;2026;120.000\n"
        "cobertura_me_epp;uf;SP;2026;17.5\n",
    )
    assert report.rejected == {"numero_ambiguo": 1}
    assert [row["valor"] for row in stored("metas")] == ["17.5"]


@given(
    st.lists(st.integers(0, 10**8), min_size=1, max_size=6),
    st.lists(st.floats(0, 1, width=32), min_size=1, max_size=6),
)
def test_no_count_is_read_as_another_number_beside_an_index(
    counts: list[int], indices: list[float]
) -> None:
    """Counts with points between thousands, beside a series with decimal points: each is itself,
    or is not read.
    """
    written = [f"{count:,}".replace(",", ".") for count in counts]
    shown = [f"{index:.4f}" for index in indices]
    marks = {}
    for name, texts in (("counts", written), ("indices", shown)):
        ((by_comma, by_point),) = _select(", ".join(evidence_sql("x", whole=False)), texts)
        marks[name] = proven_mark(bool(by_comma), bool(by_point))
    own = f"'{marks['counts']}'" if marks["counts"] else "NULL"
    common = proven_mark("," in marks.values(), "." in marks.values())
    both = of_series_sql("x", own, convention=common)
    read = [value for (value,) in _select(parse_sql("x", both=both), written)]
    assert all(value in (count, None) for value, count in zip(read, counts, strict=True))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_of_the_source_written_without_a_mark_is_the_same_number(number: float) -> None:
    ((text,),) = _select(unmarked_sql("x"), [repr(number)])
    assert isinstance(text, str)
    assert "." not in text
    proofs = ", ".join(evidence_sql("x", whole=False))
    read = f"any_value({parse_sql('x', both='NULL')}), any_value({shown_number_sql('x')})"
    ((by_comma, by_point, value, shown),) = _select(f"{proofs}, {read}", [text])
    assert (by_comma, by_point, value) == (False, False, number)
    assert float(str(shown)) == number


def test_an_indicator_with_percent_signs_in_some_cells_only_is_told(bring) -> None:
    mixed = bring("socioeconomico", _file({"vulnerabilidade": ["0,35", "42%"], "x": ["10%"]}))
    (notice,) = mixed.notices
    assert "“vulnerabilidade” tem 1 valor com o sinal de porcentagem (“42%”) e 1 sem" in notice
    assert "“42%” vale 42, e não um centésimo disso" in notice
    assert bring("socioeconomico", _file({"x": ["10%", "12,5 %"], "y": ["7"]})).notices == ()
