"""The report of an import as text: in short, or every count with what is behind it."""

from collections.abc import Iterator, Mapping

from cli.output import results
from config.formatting import number, plural
from data_access.contract.load import SOURCE_TABLES
from data_access.importing.details import details
from data_access.importing.report import ImportReport, Unresolved
from data_access.importing.telling import breakdown, broken_rule, in_place_of_others, in_words
from data_access.plausibility.finding import Finding

PLACES = 5  # spellings of places that are told at once


def print_summary(report: ImportReport) -> None:
    """What an import says at its end; `print_report` tells the rest."""
    for line in (
        *details(report),
        report.sentence(),
        *_counts(report),
        *_places(report),
        *_remarks(report),
    ):
        results.print(line)


def _counts(report: ImportReport) -> Iterator[str]:
    for rule, count in report.rejected.items():  # cells: a row may break several, or one twice
        yield f"  {broken_rule(rule, report)} ({rule}): {plural(count, 'vez', 'vezes')}"
    told = {f"de fora: {in_words(reason)}": count for reason, count in report.left_out.items()}
    told |= {f"reparadas: {in_words(kind)}": count for kind, count in report.repaired.items()}
    for name, count in told.items():
        yield f"  {name}: {plural(count, 'linha', 'linhas')}"
    if report.rejection_file:
        yield f"Linhas rejeitadas em {report.rejection_file}"


def _places(report: ImportReport) -> Iterator[str]:
    yield from (f"  {place_line(place)}" for place in report.unresolved[:PLACES])
    if report.unresolved_spellings > PLACES:
        yield (
            f"  … {number(report.unresolved_spellings)} grafias ao todo: `t360 imports show"
            f" {report.import_id}`"
        )


def _remarks(report: ImportReport) -> Iterator[str]:
    yield from map(warning_line, report.warnings)
    if report.table not in SOURCE_TABLES:
        yield (
            f"A tabela {report.table} fica guardada; o reconhecimento a usa com `t360 recognition"
            " criteria EDICAO`."
        )
    yield from report.notices


def print_report(report: ImportReport) -> None:
    for detail in details(report):
        _line(detail)
    parts = ", ".join(f"{number(rows)} {words}" for words, rows in breakdown(report))
    _line(f"{plural(report.read, 'linha lida', 'linhas lidas')}: {parts}")
    if replaced := in_place_of_others(report):
        _line(replaced)
    if report.status == "recusado":
        _line(report.message)
    _tell_rejections(report)
    _tell_counts("Reparadas:", report.repaired)
    _tell_unresolved_places(report)
    for finding in report.warnings:
        _line(warning_line(finding))
    for notice in report.notices:
        _line(notice)


def _tell_rejections(report: ImportReport) -> None:
    if report.rejected:
        _line("Rejeitadas, por regra (uma linha pode quebrar mais de uma):")
    for rule, count in _largest_first(report.rejected):
        _line(f"  {broken_rule(rule, report)} ({rule}): {number(count)}")
        for example in report.examples.get(rule, ()):
            where = f"linha {example.line}" + (f", {example.column}" if example.column else "")
            _line(f"    {where}: {example.value or '(vazio)'}")
    if report.rejection_file:
        _line(f"Linhas rejeitadas em {report.rejection_file}")


def _tell_counts(title: str, counts: Mapping[str, int]) -> None:
    if counts:
        _line(title)
    for name, count in _largest_first(counts):
        _line(f"  {in_words(name)}: {plural(count, 'linha', 'linhas')}")


def _tell_unresolved_places(report: ImportReport) -> None:
    if report.unresolved:
        total = max(report.unresolved_spellings, len(report.unresolved))
        _line(f"Lugares que não reconheci ({plural(total, 'grafia', 'grafias')}):")
    for place in report.unresolved:
        _line(f"  {place_line(place)}")


def warning_line(finding: Finding) -> str:
    """A doubt about rows that were accepted, and the file with the rows behind it."""
    return f"Aviso: {finding.sentence}" + (f" Linhas em {finding.file}" if finding.file else "")


def place_line(place: Unresolved) -> str:
    """A spelling that led to no municipality, and the nearest ones."""
    name = f"{place.spelling} ({place.uf})" if place.uf else place.spelling
    near = f"; os mais próximos: {', '.join(place.suggestions)}" if place.suggestions else ""
    return f"{name}: {plural(place.rows, 'linha', 'linhas')}, {in_words(place.reason)}{near}"


def _largest_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _line(text: str) -> None:
    results.print(text)
