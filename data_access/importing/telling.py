"""The report of an import in words and sums, for pages and commands alike."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from config.formatting import day, moment, number, plural
from data_access.contract.accepted import OUT_OF_LIST
from data_access.contract.load import table_contract
from data_access.importing.report import ImportReport
from data_access.operational.actor import COMMAND_LINE, PANEL
from data_access.operational.history import ImportRecord
from data_access.sources.readers.package import NO_VALUE

WORDS_FILE = Path(__file__).with_name("words.toml")
UNCALCULATED = (
    " (entre elas, fórmulas que a planilha guardou sem o resultado: abra-a no Excel ou LibreOffice,"
    " grave-a e importe de novo)"
)
FROM_WHERE: dict[str, str] = {PANEL: "pelo painel", COMMAND_LINE: "pela linha de comando"}


def recorded_report(record: ImportRecord) -> ImportReport | None:
    """What the import told when it ran; None where it kept nothing."""
    return ImportReport.from_json(record.report) if record.report else None


def breakdown(report: ImportReport) -> tuple[tuple[str, int], ...]:
    """What became of the rows: parts, none empty, that add up to ``report.read``."""
    parts = (
        (_word_for_count("aceita", report.accepted), report.accepted),
        (_word_for_count("rejeitada", report.rejected_rows), report.rejected_rows),
        (f"{_word_for_count('repetida', report.repeated_keys)} no arquivo", report.repeated_keys),
        ("com a chave de outra e outros valores", report.conflicting_keys),
        *(
            (f"{_word_for_count('deixada', rows)} de fora: {in_words(why)}", rows)
            for why, rows in report.left_out.items()
        ),
    )
    # A refused import accepts none of the rows that kept the contract: they are a part too.
    good = report.read - sum(rows for _, rows in parts)
    unused = f"{_word_for_count('boa', good)}, mas não {_word_for_count('importada', good)}"
    return tuple((words, rows) for words, rows in (*parts, (unused, good)) if rows)


def in_place_of_others(report: ImportReport) -> str:
    """How many of the accepted rows take the place of earlier ones; empty where none does."""
    rows = report.replaced_rows
    taken = "tomou o lugar de uma" if rows == 1 else "tomaram o lugar de outras"
    return (
        f"{plural(rows, 'linha aceita', 'linhas aceitas')} {taken} de importações anteriores."
        if rows
        else ""
    )


def _word_for_count(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    content: dict[str, str] = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
    return content


def in_words(name: str) -> str:
    """A rule, a reason or a kind of repair as a person reads it;
    one without words of its own by its parts.
    """
    return _words().get(name, name.replace("_", " "))


def rule_in_words(rule: str, table: str, columns: Iterable[str | None] = ()) -> str:
    """The same of a rule broken in `columns` of `table`, with the values that they accept, where
    each has a list.
    """
    lists = [
        f"{column.name} um destes: {', '.join(column.values)}"
        for column in table_contract(table).columns
        if rule == OUT_OF_LIST and column.name in set(columns) and column.values
    ]
    return f"{in_words(rule)} (esperava em {'; em '.join(lists)})" if lists else in_words(rule)


def broken_rule(rule: str, report: ImportReport) -> str:
    """A rule as a report tells it, with what the columns of its examples accept."""
    examples = report.examples.get(rule, ())
    words = rule_in_words(rule, report.table, [example.column for example in examples])
    return words + (UNCALCULATED if any(each.value == NO_VALUE for each in examples) else "")


def by_rule(rules: Mapping[str, int], report: ImportReport | None = None) -> str:
    """``{"inteiro_invalido": 12}`` → ``não é número inteiro: 12``, the most frequent first; those
    that a report rejected as it tells them.
    """
    ordered = sorted(rules.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(
        f"{broken_rule(rule, report) if report else in_words(rule)}: {number(count)}"
        for rule, count in ordered
    )


def remarks(report: ImportReport) -> tuple[str, ...]:
    """What a log keeps beside the sentence:
    what was repaired, and what else the import changed or doubts.
    """
    return (
        *((f"reparadas: {by_rule(report.repaired)}",) if report.repaired else ()),
        *report.notices,
    )


def situation(record: ImportRecord) -> str:
    """``ativa``, ``desfeita em 20/11/2026``…"""
    if record.undone_at:
        return f"desfeita em {day(record.undone_at)}"
    return f"{record.state}, demonstração" if record.demonstration else record.state


def signature(record: ImportRecord) -> str:
    """``maria, pelo painel``; empty where nobody is on record."""
    return ", ".join(part for part in (record.who, FROM_WHERE.get(record.origin, "")) if part)


def when(record: ImportRecord) -> str:
    return moment(record.started_at)
