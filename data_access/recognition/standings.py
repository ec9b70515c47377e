"""The units of a scored category as a table, in the order in which they are shown."""

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd

from data_access.recognition.scoring import Scored
from indicators.recognition.eligibility import Reason
from indicators.recognition_rules.model import Category

COLUMNS = [
    "unit",
    "name",
    "uf",
    "group",
    "eligible",
    "reason",
    "score",
    "score_low",
    "score_high",
    "position",
    "place",
    "band",
    "tier",
    "median_rank",
    "rank_low",
    "rank_high",
    "all_low",
    "all_high",
    "first",
    "volume",
]


def standings(scored: Scored) -> pd.DataFrame:
    """Columns COLUMNS; those that compete by place, then the others by code, with why they do not.
    Attendants have no name here (`Readings.named`).
    """
    units = scored.result.units
    frame = units.reindex(columns=[name for name in COLUMNS if name in units]).assign(
        unit=units.index,
        name=scored.register["name"].reindex(units.index),
        uf=scored.register["uf"].reindex(units.index),
        band=scored.bands.reindex(units.index),
        place=places_of(scored).reindex(units.index),
        reason=[reason_words(scored.category, row) for row in _rows(units)],
    )
    frame = frame.reindex(columns=COLUMNS).reset_index(drop=True)
    return frame.sort_values(["place", "unit"], na_position="last").reset_index(drop=True)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def places_of(scored: Scored) -> pd.Series:
    """The place of each unit that competes: by band, then as members ordered it, then by score.
    Units with the same score that nobody ordered share a place.
    """
    units = scored.result.units.loc[scored.result.ids]
    places: dict[str, float] = {}
    before = 0
    for band in sorted(scored.bands.unique()):
        inside = scored.bands.index[scored.bands == band]
        if band in scored.orders:
            own = {unit: float(n) for n, unit in enumerate(scored.orders[band], 1)}
        else:
            ranks = units.loc[inside, "position"].rank(method="min")
            own = {str(unit): float(rank) for unit, rank in ranks.items()}
        places |= {unit: before + rank for unit, rank in own.items()}
        before += len(inside)
    return pd.Series(places, dtype=float)


def reason_words(category: Category, row: Mapping[str, Any]) -> str:
    """Why a unit does not compete, as a sentence; "" of who does."""
    if row["eligible"]:
        return ""
    reason, about = str(row["reason"]), str(row.get("of", ""))
    criterion = category.criterion_of(about)
    name = criterion.name if criterion else about
    match reason:
        case Reason.EXCLUDED:
            return about
        case Reason.EXPOSURE:
            return f"Atendeu em menos de {category.eligibility.months} meses do período."
        case Reason.FEW:
            return f"Tem menos casos do que o mínimo em {name}."
        case Reason.NO_PILLAR:
            pillar = next((item.name for item in category.pillar if item.id == about), about)
            return f"Nada foi medido em {pillar}." if pillar else "Nada foi medido."
        case _:
            return f"Não foi medida em {name}."
