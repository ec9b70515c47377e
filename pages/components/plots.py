"""What every Plotly chart shares: Portuguese, few buttons, a PNG made in the browser, and the look."""

from typing import Any

import plotly.graph_objects as go

from config.palette import Palette

WORDS = {
    "Download plot as a PNG": "Baixar como PNG",
    "Download plot": "Baixar a imagem",
    "Preparing image - this may take a few seconds": "Preparando a imagem…",
    "Snapshot succeeded": "Imagem pronta",
    "Sorry, there was a problem downloading your snapshot!": "A imagem não pôde ser feita.",
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
LOCALES = {"pt-BR": {"moduleType": "locale", "name": "pt-BR", "dictionary": WORDS, "format": NUMBERS}}


def config(*, name: str, map_buttons: bool = False) -> dict[str, Any]:
    """Options of a chart whose PNG is called `name`; the locale travels with it, for no bundle may be fetched."""
    remove = ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "resetScale2d"]
    return {
        "displaylogo": False,
        "locale": "pt-BR",
        "locales": LOCALES,
        "scrollZoom": False,
        "responsive": True,
        "modeBarButtonsToRemove": ["pan2d", "select2d", "lasso2d"] if map_buttons else remove,
        "toImageButtonOptions": {"format": "png", "filename": f"territorio360-{name}", "scale": 2},
    }


def quiet(figure: go.Figure, palette: Palette, height: int) -> go.Figure:
    """A chart that belongs to the card: its colours, thin lines, no frame."""
    axis = {"gridcolor": palette.border, "linecolor": palette.border, "zeroline": False, "tickfont": {"size": 11}}
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 26},
        paper_bgcolor=palette.surface,
        plot_bgcolor=palette.surface,
        font={"color": palette.muted, "size": 12},
        separators=",.",
        showlegend=False,
        hoverlabel={"bgcolor": palette.surface, "bordercolor": palette.border, "font": {"color": palette.text}},
        bargap=0.12,
    )
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure
