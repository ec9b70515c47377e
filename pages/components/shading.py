"""How a table of an indicator becomes classes and colours:
around the target, quantiles or natural breaks.
"""

from dataclasses import dataclass
from typing import cast

import pandas as pd

from config.palette import Palette, ramp
from geo.classes import NO_DATA_LABEL, Classes, Method, classify
from geo.maps import Shading
from indicators.catalogue.definitions import Indicator
from indicators.measure import Status

TARGET = "meta"
METHODS: dict[str, str] = {
    TARGET: "Em relação à meta",
    "quantis": "Quantis",
    "jenks": "Quebras naturais",
}
CLASSES = 5
# Of labels that are bare numbers under a title that tells no unit.
UNITS = {"minutos": " (minutos)"}
NO_TARGET_LABEL = "sem dado ou sem meta"


def methods_for(rows: pd.DataFrame) -> dict[str, str]:
    """The ways of making classes of `rows`:
    around the target only where there is one, or the whole map is grey.
    """
    targeted = bool(rows["target"].notna().any())
    return (
        METHODS if targeted else {name: words for name, words in METHODS.items() if name != TARGET}
    )


@dataclass(frozen=True)
class Legend:
    """Colours with their words and how many territories each holds, "sem dado" included."""

    caption: str
    items: tuple[tuple[str, str, int], ...]


def shade(
    definition: Indicator, rows: pd.DataFrame, method: str, palette: Palette
) -> tuple[Shading, Legend]:
    """Classes of ``value``; a row without a value has the class −1, drawn in grey and counted."""
    # Labels of shares are made from fractions.
    scale = 1.0 if definition.is_share else definition.scale
    classes = classify(
        rows["value"].to_numpy(float) * scale,
        cast("Method", method),
        CLASSES,
        target=rows["target"].to_numpy(float) * scale,
        as_percent=definition.is_share,
    )
    around = method == TARGET
    colours = list(palette.diverging) if around else ramp(palette.sequential, len(classes.labels))
    caption = "% da meta" if around else f"{definition.short_title}{UNITS.get(definition.unit, '')}"
    absent = NO_TARGET_LABEL if around else NO_DATA_LABEL
    if (rows["status"] == Status.SUPPRESSED).any():
        absent = f"suprimido ou {absent}"
    return Shading(classes.index, colours), _legend(
        classes, colours, caption, (palette.no_data, absent)
    )


def _legend(classes: Classes, colours: list[str], caption: str, absent: tuple[str, str]) -> Legend:
    items = tuple(zip(colours, classes.labels, classes.counts, strict=True))
    return Legend(caption, (*items, (*absent, classes.no_data)))
