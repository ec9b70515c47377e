"""Work in another process: what it gives, what it raises, and where it ends."""

import os
import time
from pathlib import Path

import pytest

from config.errors import UserError
from config.progress import Progress, silent
from data_access.base.apart import ApartError, Bounds, TooMuchError, call_apart

ROOM = Bounds(memory=512 << 20, seconds=30)


def double(progress: Progress, number: int) -> int:
    print("what a library prints is no answer")  # noqa: T201
    progress(0.5, "Metade")
    return number * 2


def count_words(_: Progress, words: list[str]) -> int:
    return len(words)


def refuse(_: Progress) -> None:
    raise UserError("Não serve.")


def break_down(_: Progress) -> None:
    raise KeyError("a defect")


def fill_memory(_: Progress) -> int:
    return len(bytearray(2 << 30))


def die(_: Progress) -> None:
    os.abort()


def start_another_and_wait(_: Progress, pid: Path) -> None:
    import subprocess

    with subprocess.Popen(["sleep", "60"]) as other:
        pid.write_text(str(other.pid), "utf-8")


def test_it_gives_what_the_function_gives_and_tells_how_far_it_is() -> None:
    told: list[tuple[float | None, str]] = []
    assert call_apart(double, ROOM, lambda *step: told.append(step), 21) == 42
    assert told == [(0.5, "Metade")]


def test_what_is_told_to_a_person_arrives_as_it_was_and_a_defect_with_where_it_is() -> None:
    with pytest.raises(UserError, match=r"^Não serve\.$"):
        call_apart(refuse, ROOM, silent)
    with pytest.raises(ApartError, match="in break_down"):
        call_apart(break_down, ROOM, silent)


@pytest.mark.parametrize("function", [fill_memory, die])
def test_memory_without_end_ends_that_process_with_a_sentence(function) -> None:
    with pytest.raises(TooMuchError, match=r"mais memória do que uma leitura pode ter \(512 MB\)"):
        call_apart(function, ROOM, silent)


def test_time_without_end_ends_it_and_what_it_started(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(TooMuchError, match="levaria mais de 1 min"):
        call_apart(start_another_and_wait, Bounds(512 << 20, 3), silent, tmp_path / "pid")
    assert time.monotonic() - began < 15
    other = int((tmp_path / "pid").read_text("utf-8"))
    assert _ended(other)


def _ended(pid: int) -> bool:
    """A process that nobody has asked about yet is a zombie."""
    for _ in range(50):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text("utf-8").rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_what_is_sent_to_a_process_that_ended_before_reading_it_is_too_much_and_no_defect() -> None:
    with pytest.raises(TooMuchError, match="levaria mais de"):
        call_apart(count_words, Bounds(512 << 20, 0), silent, [*map(str, range(100_000))])
