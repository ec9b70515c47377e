"""``python -m benchmarks [name …]``: measure, print a table and keep the results as JSON.

``python -m benchmarks drawn`` compares what two versions of the code show: see `benchmarks.drawn`.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    build,
    counting,
    identities,
    importing,
    load,
    map_change,
    monthly_imports,
    null_maps,
    pace,
    pages,
    projection,
    rerun,
    rfb_stock,
    server,
    smoothed_maps,
    start,
    startup,
    trail,
)
from benchmarks.drawn import command as drawn
from benchmarks.machine import Machine
from benchmarks.options import NATIONAL, Options
from benchmarks.recognition import run as recognition
from benchmarks.report import Figure, show, write_json
from benchmarks.slow_line import run as slow_line

BENCHMARKS: dict[str, Callable[[Options], Iterator[Figure]]] = {
    "counting": counting.run,
    "build": build.run,
    "start": start.run,
    "startup": startup.run,
    "map": map_change.run,
    "nullmaps": null_maps.run,
    "smoothed": smoothed_maps.run,
    "pages": pages.run,
    "identities": identities.run,
    "rfb": rfb_stock.run,
    "import": importing.run,
    "months": monthly_imports.run,
    "server": server.run,
    "pace": pace.run,
    "projection": projection.run,
    "rerun": rerun.run,
    "load": load.run,
    "line": slow_line.run,
    "recognition": recognition.run,
    "trail": trail.run,
}


def _options() -> tuple[list[str], Options]:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Mede o produto contra os orçamentos."
    )
    parser.add_argument(
        "name", nargs="*", help=f"o que medir: {', '.join(BENCHMARKS)} (padrão: tudo)"
    )
    parser.add_argument(
        "--attendances", type=int, default=NATIONAL, help="atendimentos da edição medida"
    )
    parser.add_argument(
        "--cache", type=Path, default=Path(".t360-bench"), help="pasta das edições medidas"
    )
    parser.add_argument(
        "--output", type=Path, help="pasta dos resultados em JSON (padrão: a do cache)"
    )
    parser.add_argument(
        "--editions-url", help="banco PostgreSQL vazio, para medir edições servidas dele"
    )
    parser.add_argument("--sessions", type=int, default=60, help="pessoas ao mesmo tempo, em load")
    parser.add_argument("--minutes", type=float, default=5.0, help="quanto ficam, em load")
    parser.add_argument("--workers", type=int, default=1, help="processos do painel, em load")
    given = parser.parse_args()
    unknown = [name for name in given.name if name not in BENCHMARKS]
    if unknown:
        parser.error(f"não conheço {', '.join(unknown)}; existem {', '.join(BENCHMARKS)}")
    cache = given.cache.resolve()
    output = (given.output or cache).resolve()
    for folder in (cache, output):
        folder.mkdir(parents=True, exist_ok=True)
    return given.name or list(BENCHMARKS), Options(
        given.attendances,
        cache,
        output,
        given.editions_url,
        given.sessions,
        given.minutes,
        given.workers,
    )


def main() -> int:
    if sys.argv[1:2] == ["drawn"]:
        return drawn.main(sys.argv[2:])
    names, options = _options()
    failed = False
    for name in names:
        before = Machine.now()
        figures = []
        for figure in BENCHMARKS[name](options):
            print(f"  {figure.line()}", flush=True)
            figures.append(figure)
        after = Machine.now()
        show(name, figures, before, after)
        write_json(options.output / f"{name}-{options.attendances}.json", figures, before, after)
        failed |= any(figure.met is False for figure in figures)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
