"""The process of `apart.call_apart`: ``python -m`` this module, spoken to through its pipes."""

import os
import pickle
import signal
import sys
import threading
import traceback
from typing import IO, Any

from config.errors import UserError
from config.machine import system_sentence
from config.operators import said_as
from data_access.base.memory import limit_memory

NICE = 5  # whoever looks at a page comes first


def main() -> int:
    answers, sys.stdout = (
        os.fdopen(os.dup(1), "wb"),
        sys.stderr,
    )  # what libraries print is no answer
    os.dup2(2, 1)
    memory, function, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    limit_memory(memory)
    answer: tuple[str, Any]
    try:
        answer = (
            "result",
            function(lambda *told: _say(answers, ("progress", told)), *args, **kwargs),
        )
    except UserError as error:
        answer = "error", _portable(error)
    except MemoryError:
        answer = "memory", None
    except Exception as error:
        sentence = system_sentence(error, whole_path=False)
        told = None if sentence is None else UserError(sentence)
        answer = ("defect", traceback.format_exc()) if told is None else ("error", told)
    _say(answers, answer)
    return 0


def _say(answers: IO[bytes], message: tuple[str, Any]) -> None:
    pickle.dump(message, answers)
    answers.flush()


def _portable(error: UserError) -> UserError:
    """The error itself, or its sentence where it cannot travel."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - what was just made
    except Exception:
        return said_as(UserError, error)
    return error


def _end_with_the_other() -> None:
    """When nobody waits for an answer any more, this process and all that it started end."""
    sys.stdin.buffer.read()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
