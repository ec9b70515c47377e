"""PDFs from data: a template that is fixed, and what it says, which is never part of it.

Typst reads the template from `templates/` and the data as JSON, so a name with signs of its markup
is only a name. The same data at the same moment give the same bytes.
"""

import json
import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from config.palette import load_palette

TEMPLATES = Path(__file__).with_name("templates")
ACCESSIBLE = "ua-1"  # PDF/UA-1, ISO 14289-1
UNSEEN = (
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
)  # kinds of characters that are drawn as nothing, or turn text


@dataclass(frozen=True)
class Paper:
    """A document to take away: its name, without the extension, and its bytes."""

    name: str
    content: bytes


def typeset(template: str, data: dict[str, Any], at: datetime) -> bytes:
    """The PDF of a template of `templates/`, dated `at`; tables and pictures are tagged for screen
    readers (PDF/UA-1).

    A character that the font has not is drawn as a box, which that standard does not allow: such
    a document is tagged all the same and does not claim it.
    """
    told = json.dumps(_legible({**data, "palette": asdict(load_palette("light"))}))
    try:
        return _compiled(template, told, at, [ACCESSIBLE])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compiled(template, told, at, [])


def _compiled(template: str, told: str, at: datetime, standards: list[Any]) -> bytes:
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": told},
        pdf_standards=standards,
        timestamp=at.replace(microsecond=0),
    )


def qr_drawing(text: str) -> str:
    """A QR code as SVG, that is read with up to 15 % of it gone."""
    drawing = BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", border=4, xmldecl=False)
    return drawing.getvalue().decode()


def _legible(value: Any) -> Any:
    """Texts without characters that nobody sees; line ends and tabs are spaces."""
    if isinstance(value, dict):
        return {key: _legible(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_legible(item) for item in value]
    if not isinstance(value, str):
        return value
    kept = (" " if c in "\n\r\t" else c for c in value)
    return "".join(c for c in kept if unicodedata.category(c) not in UNSEEN)
