"""How long work tells where it is: a fraction from 0 to 1
(None where the end is not known) and a label.
"""

from typing import Protocol


class Progress(Protocol):
    def __call__(self, fraction: float | None, label: str, /) -> None: ...


def part(progress: Progress, start: float, end: float = 1.0) -> Progress:
    """Progress of a step that takes the work from `start` to `end`."""

    def step(fraction: float | None, label: str, /) -> None:
        progress(None if fraction is None else start + (end - start) * fraction, label)

    return step


def silent(_fraction: float | None, _label: str, /) -> None:
    """For callers that do not watch."""
