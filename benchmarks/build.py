"""From files to an edition: seconds and peak memory of each step,
at national and at the default size.
"""

import sys
import tempfile
from collections.abc import Iterator

from benchmarks.homes import edition_home, keep_published_only, lines, preparation, run_steps
from benchmarks.machine import Run, measured
from benchmarks.options import NATIONAL, Options
from benchmarks.report import Figure

MINUTES = 60


def run(options: Options) -> Iterator[Figure]:
    yield from _default_demo()
    home = edition_home(options, options.attendances)
    made = preparation(home)
    national = options.attendances >= NATIONAL
    if made:
        yield from _demo(made, national=national)
    built = run_steps(home, "build")
    keep_published_only(home)
    yield Figure(
        "construção da edição", built.seconds, "s", budget=5 * MINUTES if national else None
    )
    yield Figure("construção: segundos de processador", built.cpu_seconds, "s")
    yield Figure(
        "construção: pico de memória", built.peak_gb, "GB", budget=10 if national else None
    )
    yield from _steps(built, "build")


def _default_demo() -> Iterator[Figure]:
    """`t360 demo` as a person runs it the first time."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from cli.main import main; main()", "demo"]
        run = measured(command, {"T360_HOME": folder})
    yield Figure("t360 demo (o país)", run.seconds, "s", budget=60)
    yield Figure("t360 demo: segundos de processador", run.cpu_seconds, "s")
    yield Figure("t360 demo: pico de memória", run.peak_gb, "GB", budget=4)


def _demo(made: Run, *, national: bool) -> Iterator[Figure]:
    """The demonstration of the measured edition, when the cache was filled."""
    yield Figure("demonstração inteira, no preparo", made.seconds, "s")
    yield Figure(
        "demonstração inteira: pico de memória", made.peak_gb, "GB", budget=12 if national else None
    )
    for line in lines(made):
        if line["stage"] == "imported" and line["table"] in ("atendimentos", "clientes"):
            speed = float(str(line["rows"])) / float(str(line["seconds"]))
            yield Figure(f"importação de {line['table']}", speed, "linhas/s")
    generating = sum(
        float(str(line["seconds"])) for line in lines(made) if line["stage"] == "generate"
    )
    if generating:
        yield Figure("geração dos arquivos", generating, "s")


def _steps(run: Run, stage: str) -> Iterator[Figure]:
    for line in lines(run):
        if line["stage"] == stage:
            detail = (
                f"processador: {line['cpu_seconds']:.0f} s; pico até aqui: {line['peak_gb']:.1f} GB"
            )
            yield Figure(f"  {line['step']} ({detail})", float(str(line["seconds"])), "s")
        if line["stage"] == "built":
            yield Figure("tamanho da edição", float(str(line["bytes"])) / 1e6, "MB")
