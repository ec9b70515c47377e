"""Where a part of the work is, within the whole."""

from dataclasses import dataclass

from config.progress import Progress, silent


@dataclass(frozen=True)
class Step:
    """A stretch of the work, from ``start`` to ``end`` of the whole, told with one label."""

    progress: Progress = silent
    start: float = 0.0
    end: float = 1.0
    label: str = ""

    def at(self, fraction: float) -> None:
        self.progress(
            self.start + (self.end - self.start) * min(max(fraction, 0.0), 1.0), self.label
        )

    def part(self, start: float, end: float, label: str) -> "Step":
        """A stretch of this one, by fractions of it."""
        length = self.end - self.start
        return Step(self.progress, self.start + length * start, self.start + length * end, label)
