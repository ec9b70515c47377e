"""What the commands print: progress and messages on standard error, results on standard output."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from rich.console import Console

from config.progress import Progress, silent

# Words are told as they are: a name in brackets is no mark.
messages = Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)
results = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)


def complain(sentence: str) -> None:
    messages.print(sentence, style="bold red")


def complain_as_json(sentence: str, exit_code: int) -> None:
    """One line, the last of standard error: an object that a program can read."""
    messages.out(
        json.dumps({"error": sentence, "exit_code": exit_code}, ensure_ascii=False), highlight=False
    )


def tell(sentence: str) -> None:
    messages.print(sentence)


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """A bar for work longer than a moment; where the output is not a terminal, one line."""
    if not messages.is_terminal:
        yield _lines(title)
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=messages, transient=True) as bars:
        task = bars.add_task(title, total=None)

        def update(fraction: float | None, label: str, /) -> None:
            total = None if fraction is None else 1.0
            bars.update(
                task, description=f"{title}: {label}", total=total, completed=fraction or 0.0
            )

        yield update


@contextmanager
def show_work(label: str) -> Iterator[None]:
    """Say that something goes on whose end is not known; a log is spared it."""
    with messages.status(f"{label}…") if messages.is_terminal else nullcontext():
        yield


def _lines(title: str) -> Progress:
    """A log keeps the titles alone: steps would bury what matters."""
    tell(f"{title}…")
    return silent
