"""The one stylesheet, with the colours of the palette as CSS variables."""

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import streamlit as st

from config.palette import Mode, load_palette

SHEETS = (
    "frame/style.css",
    "frame/touch.css",
    "municipio/spine.css",
    "matriz/matriz.css",
    "programa/programme.css",
    "frame/print.css",
)
# What was drawn for a dark screen, with the samples of its colours: on paper light becomes dark and
# dark light, and each hue stays.
DRAWN = ".js-plotly-plot,[data-testid='stIFrame'],.t-kpi img,:is(.t-legend,.t-biv) i"
PAGES = Path(__file__).parents[1]


@lru_cache(maxsize=2)
def stylesheet(mode: Mode) -> str:
    """``--t-name`` for each single colour of the palette, then the rules of the sheets."""
    # Paper is white, whatever the screen.
    variables = f":root{{{_variables(mode)}}}@media print{{:root{{{_variables('light')}}}}}"
    if mode == "dark":
        variables += f"@media print{{{DRAWN}{{filter:invert(1) hue-rotate(180deg)}}}}"
    rules = "\n".join((PAGES / name).read_text(encoding="utf-8") for name in SHEETS)
    return f"<style>{variables}\n{rules}</style>"


def _variables(mode: Mode) -> str:
    colours = asdict(load_palette(mode)).items()
    told = ((name.replace("_", "-"), value) for name, value in colours if isinstance(value, str))
    return "".join(f"--t-{name}:{value};" for name, value in told)


def apply_style(mode: Mode) -> None:
    st.html(stylesheet(mode))


def current_mode() -> Mode:
    """The theme that the browser shows; light until it has said so."""
    return "dark" if st.context.theme.type == "dark" else "light"
