"""Each rule of reading as a small table: the cell, the value that it becomes, the rule that it
breaks.
"""

# ruff: noqa: DTZ001 - what is read from files is local time without a zone

from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import clock
from data_access.base.pseudonym import HashKey, key_blocks
from data_access.contract.model import Column
from data_access.sources.source import Kind
from data_access.sources.values import moments, numbers
from data_access.sources.values.cells import is_native
from data_access.sources.values.parsing import Reading, rule_sql, value_sql
from data_access.sources.values.redaction import redact, redact_sql
from data_access.sources.values.refining import clean_cell_sql

KEY = HashKey(b"k" * 32)
ENGINE = duckdb.connect()  # starting one costs more than what most tests ask of it


def column(column_type: str, **rules: Any) -> Column:
    required = {"name": "x", "type": column_type, "description": "Coluna", "example": "1"}
    unit = {"unit": "unidade"} if column_type == "decimal" else {}
    return Column.model_validate(required | unit | rules)


def read(
    column: Column,
    *cells: Any,
    kind: Kind = "texto",
    sql_type: str = "VARCHAR",
    damaged: bool = False,
) -> list[tuple[Any, str | None]]:
    """(value, rule) of each cell of a file that has only these."""
    connection = ENGINE.cursor()
    connection.execute("SET TimeZone = 'America/Sao_Paulo'")
    connection.execute(f"CREATE TEMP TABLE raw (n INTEGER, x {sql_type})")
    connection.executemany("INSERT INTO raw VALUES (?, ?)", list(enumerate(cells)))
    native = is_native(column.type, kind)
    clean = clean_cell_sql(column, kind)
    marks = {}
    if column.type in ("inteiro", "decimal") and not native:
        proof = numbers.evidence_sql("r_x", whole=column.type == "inteiro", bounds=column.bounds)
        by_comma, by_point = connection.execute(
            f"SELECT {', '.join(proof)} FROM (SELECT {clean} AS r_x FROM raw)"
        ).fetchall()[0]
        mark = numbers.proven_mark(by_comma, by_point)
        marks = {"x": mark} if mark else {}
    reading = Reading({"x": kind}, marks, damaged)
    return connection.execute(
        f"SELECT t_x, {rule_sql(column, reading) or 'NULL'} FROM (SELECT *,"
        f" {value_sql(column, reading)} AS t_x FROM (SELECT n, {clean} AS r_x FROM raw))"
        " ORDER BY n",
        key_blocks(KEY)
        if column.type == "identificador" or (column.type == "texto" and not column.values)
        else None,
    ).fetchall()


def values(*args: Any, **options: Any) -> list[Any]:
    return [value for value, _ in read(*args, **options)]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("87,5%", 87.5),
        ("20,0 %", 20.0),
        ("20\u00a0%", 20.0),
        ("\u22125,5 %", -5.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234\u202f567", 1234567.0),
        ("12 345,6", 12345.6),
        ("1 23,4", None),
        ("R$ 5,5", None),
        ("% 5", None),
    ],
)
def test_what_people_write_around_a_number_is_no_part_of_it(cell: str, number: float) -> None:
    assert values(column("decimal", unit="%"), cell, "0,1") == [number, 0.1]


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("jan/26", "2026-01"),
        ("DEZ/25", "2025-12"),
        ("mar-26", "2026-03"),
        ("março de 2026", "2026-03"),
        ("fev.2026", None),
        ("fev./2026", "2026-02"),
        ("Sep-26", "2026-09"),
        ("xyz/26", None),
        ("janela/26", None),
    ],
)
def test_months_as_spreadsheets_write_them(cell: str, month: str | None) -> None:
    assert values(column("competencia"), cell) == [month]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("5000001.0", "5000001"),
        ("5000001,0", "5000001"),
        ("5.000001E+06", "5000001"),
        ("1.5", "1.5"),
        ("5000001.00", "5000001"),
        ("5000001,0000", "5000001"),
        ("5000001,000", "5000001"),
        ("5.000", "5.000"),  # may be five thousand
        ("1E5", "1E5"),
        ("'3106200", "3106200"),
        ('="003"', "003"),
        ("\u2019003", "003"),
        ("d'Oeste", "d'Oeste"),
        ("'a' ou 'b'", "a' ou 'b"),
    ],
)
def test_codes_are_what_a_spreadsheet_made_of_them(cell: str, code: str) -> None:
    assert values(column("texto"), cell) == [code]


@pytest.mark.parametrize("cell", ["5.00E+06", "1,23457E+11", "1E+11", "1.5E+15"])
def test_a_code_that_a_spreadsheet_rounded_is_of_many(cell: str) -> None:
    assert read(column("texto"), cell) == [(None, "identificador_arredondado")]


def test_what_a_data_frame_made_of_flags_and_months_is_what_it_was() -> None:
    assert values(column("booleano"), "1.0", "0.0", "1,0", "10", "sim") == [
        True, False, True, None, True,
    ]  # fmt: skip
    assert values(column("competencia"), "202601.0", "2026-01") == ["2026-01", "2026-01"]


def test_signs_are_read_only_where_they_mean_what_the_column_holds() -> None:
    money, minutes = column("decimal", unit="reais"), column("decimal", unit="minutos")
    assert values(money, "R$ 1.234,56", "-R$\u00a010", "R$-3,1") == [1234.56, -10.0, -3.1]
    assert read(money, "10%") == [(None, "numero_invalido")]
    assert read(minutes, "R$ 10") == [(None, "numero_invalido")]
    assert values(column("inteiro"), "1\u00a0234", "5") == [1234, 5]
    assert read(column("inteiro"), "20%") == [(None, "inteiro_invalido")]


def test_bounds_decide_between_two_readings_of_which_one_is_out_of_them() -> None:
    latitude = column("decimal", unit="graus", minimum=-90, maximum=90)
    assert values(latitude, "-23.550", "-9,123") == [-23.55, -9.123]
    assert read(column("decimal", minimum=0), "1.234") == [(None, "numero_ambiguo")]
    assert read(column("decimal", minimum=0, maximum=5000), "1.234") == [(None, "numero_ambiguo")]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (" a ", "a"),
        ("\t\u00a0a b\u00a0", "a b"),
        ('" a "', "a"),
        ("' a '", "a"),
        ("D'Oeste", "D'Oeste"),
        ("'", "'"),
        ('""', None),
        ("", None),
        ("   ", None),
        ("NULL", None),
        ("NaN", None),
        ("Null Silva", "Null Silva"),
        ("-", "-"),
        ("000123", "000123"),
        ("linha 1\nlinha 2", "linha 1\nlinha 2"),
    ],
)
def test_text_loses_surrounding_spaces_and_quotes(cell: str, value: str | None) -> None:
    assert read(column("texto"), cell) == [(value, None)]


def test_a_required_column_may_not_be_blank_and_another_may() -> None:
    assert read(column("texto", required=True), "", None, "a") == [
        (None, "obrigatorio_vazio"),
        (None, "obrigatorio_vazio"),
        ("a", None),
    ]
    assert read(column("texto", required=True, blank_allowed=True), "") == [(None, None)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["12", "-3", "+4", "1e3", "1.5E-3"], [12, -3, 4, 1000, 0.0015]),
        (["1,5", "1.234"], [1.5, 1234]),
        (["1.5", "1,234"], [1.5, 1234]),
        (["1.5", "1.234"], [1.5, 1.234]),
        (["1,5", "1,234"], [1.5, 1.234]),
        (["1.234,56", "2.345"], [1234.56, 2345]),
        (["1,234.56", "2,345"], [1234.56, 2345]),
        (["1.234.567", "2.345"], [1234567, 2345]),
        (["0.125", "1.234"], [0.125, 1.234]),
        (["-23.5505", "-46.633"], [-23.5505, -46.633]),
        ([",5", "5,"], [0.5, None]),
    ],
)
def test_the_decimal_mark_is_what_the_column_proves(
    cells: list[str], expected: list[float | None]
) -> None:
    assert values(column("decimal"), *cells) == expected


@pytest.mark.parametrize(
    "cells", [["1.234"], ["1,234"], ["-1.234", "100"], ["1.5", "1,5", "1.234"]]
)
def test_a_number_that_can_be_read_in_two_ways_is_rejected_where_the_column_does_not_decide(
    cells: list[str],
) -> None:
    rules = [rule for _, rule in read(column("decimal"), *cells)]
    assert [cell for cell, rule in zip(cells, rules, strict=True) if rule == "numero_ambiguo"] == [
        cell for cell in cells if len(cell.lstrip("-")) == 5
    ]


@pytest.mark.parametrize(
    "cell", ["abc", "1.2.3", "1,2,3", "12,34.5", "inf", "1_000", "0x1F", "1e400", "--1", "-", "12%"]
)
def test_what_is_no_number_is_said_to_be_none(cell: str) -> None:
    assert read(column("decimal"), cell) == [(None, "numero_invalido")]


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.sampled_from([",", "."]))
def test_a_number_written_with_either_mark_is_the_same_number(number: float, mark: str) -> None:
    text = f"{number:.4f}".replace(".", mark)
    assert values(column("decimal"), text) == [float(f"{number:.4f}")]


@pytest.mark.parametrize(
    ("rules", "cells", "expected"),
    [
        # A fraction among whole numbers is a mistake, whichever mark it was written with.
        ({"type": "inteiro"}, ["1.000", "7.5"], [1000, "inteiro_invalido"]),
        ({"type": "inteiro"}, ["1,000", "7,5"], [1000, "inteiro_invalido"]),
        # What a data frame made of whole numbers is one, and proves its point.
        ({"type": "inteiro"}, ["1.000", "12.0"], [1, 12]),
        ({"type": "inteiro"}, ["1,000", "1.234.567"], [1, 1234567]),
        # Out of the bounds, with either mark.
        ({"maximum": 500}, ["1.234", "999.5"], [1.234, "fora_dos_limites"]),
        ({"minimum": 0, "maximum": 5000}, ["1.234", "-0.5"], ["ambiguo", "fora_dos_limites"]),
        ({"minimum": 0, "maximum": 5000}, ["1.234", "0.5"], [1.234, 0.5]),
        ({"minimum": 0, "maximum": 5000}, ["1.234", "0,5", "-0.5"], [1234, 0.5, "fora"]),
    ],
)
def test_a_cell_that_is_rejected_proves_no_mark(
    rules: dict[str, Any], cells: list[str], expected: list[float | str]
) -> None:
    found = read(column(**{"column_type": rules.pop("type", "decimal"), **rules}), *cells)
    for (value, rule), wanted in zip(found, expected, strict=True):
        assert wanted in (rule or "") if isinstance(wanted, str) else value == wanted


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("12", 12, None),
        ("1.234", 1234, None),
        ("1,234", 1234, None),
        ("12.0", 12, None),
        ("12.5", None, "inteiro_invalido"),
        ("doze", None, "inteiro_invalido"),
        ("99999999999999999999", None, "inteiro_invalido"),
        ("-1", -1, "fora_dos_limites"),
        ("10001", 10001, "fora_dos_limites"),
        ("0", 0, None),
        ("10000", 10000, None),
    ],
)
def test_whole_numbers(cell: str, value: int | None, rule: str | None) -> None:
    assert read(column("inteiro", minimum=0, maximum=10000), cell) == [(value, rule)]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2025-12-31", datetime(2025, 12, 31)),
        ("31/12/2025", datetime(2025, 12, 31)),
        ("1/2/2025", datetime(2025, 2, 1)),
        ("2025-12-31 23:59", datetime(2025, 12, 31, 23, 59)),
        ("2025-12-31T23:59:58.123", datetime(2025, 12, 31, 23, 59, 58, 123000)),
        ("31/12/2025 23:59", datetime(2025, 12, 31, 23, 59)),
        ("31/12/2025 23:59:58", datetime(2025, 12, 31, 23, 59, 58)),
        ("2025-12-31T23:59:00-03:00", datetime(2025, 12, 31, 23, 59)),
        ("2026-01-01T02:59:00Z", datetime(2025, 12, 31, 23, 59)),
        ("31/12/2025 9:05:12", datetime(2025, 12, 31, 9, 5, 12)),
        ("31/12/2025 0:00", datetime(2025, 12, 31)),
        ("2025-12-31 9:05", datetime(2025, 12, 31, 9, 5)),
        ("2025-12-31 09:05:12.000 -03:00", datetime(2025, 12, 31, 9, 5, 12)),
        ("2025-12-31 09:05:12 UTC", datetime(2025, 12, 31, 6, 5, 12)),
        ("29/02/2024", datetime(2024, 2, 29)),
        ("29/02/2025", None),
        ("31/04/2025", None),
        ("12/31/2025", None),
        ("2025-13-01", None),
        ("31/12/25", None),
        ("2025/12/31", None),
        ("01/01/1753", None),
        ("2025-12-31 25:00", None),
        ("20251231", None),
        ("ontem", None),
    ],
)
def test_moments_are_iso_or_brazilian(cell: str, value: datetime | None) -> None:
    rule = None if value else "data_invalida"
    assert read(column("data_hora"), cell) == [(value, rule)]
    assert read(column("data"), cell) == [(value and value.date(), rule)]


@given(st.datetimes(datetime(1800, 1, 1), datetime(2100, 12, 31)))
def test_every_moment_is_read_back_from_both_spellings(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    texts = [
        whole.isoformat(),
        whole.isoformat(" "),
        f"{whole:%d/%m/}{whole.year:04d}{whole: %H:%M:%S}",
    ]
    assert values(column("data_hora"), *texts) == [whole] * 3


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2025-10", "2025-10"),
        ("10/2025", "2025-10"),
        ("202510", "2025-10"),
        ("31/10/2025", "2025-10"),
        ("2025-10-31", "2025-10"),
        ("2025-13", None),
        ("13/2025", None),
        ("2025", None),
        ("out/2025", "2025-10"),
        ("outono/2025", None),
    ],
)
def test_months(cell: str, value: str | None) -> None:
    assert read(column("competencia"), cell) == [(value, None if value else "competencia_invalida")]


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (("sim", "Sim", "S", "s", "1", "true", "TRUE", "Verdadeiro"), True),
        (("não", "NAO", "N", "n", "0", "false", "Falso"), False),
    ],
)
def test_booleans(cells: tuple[str, ...], value: bool) -> None:
    assert read(column("booleano"), *cells) == [(value, None)] * len(cells)
    assert read(column("booleano"), "talvez", "2") == [(None, "booleano_invalido")] * 2


def test_a_list_of_values_is_met_in_any_spelling_and_told_in_its_own() -> None:
    porte = column("texto", values=["MEI", "ME", "EPP", "DEMAIS"])
    assert read(porte, "mei", " Me ", "E.P.P.", "Demais", "GRANDE") == [
        ("MEI", None),
        ("ME", None),
        ("EPP", None),
        ("DEMAIS", None),
        (None, "valor_fora_da_lista"),
    ]


@pytest.mark.parametrize(
    ("cell", "value"), [("a; b,c |d", "a;b;c;d"), ("#x", "#x"), (" ; ", None), ("", None)]
)
def test_several_texts_in_one_cell(cell: str, value: str | None) -> None:
    assert read(column("lista"), cell) == [(value, None)]


@pytest.mark.parametrize(
    ("column_type", "kind", "sql_type", "cell", "value"),
    [
        ("decimal", "fracionario", "DOUBLE", 1.234, 1.234),
        ("decimal", "fracionario", "DOUBLE", float("nan"), None),
        ("decimal", "numero", "BIGINT", 5, 5.0),
        ("inteiro", "fracionario", "DOUBLE", 5.0, 5),
        ("texto", "fracionario", "DOUBLE", 3550308.0, "3550308"),
        ("texto", "numero", "INTEGER", 42, "42"),
        ("texto", "momento", "DATE", date(2025, 1, 2), "2025-01-02"),
        ("data", "momento", "TIMESTAMP", datetime(2025, 1, 2, 3), date(2025, 1, 2)),
        ("data", "instante", "TIMESTAMPTZ", "2025-01-02T01:00:00Z", date(2025, 1, 1)),
        ("competencia", "momento", "DATE", date(2025, 1, 2), "2025-01"),
        ("competencia", "numero", "INTEGER", 202501, "2025-01"),
        ("booleano", "booleano", "BOOLEAN", False, False),
        ("booleano", "numero", "INTEGER", 1, True),
        ("texto", "booleano", "BOOLEAN", True, "sim"),
        ("lista", "lista", "VARCHAR[]", ["a", "b"], "a;b"),
    ],
)
def test_values_that_have_a_type_already_keep_it(
    column_type: str, kind: Kind, sql_type: str, cell: Any, value: Any
) -> None:
    assert read(column(column_type), cell, kind=kind, sql_type=sql_type) == [(value, None)]


def test_a_number_is_no_date() -> None:
    assert read(column("data"), 45000, kind="numero", sql_type="INTEGER") == [
        (None, "data_em_numero_de_serie")
    ]


@pytest.mark.parametrize(
    ("column_type", "cell", "good"),
    [
        ("data", "1900-01-01", False),
        ("data", "31/12/1999", False),
        ("data", "2000-01-01", True),
        ("data", "2026-12-25", True),
        ("data", "2026-12-26", False),
        ("data", "2062-11-03", False),
        ("data_hora", "1999-12-31 23:59:59", False),
        ("data_hora", "2000-01-01 00:00", True),
        ("data_hora", "25/12/2026 23:59", True),
        ("data_hora", "26/12/2026 00:00", False),
        ("competencia", "1999-12", False),
        ("competencia", "01/2000", True),
        ("competencia", "2026-12", True),
        ("competencia", "2027-01", False),
    ],
)
def test_a_date_before_the_records_or_after_tomorrow_breaks_a_rule_of_its_own(
    monkeypatch: pytest.MonkeyPatch, column_type: str, cell: str, good: bool
) -> None:
    monkeypatch.setattr(moments, "tomorrow", lambda: date(2026, 12, 25))
    bounded = column(column_type, earliest="2000-01-01", latest="amanhã")
    assert [rule for _, rule in read(bounded, cell)] == [None if good else "data_fora_do_intervalo"]


def test_tomorrow_is_that_of_brasilia_and_of_a_clock_that_is_not_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Clock(datetime):
        instant = datetime(2027, 3, 2, 2, 30, tzinfo=UTC)  # still the first of March in Brasília

        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return cls.instant.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Clock)
    assert moments.tomorrow() == date(2027, 3, 2)
    monkeypatch.setattr(Clock, "instant", datetime(1970, 1, 1, tzinfo=UTC))
    assert moments.tomorrow() == moments.OLDEST_TODAY + timedelta(days=1)


def test_a_character_that_was_lost_is_a_rejection_of_its_own() -> None:
    assert read(column("texto"), "S\ufffdo Paulo", damaged=True) == [
        ("S\ufffdo Paulo", "caractere_perdido")
    ]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("meu CPF é 529.982.247-25.", "meu CPF é [CPF]."),
        ("cpf 52998224725", "cpf [CPF]"),
        ("CNPJ 11.222.333/0001-81", "CNPJ [CNPJ]"),
        ("CNPJ 12.ABC.345/01DE-35", "CNPJ [CNPJ]"),
        ("11222333000181", "[CNPJ]"),
        ("escreva a maria.silva@exemplo.com.br hoje", "escreva a [e-mail] hoje"),
        ("ligue (11) 98765-4321", "ligue [telefone]"),
        ("ligue +55 11 98765-4321", "ligue [telefone]"),
        ("98765-4321", "[telefone]"),
        ("esperei 45 minutos em 2025, nota 10", "esperei 45 minutos em 2025, nota 10"),
        ("de 01/02/2025 a 2025-03-01", "de 01/02/2025 a 2025-03-01"),
    ],
)
def test_free_text_loses_documents_mails_and_telephones(text: str, clean: str) -> None:
    assert redact(text) == clean
    assert values(column("texto_livre"), text) == [clean]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("MARIA DA SILVA 52998224725", "MARIA DA SILVA [CPF]"),
        ("Sala de Bagé, sala@bage.rs.gov.br", "Sala de Bagé, [e-mail]"),
        ("Agência (53) 99999-1234", "Agência [telefone]"),
        (
            "Mobilização 2024-2025",
            "Mobilização 2024-2025",
        ),  # a number in a name is not yet a telephone
    ],
)
def test_names_lose_the_documents_that_people_write_into_them(text: str, clean: str) -> None:
    assert values(column("nome"), text) == [clean]


@given(st.text(alphabet="0123456789.-/ ()@aZçã+", max_size=40))
def test_sql_and_python_redact_alike(text: str) -> None:
    assert duckdb.execute(f"SELECT {redact_sql('$text')}", {"text": text}).fetchone() == (
        redact(text),
    )


def test_an_identifier_that_a_spreadsheet_rounded_is_rejected() -> None:
    cells = ["1,12223E+13", "1.1222333000181E+13", "11.222.333/0001-81", "A-1", None]
    found = read(column("identificador"), *cells)
    assert [rule for _, rule in found] == ["identificador_arredondado", None, None, None, None]
    assert found[1][0] == found[2][0] != found[3][0]
    assert (found[0][0], found[4][0]) == (None, None)
