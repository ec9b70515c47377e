"""Numbers in text: which mark is decimal is decided by evidence in the column, and never guessed.

`1.234,5` and `12,5` can only have a decimal comma, `1,234.5` and `0.125` only a decimal point;
`1.234` can be both. It is read as the rest of its column proves; where nothing proves anything it
is rejected.
"""

from collections.abc import Mapping, Sequence

Bounds = tuple[float | None, float | None]
SPACE = "[ \u00a0\u202f\u2009]"  # the plain one, and those at which no line breaks
EXPONENT = "([eE][+-]?[0-9]+)?"
AMBIGUOUS, INVALID, NOT_WHOLE = "numero_ambiguo", "numero_invalido", "inteiro_invalido"


def bare_sql(text: str, *, percent: bool = False, currency: bool = False) -> str:
    """A number in text without what people write around it: spaces between its thousands and a
    typographer's minus; where they mean what the column holds, “%” and “R$”.
    """
    bare = f"replace({text}, '\u2212', '-')"
    if currency:
        bare = f"regexp_replace({bare}, '^([+-]?)R[$]{SPACE}*', '\\1')"
    if percent:
        bare = f"regexp_replace({bare}, '{SPACE}*%$', '')"
    thousands = f"[+-]?[1-9][0-9]{{0,2}}({SPACE}[0-9]{{3}})+([.,][0-9]+)?"
    joined = f"regexp_replace({bare}, '{SPACE}', '', 'g')"
    # Most cells of a good file are a plain number: one test for those.
    return (
        f"CASE WHEN regexp_full_match({text}, '[0-9.,-]*') THEN {text}"
        f" WHEN regexp_full_match({bare}, '{thousands}') THEN {joined} ELSE {bare} END"
    )


def _pattern(text: str, *, decimal: str) -> str:
    """Whether `text` is a number whose decimal mark is `decimal` and
    whose thousands mark is the other.
    """
    thousands, mark = ("[.]", ",") if decimal == "," else (",", "[.]")
    whole = f"([1-9][0-9]{{0,2}}({thousands}[0-9]{{3}})+|[0-9]*)"
    return f"regexp_full_match({text}, '[+-]?{whole}({mark}[0-9]+)?{EXPONENT}')"


def comma(text: str) -> str:
    return _pattern(text, decimal=",")


def point(text: str) -> str:
    return _pattern(text, decimal=".")


def evidence_sql(columns: Mapping[str, str]) -> str:
    """Select list with two booleans per column:
    whether some value proves the comma, whether one proves the point.
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


def parse_sql(
    text: str, *, convention: str | None, whole: bool, bounds: Bounds = (None, None)
) -> str:
    """DOUBLE of `text`, or null. In a column of whole numbers a lone mark before three digits can
    only be thousands; where one of the two readings is out of `bounds`, it can only be the other.
    """
    as_comma = f"TRY_CAST(replace(replace({text}, '.', ''), ',', '.') AS DOUBLE)"
    as_point = f"TRY_CAST(replace({text}, ',', '') AS DOUBLE)"
    both = "NULL"
    if convention:
        both = as_comma if convention == "," else as_point
    elif whole:
        both = f"TRY_CAST(replace(replace({text}, '.', ''), ',', '') AS DOUBLE)"
    elif bounds != (None, None):
        one, other = _within_sql(as_comma, bounds), _within_sql(as_point, bounds)
        both = (
            f"CASE WHEN ({one}) AND NOT ({other}) THEN {as_comma}"
            f" WHEN ({other}) AND NOT ({one}) THEN {as_point} END"
        )
    # A number without marks fits both patterns and both readings agree.
    plain = f"regexp_full_match({text}, '[+-]?[0-9]+{EXPONENT}')"
    return (
        f"CASE WHEN {plain} THEN TRY_CAST({text} AS DOUBLE) WHEN {comma(text)} AND {point(text)}"
        f" THEN {both} WHEN {comma(text)} THEN {as_comma} WHEN {point(text)} THEN {as_point} END"
    )


def _within_sql(number: str, bounds: Bounds) -> str:
    least, most = bounds
    tests = [f"{number} >= {least}"] if least is not None else []
    return " AND ".join([*tests, f"{number} <= {most}"] if most is not None else tests)


def rule_sql(text: str, *, whole: bool) -> str:
    """Why `text` is no number."""
    ambiguous = f"{comma(text)} AND {point(text)} AND regexp_matches({text}, '[.,][0-9]{{3}}')"
    return f"CASE WHEN {ambiguous} THEN '{AMBIGUOUS}' ELSE '{NOT_WHOLE if whole else INVALID}' END"
