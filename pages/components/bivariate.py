"""Two variables on one map, in nine classes:
a coverage against vulnerability, or against another coverage.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from config.formatting import number, plural
from config.palette import Palette
from geo.maps import Shading, Tooltip, choropleth
from indicators.catalogue.definitions import Indicator
from pages.components import html, map_card, messages
from pages.state.view import View

LOW_FIRST = ("baixa", "média", "alta")


@dataclass(frozen=True)
class Against:
    """The other variable, along the rows of the indicator, and how both are called (`form` is that
    of the tooltip).

    ``worst`` says of which municipalities the legend counts those that are high in it and low in
    the indicator.
    """

    along: pd.Series
    name: str = "vulnerabilidade"
    form: str = ",.2f}"
    across: str = "cobertura"
    worst: str = "a vulnerabilidade é alta e a cobertura, baixa"


def bivariate_map(
    view: View,
    definition: Indicator,
    rows: pd.DataFrame,
    other: Against,
    *,
    key: str,
    on_click: Callable[[str], None] | None = None,
    over: map_card.Over = map_card.NOTHING,
) -> None:
    """Municipalities by thirds of the indicator and of the other variable; in words, where one of
    them has none.
    """
    for name, values in ((other.across, rows["value"]), (other.name, other.along)):
        if (thirds(values) < 0).all():
            messages.empty(
                f"Não há terços de {name} a mostrar.",
                "É preciso mais de um município medido, e que não sejam todos iguais.",
            )
            return
    shading = bivariate_shading(rows["value"], other.along, view.palette)
    second = f"{other.name.capitalize()}: %{{customdata[1]:{other.form}"
    body = f"{definition.short_title}: %{{customdata[0]:,.1f}} %<br>{second}"
    tooltip = Tooltip(
        pd.DataFrame({"value": rows["value"] * 100, "other": other.along}),
        f"<b>%{{properties.name}}</b><br>{body}<extra></extra>",
        [f"Sem {other.across} medida ou sem {other.name}."] * len(rows),
    )
    revision = f"{view.edition_id}/{view.scope.territory}"
    mesh = map_card.mesh(view, "municipio")
    figure = choropleth(list(rows["code"]), shading, tooltip, mesh, view.palette, revision=revision)
    map_card.frame_map(view, figure)
    map_card.draw_over(view, figure, over)
    if on_click:
        map_card.answer_clicks(figure)
    alt = (
        f"Mapa de {definition.short_title} e {other.name} por município, em nove classes. A tabela"
        " está na página."
    )
    map_card.draw(view, figure, key=key, alt=alt, on_click=on_click)
    bivariate_legend(shading, view.palette, other)
    map_card.caption(view, rows)


def bivariate_shading(coverage: pd.Series, vulnerability: pd.Series, palette: Palette) -> Shading:
    """Thirds of each variable; class = 3 × third of vulnerability + third of coverage,
    −1 where one is missing.
    """
    across, down = thirds(coverage), thirds(vulnerability)
    index = np.where((across < 0) | (down < 0), -1, 3 * down + across)
    return Shading(index.tolist(), list(palette.bivariate))


def thirds(values: pd.Series) -> np.ndarray:
    """The third of each value, 0 to 2 (LOW_FIRST); −1 where it is missing, and of all where those
    known are one, or all alike: nothing is low beside itself.
    """
    known = values.dropna()
    if known.nunique() < 2:
        return np.full(len(values), -1)
    edges = known.quantile([1 / 3, 2 / 3]).to_numpy()
    found = np.digitize(values.to_numpy(float), edges, right=True)
    if edges[0] == edges[1]:  # most are alike: low only if none is lower, high if none is higher
        alike = 0 if edges[0] == known.min() else 2 if edges[0] == known.max() else 1
        found = np.where(values == edges[0], alike, found)
    return np.where(values.isna(), -1, found)


def bivariate_legend(shading: Shading, palette: Palette, other: Against) -> None:
    """The square of nine colours with its two directions in words."""
    rows = "".join(
        f"<span>{other.name} {LOW_FIRST[down]}</span>"
        + "".join(
            f'<i style="background:{palette.bivariate[3 * down + across]}"></i>'
            for across in range(3)
        )
        for down in (2, 1, 0)
    )
    foot = f"<span>{other.across} →</span><span>baixa</span><span>méd.</span><span>alta</span>"
    index = np.asarray(shading.index)
    worst, missing = int((index == 6).sum()), int((index < 0).sum())
    html.show(
        f'<div class="t-biv" style="grid-template-columns:auto repeat(3,3.2rem)">{rows}{foot}</div>'
    )
    html.source(
        f"Terços dos municípios. Em {plural(worst, 'município', 'municípios')} {other.worst}; "
        f"{number(missing)} sem dado."
    )
