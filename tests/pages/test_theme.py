"""The themes of Streamlit and the palette of the project are the same colours, and readable."""

import tomllib
from pathlib import Path

import pytest

from config.palette import Mode, load_palette
from pages.frame.style import stylesheet

pytestmark = pytest.mark.streamlit_patches

CONFIG = tomllib.loads(
    (Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)
PAIRS = {
    "primaryColor": "accent",
    "backgroundColor": "page",
    "secondaryBackgroundColor": "surface",
    "textColor": "text",
    "borderColor": "border",
}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_theme_and_palette_agree(mode: Mode) -> None:
    palette = load_palette(mode)
    assert {option: CONFIG["theme"][mode][option] for option in PAIRS} == {
        option: getattr(palette, name) for option, name in PAIRS.items()
    }


def luminance(colour: str) -> float:
    channels = [value / 255 for value in bytes.fromhex(colour[1:])]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "page"])
@pytest.mark.parametrize("name", ["text", "muted", "accent", "good", "bad"])
def test_words_have_the_contrast_of_wcag_aa(mode: Mode, ground: str, name: str) -> None:
    palette = load_palette(mode)
    assert contrast(getattr(palette, name), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_warnings_are_readable_and_ramps_change_steadily_in_lightness(mode: Mode) -> None:
    palette = load_palette(mode)
    assert contrast(palette.warning_text, palette.warning_surface) >= 4.5
    steps = [luminance(colour) for colour in palette.sequential]
    assert steps == sorted(steps, reverse=mode == "light")


def test_nothing_inside_is_shown_and_nothing_is_told_to_others() -> None:
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["server"]["enableStaticServing"] is False


def test_paper_is_light_whatever_the_screen() -> None:
    dark, light = stylesheet("dark"), stylesheet("light")
    on_paper = dark[dark.index("@media print") :]
    for colour in ("text", "good", "bad", "warning_text"):
        assert (
            f"--t-{colour.replace('_', '-')}:{getattr(load_palette('light'), colour)};" in on_paper
        )
    assert "invert(1)" in dark  # the charts, which the server drew for a dark screen
    assert "invert(1)" not in light
