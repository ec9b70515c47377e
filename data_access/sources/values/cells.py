"""A cell of a source as clean text or as the value it already is, whatever the format."""

from data_access.base.named import named_sql
from data_access.base.pseudonym import SPACES
from data_access.sources.source import TYPED, Kind
from data_access.sources.values.moments import instant_sql

# What extracts and tools of databases write for "no value". Dashes and dots are not here: in
# official tables they mean zero or secrecy.
BLANKS = (
    *("", "NULL", "null", "(NULL)", "(null)", "[NULL]", "[null]", "<NULL>", "<null>", "\\N"),
    *("NaN", "nan", "NaT", "<NA>"),
)
NATIVE: dict[str, frozenset[Kind]] = {
    "inteiro": frozenset({"numero", "fracionario"}),
    "decimal": frozenset({"numero", "fracionario"}),
    "data": frozenset({"momento", "instante"}),
    "data_hora": frozenset({"momento", "instante"}),
    "competencia": frozenset({"momento", "instante"}),
    "booleano": frozenset({"booleano"}),
}
TEXTS: tuple[Kind, ...] = ("texto", "misto")


def is_native(column_type: str, kind: Kind) -> bool:
    """Whether the source already holds what the contract wants,
    so that nothing is to be read from text.
    """
    return kind in NATIVE.get(column_type, frozenset())


# How spreadsheets keep a code as text: '3106200 and ="3106200".
MARKS_OF_TEXT = "''\u2018\u2019`\u00b4"
KEPT_AS_TEXT = f"[{MARKS_OF_TEXT}][^{MARKS_OF_TEXT}]+"
FORMULA_OF_TEXT = '="[^"]*"'


def cell_sql(cell: str, kind: Kind, *, native: bool, unmarked: bool = False) -> str:
    """The cell: a native value, or text without surrounding spaces and quotes, and without what
    keeps a code as text in spreadsheets; null where it is blank. ``unmarked``: what is a number in
    the source comes as `unmarked_sql`.
    """
    if native:
        return _value(cell, kind)
    text = _unmarked_text(cell, kind) if unmarked else _text(cell, kind)
    blanks = ", ".join(f"'{blank}'" for blank in BLANKS)
    # One test per cell in the common case: only what has a space or quote at a border is trimmed.
    trimmed = f"trim({text}, '{SPACES}')"
    unwrapped = (
        f"CASE WHEN regexp_full_match(trimmed, '(?s)\".*\"|''.*''') AND length(trimmed) > 1"
        f" THEN trim(trimmed[2:-2], '{SPACES}')"
        f" WHEN regexp_full_match(trimmed, '{FORMULA_OF_TEXT}')"
        f" THEN trim(trimmed[3:-2], '{SPACES}')"
        f" WHEN regexp_full_match(trimmed, '{KEPT_AS_TEXT}') THEN trim(trimmed[2:], '{SPACES}')"
        f" ELSE trimmed END"
    )
    bare = (
        f"CASE WHEN regexp_full_match({text}, '[0-9A-Za-z]([^\"'']*[0-9A-Za-z])?') THEN {text}"
        f" ELSE {named_sql('trimmed', trimmed, unwrapped)} END"
    )
    return named_sql("bare", bare, f"CASE WHEN bare NOT IN ({blanks}) THEN bare END")


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
        case "misto":
            return f"ltrim({cell}, '{TYPED}')"
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


def _unmarked_text(cell: str, kind: Kind) -> str:
    match kind:
        case "misto":
            number = unmarked_sql(_text(cell, kind))
            return f"CASE WHEN starts_with({cell}, '{TYPED}') THEN {number} ELSE {cell} END"
        case "fracionario":
            return unmarked_sql(_text(cell, kind))
        case _:
            return _text(cell, kind)


DECIMAL = "^(-?[0-9]+)[.]([0-9]+)(?:[eE]([+-]?[0-9]+))?(%?)$"
UNMARKED = "-?[0-9]+e-[0-9]+%?"


def unmarked_sql(number: str) -> str:
    """A number of the source without a decimal mark, which nobody wrote: 17.5 as 175e-1, read alike
    whichever mark is the column's.
    """
    parts = f"regexp_extract(written, '{DECIMAL}', ['whole', 'part', 'exponent', 'sign'])"
    places = "coalesce(TRY_CAST(parts['exponent'] AS INTEGER), 0) - length(parts['part'])"
    unmarked = f"concat(parts['whole'], parts['part'], 'e', {places}, parts['sign'])"
    case = (
        f"CASE WHEN contains(written, '.') THEN {named_sql('parts', parts, unmarked)}"
        " ELSE written END"
    )
    return named_sql("written", number, case)


def shown_number_sql(text: str) -> str:
    """A number of the source as it is shown, where it came by `unmarked_sql`; else the text."""
    number = f"CAST(TRY_CAST(rtrim({text}, '%') AS DOUBLE) AS VARCHAR)"
    sign = f"CASE WHEN contains({text}, '%') THEN '%' ELSE '' END"
    return (
        f"CASE WHEN regexp_full_match({text}, '{UNMARKED}') THEN {number} || {sign} ELSE {text} END"
    )


# 5000001.0, 5000001,00 and 5.000001E+06 are what data frames and spreadsheets make of a code. Not
# 5.000, which may be five thousand, nor 5E6, which may be a room.
WITH_DECIMALS = "[0-9]+[.,](00?|0000+)|[0-9]{4,}[.,]000"
SCIENTIFIC = "[0-9]([.,][0-9]+[eE][+]?|[eE][+])[0-9]{1,2}"
# Zeros at the end that a number in scientific notation leaves away; with more, a spreadsheet has
# rounded it.
MOST_ZEROS_AT_THE_END = 3


def plain_code_sql(text: str) -> str:
    """A code that was written as a number of a spreadsheet, as its digits; else the text."""
    return (
        f"CASE WHEN (contains({text}, '.') OR contains({text}, ',')) AND regexp_full_match({text},"
        f" '{WITH_DECIMALS}|{SCIENTIFIC}') THEN coalesce({whole_number_sql(text)}, {text}) ELSE"
        f" {text} END"
    )


def whole_number_sql(text: str, decimals: str = WITH_DECIMALS) -> str:
    """The digits of a whole number that is written as one of a spreadsheet; null where some of them
    are lost.
    """
    mantissa = f"regexp_replace(regexp_extract({text}, '^[0-9.,]+'), '[.,]', '')"
    zeros = f"TRY_CAST(regexp_extract({text}, '[0-9]+$') AS INTEGER) - length(mantissa) + 1"
    digits = (
        f"CASE WHEN zeros BETWEEN 0 AND {MOST_ZEROS_AT_THE_END}"
        " THEN mantissa || repeat('0', CAST(zeros AS BIGINT)) END"
    )
    return (
        f"CASE WHEN regexp_full_match({text}, '{decimals}') THEN regexp_extract({text}, '^[0-9]+')"
        f" ELSE {named_sql('mantissa', mantissa, named_sql('zeros', zeros, digits))} END"
    )


def rounded_sql(text: str) -> str:
    """Whether a text is a number of a spreadsheet that lost digits, as 1,12223E+13: many codes are
    written so. Null where the text is.
    """
    return (
        f"(contains(upper({text}), 'E') AND regexp_full_match({text}, '{SCIENTIFIC}') AND"
        f" {whole_number_sql(text)} IS NULL)"
    )
