"""Footnotes and totals below a table: set aside and counted,
never taken for broken rows — nor a broken row for one of them.
"""

import re
from collections.abc import Sequence

from data_access.sources.readers.rulers import is_ruler
from data_access.sources.readers.total_labels import is_total_label

NOTES = "notas_abaixo_da_tabela"
HEADER_AGAIN = "cabecalho_repetido"
BLANK_ROWS = "linhas_em_branco"
MOST_NOTES = 200  # rows at the end in which notes are looked for

# What opens a footnote in Brazilian tables: the words, or a mark such as (1), 1/, ¹ and * before
# words.
_OPENS = re.compile(
    r"\s*\"?(?:(?:fontes?|notas?(?:\s+t[ée]cnicas?)?|obs(?:erva[çc](?:[ãa]o|[õo]es))?|elabora[çc][ãa]o|legenda|"
    r"sinais convencionais)\s*(?:[:.\-–—]|$)|(?:\(\d{1,2}\)|\d{1,2}\s*/|[¹²³*†]+)\s*[^\W\d_]{2}"
    # What a tool of databases says below the rows: (3 rows affected), (12 linhas).
    r"|\(?\d{1,12}\s+(?:rows?|linhas?|registros?)\b[^;,|]*\)?\s*$)",
    re.IGNORECASE,
)
# Words and a colon leave no doubt, however many cells the separators within the note make of it.
_SURELY = re.compile(
    r"\s*\"?(?:fontes?|notas?|obs(?:\.|erva[çc][ãa]o)?|elabora[çc][ãa]o)\s*:\s*[^\W\d_]",
    re.IGNORECASE,
)


def is_total(cells: Sequence[str], columns: int) -> bool:
    """Whether a row, where it ends a table, is the sum of the others: it calls itself so, and cells
    that a row of data has are blank.
    """
    written = [cell.strip() for cell in cells if cell.strip()]
    return 1 < len(written) < columns and is_total_label(written[0])


def opens_note(cells: Sequence[str], columns: int) -> bool:
    """Whether a row can begin the notes of a table with so many columns."""
    written = [cell.strip() for cell in cells if cell.strip()]
    if not written:
        return False
    if is_total(cells, columns):
        return True
    few = _few(written, columns) and _OPENS.match(written[0]) is not None
    return few or _SURELY.match(written[0]) is not None


def goes_on(cells: Sequence[str], columns: int) -> bool:
    """Whether a row after a note can belong to the notes: few cells, and words in them, or none
    but strokes.
    """
    written = [cell.strip() for cell in cells if cell.strip()]
    return (
        not written
        or is_ruler(written)
        or (_few(written, columns) and re.search(r"[^\W\d_]{2}", " ".join(written)) is not None)
    )


def _few(written: Sequence[str], columns: int) -> bool:
    return len(written) <= max(1, (columns - 1) // 2)


def first_note(rows: Sequence[Sequence[str]], columns: int) -> int:
    """Position of the row at which the notes at the end begin;
    the number of rows where there are none.
    """
    start = len(rows)
    for place in range(len(rows) - 1, -1, -1):
        if opens_note(rows[place], columns):
            start = place
        elif not goes_on(rows[place], columns):
            break
    return start


def notes_told(line: int | None) -> tuple[str, ...]:
    """How a source was read, in words, where notes or totals begin at a line of it."""
    return (f"notas e totais a partir da linha {line}",) if line else ()
