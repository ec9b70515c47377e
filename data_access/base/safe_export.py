"""Files that people open in a spreadsheet: no cell may be taken for a formula."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
DELIMITER = ";"  # what spreadsheets expect where the comma is decimal
ENCODING = "utf-8-sig"  # the mark by which they recognise UTF-8


def neutralise(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it; anything else
    stays.

    Numbers are left alone: −5 as a number is no formula, "-5" as text might be the start of one.
    Spaces in front do not protect, because some spreadsheets drop them.
    """
    if not isinstance(value, str):
        return value
    dangerous = value.startswith(FORMULA_STARTS) or value.lstrip(" \n\xa0\ufeff").startswith(
        FORMULA_STARTS
    )
    return f"'{value}" if dangerous else value


def write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], *, private: bool = False
) -> None:
    """A pt-BR CSV whose text cells are neutralised; `private` makes it readable by its owner alone."""
    mode = 0o600 if private else 0o666
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file, delimiter=DELIMITER, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows([neutralise(value) for value in row] for row in rows)
