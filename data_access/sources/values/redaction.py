"""Documents, e-mails and telephones struck out of what people write freely.

It errs on the side of striking out: a long number that looks like a telephone goes, whatever it
was.
"""

import re
import string
from collections.abc import Iterator, Sequence

# RE2 and Python read these alike. In this order: an e-mail may hold a number, a CNPJ begins like a
# CPF.
PATTERNS = (
    (r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}", "[e-mail]"),
    (
        r"\b[0-9A-Za-z]{2}\.?[0-9A-Za-z]{3}\.?[0-9A-Za-z]{3} ?/ ?[0-9A-Za-z]{4} ?-? ?[0-9]{2}\b",
        "[CNPJ]",
    ),
    (r"\b[0-9][0-9A-Z]{11}[0-9]{2}\b", "[CNPJ]"),
    (r"\b[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}[-/. ]?[0-9]{2}\b", "[CPF]"),
    (
        r"(\+?55[ .\-]?)?(\(0?[0-9]{2}\)|\b0?[0-9]{2})[ .\-]?9?[ .\-]?[0-9]{4}[ .\-]?[0-9]{4}\b",
        "[telefone]",
    ),
    (r"\b9?[0-9]{4}[ .\-]?[0-9]{4}\b", "[telefone]"),
)
MASK = "(protegido)"  # in the place of a cell of a sensitive column
# For cells that should hold something else: telephones only where they are written as such, since a
# quantity or a date without marks has as many digits.
MISPLACED = (
    *(item for item in PATTERNS if item[1] != "[telefone]"),
    (r"(\+?55[ .\-]?)?\(0?[0-9]{2}\)[ .\-]?9?[ .\-]?[0-9]{4}[ .\-]?[0-9]{4}\b", "[telefone]"),
    (r"(\+55[ .\-]?)?(\b0?[0-9]{2}[ .\-])?\b9[0-9]{4}-[0-9]{4}\b", "[telefone]"),
)
# What every text has in which one of the patterns is: one look instead of many.
SUSPECT = "[0-9]{2}|@"
# RE2 is linear whatever it reads. Python tries the first pattern again from every character of a
# long word, so here an e-mail is found from its @ on both sides; the others have a greatest length.
_COMPILED = tuple((re.compile(pattern, re.ASCII), mark) for pattern, mark in PATTERNS[1:])
_MISPLACED = tuple((re.compile(pattern, re.ASCII), mark) for pattern, mark in MISPLACED[1:])
_AT = re.compile(r"@([A-Za-z0-9.\-]+)")
_ENDING = re.compile(r"\.[A-Za-z]{2,}")
_USER = string.ascii_letters + string.digits + "._%+-"
SHOWN = 80  # characters of the name of a column


def redact_sql(text: str, patterns: Sequence[tuple[str, str]] = PATTERNS) -> str:
    """`redact` as a DuckDB expression."""
    for pattern, mark in patterns:
        text = f"regexp_replace({text}, '{pattern}', '{mark}', 'g')"
    return text


def strike_sql(text: str, patterns: Sequence[tuple[str, str]] = PATTERNS) -> str:
    """`redact_sql` of a `text` that is named, not computed,
    and of which most have nothing to strike out.
    """
    return (
        f"CASE WHEN regexp_matches({text}, '{SUSPECT}') THEN {redact_sql(text, patterns)} ELSE"
        f" {text} END"
    )


def redact(text: str) -> str:
    text = _strike_emails(text)
    for pattern, mark in _COMPILED:
        text = pattern.sub(mark, text)
    return text


def _emails(text: str) -> Iterator[tuple[int, int]]:
    """Where the first of `PATTERNS` matches; each character is looked at a few times at most."""
    floor = 0
    for found in _AT.finditer(text):
        at = found.start()
        floor = max(floor, text.rfind("@", floor, at) + 1)
        before = text[floor:at]
        user = len(before) - len(before.rstrip(_USER))
        endings = [end for end in _ENDING.finditer(found[1]) if end.start()]
        if user and endings:
            floor = at + 1 + endings[-1].end()
            yield at - user, floor


def _strike_emails(text: str) -> str:
    parts, place = [], 0
    for start, end in _emails(text):
        parts += [text[place:start], PATTERNS[0][1]]
        place = end
    return "".join([*parts, text[place:]])


def column_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns to show, as much of each as bears reading; of a header that is a row of
    data, of which somebody's number is proof, its form.
    """
    told = map(shape, names) if holds_data(names) else names
    return tuple(name if len(name) <= SHOWN else f"{name[: SHOWN - 1]}…" for name in told)


def holds_data(names: Sequence[str]) -> bool:
    return any(
        next(_emails(name), None) or any(pattern.search(name) for pattern, _ in _MISPLACED)
        for name in names
    )


def shape(text: str) -> str:
    """The form of a text without its content, for lines in which nobody knows what stands where."""
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "9", text))
