"""The first look at an XLSX: how much it expands to, how far its cells reach, which of them are
errors and which are shown as percentages.

The library that reads spreadsheets holds the rectangle of all cells in memory, follows no limit and
takes errors for blanks. So the XML is read once before it, in pieces.
"""

import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers.archive import (
    ENCRYPTED,
    METHODS,
    DamagedError,
    expanded_pieces,
    members,
)
from data_access.sources.readers.percents import Styles, shown_styles

MOST_CELLS = 20_000_000  # of the rectangle from the first cell to the last
MOST_EXPANDED = 1 << 30  # bytes of all XML
MOST_STRINGS = 256 << 20  # bytes of the table of texts, which is held in memory
MOST_INDEX = 8 << 20  # bytes of the parts that say which sheet is which
COLUMN_BITS = 15  # a sheet has 2^14 columns; three letters name a few more
DIGIT_BITS = 5  # of how many digits a style shows
NO_VALUE = "#SEM_VALOR"  # a formula that was never calculated

_TOKEN = re.compile(
    rb"<(?:\w+:)?(?:(?P<row>row)|(?P<cell>c))(?P<attributes>(?:\s[^<>]*?)?)(?P<empty>/?)>"
    rb"|(?:</(?:\w+:)?f>|<(?:\w+:)?f\s[^<>]*/>)\s*(?P<uncalculated><(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)"
    rb"|<(?:\w+:)?v>(?P<error>#[^<]{1,40})</"
)
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["']([0-9]{1,9})["']""")
_FORBIDDEN = re.compile(rb"<!(DOCTYPE|ENTITY)")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Cells:
    """Where the cells of a sheet are; positions from 1.
    ``errors``: what stands in cells that hold no value. ``percents`` and ``padded``: `position` of
    the cells of such `Styles`, in the order of the file, of ``padded`` with how many digits are
    shown (`DIGIT_BITS`). ``hidden``: how many rows that hold something nobody sees who opens the
    sheet.
    """

    styles: Styles = field(default_factory=Styles)
    percents: "array[int]" = field(default_factory=lambda: array("Q"))
    padded: "array[int]" = field(default_factory=lambda: array("Q"))

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    count: int = 0
    first: tuple[int, int] = (1 << 30, 1 << 30)
    last: tuple[int, int] = (0, 0)
    row: int = 0
    column: int = 0
    is_error: bool = False
    hidden: int = 0
    is_hidden: bool = False

    def feed(self, data: bytes) -> None:
        for token in _TOKEN.finditer(data):
            if token["cell"]:
                self._cell(token["attributes"], filled=not token["empty"])
            elif token["row"]:
                found = _REFERENCE.search(token["attributes"])
                self.row, self.column = int(found[2]) if found else self.row + 1, 0
                self.is_hidden = _HIDDEN.search(token["attributes"]) is not None
            elif token["uncalculated"]:
                self.errors[self.row, self.column] = NO_VALUE
            elif self.is_error:
                self.errors[self.row, self.column] = token["error"].decode("utf-8", "replace")

    def _cell(self, attributes: bytes, *, filled: bool) -> None:
        found = _REFERENCE.search(attributes)
        if found and found[1]:
            self.row, self.column = int(found[2]), _column(found[1])
        else:
            self.column += 1
        if filled:
            self.count += 1
            self.hidden += self.is_hidden
            self.is_hidden = False  # counted once
            self.is_error = _ERROR.search(attributes) is not None
            self.first = min(self.first[0], self.row), min(self.first[1], self.column)
            self.last = max(self.last[0], self.row), max(self.last[1], self.column)
            if self.styles.percents or self.styles.padded:
                self._note_style(attributes)

    def _note_style(self, attributes: bytes) -> None:
        style = _STYLE.search(attributes)
        if style and style[1] in self.styles.percents:
            self.percents.append(position(self.row, self.column))
        elif style and style[1] in self.styles.padded:
            place = position(self.row, self.column)
            self.padded.append(place << DIGIT_BITS | self.styles.padded[style[1]])

    @property
    def reach(self) -> int:
        """Cells of the rectangle, or of the sheet where some come twice."""
        rows, columns = (
            last - first + 1 for first, last in zip(self.first, self.last, strict=True)
        )
        return max(self.count, rows * columns if self.count else 0)


def position(row: int, column: int) -> int:
    """Of a cell, as one number that grows along the rows."""
    return row << COLUMN_BITS | column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def look_at_package(path: Path, name: str) -> dict[str, Cells]:
    """The cells of each sheet, by its name.
    Raises ImportRefusedError for what does not fit in memory.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = members(archive, name)
            if any(info.flag_bits & ENCRYPTED for info in infos):
                raise ImportRefusedError(
                    f"A planilha “{name}” tem senha. Grave-a sem senha e importe de novo."
                )
            sheets = _look_at_parts(path, infos, name, shown_styles(archive))
            return _by_name(archive, sheets)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        DamagedError,
        ElementTree.ParseError,
        KeyError,
        ValueError,
        OverflowError,
    ):
        raise damaged_workbook(name) from None


def hides_errors(path: Path) -> bool:
    """Whether a workbook is of a format (XLS, XLSB) in which errors are not told from blanks."""
    if not zipfile.is_zipfile(path):
        return True
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.bin" in archive.namelist()


def damaged_workbook(name: str) -> ImportRefusedError:
    return ImportRefusedError(
        f"A planilha “{name}” está incompleta ou danificada. Abra-a, grave-a de novo e importe a"
        " que gravou."
    )


def too_large(name: str, what: str) -> ImportRefusedError:
    return ImportRefusedError(
        f"A planilha “{name}” {what}. Grave a aba da tabela como CSV e importe o CSV."
    )


def _look_at_parts(
    path: Path, infos: list[zipfile.ZipInfo], name: str, styles: Styles
) -> dict[str, Cells]:
    total, sheets = 0, {}
    for info in infos:
        if info.compress_type not in METHODS:
            raise DamagedError
        lower = info.filename.lower()
        is_sheet = lower.startswith("xl/worksheets/") and lower.endswith(".xml")
        cells = Cells(styles) if is_sheet else None
        before = total
        for data in _pieces(path, info, name):
            total += len(data)
            if total > MOST_EXPANDED:
                raise too_large(name, f"passa de {MOST_EXPANDED >> 20} MB quando aberta")
            if "sharedstrings" in lower and total - before > MOST_STRINGS:
                raise too_large(name, f"tem mais de {MOST_STRINGS >> 20} MB de textos")
            if cells is not None:
                cells.feed(data)
                _refuse_sprawl(cells, name)
        if cells is not None:
            sheets[info.filename] = cells
    return sheets


def _refuse_sprawl(cells: Cells, name: str) -> None:
    if cells.reach > MOST_CELLS:
        raise too_large(
            name,
            f"tem uma aba que vai até a linha {cells.last[0]} e a coluna {cells.last[1]}: células"
            " demais",
        )


def _pieces(path: Path, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Pieces that end where a cell begins, so that none is cut.
    Raises ImportRefusedError for entities.
    """
    is_xml = info.filename.lower().endswith((".xml", ".rels", ".vml"))
    rest = b""
    for number, piece in enumerate(expanded_pieces(path, info)):
        if number == 0 and is_xml and b"\x00" in piece[:64]:
            raise DamagedError  # UTF-16, which no program writes here
        data = rest + piece
        if is_xml and _FORBIDDEN.search(data):
            raise ImportRefusedError(
                f"A planilha “{name}” tem declarações (DOCTYPE) que nenhuma planilha precisa ter e"
                " que servem a ataques. Copie os dados para uma planilha nova."
            )
        cut = data.rfind(b"<c", 1) if b"<c" in data else data.rfind(b"<")
        cut = len(data) if cut < 0 or len(data) - cut > len(piece) + (1 << 16) else cut
        rest = data[cut:]
        yield data[:cut]
    yield rest


def _by_name(archive: zipfile.ZipFile, sheets: dict[str, Cells]) -> dict[str, Cells]:
    """Sheets by the name that a person sees;
    none where the workbook is of another kind (XLSB, ODS).
    """
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    book, links = (
        _small(archive, part) for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    found = {}
    for sheet in book.iterfind(".//{*}sheet"):
        target = targets.get(sheet.get(_R), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in sheets:
            found[str(sheet.get("name"))] = sheets[part]
    return found


def _small(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    if archive.getinfo(part).file_size > MOST_INDEX:
        raise DamagedError
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 - a DOCTYPE was refused
