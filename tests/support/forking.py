"""A process with everything imported that does each job in a forked child: killing one of them
costs little.

The program calls `serve`; a test holds it as a `Workshop`. Nothing in the program may open a
database before the fork: threads and files of the engines would not survive it.
"""

import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

PROJECT = Path(__file__).parents[2]
Job = Callable[..., None]


def serve(jobs: Mapping[str, Job]) -> None:
    """Do each job that standard input names, with its arguments; print the child's id and how it
    ended.
    """
    _tell("ready")
    while line := sys.stdin.readline():
        pid = os.fork()
        if pid == 0:
            _child(jobs, line.rstrip("\n").split("\t"))
        _tell(pid)
        sys.stdin.readline()  # until somebody asks for its result, an ended child keeps its id
        _, status = os.waitpid(pid, 0)
        _tell(os.waitstatus_to_exitcode(status))


def _child(jobs: Mapping[str, Job], order: list[str]) -> None:
    try:
        jobs[order[0]](*order[1:])
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _tell(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class Workshop:
    """The side of the test: a running `program` that calls `serve`."""

    def __init__(self, program: Path, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env={**environment, "PYTHONPATH": str(PROJECT), "PATH": ""},
        )
        assert self._read() == "ready"

    def _read(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the workshop has died"
        return line.strip()

    def _write(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def start(self, job: str, *arguments: object) -> int:
        """The process id of the child that does `job`."""
        self._write("\t".join([job, *map(str, arguments)]))
        return int(self._read())

    def result(self) -> int:
        """How the child ended: 0, an exit status, or minus the signal that killed it."""
        self._write("result")
        return int(self._read())

    def close(self) -> None:
        self.process.communicate(timeout=60)
