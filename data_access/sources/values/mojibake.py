"""Text that was UTF-8, was read as Windows-1252 and written as UTF-8 again: “ConcluÃ­do” for
“Concluído”.

No Portuguese word has a capital Ã or Â before a sign; where a file has such pairs, they are taken
back to what they were.
"""

import re
from collections.abc import Iterator

# In the bytes of the file: Ã or Â, and then one of the signs from ¡ to ¿.
PROOF = re.compile(rb"\xc3[\x82\x83]\xc2[\xa1-\xbf]")
_PROOF_TEXT = re.compile("[ÂÃ][\u00a1-\u00bf]")
_SIGNS = "".join(
    re.escape(bytes([byte]).decode("cp1252", "ignore") or chr(byte)) for byte in range(0x80, 0xC0)
)
_TWICE = re.compile(f"[ÂÃ][{_SIGNS}]|â[{_SIGNS}]{{2}}")
# What the end of a piece may have cut: the beginning of one of those.
_CUT = re.compile(f"(?:[ÂÃâ]|â[{_SIGNS}])\\Z")


def is_mojibake(text: str) -> bool:
    """Whether a cell proves it: most texts have neither of the two letters."""
    return ("Ã" in text or "Â" in text) and _PROOF_TEXT.search(text) is not None


def is_mojibake_sql(text: str) -> str:
    """`is_mojibake` as a DuckDB expression."""
    letters = f"(contains({text}, 'Ã') OR contains({text}, 'Â'))"
    return f"({letters} AND regexp_matches({text}, '{_PROOF_TEXT.pattern}'))"


def mend(text: str) -> str:
    """The text as it was; what is no such pair stays."""
    return _TWICE.sub(_once, text)


def mended_pieces(pieces: Iterator[str]) -> Iterator[str]:
    """`mend` of a text that comes in pieces, which may be cut anywhere."""
    rest = ""
    for piece in pieces:
        text = rest + piece
        cut = _CUT.search(text)
        end = cut.start() if cut else len(text)
        rest = text[end:]
        yield mend(text[:end])
    yield mend(rest)


def _once(found: re.Match[str]) -> str:
    # Windows-1252 leaves five bytes undefined, which programs pass on as they are.
    raw = b"".join(
        character.encode("cp1252") if character not in _PASSED else bytes([ord(character)])
        for character in found[0]
    )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


_PASSED = frozenset("\x81\x8d\x8f\x90\x9d")
