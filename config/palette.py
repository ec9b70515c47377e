"""The palette, read from ``palette.toml``: the only place where a colour is written for code."""

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

Mode = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """Colours of one theme, as ``#rrggbb``. Ramps go from the lowest to the highest value."""

    accent: str
    page: str
    surface: str
    text: str
    muted: str
    border: str
    soft: str
    bar: str
    good: str
    bad: str
    warning_text: str
    warning_surface: str
    outline: str
    no_data: str
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]
    bivariate: tuple[str, ...]
    partners: tuple[str, ...]


@lru_cache(maxsize=2)
def load_palette(mode: Mode = "light") -> Palette:
    """The palette of a theme; an unknown or missing name in the file is an error of ours and fails."""
    text = Path(__file__).with_name("palette.toml").read_text(encoding="utf-8")
    values: dict[str, Any] = tomllib.loads(text)[mode]
    names = {field.name for field in fields(Palette)}
    if set(values) != names:
        raise ValueError(f"palette.toml [{mode}]: {sorted(set(values) ^ names)}")
    colours: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    return Palette(**colours)


def ramp(colours: tuple[str, ...], size: int) -> list[str]:
    """`size` colours spread over the whole ramp, ends included: a two-class map still has contrast."""
    if size <= 1:
        return [colours[-1]][:size]
    last = len(colours) - 1
    return [colours[round(i * last / (size - 1))] for i in range(size)]
