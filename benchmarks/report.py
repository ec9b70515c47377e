"""Measured figures against their budgets: a table for people, JSON for comparisons."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.machine import Machine
from config.formatting import number


@dataclass(frozen=True)
class Figure:
    """`budget` is what `value` may not exceed (`at_least`: stay below); None is only told."""

    name: str
    value: float
    unit: str = ""
    budget: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        if self.budget is None:
            return None
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    def shown(self, value: float) -> str:
        decimals = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
        return f"{number(value, decimals)} {self.unit}".strip()

    def limit(self) -> str:
        return (
            ""
            if self.budget is None
            else f"{'≥' if self.at_least else '≤'} {self.shown(self.budget)}"
        )

    def verdict(self) -> str:
        return {None: "", True: "cumprido", False: "NÃO CUMPRIDO"}[self.met]

    def line(self) -> str:
        return "  ".join(
            part
            for part in (self.name, self.shown(self.value), self.limit(), self.verdict())
            if part
        )


def show(name: str, figures: Sequence[Figure], before: Machine, after: Machine) -> None:
    table = Table("medida", "resultado", "orçamento", "", title=f"{name} · {before.described()}")
    for figure in figures:
        colour = {None: "", True: "green", False: "bold red"}[figure.met]
        table.add_row(
            figure.name, figure.shown(figure.value), figure.limit(), figure.verdict(), style=colour
        )
    console = Console()
    console.print(table)
    console.print(
        f"Carga da máquina: {number(before.load, 1)} no começo, {number(after.load, 1)} no fim.",
        markup=False,
    )


def write_json(path: Path, figures: Sequence[Figure], before: Machine, after: Machine) -> None:
    content = {
        "machine": asdict(before),
        "load_at_end": after.load,
        "ended": after.moment,
        "figures": [{**asdict(figure), "met": figure.met} for figure in figures],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
