"""Many visitors at once, each on a page and in places of its own, who change a filter at a steady
pace and look whether what they are shown is what they asked for.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil

from benchmarks.streamlit_client import Answer, Session
from pages.server import turns

EVERY = 10.0  # seconds between two changes of one visitor
LOOK = 1.0  # seconds between two looks at the server's memory


@dataclass(frozen=True)
class Question:
    """The query of an address, and words that are in its answer and in few others."""

    query: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Visitor:
    path: str
    questions: tuple[Question, ...]


@dataclass
class Noted:
    """What a crowd saw. Seconds: of first views, of changes to what this visitor had not asked
    before, and of changes back to what it had. `memory` is (seconds since the beginning, bytes).
    """

    first: list[float] = field(default_factory=list)
    fresh: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    late: int = 0  # changes that were not made, for the answer before was not there yet
    errors: list[str] = field(default_factory=list)
    turned_away: list[str] = field(default_factory=list)  # told to come back later
    strangers: list[str] = field(default_factory=list)  # answers to what was not asked
    last: list[tuple[Visitor, Answer]] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def changes(self) -> list[float]:
        return self.fresh + self.again

    @property
    def reruns(self) -> int:
        return len(self.first) + len(self.changes)

    @property
    def cpu_per_rerun(self) -> float:
        return self.cpu_seconds / max(self.reruns, 1)


def family(pid: int) -> list[psutil.Process]:
    """A server and the processes that it began."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def cpu_seconds(pid: int) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in family(pid))


def memory_bytes(pid: int) -> int:
    return sum(int(process.memory_info().rss) for process in family(pid))


def watch_crowd(address: str, pid: int, visitors: Sequence[Visitor], seconds: float) -> Noted:
    """Let the visitors come, one after the other within `EVERY`, and stay for so long."""
    return asyncio.run(_crowd(address, pid, visitors, seconds))


async def _crowd(address: str, pid: int, visitors: Sequence[Visitor], seconds: float) -> Noted:
    noted = Noted()
    began, worked = time.monotonic(), cpu_seconds(pid)
    memory = asyncio.create_task(_watch_memory(pid, began, noted))
    waits = [EVERY * number / len(visitors) for number in range(len(visitors))]
    await asyncio.gather(
        *(
            _visit(address, visitor, began + wait, began + seconds, noted)
            for visitor, wait in zip(visitors, waits, strict=True)
        )
    )
    memory.cancel()
    noted.cpu_seconds = cpu_seconds(pid) - worked
    return noted


async def _watch_memory(pid: int, began: float, noted: Noted) -> None:
    while True:
        noted.memory.append((time.monotonic() - began, memory_bytes(pid)))
        await asyncio.sleep(LOOK)


async def _visit(address: str, visitor: Visitor, due: float, end: float, noted: Noted) -> None:
    """What goes wrong for one visitor is noted; the others stay."""
    await asyncio.sleep(max(0.0, due - time.monotonic()))
    try:
        async with Session(address, visitor.path) as session:
            answer, turn = None, 0
            while due < end:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                question = visitor.questions[turn % len(visitor.questions)]
                answer = await session.ask(question.query)
                _note(visitor, question, answer, turn, noted)
                turn += 1
                due += EVERY
                while due < time.monotonic():
                    noted.late += 1
                    due += EVERY
            if answer is not None and turns.BUSY not in "\n".join(answer.texts):
                noted.last.append((visitor, answer))
    except Exception as error:
        noted.errors.append(f"{visitor.path}: {type(error).__name__} {error}")


def _note(visitor: Visitor, question: Question, answer: Answer, turn: int, noted: Noted) -> None:
    of_kind = (
        noted.first if not turn else noted.fresh if turn < len(visitor.questions) else noted.again
    )
    of_kind.append(answer.seconds)
    noted.errors += [f"{visitor.path}?{question.query}: {told}" for told in answer.problems]
    shown = "\n".join(answer.texts)
    if turns.BUSY in shown:
        noted.turned_away.append(f"{visitor.path}?{question.query}")
        return
    missing = [word for word in question.words if word not in shown]
    if missing:
        noted.strangers.append(f"{visitor.path}?{question.query}: falta {missing}")


def different_alone(address: str, noted: Noted) -> list[str]:
    """The last answers of the crowd that are not, whole, what the same page answers to one who
    comes alone.
    """
    return asyncio.run(_different_alone(address, noted))


async def _different_alone(address: str, noted: Noted) -> list[str]:
    found = []
    for visitor, answer in noted.last:
        async with Session(address, visitor.path) as session:
            alone = await session.ask(answer.asked)
        if alone.compared() != answer.compared():
            found.append(f"{visitor.path}?{answer.asked}")
    return found
