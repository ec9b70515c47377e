"""The machine that measures, and processes measured from outside:
seconds, processor time and peak memory.
"""

import os
import platform
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psutil

from config.formatting import number

PROJECT = Path(__file__).resolve().parents[1]
GB = 1e9


@dataclass(frozen=True)
class Machine:
    moment: str
    cores: int
    memory_gb: float
    load: float
    python: str
    duckdb: str

    @classmethod
    def now(cls) -> "Machine":
        return cls(
            moment=datetime.now(UTC).isoformat(timespec="seconds"),
            cores=os.cpu_count() or 1,
            memory_gb=round(psutil.virtual_memory().total / GB, 1),
            load=round(psutil.getloadavg()[0], 2),
            python=platform.python_version(),
            duckdb=duckdb.__version__,
        )

    def described(self) -> str:
        return (
            f"{self.cores} núcleos, {number(self.memory_gb, 0)} GB, Python {self.python}, DuckDB"
            f" {self.duckdb}, carga {number(self.load, 1)}"
        )


@dataclass(frozen=True)
class Run:
    """A finished process: seconds, processor seconds, peak memory (GB) and what it wrote."""

    seconds: float
    cpu_seconds: float
    peak_gb: float
    output: str


def measured(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run `command` to its end in the project. Raises CalledProcessError where it fails."""
    started = time.monotonic()
    with subprocess.Popen(
        command, cwd=PROJECT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    ) as process:
        output = process.stdout.read() if process.stdout else ""
        # wait4 tells the peak of this very process; the children that it waited for are none.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    kilobyte = 1 if platform.system() == "Darwin" else 1024
    return Run(
        seconds=time.monotonic() - started,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_gb=usage.ru_maxrss * kilobyte / GB,
        output=output,
    )
