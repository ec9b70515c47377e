"""A cell of a source as clean text or as the value it already is, whatever the format."""

from data_access.sources.source import Kind
from data_access.sources.values.moments import instant_sql

# What extracts write for "no value". Dashes and dots are not here: in official tables they mean
# zero or secrecy.
BLANKS = ("", "NULL", "null", "NaN", "nan", "NaT", "<NA>")
SPACES = " \t\r\n\u00a0\ufeff"
NATIVE: dict[str, frozenset[Kind]] = {
    "inteiro": frozenset({"numero", "fracionario"}),
    "decimal": frozenset({"numero", "fracionario"}),
    "data": frozenset({"momento", "instante"}),
    "data_hora": frozenset({"momento", "instante"}),
    "competencia": frozenset({"momento", "instante"}),
    "booleano": frozenset({"booleano"}),
}


def is_native(column_type: str, kind: Kind) -> bool:
    """Whether the source already holds what the contract wants, so that nothing is to be read from
    text.
    """
    return kind in NATIVE.get(column_type, frozenset())


def cell_sql(cell: str, kind: Kind, *, native: bool) -> str:
    """The cell: a native value, or text without surrounding spaces and quotes; null where it is
    blank.
    """
    if native:
        return _value(cell, kind)
    text = _text(cell, kind)
    blanks = ", ".join(f"'{blank}'" for blank in BLANKS)
    # One test per cell in the common case: only what has a space or quote at a border is trimmed.
    trimmed = f"trim({text}, '{SPACES}')"
    bare = (
        f"CASE WHEN regexp_full_match({text}, '[0-9A-Za-z]([^\"'']*[0-9A-Za-z])?') THEN {text} "
        f"WHEN regexp_full_match({trimmed}, '(?s)\".*\"|''.*''') AND length({trimmed}) > 1 "
        f"THEN trim({trimmed}[2:-2], '{SPACES}') ELSE {trimmed} END"
    )
    return f"CASE WHEN {bare} NOT IN ({blanks}) THEN {bare} END"


def _value(cell: str, kind: Kind) -> str:
    if kind == "fracionario":
        number = f"CAST({cell} AS DOUBLE)"
        return f"CASE WHEN isnan({number}) THEN NULL ELSE {number} END"
    return instant_sql(cell) if kind == "instante" else cell


def _text(cell: str, kind: Kind) -> str:
    """Codes that a data frame turned into 3550308.0 are whole numbers still."""
    match kind:
        case "texto":
            return cell
        case "lista":
            return f"array_to_string({cell}, ';')"
        case "fracionario":
            number = f"CAST({cell} AS DOUBLE)"
            whole = f"{number} = floor({number}) AND abs({number}) < 1e15"
            return (
                f"CASE WHEN {whole} THEN CAST(CAST({number} AS BIGINT) AS VARCHAR) ELSE CAST({cell}"
                " AS VARCHAR) END"
            )
        case "booleano":
            return f"CASE {cell} WHEN true THEN 'sim' WHEN false THEN 'não' END"
        case _:
            return f"CAST({_value(cell, kind)} AS VARCHAR)"
