"""What a map says of its areas: under the cursor, and to those who do not see it."""

import numpy as np
import pandas as pd

from config.formatting import enumerate_words, number, plural
from geo.maps import Tooltip
from indicators.catalogue.definitions import Indicator, Unit
from pages.components import messages, numbers
from pages.components.maps.shading import Legend

# Numbers are formatted by the browser: five thousand would cost the server a tenth of a second.
BROWSER_FORMATS: dict[Unit, str] = {
    "%": "%{customdata[0]:,.1f} %",
    "contagem": "%{customdata[0]:,.0f}",
    "pontos": "%{customdata[0]:,.1f}",
    "minutos": "%{customdata[0]:,.0f} min",
    "por mil": "%{customdata[0]:,.2f} por mil",
    "razão": "%{customdata[0]:,.2f}",
    "p.p.": "%{customdata[0]:,.1f} p.p.",
    "nota": "%{customdata[0]:,.1f}",
}


def tooltip(
    definition: Indicator, rows: pd.DataFrame, smoothed: pd.DataFrame | None = None
) -> Tooltip:
    """What is measured of an area, and before it what it shows where that is a smoothed value."""
    values = rows["value"] * definition.scale
    columns = {"value": values, "numerator": rows["numerator"], "denominator": rows["denominator"]}
    drawn = ""
    if smoothed is not None:
        ends = ("value", "lower", "upper")
        columns |= {f"smoothed_{end}": smoothed[end] * definition.scale for end in ends}
        value, low, high = (
            BROWSER_FORMATS[definition.unit].replace("[0]", f"[{at}]") for at in (3, 4, 5)
        )
        drawn = f"Suavizada: {value} (entre {low} e {high})<br>"
    begin = f"<b>%{{properties.name}}</b><br>{drawn}{definition.short_title}: "
    one, many = (f"{begin}{_body(definition, at)}<extra></extra>" for at in (0, 1))
    counted = values if definition.denominator is None else rows["denominator"]
    alone = counted.astype(float).round().eq(1).to_numpy()
    return Tooltip(
        pd.DataFrame(columns),
        many,
        [messages.reason(status, definition) for status in rows["status"]],
        [*_told_of_one(definition, rows, begin), (alone, one)],
    )


def _body(definition: Indicator, at: int) -> str:
    """The value and its base, whose noun is that of one (0) or of several (1)."""
    shown = BROWSER_FORMATS[definition.unit]
    if definition.denominator is None:
        return f"{shown} {definition.numerator.noun[at]}"
    # Neither a difference nor a median is a part of its base.
    whole = definition.subtracted or definition.unit in ("minutos", "nota", "p.p.")
    part = "" if whole else "%{customdata[1]:,.0f} de "
    return f"{shown}<br>{part}%{{customdata[2]:,.0f}} {definition.denominator.noun[at]}"


def _told_of_one(
    definition: Indicator, rows: pd.DataFrame, begin: str
) -> list[tuple[np.ndarray, str]]:
    """Areas of which a share of one thing says what is so of it, as `numbers.show_row` does."""
    if definition.of_one is None:
        return []
    alone = rows["denominator"].eq(1)
    return [
        ((alone & rows["numerator"].eq(count)).to_numpy(), f"{begin}{told}<extra></extra>")
        for count, told in enumerate(definition.of_one)
    ]


def alternative(definition: Indicator, rows: pd.DataFrame, legend: Legend) -> str:
    """What the map says, for who does not see it."""
    measured = rows.dropna(subset="value").sort_values("value")
    missing = int(rows["value"].isna().sum())
    if measured.empty:
        return f"Mapa de {definition.short_title}: nenhum território com dado."
    ends = [
        f"{row['name']} ({numbers.show_value(definition, row['value'])})"
        for _, row in measured.iloc[[-1, 0]].iterrows()
    ]
    classes = enumerate_words(f"{label}, {number(count)}" for _, label, count in legend.items)
    return (
        f"Mapa de {definition.short_title}: {plural(len(measured), 'território', 'territórios')}"
        f" com dado e {number(missing)} sem dado. Maior: {ends[0]}. Menor: {ends[1]}."
        f" {legend.caption.rstrip(':')}: {classes}. A tabela está abaixo."
    )
