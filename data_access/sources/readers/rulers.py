"""Rulers: rows of strokes alone, as tools of databases draw them below a header and around a table
(``-------;----``, ``=====``, ``+---+---+``). They hold no data in any format.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from config.formatting import enumerate_first, number, plural
from data_access.sources.source import LINE, Source, identifier

if TYPE_CHECKING:  # the process that reads workbooks loads no engine
    from data_access.sources.workspace import Workspace

RULERS = "linhas_de_tracos"
TOLD = 5  # lines that are told
# Strokes, what crosses them and what marks the side in Markdown; of a stroke alone, which official
# tables write for zero, no row is a ruler.
_DRAWN = r"[-=+_|:\s\x{2500}-\x{257F}]*"
_LONG = r"[-=_\x{2500}\x{2501}\x{2550}]{3}|[+][-=]+[+]"
_TEXTS = ("texto", "misto")


def _python(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\x\{(\w+)\}", r"\\u\1", pattern))


_RULED, _STROKES = _python(_DRAWN), _python(_LONG)


def is_ruler(cells: Sequence[str]) -> bool:
    """Whether nothing but strokes stands in the cells of a row."""
    text = "|".join(cells)
    return _RULED.fullmatch(text) is not None and _STROKES.search(text) is not None


def without_rulers(source: Source, space: "Workspace") -> Source:
    """`source` without the rows that `is_ruler` tells, counted among those left out, and with the
    first of their lines.
    """
    texts = [identifier(name) for name, kind in source.kinds.items() if kind in _TEXTS]
    if not source.records or not texts:
        return source
    others = [identifier(name) for name, kind in source.kinds.items() if kind not in _TEXTS]
    tests = [f"coalesce(regexp_full_match({cell}, '{_DRAWN}'), true)" for cell in texts]
    tests += [f"{cell} IS NULL" for cell in others]
    tests.append(f"regexp_matches(concat_ws('|', {', '.join(texts)}), '{_LONG}')")
    ruled = " AND ".join(tests)
    count, lines = space.row(
        f"SELECT count(*), list_slice(list_sort(list({LINE})), 1, {TOLD})"
        f" FROM ({source.relation}) WHERE {ruled}"
    )
    return (
        replace(
            source,
            relation=f"SELECT * FROM ({source.relation}) WHERE NOT ({ruled})",
            records=source.records - count,
            left_out={**source.left_out, RULERS: source.left_out.get(RULERS, 0) + count},
            ruler_lines=tuple(sorted({*source.ruler_lines, *lines})[:TOLD]),
        )
        if count
        else source
    )


def rulers_told(source: Source) -> tuple[str, ...]:
    """How many they were and on which lines, in a sentence; nothing where there were none."""
    count = source.left_out.get(RULERS, 0)
    if not count:
        return ()
    lines = enumerate_first((number(line) for line in source.ruler_lines), count)
    where = f"na linha {lines}" if count == 1 else f"nas linhas {lines}"
    return (
        f"{plural(count, 'linha só de traços ficou', 'linhas só de traços ficaram')} de fora"
        f" ({where}): é o que programas de banco de dados desenham em volta dos dados.",
    )
