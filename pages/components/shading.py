"""How a table of an indicator becomes classes and colours: quantiles, Jenks, or around the target."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from geo.classes import classify

from config.formatting import number
from config.palette import Palette, ramp
from geo.maps import Shading
from indicators.catalogue import Indicator
from pages.components import numbers

METHODS = {"meta": "Em relação à meta", "quantis": "Quantis", "jenks": "Quebras naturais (Jenks)"}
TARGET_BREAKS = (0.75, 0.90, 1.00, 1.10, 1.25)  # value ÷ target
TARGET_LABELS = ("abaixo de 75 %", "75 a 90 %", "90 a 100 %", "100 a 110 %", "110 a 125 %", "acima de 125 %")
CLASSES = 5


@dataclass(frozen=True)
class Legend:
    """Colours with their words and how many territories each holds, "sem dado" included."""

    caption: str
    items: tuple[tuple[str, str, int], ...]


def shade(definition: Indicator, rows: pd.DataFrame, method: str, palette: Palette) -> tuple[Shading, Legend]:
    """Classes of ``value``; a row without a value has the class −1, drawn in grey and counted."""
    if method == "meta":
        index = _around_target(rows)
        return _result(index, list(palette.diverging), list(TARGET_LABELS), "% da meta", palette)
    classes = classify(rows["value"].to_numpy(float), method=method, k=CLASSES)
    edges = [float(edge) for edge in classes.breaks]
    colours = ramp(palette.sequential, len(edges) - 1)
    return _result(np.asarray(classes.index), colours, _ranges(definition, edges), definition.short_title, palette)


def _around_target(rows: pd.DataFrame) -> np.ndarray:
    ratio = rows["value"].to_numpy(float) / rows["target"].replace(0, np.nan).to_numpy(float)
    return np.where(np.isnan(ratio), -1, np.digitize(ratio, TARGET_BREAKS))


def _ranges(definition: Indicator, edges: Sequence[float]) -> list[str]:
    """``até 8,0 %``, ``8,0 a 14,1 %``, …, ``acima de 26,3 %``."""
    texts = [number(edge * 100, 1) if definition.is_ratio else number(edge) for edge in edges]
    unit = " %" if definition.is_ratio else ""
    last = len(texts) - 2
    if last <= 0:
        return [numbers.show_value(definition, edges[-1])] if edges else []
    middle = [f"{texts[i]} a {texts[i + 1]}{unit}" for i in range(1, last)]
    return [f"até {texts[1]}{unit}", *middle, f"acima de {texts[last]}{unit}"]


def _result(
    index: np.ndarray, colours: list[str], labels: list[str], caption: str, palette: Palette
) -> tuple[Shading, Legend]:
    counted = [
        (colour, label, int((index == i).sum())) for i, (colour, label) in enumerate(zip(colours, labels, strict=True))
    ]
    missing = int((index < 0).sum())
    return Shading(index.tolist(), colours), Legend(caption, (*counted, (palette.no_data, "sem dado", missing)))
