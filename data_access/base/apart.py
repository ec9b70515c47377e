"""Work on what somebody sent, done by another process: however much memory or time a file makes it
ask for, the pages go on, and what is too much ends that process and nothing else.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Concatenate, ParamSpec, TypeVar

from config.errors import UserError
from config.progress import Progress
from config.settings import PROJECT_ROOT

Result = TypeVar("Result")
P = ParamSpec("P")
GIVE_UP = signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM


@dataclass(frozen=True)
class Bounds:
    """``memory``: bytes beyond what the libraries take when they are loaded; ``seconds`` in all."""

    memory: int
    seconds: float


class TooMuchError(UserError):
    """The work asked for more memory or time than it may have."""


class ApartError(RuntimeError):
    """A defect in the other process, with its traceback."""


def call_apart(
    function: Callable[Concatenate[Progress, P], Result],
    bounds: Bounds,
    progress: Progress,
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> Result:
    """What ``function(progress, …)`` gives in a process of its own. It is named by its module, and
    everything that goes in or out can be pickled.

    Raises the UserError that it raised, and TooMuchError for what goes beyond `bounds`.
    """
    paths = [str(PROJECT_ROOT), os.environ.get("PYTHONPATH")]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONSAFEPATH": "1",  # a config.py in the folder of the command is not ours
        "MALLOC_ARENA_MAX": "2",  # each would count for memory that nobody uses
    }
    with subprocess.Popen(
        [sys.executable, "-m", "data_access.base.apart_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as process:
        late = threading.Event()
        timer = threading.Timer(bounds.seconds, _end, (process, late))
        timer.daemon = True
        timer.start()
        try:
            answer = _converse(process, (bounds.memory, function, args, kwargs), progress)
        except BaseException:  # the user gave up: so does the other process
            _end(process)
            raise
        finally:
            timer.cancel()
    if answer is None:
        raise TooMuchError(_too_much(bounds, late=late.is_set()))
    kind, content = answer
    if kind == "error":
        raise content
    if kind == "memory":
        raise TooMuchError(_too_much(bounds, late=False))
    if kind == "defect":
        raise ApartError(content)
    result: Result = content
    return result


def _converse(
    process: "subprocess.Popen[bytes]", request: object, progress: Progress
) -> tuple[str, Any] | None:
    """What the process answers in the end; None where it ended without a word.

    Its standard input stays open: that it closes tells it that nobody waits for it any more.
    """
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
    try:
        pickle.dump(request, process.stdin)
        process.stdin.flush()
    except BrokenPipeError:
        # What it did not read waits to be written, and closing would try to.
        with suppress(BrokenPipeError):
            process.stdin.close()
        return None
    while (message := _next(process.stdout)) is not None:
        if message[0] != "progress":
            return message
        progress(*message[1])
    return None


def _next(stream: IO[bytes]) -> tuple[str, Any] | None:
    try:
        message: tuple[str, Any] = pickle.load(stream)  # noqa: S301 - from our own process
    except (EOFError, pickle.UnpicklingError):
        return None
    return message


def _end(process: "subprocess.Popen[bytes]", late: threading.Event | None = None) -> None:
    """It and whatever it has started; `late` is set where it was still at work."""
    if process.poll() is None:
        if late is not None:
            late.set()
        try:
            os.killpg(process.pid, GIVE_UP)
        except (ProcessLookupError, PermissionError, AttributeError):
            process.kill()


def _too_much(bounds: Bounds, *, late: bool) -> str:
    what = (
        f"levaria mais de {round(bounds.seconds / 60) or 1} min"
        if late
        else f"pede mais memória do que uma leitura pode ter ({bounds.memory >> 20} MB)"
    )
    return (
        f"Ler este arquivo {what}, e ele foi recusado. Confira se é mesmo a tabela; se é, grave-a"
        " como CSV, ou importe-a no servidor com `t360 import`."
    )
