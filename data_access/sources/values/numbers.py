"""Numbers in text: which mark is decimal is decided by evidence in the column, and never guessed.

`1.234,5` and `12,5` can only have a decimal comma, `1,234.5` and `0.125` only a decimal point;
`1.234` can be both. It is read as the rest of its column proves; where nothing proves anything it
is rejected.
"""

from collections.abc import Mapping, Sequence

EXPONENT = "([eE][+-]?[0-9]+)?"
AMBIGUOUS, INVALID, NOT_WHOLE = "numero_ambiguo", "numero_invalido", "inteiro_invalido"


def _pattern(text: str, *, decimal: str) -> str:
    """Whether `text` is a number whose decimal mark is `decimal` and whose thousands mark is the
    other.
    """
    thousands, mark = ("[.]", ",") if decimal == "," else (",", "[.]")
    whole = f"([1-9][0-9]{{0,2}}({thousands}[0-9]{{3}})+|[0-9]*)"
    return f"regexp_full_match({text}, '[+-]?{whole}({mark}[0-9]+)?{EXPONENT}')"


def comma(text: str) -> str:
    return _pattern(text, decimal=",")


def point(text: str) -> str:
    return _pattern(text, decimal=".")


def evidence_sql(columns: Mapping[str, str]) -> str:
    """Select list with two booleans per column: whether some value proves the comma, whether one
    proves the point.
    """
    tests = []
    for text in columns.values():
        tests += [
            f"coalesce(bool_or({comma(text)} AND NOT {point(text)}), false)",
            f"coalesce(bool_or({point(text)} AND NOT {comma(text)}), false)",
        ]
    return ", ".join(tests)


def conventions(columns: Sequence[str], evidence: Sequence[bool]) -> dict[str, str]:
    """Decimal mark of each column that proves one; a column that proves both proves none."""
    pairs = zip(columns, evidence[::2], evidence[1::2], strict=True)
    return {
        name: "," if by_comma else "." for name, by_comma, by_point in pairs if by_comma != by_point
    }


def parse_sql(text: str, *, convention: str | None, whole: bool) -> str:
    """DOUBLE of `text`, or null. In a column of whole numbers a lone mark before three digits can
    only be thousands.
    """
    as_comma = f"TRY_CAST(replace(replace({text}, '.', ''), ',', '.') AS DOUBLE)"
    as_point = f"TRY_CAST(replace({text}, ',', '') AS DOUBLE)"
    both = "NULL"
    if convention:
        both = as_comma if convention == "," else as_point
    elif whole:
        both = f"TRY_CAST(replace(replace({text}, '.', ''), ',', '') AS DOUBLE)"
    # A number without marks fits both patterns and both readings agree.
    plain = f"regexp_full_match({text}, '[+-]?[0-9]+{EXPONENT}')"
    return (
        f"CASE WHEN {plain} THEN TRY_CAST({text} AS DOUBLE) WHEN {comma(text)} AND {point(text)}"
        f" THEN {both} WHEN {comma(text)} THEN {as_comma} WHEN {point(text)} THEN {as_point} END"
    )


def rule_sql(text: str, *, whole: bool) -> str:
    """Why `text` is no number."""
    ambiguous = f"{comma(text)} AND {point(text)} AND regexp_matches({text}, '[.,][0-9]{{3}}')"
    return f"CASE WHEN {ambiguous} THEN '{AMBIGUOUS}' ELSE '{NOT_WHOLE if whole else INVALID}' END"
