"""What `t360 editions compare` prints: which indicators moved from one edition to another, and
because of which source.
"""

import json
from collections.abc import Iterator
from typing import Literal

from cli.output import results, show_work
from config.formatting import enumerate_words, plural, signed_number
from config.settings import get_settings
from data_access.base.safe_export import neutralise
from data_access.comparing.causes import UNKNOWN
from data_access.comparing.compare import EditionComparison, IndicatorMove, compare_editions
from data_access.comparing.in_words import show_difference, show_value
from indicators.catalogue.definitions import Indicator, catalogue
from indicators.scope import Access

HEADER = ("indicador", "antes", "depois", "diferença", "numerador", "denominador", "por causa de")


def print_comparison(before: str, after: str, output: Literal["text", "csv", "json"]) -> None:
    with show_work("Comparando as edições"):
        comparison = compare_editions(get_settings(), before, after, Access.everything())
    if output == "csv":
        frame = comparison.frame()
        results.out(
            frame.assign(name=frame["name"].map(neutralise)).to_csv(
                index=False, lineterminator="\n"
            ),
            end="",
        )
    elif output == "json":
        results.out(_as_json(comparison), end="")
    else:
        for line in _as_text(comparison):
            results.print(line)


def _as_json(comparison: EditionComparison) -> str:
    frame = comparison.frame().astype(object)
    content = {
        "before": comparison.before,
        "after": comparison.after,
        "from": str(comparison.period.start),
        "to": str(comparison.period.end),
        "sources": [
            {
                "table": change.table,
                "added": [item.import_id for item in change.added],
                "removed": [item.import_id for item in change.removed],
                "same_content": change.same_content,
            }
            for change in comparison.sources
        ],
        "other_changes": list(comparison.others),
        "different_tables": list(comparison.tables),
        "moves": frame.where(frame.notna(), None).to_dict("records"),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _as_text(comparison: EditionComparison) -> Iterator[str]:
    yield f"De {comparison.before} a {comparison.after}, em {comparison.period.label}."
    yield "Fontes que mudaram:" if comparison.sources else "As fontes são as mesmas."
    for change in comparison.sources:
        yield f"  {change.sentence()}"
    if comparison.others:
        yield f"Mudou também: {enumerate_words(comparison.others)}."
    if not comparison.moves:
        equal = (
            "nem o conteúdo das tabelas"
            if not comparison.tables
            else "mas o conteúdo de outras tabelas, sim"
        )
        yield f"Nenhum indicador mudou, {equal}."
        return
    yield (
        f"No país ({plural(len(comparison.moved), 'indicador mudou', 'indicadores mudaram')} em"
        " algum lugar):"
    )
    yield from _table(
        [HEADER, *(_cells(move) for move in comparison.moves if move.level == "brasil")]
    )
    if comparison.caution:
        yield comparison.caution
    states = {move.name for move in comparison.moves if move.level == "uf"}
    where = plural(len(states), "UF mudou", "UFs mudaram")
    yield f"{where}; `--format csv` traz uma linha por indicador e território."


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER) - 1)]
    for row in rows:
        cells = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
        yield "  ".join(["", *cells, row[-1]]).rstrip()


def _cells(move: IndicatorMove) -> tuple[str, ...]:
    definition = catalogue()[move.indicator]
    parts = (move.difference, move.by_numerator, move.by_denominator)
    return (
        move.indicator,
        show_value(definition, move.before.value),
        show_value(definition, move.after.value),
        *(_change(definition, part) for part in parts),
        _causes(move),
    )


def _change(definition: Indicator, part: float | None) -> str:
    """A count moves by so many, anything else in its unit."""
    if part is None:
        return "—"
    return (
        signed_number(part) if definition.unit == "contagem" else show_difference(definition, part)
    )


def _causes(move: IndicatorMove) -> str:
    causes = dict.fromkeys((*move.numerator_sources, *move.denominator_sources))
    return enumerate_words(causes) or UNKNOWN
