"""How a source was read, in sentences: what a person checks before believing the counts."""

from collections.abc import Iterator
from difflib import get_close_matches

from config.formatting import enumerate_words
from data_access.contract.load import table_contract
from data_access.importing.report import ImportReport
from data_access.sources.values.text import normalised_name

MARKS = {",": "vírgula", ".": "ponto"}


def details(report: ImportReport) -> Iterator[str]:
    """Nothing for a repeated import: it read nothing."""
    if report.status == "ok":
        yield from _form(report)
        yield from _unknown(report)


def _form(report: ImportReport) -> Iterator[str]:
    told = [*report.form]
    told += [f"codificação {report.encoding}"] if report.encoding else []
    told += [f"separador {report.separator}"] if report.separator else []
    for mark, word in MARKS.items():
        columns = [name for name, found in report.decimal_marks.items() if found == mark]
        told += [f"{word} como marca decimal em {enumerate_words(columns)}"] if columns else []
    yield f"Li “{report.source_name}” assim: {'; '.join(told)}."


def _unknown(report: ImportReport) -> Iterator[str]:
    if not report.unknown_columns:
        return
    free = [name for name in table_contract(report.table).names if name not in report.columns]
    hints = []
    for written in report.unknown_columns:
        near = get_close_matches(normalised_name(written), free, n=1, cutoff=0.6)
        hints.append(f"{written} (seria “{near[0]}”?)" if near else written)
    yield f"Colunas que não conheço e que não foram importadas: {', '.join(hints)}."
