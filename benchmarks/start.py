"""What it costs to begin: the help of the command line, and the process that reads a workbook.

Processor seconds (user and system) of whole processes, the median of several. What is measured and
what it is compared with take turns, so that a busy machine slows both.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import xlsxwriter

from benchmarks.machine import measured
from benchmarks.options import Options
from benchmarks.report import Figure

TIMES = 9
HELP, WORKBOOK = 0.4, 0.25  # processor seconds
BARE = """
import sys
from python_calamine import load_workbook
load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()
"""
ROWS = 50
# The help of a command costs what the framework takes to describe its options, so it is only told.
ASKED: dict[tuple[str, ...], float | None] = {
    ("--help",): HELP,
    ("--version",): HELP,
    ("query", "--help"): None,
    ("editions", "compare", "--help"): None,
}


def run(_options: Options) -> Iterator[Figure]:
    python = (sys.executable, "-c", "pass")
    entry = (sys.executable, "-c", "from cli.main import main; main()")
    nothing, *helps = _processor_seconds([python, *((*entry, *words) for words in ASKED)])
    yield Figure("python -c pass", nothing, "s de processador")
    for (words, budget), seconds in zip(ASKED.items(), helps, strict=True):
        yield from _beside(f"t360 {' '.join(words)}", seconds, budget, "python -c pass", nothing)
    with tempfile.TemporaryDirectory(prefix="t360-start-") as folder:
        book = _workbook(Path(folder) / "x.xlsx")
        reader = "data_access.sources.readers.workbook_process"
        bare, read = _processor_seconds([
            (sys.executable, "-c", BARE, book),
            (sys.executable, "-m", reader, book, "x.xlsx", folder, ""),
        ])  # fmt: skip
    yield Figure("calamine, e nada mais", bare, "s de processador")
    yield from _beside(
        f"processo que lê uma planilha de {ROWS} linhas",
        read,
        WORKBOOK,
        "calamine, e nada mais",
        bare,
    )


def _beside(
    name: str, seconds: float, budget: float | None, other: str, others: float
) -> Iterator[Figure]:
    yield Figure(name, seconds, "s de processador", budget=budget)
    yield Figure(f"{name}: quantas vezes {other}", seconds / others, "×")


def _processor_seconds(commands: Sequence[Sequence[str]]) -> list[float]:
    """Of each command; the first turn only warms the files that they load."""
    turns = [[measured(command, {}).cpu_seconds for command in commands] for _ in range(TIMES + 1)]
    return [median(seconds) for seconds in zip(*turns[1:], strict=True)]


def _workbook(path: Path) -> str:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["uf", "valor"])
        for row in range(1, ROWS):
            sheet.write_row(row, 0, ["SP", row])
    return str(path)
