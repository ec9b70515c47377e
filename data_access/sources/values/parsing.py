"""For each type of the contract: the value of a cell, or the rule that it breaks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from data_access.base.pseudonym import pseudonym_sql
from data_access.contract.accepted import BLANK, OUT_OF_BOUNDS, OUT_OF_LIST, OUT_OF_TIME
from data_access.contract.model import DATED, Column, ColumnType, Table
from data_access.places.keys import key_sql
from data_access.places.own import own_code_sql
from data_access.sources.source import Kind, literal
from data_access.sources.values import moments, numbers
from data_access.sources.values.cells import TEXTS, is_native, plain_code_sql, rounded_sql
from data_access.sources.values.codes import protected_code_sql
from data_access.sources.values.redaction import MISPLACED, strike_sql

DAMAGED, SERIAL_DATE = "caractere_perdido", "data_em_numero_de_serie"
TRUE, FALSE = ("SIM", "S", "1", "TRUE", "VERDADEIRO"), ("NAO", "N", "0", "FALSE", "FALSO")
SQL_TYPES = {
    "inteiro": "BIGINT",
    "decimal": "DOUBLE",
    "data": "DATE",
    "data_hora": "TIMESTAMP",
    "booleano": "BOOLEAN",
    "identificador": "UUID",
}
RULES = {
    "data": "data_invalida",
    "data_hora": "data_invalida",
    "competencia": "competencia_invalida",
    "booleano": "booleano_invalido",
    "uf": "uf_desconhecida",
    "municipio": "municipio_desconhecido",
    "territorio": "territorio_desconhecido",
    "texto": OUT_OF_LIST,
    "identificador": "identificador_arredondado",
}
CODE_LENGTHS = {
    "mesorregiao": 4,
    "microrregiao": 5,
    "regiao_intermediaria": 4,
    "regiao_imediata": 6,
}


@dataclass(frozen=True)
class Reading:
    """What the file itself decided: kinds, decimal marks, whether characters were lost.

    ``series``: columns of which each series may prove a mark of its own, `looked_up` as ``mark``.
    ``tabled``: identifiers whose pseudonyms are in a table already. ``days``: columns of days of
    which each instant is a midnight.
    """

    kinds: Mapping[str, Kind]
    decimal_marks: Mapping[str, str] = field(default_factory=dict)
    damaged: bool = False
    series: frozenset[str] = frozenset()
    tabled: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()


def sql_type(column: Column) -> str:
    return SQL_TYPES.get(column.type, "VARCHAR")


def cell(name: str) -> str:
    """The clean cell of a column, in the relation that `value_sql` reads."""
    return f'"r_{name}"'


def value(name: str) -> str:
    """The value of a column, in the relation that `rule_sql` reads."""
    return f'"t_{name}"'


def looked_up(name: str, what: str) -> str:
    """What the tables of places say of a column: its code, or why it has none."""
    return f'"{what}_{name}"'


def value_sql(column: Column, reading: Reading) -> str:
    """The typed value of the cell of `column`; null where the cell is blank or wrong."""
    if is_native(column.type, reading.kinds[column.name]):
        text = cell(column.name)
        if column.name in reading.days:
            text = moments.day_of_midnight_sql(text)
        return _native_sql(column, text)
    return PARSERS[column.type](column, cell(column.name), reading)


def _parsed_number_sql(column: Column, text: str, reading: Reading) -> str:
    whole = column.type == "inteiro"
    mark = reading.decimal_marks.get(column.name)
    if column.name in reading.series:
        both = numbers.of_series_sql(text, looked_up(column.name, "mark"), convention=mark)
    else:
        both = numbers.either_sql(text, convention=mark, whole=whole, bounds=column.bounds)
    return _number_sql(numbers.parse_sql(text, both=both), whole=whole)


def _moment_sql(column: Column, text: str, reading: Reading) -> str:
    moment = moments.moment_sql(text, whole_days=column.name in reading.days)
    return f"CAST({moment} AS {sql_type(column)})"


def _month_sql(column: Column, text: str, reading: Reading) -> str:
    whole_days = column.name in reading.days
    return moments.month_sql(plain_code_sql(text), whole_days=whole_days)


def _boolean_sql(text: str) -> str:
    key = key_sql(plain_code_sql(text))
    return f"CASE WHEN {key} IN {TRUE} THEN true WHEN {key} IN {FALSE} THEN false END"


def _list_sql(text: str) -> str:
    parts = f"list_transform(regexp_split_to_array({text}, '[;,|]'), lambda part: trim(part))"
    return f"nullif(array_to_string(list_filter({parts}, lambda part: part <> ''), ';'), '')"


def _text_sql(column: Column, text: str, _reading: Reading) -> str:
    """A code without anybody in it, or the value of the list that it spells."""
    if not column.values:
        return f"CASE WHEN NOT {rounded_sql(text)} THEN {protected_code_sql(text)} END"
    cases = " ".join(
        f"WHEN {key_sql(literal(item))} THEN {literal(item)}" for item in column.values
    )
    return f"CASE {key_sql(text)} {cases} END"


def _native_sql(column: Column, text: str) -> str:
    match column.type:
        case "inteiro" | "decimal":
            return _number_sql(f"CAST({text} AS DOUBLE)", whole=column.type == "inteiro")
        case "competencia":
            return f"strftime({moments.within_years_sql(text)}, '%Y-%m')"
        case "booleano":
            return text
        case _:
            return f"CAST({moments.within_years_sql(text)} AS {sql_type(column)})"


def _number_sql(number: str, *, whole: bool) -> str:
    """Finite, and in a column of whole numbers whole: beyond 2⁵³ a DOUBLE would round them."""
    if whole:
        exact = f"{number} = floor({number}) AND abs({number}) < 9e15"
        return f"CASE WHEN {exact} THEN CAST({number} AS BIGINT) END"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _territory_sql(column: Column, text: str, _reading: Reading) -> str:
    code = plain_code_sql(text)
    lengths = " ".join(
        f"WHEN '{level}' THEN"
        f" CASE WHEN regexp_full_match({code}, '[0-9]{{{length}}}') THEN {code} END"
        for level, length in CODE_LENGTHS.items()
    )
    region = f"{code} BETWEEN '1' AND '5' AND length({code}) = 1"
    return (
        f"CASE {value('nivel')}"
        f" WHEN 'brasil' THEN CASE WHEN {key_sql(text)} IN ('BR', 'BRASIL') THEN 'BR' END"
        f" WHEN 'regiao' THEN CASE WHEN {region} THEN {code} END"
        f" WHEN 'uf' THEN {looked_up(column.name, 'uf_code')}"
        f" WHEN 'territorio_proprio' THEN {own_code_sql(text)}"
        f" WHEN 'municipio' THEN {looked_up(column.name, 'municipio')} {lengths} END"
    )


def _identifier_sql(column: Column, text: str, reading: Reading) -> str:
    hashed = looked_up(column.name, "pseudonym") if column.name in reading.tabled else ""
    return f"CASE WHEN NOT {rounded_sql(text)} THEN {hashed or pseudonym_sql(text)} END"


PARSERS: dict[ColumnType, Callable[[Column, str, Reading], str]] = {
    "texto": _text_sql,
    # The name of a MEI's company often holds the CPF of its owner.
    "nome": lambda _column, text, _reading: strike_sql(text, MISPLACED),
    "categoria": lambda _column, text, _reading: strike_sql(text, MISPLACED),
    "texto_livre": lambda _column, text, _reading: strike_sql(text),
    "lista": lambda _column, text, _reading: _list_sql(strike_sql(text, MISPLACED)),
    "inteiro": _parsed_number_sql,
    "decimal": _parsed_number_sql,
    "data": _moment_sql,
    "data_hora": _moment_sql,
    "booleano": lambda _column, text, _reading: _boolean_sql(text),
    "municipio": lambda column, _text, _reading: looked_up(column.name, "municipio"),
    "uf": lambda column, _text, _reading: looked_up(column.name, "uf"),
    "territorio": _territory_sql,
    "competencia": _month_sql,
    "identificador": _identifier_sql,
}


def rule_sql(column: Column, reading: Reading) -> str | None:
    """The rule that a row breaks in `column`, or null; None where nothing can be wrong."""
    text, typed = cell(column.name), value(column.name)
    cases = [
        f"WHEN {text} IS NULL THEN '{BLANK}'" if column.filled else f"WHEN {text} IS NULL THEN NULL"
    ]
    if reading.damaged and reading.kinds[column.name] in TEXTS:
        cases.append(f"WHEN contains({text}, '\ufffd') THEN '{DAMAGED}'")
    why = _why_no_value(column, reading)
    if why:
        cases.append(f"WHEN {typed} IS NULL THEN {why}")
    bounds = [f"{typed} < {column.minimum}"] if column.minimum is not None else []
    bounds += [f"{typed} > {column.maximum}"] if column.maximum is not None else []
    if bounds:
        cases.append(f"WHEN {' OR '.join(bounds)} THEN '{OUT_OF_BOUNDS}'")
    if column.earliest or column.latest:
        cases.append(f"WHEN {_out_of_time_sql(column)} THEN '{OUT_OF_TIME}'")
    return f"CASE {' '.join(cases)} END" if column.filled or len(cases) > 1 else None


def struck_sql(columns: Sequence[Column]) -> str:
    """Whether a row, with its cells and values, lost a document,
    an e-mail or a telephone from one of `columns`.
    """
    tests = [
        f"{cell(c.name)} <> {value(c.name)}"
        for c in columns
        if c.type in ("nome", "categoria", "texto_livre") or (c.type == "texto" and not c.values)
    ]
    # The value of a list is written otherwise even where nothing is struck out.
    lists = (cell(column.name) for column in columns if column.type == "lista")
    tests += [f"{text} <> {strike_sql(text, MISPLACED)}" for text in lists]
    return " OR ".join(f"coalesce({test}, false)" for test in tests) or "false"


def _out_of_time_sql(column: Column) -> str:
    """Defaults of databases and slips of the keyboard."""
    typed, tests = value(column.name), []
    month = column.type == "competencia"
    if column.earliest:
        tests.append(f"{typed} < {_day(column.earliest, month=month)}")
    if column.latest:
        # A moment of the last good day is good whatever its hour; a month is text.
        tests.append(
            f"{typed} > {_day(moments.tomorrow(), month=True)}"
            if month
            else f"{typed} >= {_day(moments.tomorrow() + timedelta(days=1))}"
        )
    return " OR ".join(tests)


def _day(day: date, *, month: bool = False) -> str:
    return f"'{day:%Y-%m}'" if month else f"DATE '{day.isoformat()}'"


def _why_no_value(column: Column, reading: Reading) -> str | None:
    """SQL of the rule that a cell breaks when it has content and no value."""
    if column.type in ("inteiro", "decimal"):
        whole = column.type == "inteiro"
        if is_native(column.type, reading.kinds[column.name]):
            return f"'{numbers.NOT_WHOLE if whole else numbers.INVALID}'"
        return numbers.rule_sql(cell(column.name), whole=whole)
    if column.type == "municipio":
        return f"coalesce({looked_up(column.name, 'motivo')}, '{RULES['municipio']}')"
    if column.type == "texto" and not column.values:
        return f"'{RULES['identificador']}'"
    if column.type in DATED:
        serial = f"regexp_full_match({cell(column.name)}, '{moments.SERIAL}')"
        if not is_native(column.type, reading.kinds[column.name]):
            return f"CASE WHEN {serial} THEN '{SERIAL_DATE}' ELSE '{RULES[column.type]}' END"
    return f"'{RULES[column.type]}'" if column.type in RULES else None


def columns_of(table: Table, reading: Reading) -> tuple[Column, ...]:
    """The columns of the contract that the source has."""
    return tuple(column for column in table.columns if column.name in reading.kinds)
