"""Numbers in text: which mark is decimal is decided by evidence in the column, and never guessed.

`1.234,5` and `12,5` can only have a decimal comma, `1,234.5` and `0.125` only a decimal point;
`1.234` can be both. It is read as the rest of its column proves; where nothing proves anything it
is rejected. A cell that the column rejects proves nothing: `7.5` among whole numbers is a mistake.

A column of several series (one value per indicator) is as many columns: people put them together
from several sources. What another series proves is heard only where it makes thousands of the
mark: `1.234` under a comma. Every number of a series that proves nothing has exactly three digits
after its mark, so thousands is what it says by itself; `1.234` under the point of another series
is two witnesses that differ, and is rejected.
"""

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


def evidence_sql(text: str, *, whole: bool, bounds: Bounds = (None, None)) -> tuple[str, str]:
    """Two booleans of a column: whether some value proves the comma, and whether one proves the
    point.
    """
    by_comma, by_point = (
        _proof_sql(f"{one(text)} AND NOT {other(text)}", reading(text), whole=whole, bounds=bounds)
        for one, other, reading in ((comma, point, as_comma), (point, comma, as_point))
    )
    return f"coalesce(bool_or({by_comma}), false)", f"coalesce(bool_or({by_point}), false)"


def _proof_sql(written: str, number: str, *, whole: bool, bounds: Bounds) -> str:
    tests = [f"{number} = floor({number})"] if whole else []
    within = _within_sql(number, bounds)
    tests += [within] if within else []
    return f"CASE WHEN {written} THEN {' AND '.join(tests)} END" if tests else written


def proven_mark(by_comma: bool, by_point: bool) -> str | None:
    """The decimal mark that is proven; what proves both proves none."""
    if by_comma == by_point:
        return None
    return "," if by_comma else "."


def as_comma(text: str) -> str:
    """DOUBLE of a number whose decimal mark is the comma."""
    return f"TRY_CAST(replace(replace({text}, '.', ''), ',', '.') AS DOUBLE)"


def as_point(text: str) -> str:
    """DOUBLE of a number whose decimal mark is the point."""
    return f"TRY_CAST(replace({text}, ',', '') AS DOUBLE)"


def parse_sql(text: str, *, both: str) -> str:
    """DOUBLE of `text`, or null; ``both`` is that of a text that either mark may have written."""
    # A number without marks fits both patterns and both readings agree.
    plain = f"regexp_full_match({text}, '[+-]?[0-9]+{EXPONENT}')"
    return (
        f"CASE WHEN {plain} THEN TRY_CAST({text} AS DOUBLE) WHEN {comma(text)} AND {point(text)}"
        f" THEN {both} WHEN {comma(text)} THEN {as_comma(text)} WHEN {point(text)} THEN"
        f" {as_point(text)} END"
    )


def either_sql(
    text: str, *, convention: str | None, whole: bool, bounds: Bounds = (None, None)
) -> str:
    """What a column makes of a text that either mark may have written. In one of whole numbers a
    lone mark before three digits can only be thousands; where one of the two readings is out of
    `bounds`, it can only be the other.
    """
    if convention:
        return as_comma(text) if convention == "," else as_point(text)
    if whole:
        return f"TRY_CAST(replace(replace({text}, '.', ''), ',', '') AS DOUBLE)"
    if bounds == (None, None):
        return "NULL"
    one, other = _within_sql(as_comma(text), bounds), _within_sql(as_point(text), bounds)
    return (
        f"CASE WHEN ({one}) AND NOT ({other}) THEN {as_comma(text)}"
        f" WHEN ({other}) AND NOT ({one}) THEN {as_point(text)} END"
    )


def of_series_sql(text: str, mark: str, *, convention: str | None) -> str:
    """The same in a column of series: ``mark`` names what the series of the row proves, null where
    it proves nothing; ``convention`` is what the other series do.
    """
    thousands = {",": (".", as_comma), ".": (",", as_point)}
    others = ""
    if convention:
        between, reading = thousands[convention]
        others = f" ELSE CASE WHEN contains({text}, '{between}') THEN {reading(text)} END"
    return f"CASE {mark} WHEN ',' THEN {as_comma(text)} WHEN '.' THEN {as_point(text)}{others} END"


def _within_sql(number: str, bounds: Bounds) -> str:
    least, most = bounds
    tests = [f"{number} >= {least}"] if least is not None else []
    return " AND ".join([*tests, f"{number} <= {most}"] if most is not None else tests)


def rule_sql(text: str, *, whole: bool) -> str:
    """Why `text` is no number."""
    ambiguous = f"{comma(text)} AND {point(text)} AND regexp_matches({text}, '[.,][0-9]{{3}}')"
    return f"CASE WHEN {ambiguous} THEN '{AMBIGUOUS}' ELSE '{NOT_WHOLE if whole else INVALID}' END"
