"""Units whose share of a pattern stands out among those alike, for a person to look at."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from config.formatting import number, percent
from data_access.editions.reading import Edition
from data_access.queries.tables.units import unit_signals
from indicators.recognition_rules.measurable import UnitKind, UnitSignal
from indicators.scope import Access, Period

# Pattern: of what it is a share, and what it is called where it stands out.
PATTERNS = {
    UnitSignal.SAME_DAY: ("atendimentos", "mais de um atendimento do mesmo cliente no mesmo dia"),
    UnitSignal.LAST_DAYS: ("atendimentos", "atendimentos nos três últimos dias do mês"),
    UnitSignal.AT_MINIMUM: (UnitSignal.WITH_FREQUENCY, "frequência no mínimo que a regra pede"),
    UnitSignal.BEFORE_OPENING: ("atendimentos", "atendimentos anteriores à inauguração"),
}
LEAST_CASES = 20  # of attendances: less shows no pattern


@dataclass(frozen=True)
class Suspicion:
    """``distance`` is in standard deviations from the network, between units and by chance."""

    unit: str
    pattern: UnitSignal
    cases: int
    base: int
    network: float
    distance: float

    @property
    def description(self) -> str:
        noun = PATTERNS[self.pattern][1]
        return (
            f"{number(self.cases)} de {number(self.base)} ({percent(self.cases / self.base)}):"
            f" {noun}; na rede, {percent(self.network)}. Pode haver uma boa razão: pergunte."
        )

    @property
    def evidence(self) -> dict[str, float | int]:
        return {
            "casos": self.cases,
            "base": self.base,
            "rede": round(self.network, 6),
            "desvios": round(self.distance, 2),
        }


def suspicions(edition: Edition, kind: UnitKind, period: Period, access: Access) -> list[Suspicion]:
    """Patterns of units by how far they stand out, the farthest first, at most one per unit."""
    signals = unit_signals(edition, kind, period, access)
    found: list[Suspicion] = []
    for pattern, (base, _) in PATTERNS.items():
        found += _of_pattern(signals, pattern, str(base))
    found.sort(key=lambda item: (-item.distance, item.unit))
    first: dict[str, Suspicion] = {}
    for item in found:
        first.setdefault(item.unit, item)
    return list(first.values())


def _of_pattern(signals: pd.DataFrame, pattern: UnitSignal, base: str) -> list[Suspicion]:
    known = signals[signals[base] >= LEAST_CASES]
    if len(known) < 2:
        return []
    cases, whole = known[pattern.value].to_numpy(float), known[base].to_numpy(float)
    network = cases.sum() / whole.sum()
    if not 0 < network < 1:
        return []
    chance = network * (1 - network) / whole
    between = max(float(np.median((cases / whole - network) ** 2 - chance)), 0.0)
    distance = (cases / whole - network) / np.sqrt(chance + between)
    return [
        Suspicion(str(unit), pattern, int(c), int(w), float(network), float(d))
        for unit, c, w, d in zip(known.index, cases, whole, distance, strict=True)
        if d > 0
    ]
