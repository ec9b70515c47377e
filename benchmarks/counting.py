"""Counting for all municipalities: latency as the app sees it,
against the raw table, and growth with the data.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np
import sqlalchemy as sa

from benchmarks.homes import edition_home, settings_of
from benchmarks.options import Options
from benchmarks.raw_table import TABLES, raw_counts, raw_table
from benchmarks.report import Figure
from data_access.editions.reading import Edition, open_edition
from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.measures import counts
from data_access.queries.measures.clients import COMPANIES
from data_access.queries.tables.reference import channels
from indicators.catalogue.definitions import indicator
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
COUNTS = {
    "clientes": counts.distinct_clients,
    "clientes_recorrentes": counts.recurrent_clients,
    "atendimentos": counts.attendances,
}
KINDS = {
    "clientes": "COUNT(DISTINCT)",
    "clientes_recorrentes": "COUNT(DISTINCT) com 2 ou mais",
    "atendimentos": "COUNT(*)",
}
Case = tuple[str, Scope]
T = TypeVar("T")


def run(options: Options) -> Iterator[Figure]:
    home = edition_home(options, options.attendances)
    smaller = edition_home(options, options.tenth)
    edition = open_edition(settings_of(home))
    try:
        cases = cases_of(edition)
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
    return [
        Period(Month(end - months + 1), Month(end)) for end in range(first + months - 1, last + 1)
    ]


def cases_of(edition: Edition) -> list[Case]:
    """Every window of twelve months, without porte and with one."""
    windows = _windows(edition, YEAR)
    return [
        (name, Scope(period, porte=porte))
        for period in windows
        for name, one in INDICATORS.items()
        for porte in ((), (one,))
    ]


def ask(edition: Edition, case: Case) -> dict[int, float]:
    name, scope = case
    table = indicator_table(
        edition, name, scope=scope, access=Access.everything(), level="municipio"
    )
    return dict(zip(table["code"].astype(int), table["numerator"], strict=True))


def timed(action: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what `action` returned."""
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def _seconds(edition: Edition, cases: Iterable[Case]) -> list[float]:
    return [timed(partial(ask, edition, case))[0] for case in cases]


def _latency(cases: list[Case], seconds: list[float]) -> Iterator[Figure]:
    yield Figure("primeira consulta depois de abrir a edição", 1000 * seconds[0], "ms")
    yield Figure(
        f"12 meses, todos os municípios, {len(cases)} consultas: p50",
        1000 * np.median(seconds),
        "ms",
    )
    yield Figure(
        "12 meses, todos os municípios: p95",
        1000 * float(np.percentile(seconds, 95)),
        "ms",
        budget=150,
    )
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
        tenth = float(np.median(_seconds(edition, cases_of(edition))))
    finally:
        edition.close()
    yield Figure("um décimo dos atendimentos: p50", 1000 * tenth, "ms")
    yield Figure("tempo com dez vezes mais atendimentos", float(median) / tenth, "×", budget=2)


def _against_raw(edition: Edition, raw: duckdb.DuckDBPyConnection) -> Iterator[Figure]:
    """Count against count, by municipality, in turn;
    and the app's whole answer against the bare raw count.
    """
    every = _windows(edition, YEAR)
    windows = [
        every[position] for position in np.linspace(0, len(every) - 1, COMPARED_WINDOWS).astype(int)
    ]
    comparisons = [
        _compared(edition, raw, (name, Scope(period, porte=porte)))
        for (name, one), period in product(INDICATORS.items(), windows)
        for porte in ((), (one,))
    ]
    yield Figure("respostas iguais às das tabelas brutas", len(comparisons))
    for table, label in (
        ("arrived", "tabela bruta"),
        ("prepared", "tabela bruta numerada e em ordem de mês"),
    ):
        for kind in dict.fromkeys(comparison.kind for comparison in comparisons):
            same = [comparison for comparison in comparisons if comparison.kind == kind]
            count = float(
                np.median([comparison.raw[table] / comparison.count for comparison in same])
            )
            whole = float(
                np.median([comparison.raw[table] / comparison.whole for comparison in same])
            )
            # Attendances need no distinct count: there is nothing to beat there but a plain sum.
            budget = 10 if table == "arrived" and "DISTINCT" in kind else None
            yield Figure(
                f"{label}, {kind}",
                float(np.median([comparison.raw[table] for comparison in same])),
                "s",
            )
            yield Figure(
                f"{label}, {kind}: contagem mais rápida", count, "×", budget, at_least=True
            )
            yield Figure(
                f"{label}, {kind}: resposta inteira mais rápida que a contagem", whole, "×"
            )


@dataclass(frozen=True)
class Comparison:
    """Best of some repetitions, in seconds:
    our count, the whole answer with it, and the count of each raw table.
    """

    kind: str
    count: float
    whole: float
    raw: dict[str, float]


def _compared(edition: Edition, raw: duckdb.DuckDBPyConnection, case: Case) -> Comparison:
    """Raises AssertionError where the answers differ."""
    name, scope = case
    part = indicator(name).numerator
    portes = indicator(name).portes(part, scope) or COMPANIES
    seconds: dict[str, list[float]] = {"whole": [], "count": [], **{table: [] for table in TABLES}}
    for _ in range(REPETITIONS):
        taken, answer = timed(lambda: ask(edition, case))
        seconds["whole"].append(taken)
        taken, ours = timed(partial(_count, edition, part.measure, scope, portes))
        seconds["count"].append(taken)
        _require_equal(case, answer, ours)
        for table in TABLES:
            taken, counted = timed(partial(raw_counts, raw, table, part.measure, scope, portes))
            seconds[table].append(taken)
            _require_equal(case, answer, counted)
    kind = KINDS[part.measure] + (", com porte" if scope.porte else "")
    best = {name: min(taken) for name, taken in seconds.items()}
    return Comparison(kind, best["count"], best["whole"], {table: best[table] for table in TABLES})


def _count(edition: Edition, measure: str, scope: Scope, portes: tuple[str, ...]) -> dict[int, int]:
    """The bare count that the marts answer with, as the raw tables are asked."""
    rows = COUNTS[measure](scope, portes).subquery()
    code = rows.c.municipality_id
    with edition.reading(Access.everything()) as connection:
        found = connection.execute(sa.select(code, sa.func.sum(rows.c.value)).group_by(code))
        return dict(found.cursor.fetchall())  # tuples of the engine, as from the raw tables


def _require_equal(case: Case, answer: Mapping[int, float], counted: Mapping[int, int]) -> None:
    if {code: n for code, n in answer.items() if n} != {
        code: n for code, n in counted.items() if n
    }:
        raise AssertionError(f"{case} differs from the raw table")


def _other_slices(edition: Edition) -> Iterator[Figure]:
    """What has no budget: long windows, one channel, one partner,
    and combinations that no mart holds.
    """
    known = [name for name in channels(edition, Access.everything()) if name]
    partner = _busiest_partner(edition)
    slices = {
        f"janela de {LONG} meses": [Scope(period) for period in _windows(edition, LONG)[:6]],
        "um canal": [Scope(period, channel=(known[0],)) for period in _windows(edition, YEAR)[:6]],
        "um parceiro": [
            Scope(period, partner=(partner,)) for period in _windows(edition, YEAR)[:6]
        ],
        "dois canais": [
            Scope(period, channel=tuple(known[:2])) for period in _windows(edition, YEAR)[-3:]
        ],
        "canal e parceiro": [
            Scope(period, channel=(known[0],), partner=(partner,))
            for period in _windows(edition, YEAR)[-3:]
        ],
    }
    for label, scopes in slices.items():
        for name in ("cobertura_me_epp", "recorrencia"):
            seconds = _seconds(edition, [(name, scope) for scope in scopes])
            yield Figure(f"{label}, {name}: pior de {len(seconds)}", 1000 * max(seconds), "ms")


def _busiest_partner(edition: Edition) -> str:
    with edition.reading(Access.everything()) as connection:
        row = connection.exec_driver_sql(
            "SELECT partner FROM cell_active_partner WHERE partner <> '' GROUP BY 1 ORDER BY"
            " sum(attendances) DESC, 1"
        ).first()
    return str(row[0]) if row else ""
