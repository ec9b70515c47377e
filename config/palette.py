"""The palette, read from ``palette.toml``: the only place where a colour is written for code."""

import tomllib
from collections.abc import Sequence
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
    alike: str
    few: str
    nobody: str
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]
    bivariate: tuple[str, ...]
    partners: tuple[str, ...]


@lru_cache(maxsize=2)
def load_palette(mode: Mode = "light") -> Palette:
    """The palette of a theme; an unknown or missing name in the file is an error of ours."""
    text = Path(__file__).with_name("palette.toml").read_text(encoding="utf-8")
    values: dict[str, Any] = tomllib.loads(text)[mode]
    names = {field.name for field in fields(Palette)}
    if set(values) != names:
        raise ValueError(f"palette.toml [{mode}]: {sorted(set(values) ^ names)}")
    colours: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in values.items()
    }
    return Palette(**colours)


def ramp(colours: tuple[str, ...], size: int) -> list[str]:
    """`size` colours spread over the whole ramp, ends included: two classes still contrast."""
    if size <= 1:
        return [colours[-1]][:size]
    last = len(colours) - 1
    return [colours[round(i * last / (size - 1))] for i in range(size)]


def between(colours: Sequence[str], place: float) -> tuple[int, int, int]:
    """The colour at `place`, from 0 to 1, of a continuous ramp through `colours`:
    red, green and blue to 255.
    """
    along = max(0.0, min(1.0, place)) * (len(colours) - 1)
    first = min(int(along), len(colours) - 2)
    low, high = (bytes.fromhex(colour.lstrip("#")) for colour in colours[first : first + 2])
    red, green, blue = (
        round(a + (b - a) * (along - first)) for a, b in zip(low, high, strict=True)
    )
    return red, green, blue


def ink(ground: tuple[int, int, int]) -> str:
    """Black or white, whichever contrasts more with `ground`:
    one of them always reaches 4.5 to 1 (WCAG 2.2).
    """
    shares = [part / 255 for part in ground]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "black" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "white"
