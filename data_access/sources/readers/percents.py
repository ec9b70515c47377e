"""Which styles of an XLSX show a number as a percentage: 0.2 is then 20 % to whoever reads it; and
which with zeros before it: 7 is then 00007, as a code is.
"""

import math
import re
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from xml.etree import ElementTree

STYLES = "xl/styles.xml"
MOST_STYLES = 8 << 20  # bytes
BUILT_IN = frozenset({"9", "10"})  # 0% and 0.00%
# What a format shows as it stands, and its conditions and colours.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ZEROS = re.compile("0{2,20}")
_DIGITS = 10  # after the point: what multiplying by a hundred adds beyond is not the person's


class Styles(NamedTuple):
    """By their numbers, as cells write them: those that show percentages, and how many digits those
    show that write zeros before a number.
    """

    percents: frozenset[bytes] = frozenset()
    padded: Mapping[bytes, int] = MappingProxyType({})


def shown_styles(archive: zipfile.ZipFile) -> Styles:
    """Of a workbook; none where it has none that can be read."""
    if STYLES not in archive.namelist() or archive.getinfo(STYLES).file_size > MOST_STYLES:
        return Styles()
    data = archive.read(STYLES)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:  # refused when its turn comes
        return Styles()
    root = ElementTree.fromstring(data)  # noqa: S314 - it has no entities
    formats = {
        str(item.get("numFmtId")): item.get("formatCode") or ""
        for item in root.iterfind("{*}numFmts/{*}numFmt")
    }
    shares = BUILT_IN | {at for at, code in formats.items() if "%" in _LITERAL.sub("", code)}
    zeros = {at: len(code) for at, code in formats.items() if _ZEROS.fullmatch(code)}
    styles = [
        (str(place).encode(), str(style.get("numFmtId")))
        for place, style in enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    ]
    return Styles(
        frozenset(place for place, at in styles if at in shares),
        {place: zeros[at] for place, at in styles if at in zeros},
    )


def percent_text(value: float) -> str:
    """``0.215`` → ``21.5``."""
    return repr(round(value * 100, _DIGITS)).removesuffix(".0")


def padded_text(value: float, digits: int) -> str | None:
    """``7`` → ``00007``; None for what is no whole number, which zeros do not make a code."""
    whole = math.isfinite(value) and value >= 0 and value == int(value)
    return f"{int(value):0{digits}d}" if whole else None
