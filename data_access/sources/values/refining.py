"""A cell as its column reads it: without what is around numbers, codes and identifiers."""

from collections.abc import Sequence

from data_access.base.named import named_sql
from data_access.contract.model import NUMERIC, Column
from data_access.sources.source import Kind, identifier
from data_access.sources.values import numbers
from data_access.sources.values.absent import absent_sql
from data_access.sources.values.cells import TEXTS, cell_sql, is_native, plain_code_sql
from data_access.sources.values.parsing import Reading, cell

CLIENT = "id_cliente"  # mended with its type beside it, see `importing.lost_zeros`


def clean_cell_sql(column: Column, kind: Kind) -> str:
    """The cell of a column as `value_sql` reads it: native, or text without what is around it."""
    clean = column_cell_sql(column, kind)
    refined = refined_sql(column, kind, "cleaned")
    return named_sql("cleaned", clean, refined) if refined else clean


def column_cell_sql(column: Column, kind: Kind) -> str:
    """The cell of a column without what surrounds it; a number of the source without its mark."""
    native, unmarked = is_native(column.type, kind), column.type in NUMERIC
    return cell_sql(identifier(column.name), kind, native=native, unmarked=unmarked)


def refined_sql(column: Column, kind: Kind, text: str) -> str | None:
    """A clean cell without what its type has around values: the marks of numbers, the decimals of
    codes, what is said instead of an identifier; None where its type has nothing. `text` comes
    several times in it: a name costs least.
    """
    plain = plain_code_sql(text) if is_code(column) and kind in TEXTS else None
    if column.type == "identificador":
        return f"CASE WHEN NOT {absent_sql(text)} THEN {plain or text} END"
    if plain:
        return plain
    if column.type in NUMERIC and not is_native(column.type, kind):
        return numbers.bare_sql(text, percent=column.percent, currency=column.currency)
    return None


def is_code(column: Column) -> bool:
    """Whether it links tables, so that one code must be written in one way."""
    return (column.type == "texto" and not column.values) or (
        column.type == "identificador" and column.name != CLIENT
    )


def mended_code_sql(columns: Sequence[Column], reading: Reading) -> str:
    """Whether a row, with its cells as they came and clean, has a code that came as a number of a
    spreadsheet.
    """
    # Nearly all cells are as they came: one comparison for those.
    tests = [
        f"CASE WHEN {raw} <> {cell(column.name)} THEN regexp_full_match({cell(column.name)},"
        f" '[0-9]+') AND regexp_matches({raw}, '[.,]0|[eE]') ELSE false END"
        for column in columns
        if is_code(column) and reading.kinds[column.name] == "texto"
        for raw in (identifier(column.name),)
    ]
    return " OR ".join(f"coalesce({test}, false)" for test in tests) or "false"
