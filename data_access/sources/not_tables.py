"""Files that people take for tables: told by their first bytes, each by its name."""

import re
import struct

MAGIC = {
    b"%PDF": "é um PDF",
    b"7z\xbc\xaf\x27\x1c": "é um arquivo 7z",
    b"Rar!": "é um arquivo RAR",
    b"\xfd7zXZ\x00": "está compactado (xz)",
    b"\x28\xb5\x2f\xfd": "está compactado (zstd)",
    b"SQLite format 3\x00": "é um banco SQLite, que se importa pelo endereço (sqlite:///…)",
}
# Pages that systems save under the name of a spreadsheet, and the answer of a server in place of a
# file.
PAGES = (b"<!doctype html", b"<html", b"<table")
MARKS = b"\xef\xbb\xbf\xff\xfe\0"  # bytes of the order marks of Unicode
TAR, TAR_MAGIC = 257, b"ustar"  # where it stands, and what
DBF_VERSIONS = frozenset({0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5})
DBF_HEADER = struct.Struct("<4BIHH")
DBF_FIELD, DBF_PREFIX = 32, 32  # bytes
_JSON = re.compile(rb'\s*(?:\[\s*[\[{"\]]|\{\s*["}])')
_JSON_LINES = re.compile(rb'\s*\{\s*"[^\n]*\}\s*\n\s*\{\s*"')
_TEXTS = (
    (re.compile(rb"\s*<\?xml\b"), "é XML: se for uma planilha, abra-a no LibreOffice ou no Excel"),
    (_JSON_LINES, "é JSON, um registro por linha (JSON Lines)"),
    (_JSON, "é JSON"),
)


def no_table(head: bytes) -> str | None:
    """What a file is that has no table to import, after “O arquivo …”; None for all others."""
    # In UTF-16 and UTF-32 each letter of what opens a text has zeros beside it.
    text = head.lstrip(MARKS).replace(b"\0", b"")
    if text.lstrip(b" \t\r\n").lower().startswith(PAGES):
        return "é uma página HTML"
    if head[TAR:].startswith(TAR_MAGIC):
        return "é um pacote TAR, com outros arquivos dentro"
    if is_dbf(head):
        return "é uma tabela DBF (dBase), como as do DATASUS: abra-a no LibreOffice ou no Excel"
    told = [what for form, what in _TEXTS if form.match(text)]
    told += [what for magic, what in MAGIC.items() if head.startswith(magic)]
    return told[0] if told else None


def is_dbf(head: bytes) -> bool:
    """By its version, the date of its last change and the length of its header, which ends the
    descriptions of the columns.
    """
    if len(head) <= DBF_PREFIX or head[0] not in DBF_VERSIONS:
        return False
    _, _, month, day, _, header, record = DBF_HEADER.unpack_from(head)
    fits = (header - DBF_PREFIX) % DBF_FIELD in (1, 8) and header > DBF_PREFIX and record > 0
    return fits and month <= 12 and day <= 31 and head[header - 1 : header] in (b"\r", b"\x00")
