"""Every page of the navigation against its budgets: first view, another period, another territory,
bytes.

A fresh session asks a server that is warm: the second figure of each page is of somebody who comes
after it was opened once. The country is the scope, because it is the largest. What the page does is
put beside what one of its questions costs when it is asked of the rows: clients by municipality in
twelve months; and its first view, beside the least that a page with a map can be.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import duckdb
from playwright.sync_api import Browser

from benchmarks.browsing import Visit, chromium, read_in_turn, server, warm
from benchmarks.homes import edition_home, settings_of
from benchmarks.options import Options
from benchmarks.report import Figure
from config.navigation import PageEntry, load_navigation
from data_access.staging.files import active_imports, active_rows_sql

FIRST_VIEW, CHANGE = 2.5, 1.5  # seconds
PERIODS = ("Últimos 12 meses", "Ano até a data")
LONE_MAP, VISITS = "benchmarks/lone_map/serve.py", 5
STATE, MUNICIPALITY = ("Minas Ger", "Minas Gerais"), ("Belo Hor", "Belo Horizonte (MG)")


@dataclass(frozen=True)
class Change:
    """Seconds until nothing came to the page any more, seconds of the server's part of it, and its
    bytes.
    """

    seconds: float
    server: float
    received: int


def run(options: Options) -> Iterator[Figure]:
    home = edition_home(options, options.attendances)
    spoken: list[float] = []
    with server(home) as (address, _), chromium() as browser:
        warm(address)
        _view(
            Visit(browser, address), "/"
        )  # whoever comes first also waits for the libraries: see startup
        for number, entry in enumerate(load_navigation()):
            # The first page has the address of the panel itself.
            yield from _page(
                browser, address, "/" if number == 0 else f"/{entry.path}", entry, spoken
            )
        ours = read_in_turn(address)
    with server(home, LONE_MAP) as (address, _), chromium() as browser:
        alone = median(_view(Visit(browser, address), "/") for _ in range(VISITS))
        theirs = read_in_turn(address)
    yield Figure(
        "um só mapa, das 27 UFs, e nada mais, no mesmo Streamlit: primeira vista, mediana",
        alone,
        "s",
    )
    yield Figure("um programa da página, um depois do outro por uma conexão", 1000 * ours, "ms")
    yield Figure("o mesmo no Streamlit sozinho, em vezes", theirs / ours, "×")
    raw = _asked_of_the_rows(options)
    yield Figure(
        "a mesma pergunta feita às linhas, no DuckDB: clientes por município em 12 meses", raw, "s"
    )
    yield Figure(
        "essa pergunta em vezes da parte do servidor numa troca de filtro, mediana",
        raw / median(spoken),
        "×",
    )


def _page(
    browser: Browser, address: str, path: str, entry: PageEntry, spoken: list[float]
) -> Iterator[Figure]:
    name = entry.title
    visit = Visit(browser, address)
    yield Figure(f"{name}: primeira vista", visit.view(path), "s", budget=FIRST_VIEW)
    yield Figure(f"{name}: servidor na primeira vista", visit.conversation(), "s")
    yield Figure(f"{name}: bytes do WebSocket na primeira vista", visit.received / 1000, "KB")
    yield Figure(
        f"{name}: vista de quem vem depois",
        _view(Visit(browser, address), path),
        "s",
        budget=FIRST_VIEW,
    )
    if not entry.scope:  # it has no filters
        visit.close()
        return
    changes = {f"período “{period}”": _period(visit, period) for period in PERIODS}
    for typed, place in (STATE, MUNICIPALITY):
        changes[f"território “{place}”"] = _territory(visit, typed, place)
    visit.close()
    for what, change in changes.items():
        yield Figure(f"{name}: {what}", change.seconds, "s", budget=CHANGE)
    spoken += [change.server for change in changes.values()]
    yield Figure(
        f"{name}: servidor na troca mais lenta",
        max(change.server for change in changes.values()),
        "s",
    )
    yield Figure(
        f"{name}: mais bytes numa troca",
        max(change.received for change in changes.values()) / 1000,
        "KB",
    )


def _view(visit: Visit, path: str) -> float:
    seconds = visit.view(path)
    visit.close()
    return seconds


def _period(visit: Visit, period: str) -> Change:
    _open_filter(visit, "Período")
    target = visit.page.get_by_role("radio", name=period, exact=True)
    target.wait_for()
    return _timed(visit, lambda: target.check(force=True))


def _territory(visit: Visit, typed: str, place: str) -> Change:
    _open_filter(visit, "Território")
    visit.page.get_by_label("Procurar pelo nome").click()
    visit.page.keyboard.type(typed)
    visit.page.get_by_role("option", name=place).first.wait_for()
    return _timed(visit, lambda: visit.page.keyboard.press("Enter"))


def _open_filter(visit: Visit, name: str) -> None:
    visit.page.keyboard.press("Escape")
    visit.page.locator(".st-key-scope [data-testid=stPopover] button").filter(
        has_text=name
    ).first.click()
    visit.still()


def _timed(visit: Visit, act: Callable[[], object]) -> Change:
    visit.listen()
    started = visit.now()
    act()
    visit.wait(f"window.bench.ended > {started}")
    return Change((visit.still() - started) / 1000, visit.conversation(), visit.received)


def _asked_of_the_rows(options: Options) -> float:
    """Seconds to count the clients of each municipality in the last twelve months from the accepted
    rows.
    """
    settings = settings_of(edition_home(options, options.attendances))
    rows = active_rows_sql(active_imports(settings, "atendimentos"), "atendimentos")
    question = f"""
        WITH rows AS ({rows})
        SELECT municipio, count(DISTINCT id_cliente) FROM rows
        WHERE data_fim >= (SELECT max(data_fim) - INTERVAL 12 MONTH FROM rows) GROUP BY municipio
    """
    with duckdb.connect() as connection:
        started = time.perf_counter()
        connection.execute(question).fetchall()
        return time.perf_counter() - started
