"""Child process that is measured: ``python -m benchmarks.steps demo [N]`` (without N, the country)
or ``build``, in the folder T360_HOME.

Writes one JSON line per step as it ends: its label, seconds, processor seconds and the peak of
memory so far (GB).
"""

import json
import resource
import sys
import time

from config.settings import get_settings
from data_access.building.build import build_edition
from data_access.demo.generate import LARGE, generate
from data_access.demo.size import COUNTRY, Size
from data_access.editions.publishing import publish
from data_access.importing.made_here import enter_made_here
from data_access.importing.run import import_table
from geo.territory import load_territory

KILOBYTES_PER_GB = 1e9 / 1024


class Steps:
    """A `Progress` that times each label."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        self.label = ""
        self.started = (0.0, 0.0)

    def __call__(self, _fraction: float | None, label: str, /) -> None:
        if label != self.label:
            self.end()
            self.label, self.started = label, (time.monotonic(), time.process_time())

    def end(self) -> None:
        """The last label of a stage says that it is done; what took no time is not told."""
        seconds, cpu = time.monotonic() - self.started[0], time.process_time() - self.started[1]
        if self.label and seconds > 0.05:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_PER_GB
            tell(stage=self.stage, step=self.label, seconds=seconds, cpu_seconds=cpu, peak_gb=peak)
        self.label = ""


def tell(**line: object) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def demo(attendances: int | None) -> None:
    """What `t360 demo` does, step by step; files that are already there are not made again."""
    settings = get_settings()
    territory = load_territory(settings.home)
    folder = settings.home / "demo"
    if not (folder / "contatos.parquet").exists():
        steps = Steps("generate")
        generate(
            folder,
            municipalities=territory.municipalities,
            size=COUNTRY if attendances is None else Size(attendances),
            shared=attendances is None,
            progress=steps,
        )
        steps.end()
    for source in sorted(
        folder.glob("*.parquet"), key=lambda file: (file.stem == "atendimentos", file.stem)
    ):
        steps = Steps(f"import {source.stem}")
        started = time.monotonic()
        if attendances is None and source.stem in LARGE:
            report = enter_made_here(settings, source.stem, source, progress=steps)
        else:
            report = import_table(
                settings,
                source.stem,
                source,
                municipalities=territory.municipalities,
                progress=steps,
            )
        steps.end()
        tell(
            stage="imported",
            table=source.stem,
            rows=report.read,
            seconds=time.monotonic() - started,
        )
    build()


def build() -> None:
    settings = get_settings()
    steps = Steps("build")
    info = build_edition(settings, territory=load_territory(settings.home), progress=steps)
    steps.end()
    publish(settings, info.id, thorough=False)
    tell(stage="built", id=info.id, bytes=info.manifest.size if info.manifest else 0)


if __name__ == "__main__":
    if sys.argv[1] == "demo":
        demo(int(sys.argv[2]) if len(sys.argv) > 2 else None)
    else:
        build()
