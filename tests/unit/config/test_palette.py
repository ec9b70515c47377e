"""What is written on a colour can be read."""

import pytest

from config.palette import Mode, between, ink, load_palette


def _luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [
        c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4
        for c in colour
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_ink_reads_on_every_colour_of_the_ramp(mode: Mode) -> None:
    for place in range(101):
        ground = between(load_palette(mode).sequential, place / 100)
        written = 0.0 if ink(ground) == "black" else 1.0
        high, low = sorted((_luminance(ground), written), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_between_keeps_the_ends_and_stays_inside() -> None:
    ramp = ("#000000", "#ffffff", "#ff0000")
    assert between(ramp, 0.0) == between(ramp, -1.0) == (0, 0, 0)
    assert between(ramp, 0.25) == (128, 128, 128)
    assert between(ramp, 1.0) == between(ramp, 2.0) == (255, 0, 0)
