"""Counting for all municipalities: latency as the app sees it, against the raw table, and growth with the data."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np

from benchmarks.homes import edition_home, settings_of
from benchmarks.options import Options
from benchmarks.raw_table import raw_counts, raw_table
from benchmarks.report import Figure
from data_access.editions.reading import Edition, open_edition
from data_access.queries import indicator_table
from data_access.queries.measures import COMPANIES
from data_access.queries.reference import channels
from indicators.catalogue import indicator
from indicators.scope import Access, Month, Period, Scope

INDICATORS = {
    "cobertura_me_epp": "ME",
    "cobertura_mei": "MEI",
    "recorrencia": "EPP",
    "pequenos_negocios_atendidos": "MEI",
    "atendimentos_realizados": "ME",
}
YEAR = 12
LONG = 36
COMPARED_WINDOWS = 3
REPETITIONS = 3
Case = tuple[str, Scope]
T = TypeVar("T")


def run(options: Options) -> Iterator[Figure]:
    home = edition_home(options, options.attendances)
    smaller = edition_home(options, options.tenth)
    edition = open_edition(settings_of(home))
    try:
        cases = _cases(edition)
        seconds = _seconds(edition, cases)
        yield from _latency(cases, seconds)
        yield from _growth(settings_of(smaller).home, np.median(seconds))
        with raw_table(home, settings_of(home)) as raw:
            yield from _against_raw(edition, raw)
        yield from _other_slices(edition)
    finally:
        edition.close()


def _windows(edition: Edition, months: int) -> list[Period]:
    first, last = edition.manifest.first_month, edition.manifest.last_month
    return [Period(Month(end - months + 1), Month(end)) for end in range(first + months - 1, last + 1)]


def _cases(edition: Edition) -> list[Case]:
    """Every window of twelve months, without porte and with one."""
    windows = _windows(edition, YEAR)
    return [
        (name, Scope(period, porte=porte))
        for period in windows
        for name, one in INDICATORS.items()
        for porte in ((), (one,))
    ]


def _ask(edition: Edition, case: Case) -> dict[int, float]:
    name, scope = case
    table = indicator_table(edition, name, scope=scope, access=Access.everything(), level="municipio")
    return dict(zip(table["code"].astype(int), table["numerator"], strict=True))


def _timed(action: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what `action` returned."""
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def _seconds(edition: Edition, cases: Iterable[Case]) -> list[float]:
    return [_timed(partial(_ask, edition, case))[0] for case in cases]


def _latency(cases: list[Case], seconds: list[float]) -> Iterator[Figure]:
    yield Figure("primeira consulta depois de abrir a edição", 1000 * seconds[0], "ms")
    yield Figure(f"12 meses, todos os municípios, {len(cases)} consultas: p50", 1000 * np.median(seconds), "ms")
    yield Figure("12 meses, todos os municípios: p95", 1000 * float(np.percentile(seconds, 95)), "ms", budget=150)
    for name, one in INDICATORS.items():
        for label, with_porte in (("sem porte", False), (f"só {one}", True)):
            own = [
                taken
                for (asked, scope), taken in zip(cases, seconds, strict=True)
                if asked == name and bool(scope.porte) == with_porte
            ]
            yield Figure(f"{name}, {label}: p95", 1000 * float(np.percentile(own, 95)), "ms")


def _growth(home: Path, median: float) -> Iterator[Figure]:
    edition = open_edition(settings_of(home))
    try:
        tenth = float(np.median(_seconds(edition, _cases(edition))))
    finally:
        edition.close()
    yield Figure("um décimo dos atendimentos: p50", 1000 * tenth, "ms")
    yield Figure("tempo com dez vezes mais atendimentos", float(median) / tenth, "×", budget=2)


def _against_raw(edition: Edition, raw: duckdb.DuckDBPyConnection) -> Iterator[Figure]:
    """Both in turn, so that they share the state of the machine; their answers must be the same."""
    chosen = np.linspace(0, len(_windows(edition, YEAR)) - 1, COMPARED_WINDOWS).astype(int)
    windows = [_windows(edition, YEAR)[position] for position in chosen]
    ratios: dict[str, list[float]] = {}
    for (name, one), period in product(INDICATORS.items(), windows):
        for porte in ((), (one,)):
            ours, theirs, measure = _both(edition, raw, (name, Scope(period, porte=porte)))
            kind = "COUNT(*)" if measure == "atendimentos" else "COUNT(DISTINCT)"
            kind = "≥ 2 atendimentos" if measure == "clientes_recorrentes" else kind
            ratios.setdefault(f"{kind}{', com porte' if porte else ''}", []).append(theirs / ours)
            ratios.setdefault(f"{kind}: segundos{', com porte' if porte else ''}", []).append(theirs)
    yield Figure("respostas iguais às da tabela bruta", len(windows) * len(INDICATORS) * 2)
    for kind, values in ratios.items():
        if "segundos" in kind:
            yield Figure(f"tabela bruta, {kind}", float(np.median(values)), "s")
        else:
            budget = None if kind.startswith("COUNT(*)") else 10
            yield Figure(f"mais rápido que {kind}", float(np.median(values)), "×", budget=budget, at_least=True)


def _both(edition: Edition, raw: duckdb.DuckDBPyConnection, case: Case) -> tuple[float, float, str]:
    """Best of some repetitions of each, in seconds, and what was counted. Raises where the answers differ."""
    name, scope = case
    part = indicator(name).numerator
    portes = indicator(name).portes(part, scope) or COMPANIES
    ours, theirs = [], []
    for _ in range(REPETITIONS):
        seconds, answer = _timed(lambda: _ask(edition, case))
        ours.append(seconds)
        seconds, counted = _timed(lambda: raw_counts(raw, part.measure, scope, portes))
        theirs.append(seconds)
        if {code: n for code, n in answer.items() if n} != {code: n for code, n in counted.items() if n}:
            raise AssertionError(f"{name} in {scope} differs from the raw table")
    return min(ours), min(theirs), part.measure


def _other_slices(edition: Edition) -> Iterator[Figure]:
    """What has no budget: long windows, one channel, one partner, and combinations that no mart holds."""
    known = [name for name in channels(edition, Access.everything()) if name]
    partner = _busiest_partner(edition)
    slices = {
        f"janela de {LONG} meses": [Scope(period) for period in _windows(edition, LONG)[:6]],
        "um canal": [Scope(period, channel=(known[0],)) for period in _windows(edition, YEAR)[:6]],
        "um parceiro": [Scope(period, partner=(partner,)) for period in _windows(edition, YEAR)[:6]],
        "dois canais": [Scope(period, channel=tuple(known[:2])) for period in _windows(edition, YEAR)[-3:]],
        "canal e parceiro": [
            Scope(period, channel=(known[0],), partner=(partner,)) for period in _windows(edition, YEAR)[-3:]
        ],
    }
    for label, scopes in slices.items():
        for name in ("cobertura_me_epp", "recorrencia"):
            seconds = _seconds(edition, [(name, scope) for scope in scopes])
            yield Figure(f"{label}, {name}: pior de {len(seconds)}", 1000 * max(seconds), "ms")


def _busiest_partner(edition: Edition) -> str:
    with edition.engine.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT partner FROM cell_active_partner WHERE partner <> '' GROUP BY 1 ORDER BY sum(attendances) DESC, 1"
        ).first()
    return str(row[0]) if row else ""
