"""What a run of the benchmarks was asked for."""

from dataclasses import dataclass
from pathlib import Path

NATIONAL = 50_000_000


@dataclass(frozen=True)
class Options:
    """`cache` keeps editions between runs, in folders named by their number of attendances.

    `editions_url` is an empty PostgreSQL database, for what is measured of one. `sessions` and
    `minutes` are of `load`: how many come, how long they stay, and in how many processes they are
    served (`workers`).
    """

    attendances: int
    cache: Path
    output: Path
    editions_url: str | None = None
    sessions: int = 60
    minutes: float = 5.0
    workers: int = 1

    @property
    def tenth(self) -> int:
        return max(self.attendances // 10, 1_000)
