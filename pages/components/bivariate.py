"""Two variables on one map: coverage against vulnerability, in nine classes."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from config.formatting import number, plural
from config.palette import Palette
from geo.maps import Shading, Tooltip, choropleth
from indicators.catalogue import Indicator
from pages.components import html, map_card
from pages.components.view import View

LOW_FIRST = ("baixa", "média", "alta")


def bivariate_map(
    view: View,
    definition: Indicator,
    rows: pd.DataFrame,
    vulnerability: pd.Series,
    *,
    key: str,
    on_click: Callable[[str], None],
    decorate: Callable[[go.Figure], None] | None = None,
) -> None:
    """Municipalities by thirds of coverage and of vulnerability (`vulnerability` runs along `rows`)."""
    shading = bivariate_shading(rows["value"], vulnerability, view.palette)
    body = f"{definition.short_title}: %{{customdata[0]:,.1f}} %<br>Vulnerabilidade: %{{customdata[1]:,.2f}}"
    tooltip = Tooltip(
        pd.DataFrame({"coverage": rows["value"] * 100, "vulnerability": vulnerability}),
        f"<b>%{{properties.name}}</b><br>{body}<extra></extra>",
        ["Sem cobertura medida ou sem vulnerabilidade."] * len(rows),
    )
    revision = f"{view.edition_id}/{view.scope.territory}"
    mesh = map_card.urls(view, "municipio")
    figure = choropleth(list(rows["code"]), shading, tooltip, mesh, view.palette, revision=revision)
    map_card.frame_map(view, figure)
    if decorate:
        decorate(figure)
    alt = f"Mapa de {definition.short_title} e vulnerabilidade por município, em nove classes. A tabela está na fila."
    map_card.draw(view, figure, key=key, alt=alt, on_click=on_click)
    bivariate_legend(shading, view.palette)
    map_card.caption(view, rows)


def bivariate_shading(coverage: pd.Series, vulnerability: pd.Series, palette: Palette) -> Shading:
    """Thirds of each variable; class = 3 × third of vulnerability + third of coverage, −1 where one is missing."""
    across, down = _thirds(coverage), _thirds(vulnerability)
    index = np.where((across < 0) | (down < 0), -1, 3 * down + across)
    return Shading(index.tolist(), list(palette.bivariate))


def _thirds(values: pd.Series) -> np.ndarray:
    known = values.dropna()
    if known.empty:
        return np.full(len(values), -1)
    edges = known.quantile([1 / 3, 2 / 3]).to_numpy()
    return np.where(values.isna(), -1, np.digitize(values.to_numpy(float), edges, right=True))


def bivariate_legend(shading: Shading, palette: Palette) -> None:
    """The square of nine colours with its two directions in words."""
    rows = "".join(
        f"<span>vulnerabilidade {LOW_FIRST[down]}</span>"
        + "".join(f'<i style="background:{palette.bivariate[3 * down + across]}"></i>' for across in range(3))
        for down in (2, 1, 0)
    )
    foot = "<span>cobertura →</span><span>baixa</span><span>méd.</span><span>alta</span>"
    index = np.asarray(shading.index)
    worst, missing = int((index == 6).sum()), int((index < 0).sum())
    html.show(f'<div class="t-biv" style="grid-template-columns:auto repeat(3,3.2rem)">{rows}{foot}</div>')
    html.source(
        f"Terços dos municípios. Em {plural(worst, 'município', 'municípios')} a vulnerabilidade é alta "
        f"e a cobertura, baixa; {number(missing)} sem dado."
    )
