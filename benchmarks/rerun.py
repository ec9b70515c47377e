"""What one run of the script costs: seconds of the server's processor, for each page and each of
the changes of `pages`, asked by one visitor.

Twice: the first time with filters that nobody has asked for, the second when all of it was. The
least that a page can be is asked as often, between the two.
"""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

from benchmarks.browsing import serving, warm
from benchmarks.crowd import Question, cpu_seconds
from benchmarks.homes import edition_home
from benchmarks.load import AS_IT_COMES, PERIODS, TRIVIAL
from benchmarks.options import Options
from benchmarks.report import Figure
from benchmarks.streamlit_client import Session
from benchmarks.visits import Place, place_called, places, question_of, scoped_pages

WARM, FRESH = 0.04, 0.12  # processor seconds
TIMES = 3  # of what is warm
STATE, CITY = "Minas Gerais", "Belo Horizonte (MG)"
UNASKED = 3  # places of each level that no warm-up has drawn


def run(options: Options) -> Iterator[Figure]:
    home = edition_home(options, options.attendances)
    asked = {title: _questions(home, title) for title, _ in scoped_pages()}
    with serving(home, TRIVIAL, AS_IT_COMES) as (address, _, pid):
        floor = asyncio.run(_costs(address, pid, "/", 4 * next(iter(asked.values()))))
    least = mean(floor)
    yield Figure("página mínima, por execução do roteiro", least, "s de processador")
    with serving(home) as (address, _, pid):
        warm(address)
        fresh, again = [], []
        for title, path in scoped_pages():
            first = asyncio.run(_costs(address, pid, path, asked[title]))
            second = asyncio.run(_costs(address, pid, path, TIMES * asked[title]))
            yield Figure(f"{title}: filtros novos", mean(first), "s de processador")
            yield Figure(f"{title}: já pedidos", mean(second), "s de processador")
            fresh.append(mean(first))
            again.append(mean(second))
    yield from _beside("filtros novos", mean(fresh), FRESH, least)
    yield from _beside("já pedidos", mean(again), WARM, least)


def _beside(name: str, cost: float, budget: float, least: float) -> Iterator[Figure]:
    yield Figure(f"média de todas as páginas, {name}", cost, "s de processador", budget=budget)
    yield Figure(f"média de todas as páginas, {name}: vezes a página mínima", cost / least, "×")


def _questions(home: Path, title: str) -> list[Question]:
    """The changes of `pages`, and as many places that the server has not prepared."""
    known = [place_called(home, "uf", STATE), place_called(home, "municipio", CITY)]
    others = [*places(home, "uf")[-UNASKED:], *places(home, "municipio")[-UNASKED:]]
    asked = [(Place("", "Brasil"), period) for period in PERIODS]
    asked += [(place, "") for place in (*known, *others)]
    return [question_of(home, title, place, period) for place, period in asked]


async def _costs(address: str, pid: int, path: str, questions: Sequence[Question]) -> list[float]:
    """Processor seconds of each change; the first view of the session is not counted."""
    found = []
    async with Session(address, path) as session:
        await session.ask("porte=ME")
        for question in questions:
            before = cpu_seconds(pid)
            answer = await session.ask(question.query)
            if answer.problems:
                raise RuntimeError(f"{path}?{question.query}: {answer.problems[0]}")
            await asyncio.sleep(0.1)  # what is done after the last word is part of the run
            found.append(cpu_seconds(pid) - before)
    return found
