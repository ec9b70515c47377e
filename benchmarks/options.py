"""What a run of the benchmarks was asked for."""

from dataclasses import dataclass
from pathlib import Path

NATIONAL = 50_000_000


@dataclass(frozen=True)
class Options:
    """`cache` keeps editions between runs, in folders named by their number of attendances."""

    attendances: int
    cache: Path
    output: Path

    @property
    def tenth(self) -> int:
        return max(self.attendances // 10, 1_000)
