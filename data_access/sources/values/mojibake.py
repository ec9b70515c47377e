"""Text that was UTF-8, was read as Windows-1252 and written as UTF-8 again: “ConcluÃ­do” for
“Concluído”.

No Portuguese word has a capital Ã or Â before a sign; where a file has such pairs, they are taken
back to what they were, as many times as it was done to them. Programs that read Latin-1 instead of
Windows-1252 leave control characters in place of some of the signs.
"""

import re
from collections.abc import Iterator

# Ã or Â, and then a control character or one of the signs from ¡ to ¿; or Ã and what is left of a
# capital, of those that nobody writes after a word (a quotation mark or a dash may stand there).
_PROOF_TEXT = re.compile("[ÂÃ][\u0080-\u009f\u00a1-\u00bf]|Ã[ƒ‡‰š‚€Š]")
# The same in the bytes of the file.
PROOF = re.compile(
    rb"\xc3[\x82\x83]\xc2[\x80-\x9f\xa1-\xbf]|\xc3\x83(?:"
    + b"|".join(sign.encode() for sign in "ƒ‡‰š‚€Š")
    + rb")"
)
_CONTROLS = "".join(map(chr, range(0x80, 0xA0)))
_SIGNS = _CONTROLS + "".join(
    re.escape(bytes([byte]).decode("cp1252", "ignore")) for byte in range(0x80, 0xC0)
)
# With the letters that signs of Windows-1252 begin with, which it leaves when it is done twice.
_FIRST = "ÂÃÅÆË"
_TWICE = re.compile(f"[{_FIRST}][{_SIGNS}]|â[{_SIGNS}]{{2}}")
MOST_TIMES = 4  # that a text is taken back
# What the end of a piece may have cut: the beginning of one of those, each of whose characters may
# itself be a pair.
_CUT = re.compile(f"[{_FIRST}â{_SIGNS}]{{1,24}}\\Z")


def is_mojibake(text: str) -> bool:
    """Whether a cell proves it: most texts have neither of the two letters."""
    return ("Ã" in text or "Â" in text) and _PROOF_TEXT.search(text) is not None


def is_mojibake_sql(text: str) -> str:
    """`is_mojibake` as a DuckDB expression."""
    letters = f"(contains({text}, 'Ã') OR contains({text}, 'Â'))"
    return f"({letters} AND regexp_matches({text}, '{_PROOF_TEXT.pattern}'))"


def mend(text: str) -> str:
    """The text as it was; what is no such pair stays."""
    for _ in range(MOST_TIMES):
        text = _TWICE.sub(_once, text)
        if not is_mojibake(text):
            break
    return text


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
    # Windows-1252 leaves five bytes undefined, and Latin-1 thirty-two: passed on as they are.
    raw = b"".join(
        character.encode("cp1252") if character not in _CONTROLS else bytes([ord(character)])
        for character in found[0]
    )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
