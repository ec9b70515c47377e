"""The one stylesheet, with the colours of the palette as CSS variables."""

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import streamlit as st

from config.palette import Mode, load_palette

SHEETS = (
    "frame/style.css",
    "municipio/spine.css",
    "programa/programme.css",
    "frame/print.css",
)
PAGES = Path(__file__).parents[1]


@lru_cache(maxsize=2)
def stylesheet(mode: Mode) -> str:
    """``--t-name`` for each single colour of the palette, then the rules of the sheets."""
    colours = {
        name: value for name, value in asdict(load_palette(mode)).items() if isinstance(value, str)
    }
    variables = "".join(f"--t-{name.replace('_', '-')}:{value};" for name, value in colours.items())
    rules = "\n".join((PAGES / name).read_text(encoding="utf-8") for name in SHEETS)
    return f"<style>:root{{{variables}}}\n{rules}</style>"


def apply_style(mode: Mode) -> None:
    st.html(stylesheet(mode))


def current_mode() -> Mode:
    """The theme that the browser shows; light until it has said so."""
    return "dark" if st.context.theme.type == "dark" else "light"
