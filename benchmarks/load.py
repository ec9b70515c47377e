"""A Monday morning: many people at once, each on a page and in places of its own, changing a filter
every ten seconds.

``python -m benchmarks load --sessions 60 --minutes 5`` (``--workers 2``). The same crowd visits,
before and after, the least that a page can be (see `trivial_page`): what the machine, Streamlit and
this client cost by themselves. Client and server share the processors, and so do whoever else uses
the machine: what can be compared between two days is the ratio. A visitor asks eight questions in
turn, so that what is new to it and what is not are told apart; its last answer is compared, whole,
with what the same page answers afterwards to somebody who comes alone.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.browsing import serving, serving_with, warm
from benchmarks.crowd import Noted, Question, Visitor, different_alone, watch_crowd
from benchmarks.homes import edition_home
from benchmarks.options import Options
from benchmarks.report import Figure
from benchmarks.visits import Place, places, question_of, scoped_pages

TRIVIAL = "benchmarks/trivial_page/serve.py"
AS_IT_COMES = ("--runner.postScriptGC=true",)  # Streamlit's own, and not what `app.py` sets
FLOOR_SHARE, FLOOR_LEAST = 0.15, 30  # of the minutes, and seconds: before, and again after
P95, GROWTH = 2.5, 5  # seconds; percent in the second half
PERIODS = ("", "12m")
LOOKS, LONG = 8, 900  # at whether all pages are ready, and seconds: others use the machine too
SHOWN = 5  # of what went wrong


def run(options: Options) -> Iterator[Figure]:
    home = edition_home(options, options.attendances)
    seconds = 60 * options.minutes
    crowd = visitors(home, options.sessions)
    before = _floor(home, crowd, seconds)
    served = serving(home) if options.workers == 1 else serving_with(home, options.workers)
    with served as (address, _, pid):
        for _ in range(LOOKS):  # each process tells of itself
            warm(address, LONG)
        noted = watch_crowd(address, pid, crowd, seconds)
        different = different_alone(address, noted)
    after = _floor(home, crowd, seconds)
    alone = before.changes + after.changes
    cpu = (before.cpu_seconds + after.cpu_seconds) / (before.reruns + after.reruns)
    yield from _floor_figures(alone, cpu, [*before.errors, *after.errors])
    yield from _times(noted, p95_of_floor=_percentile(alone, 95))
    yield Figure("processador por execução do roteiro", noted.cpu_per_rerun, "s")
    yield Figure("em vezes uma página mínima", noted.cpu_per_rerun / cpu, "×")
    yield from _memory(noted.memory)
    yield from _faults(noted, different)


def visitors(home: Path, sessions: int) -> list[Visitor]:
    """Each with a page, and with the country, a UF and two municipalities in two periods; the
    municipalities are its own.
    """
    pages = scoped_pages()
    states, cities = places(home, "uf"), places(home, "municipio")
    step = max(1, len(cities) // (2 * sessions))
    found = []
    for number in range(sessions):
        title, path = pages[number % len(pages)]
        own = (
            Place("", "Brasil"),
            states[number % len(states)],
            cities[(2 * number * step) % len(cities)],
            cities[((2 * number + 1) * step) % len(cities)],
        )
        asked = [(place, period) for period in PERIODS for place in own]
        turned = asked[number % len(asked) :] + asked[: number % len(asked)]
        found.append(Visitor(path, tuple(question_of(home, title, *pair) for pair in turned)))
    return found


def _floor(home: Path, crowd: Sequence[Visitor], seconds: float) -> Noted:
    """The same crowd on the least of pages, which writes what was asked of it."""
    asked = [
        Visitor(
            "/",
            tuple(Question(question.query, tuple(_values(question))) for question in one.questions),
        )
        for one in crowd
    ]
    with serving(home, TRIVIAL, AS_IT_COMES) as (address, _, pid):
        return watch_crowd(address, pid, asked, max(FLOOR_LEAST, FLOOR_SHARE * seconds))


def _values(question: Question) -> list[str]:
    return [pair.partition("=")[2] for pair in question.query.split("&") if pair]


def _floor_figures(seconds: list[float], cpu: float, errors: list[str]) -> Iterator[Figure]:
    yield Figure("página mínima: mudança de filtro, p50", median(seconds), "s")
    yield Figure("página mínima: mudança de filtro, p95", _percentile(seconds, 95), "s")
    yield Figure("página mínima: processador por execução do roteiro", cpu, "s")
    yield Figure("página mínima: erros", len(errors), budget=0)


def _times(noted: Noted, *, p95_of_floor: float) -> Iterator[Figure]:
    yield Figure("primeira vista, p50", median(noted.first), "s")
    yield Figure("primeira vista, p95", _percentile(noted.first, 95), "s")
    for name, seconds in (("novo para a pessoa", noted.fresh), ("já pedido por ela", noted.again)):
        if seconds:
            yield Figure(f"mudança de filtro, {name}, p50", median(seconds), "s")
            yield Figure(f"mudança de filtro, {name}, p95", _percentile(seconds, 95), "s")
    p95 = _percentile(noted.changes, 95)
    yield Figure("mudança de filtro, p50", median(noted.changes), "s")
    yield Figure("mudança de filtro, p95", p95, "s", budget=P95)
    yield Figure("em vezes uma página mínima, p95", p95 / p95_of_floor, "×")
    yield Figure("mudanças feitas", len(noted.changes))
    yield Figure("mudanças que a espera pela anterior impediu", noted.late)


def _memory(looks: Sequence[tuple[float, int]]) -> Iterator[Figure]:
    """At the beginning, in the middle and at the end: medians of a tenth of the looks."""
    width = max(1, len(looks) // 10)
    middle = len(looks) // 2
    parts = {
        "no começo": looks[:width],
        "no meio": looks[middle : middle + width],
        "no fim": looks[-width:],
    }
    bytes_of = {name: median(size for _, size in part) for name, part in parts.items()}
    for name, size in bytes_of.items():
        yield Figure(f"memória do servidor {name}", size / 1e6, "MB")
    growth = 100 * (bytes_of["no fim"] / bytes_of["no meio"] - 1)
    yield Figure("memória: crescimento na segunda metade", growth, "%", budget=GROWTH)


def _faults(noted: Noted, different: Sequence[str]) -> Iterator[Figure]:
    faults = {
        "erros": noted.errors,
        "recusas por haver gente demais": noted.turned_away,
        "respostas de outra pergunta": noted.strangers,
        "últimas respostas diferentes da mesma pergunta feita por uma pessoa só": different,
    }
    for name, found in faults.items():
        for told in found[:SHOWN]:
            print(f"    {told}", flush=True)
        yield Figure(name, len(found), budget=0)
    yield Figure("últimas respostas comparadas", len(noted.last))


def _percentile(seconds: Sequence[float], percent: int) -> float:
    """With fewer than two there is nothing between which to look."""
    return quantiles(seconds, n=100)[percent - 1] if len(seconds) > 1 else seconds[0]
