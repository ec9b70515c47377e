"""What a terminal or a pipe cannot write is written as near to it as it can: letters without their
accents, plain marks. No command ends in an error about characters.
"""

import codecs
import io
import sys
import unicodedata

LEGIBLE = "t360_legible"
# Never a double quote, a comma, a semicolon nor a backslash, which JSON and CSV read as their own.
PLAIN = {
    **dict.fromkeys("“”‘’„«»′″", "'"),
    **dict.fromkeys("–—−‐‑·", "-"),
    "…": "...",
    "•": "*",
    "×": "x",
    "÷": "/",
    "→": "->",
    "←": "<-",
    "±": "+/-",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "≈": "~",
    "€": "EUR",
    "✓": "ok",
    "§": "par.",
}
LOST = "?"


def print_legibly() -> None:
    """Make standard output and standard error write what their encoding lacks by `plain_text`."""
    codecs.register_error(LEGIBLE, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=LEGIBLE)


def plain_text(text: str) -> str:
    """ASCII for a text: ``ção`` → ``cao``, ``“x”…`` → ``'x'...``; a question mark for any other
    letter.
    """
    return "".join(PLAIN.get(letter) or _unaccented(letter) for letter in text)


def _unaccented(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    kept = "".join(part for part in parts if part.isascii() and (part.isalnum() or part == " "))
    return kept or ("" if unicodedata.combining(letter) else LOST)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain_text(error.object[error.start : error.end]), error.end
