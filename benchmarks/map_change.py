"""The national municipal map: what it costs to change the indicator or the period."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Locator

from benchmarks.browsing import Visit, chromium, server
from benchmarks.homes import edition_home
from benchmarks.options import Options
from benchmarks.report import Figure
from config.formatting import plural

CHANGES = 4  # of each kind; the values that come back are in the server's cache, as in daily use
INDICATORS = ("Cobertura MEI", "Cobertura ME e EPP")
PERIODS = ("Últimos 12 meses", "Ano até a data")


@dataclass(frozen=True)
class Change:
    """A choice among `names`, behind `opener` where it has to be opened each time."""

    what: str
    names: tuple[str, ...]
    opener: Locator | None
    role: str


def run(options: Options) -> Iterator[Figure]:
    home = edition_home(options, options.attendances)
    with server(home) as (address, _), chromium() as browser:
        visit = Visit(browser, address)
        visit.view("/cobertura")
        indicator = Change(
            "indicador", INDICATORS, visit.page.locator(".st-key-choice_indicador input"), "option"
        )
        yield from _measured(visit, indicator)
        chip = (
            visit.page.locator(".st-key-scope [data-testid=stPopover] button")
            .filter(has_text="Período")
            .first
        )
        chip.click()
        yield from _measured(visit, Change("período", PERIODS, None, "radio"))
        meshes = visit.meshes()
        yield Figure(
            f"pedidos de cada malha ({plural(len(meshes), 'camada', 'camadas')})",
            max(meshes.values()),
            budget=1,
        )
        yield Figure("pedidos a outros servidores", len(visit.outside()), budget=0)


def _measured(visit: Visit, change: Change) -> Iterator[Figure]:
    """Seconds from the click until the map shows the new values, and until all is still;
    bytes of the WebSocket.
    """
    repainted, still, sizes = [], [], []
    for turn in range(CHANGES):
        name = change.names[turn % len(change.names)]
        if change.opener:
            change.opener.click()
        target = visit.page.get_by_role(change.role, name=name, exact=True)  # type: ignore[arg-type]
        target.wait_for()
        visit.settled()
        before, visit.received = visit.shown()[-1][1], 0
        clicked = visit.now()
        target.click() if change.role == "option" else target.check(force=True)
        visit.wait(f"window.bench.ended > {clicked}")
        still.append((visit.settled() - clicked) / 1000)
        sizes.append(visit.received / 1000)
        repainted.append((_first_shown(visit, clicked, before, name) - clicked) / 1000)
    what = change.what
    yield Figure(
        f"mudar {what}: novos valores no mapa, a primeira vez", repainted[0], "s", budget=1.5
    )
    yield Figure(
        f"mudar {what}: novos valores no mapa, mediana de {CHANGES}",
        median(repainted),
        "s",
        budget=1.5,
    )
    yield Figure(f"mudar {what}: até nada mais ser pintado, mediana", median(still), "s")
    yield Figure(f"mudar {what}: mais bytes pelo WebSocket", max(sizes), "KB", budget=300)


def _first_shown(visit: Visit, clicked: float, before: int, name: str) -> float:
    """The moment at which the map first rested at the picture that stayed.
    Raises where it is the former one.
    """
    after = [(moment, digest) for moment, digest in visit.shown() if moment > clicked]
    final = after[-1][1] if after else before
    if final == before:
        raise AssertionError(f"the map did not change with {name}")
    return next(moment for moment, digest in after if digest == final)
