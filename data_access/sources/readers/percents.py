"""Which styles of an XLSX show a number as a percentage: 0.2 is then 20 % to whoever reads it."""

import re
import zipfile
from xml.etree import ElementTree

STYLES = "xl/styles.xml"
MOST_STYLES = 8 << 20  # bytes
BUILT_IN = frozenset({"9", "10"})  # 0% and 0.00%
# What a format shows as it stands, and its conditions and colours.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DIGITS = 10  # after the point: what multiplying by a hundred adds beyond is not the person's


def percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """The numbers, as cells write them, of the styles that show percentages."""
    if STYLES not in archive.namelist() or archive.getinfo(STYLES).file_size > MOST_STYLES:
        return frozenset()
    data = archive.read(STYLES)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:  # refused when its turn comes
        return frozenset()
    root = ElementTree.fromstring(data)  # noqa: S314 - it has no entities
    formats = BUILT_IN | {
        str(item.get("numFmtId"))
        for item in root.iterfind("{*}numFmts/{*}numFmt")
        if "%" in _LITERAL.sub("", item.get("formatCode") or "")
    }
    return frozenset(
        str(place).encode()
        for place, style in enumerate(root.iterfind("{*}cellXfs/{*}xf"))
        if style.get("numFmtId") in formats
    )


def percent_text(value: float) -> str:
    """``0.215`` → ``21.5``."""
    return repr(round(value * 100, _DIGITS)).removesuffix(".0")
