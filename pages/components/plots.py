"""What every Plotly chart shares: Portuguese, few buttons, a PNG made in the browser, the look."""

from collections.abc import Iterable, Mapping
from typing import Any

import plotly.graph_objects as go

from config.formatting import number
from config.palette import Palette

WORDS = {
    "Download plot as a PNG": "Baixar como PNG",
    "Download plot": "Baixar a imagem",
    "Preparing image - this may take a few seconds": "Preparando a imagem…",
    "Image download succeeded": "Imagem baixada",
    "Sorry, there was a problem downloading your image!": "A imagem não pôde ser feita.",
    "Zoom in": "Aproximar",
    "Zoom out": "Afastar",
    "Reset view": "Voltar à vista inicial",
    "Reset": "Voltar",
    "Pan": "Arrastar",
    "Zoom": "Ampliar",
    "Autoscale": "Enquadrar",
    "Reset axes": "Voltar aos eixos",
    "Double-click to zoom back out": "Clique duas vezes para voltar",
}
MONTHS = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
]
NUMBERS = {
    "decimal": ",",
    "thousands": ".",
    "grouping": [3],
    "currency": ["R$ ", ""],
    "months": MONTHS,
    "shortMonths": [m[:3] for m in MONTHS],
}
WORLD_FOLDER = (  # where a map finds Plotly's map of the world, which it would fetch from elsewhere
    "/mundo/"
)
LOCALES = {
    "pt-BR": {"moduleType": "locale", "name": "pt-BR", "dictionary": WORDS, "format": NUMBERS}
}


def config(*, name: str, map_buttons: bool = False) -> dict[str, Any]:
    """Options of a chart whose PNG is called `name`;
    the locale travels with it, for no bundle may be fetched.
    """
    remove = ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d"]
    return {
        "displaylogo": False,
        "locale": "pt-BR",
        "locales": LOCALES,
        "scrollZoom": False,
        "responsive": True,
        **({"topojsonURL": WORLD_FOLDER} if map_buttons else {}),
        "modeBarButtonsToRemove": ["pan2d", "select2d", "lasso2d"] if map_buttons else remove,
        "toImageButtonOptions": {"format": "png", "filename": f"territorio360-{name}", "scale": 2},
    }


def chart(traces: Iterable[Any], palette: Palette, height: int, **own: Any) -> go.Figure:
    """A quiet chart of `traces`, with `own` properties of the layout over those that all share.

    It is made at once: every later change of a figure takes Plotly milliseconds.
    """
    return go.Figure(data=list(traces), layout=_over(_look(palette, height), own))


def upright(x: float, line: dict[str, Any]) -> dict[str, Any]:
    """A line at `x` from the bottom of a chart to its top, for its ``shapes``."""
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "xref": "x",
        "y0": 0,
        "y1": 1,
        "yref": "y domain",
        "line": line,
    }


def across(y: float, line: dict[str, Any]) -> dict[str, Any]:
    """A line at `y` from side to side."""
    return {
        "type": "line",
        "x0": 0,
        "x1": 1,
        "xref": "x domain",
        "y0": y,
        "y1": y,
        "yref": "y",
        "line": line,
    }


def log_ticks(most: int, *, phone: bool) -> dict[str, Any]:
    """Ticks 1, 2, 5, 10 … below 10^`most` of a logarithmic axis of counts; on a phone the powers of
    ten alone, for the others would run into each other and over the title.
    """
    digits = (1,) if phone else (1, 2, 5)
    ticks = [digit * 10**power for power in range(most) for digit in digits]
    return {"tickvals": ticks, "ticktext": [number(tick) for tick in ticks], "tickangle": 0}


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """`own` over `base`, and inside whatever both of them divide."""
    both = {
        name: _over(base[name], own[name])
        for name in own
        if isinstance(own[name], dict) and name in base
    }
    return {**base, **own, **both}


def _look(palette: Palette, height: int) -> dict[str, Any]:
    """The layout of a chart that belongs to the card: its colours, thin lines, no frame."""
    axis = {
        "gridcolor": palette.border,
        "linecolor": palette.border,
        "zeroline": False,
        "tickfont": {"size": 11},
    }
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 26},
        "paper_bgcolor": palette.surface,
        "plot_bgcolor": palette.surface,
        "font": {"color": palette.muted, "size": 12},
        "separators": ",.",
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": palette.surface,
            "bordercolor": palette.border,
            "font": {"color": palette.text},
        },
        "bargap": 0.12,
        "xaxis": axis,
        "yaxis": axis,
    }
