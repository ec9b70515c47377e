"""An edition served by PostgreSQL against the same edition in its DuckDB file:
publishing, and each query in turn.
"""

import time
from collections.abc import Iterator
from functools import partial

import numpy as np
from pydantic import SecretStr

from benchmarks.counting import ask, cases_of, timed
from benchmarks.homes import edition_home, settings_of
from benchmarks.options import Options
from benchmarks.report import Figure
from config.settings import Settings
from data_access.editions.info import current_edition
from data_access.editions.publishing import publish
from data_access.editions.reading import open_edition

QUERIES = 60


def run(options: Options) -> Iterator[Figure]:
    if options.editions_url is None:
        print("  sem --editions-url, o endereço de um PostgreSQL vazio: nada a medir")
        return
    home = edition_home(options, None)
    folder = settings_of(home).model_copy(update={"editions_url": None})
    server = folder.model_copy(update={"editions_url": SecretStr(options.editions_url)})
    yield from _publishing(folder, server)
    yield from _latency(folder, server)


def _publishing(folder: Settings, server: Settings) -> Iterator[Figure]:
    info = current_edition(folder)
    assert info is not None
    assert info.manifest is not None
    started = time.perf_counter()
    publish(server, info.id, thorough=False)
    seconds = time.perf_counter() - started
    rows = sum(content.rows for content in info.manifest.tables.values())
    yield Figure("linhas da edição", rows)
    yield Figure("publicação no PostgreSQL: copiar, conferir, indexar e trocar", seconds, "s")
    yield Figure("publicação: linhas por segundo", rows / seconds)


def _latency(folder: Settings, server: Settings) -> Iterator[Figure]:
    """Twelve months of all municipalities, asked of both; the answers must be equal."""
    here, there = open_edition(folder), open_edition(server)
    every = cases_of(here)
    cases = [every[place] for place in np.linspace(0, len(every) - 1, QUERIES).astype(int)]
    seconds: dict[str, list[float]] = {"DuckDB": [], "PostgreSQL": []}
    for case in cases:
        answers = []
        for name, edition in (("DuckDB", here), ("PostgreSQL", there)):
            taken, answer = timed(partial(ask, edition, case))
            seconds[name].append(taken)
            answers.append(answer)
        assert answers[0].keys() == answers[1].keys()
        np.testing.assert_array_equal([*answers[0].values()], [*answers[1].values()])
    for name, taken in seconds.items():
        yield Figure(
            f"{name}, 12 meses, todos os municípios, {len(cases)} consultas: p50",
            1000 * np.median(taken),
            "ms",
        )
        yield Figure(f"{name}: p95", 1000 * float(np.percentile(taken, 95)), "ms")
    ratio = float(np.median(np.array(seconds["PostgreSQL"]) / np.array(seconds["DuckDB"])))
    yield Figure("PostgreSQL em vezes do DuckDB, consulta a consulta: mediana", ratio, "×")
    here.close()
    there.close()
