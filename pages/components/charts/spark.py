"""Sparklines as SVG: the last thirteen windows of an indicator, the latest one marked."""

from collections.abc import Sequence
from math import isnan

from config.palette import Palette

WIDTH, HEIGHT, MARGIN = 160.0, 34.0, 4.0


def sparkline(values: Sequence[float | None], palette: Palette) -> str:
    """A line from the oldest value to the newest; gaps break it. Empty below two values."""
    known = [value for value in values if value is not None and not isnan(value)]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    points = [_point(i, value, len(values), low, high) for i, value in enumerate(values)]
    lines = "".join(
        f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in piece)}" fill="none"'
        f' stroke="{palette.accent}" stroke-width="1.6" stroke-linejoin="round"'
        ' stroke-linecap="round" vector-effect="non-scaling-stroke"/>'
        for piece in _pieces(points)
    )
    last = next(point for point in reversed(points) if point)
    # A line of no length with round ends: unlike a circle it stays round where the picture is
    # stretched.
    dot = (
        f'<path d="M{last[0]:.1f},{last[1]:.1f}h0" stroke="{palette.accent}" stroke-width="5.2" '
        'stroke-linecap="round" vector-effect="non-scaling-stroke"/>'
    )
    box = f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{lines}{dot}</svg>'


Point = tuple[float, float]


def _point(i: int, value: float | None, count: int, low: float, high: float) -> Point | None:
    if value is None or isnan(value):
        return None
    x = MARGIN + i * (WIDTH - 2 * MARGIN) / max(1, count - 1)
    share = (value - low) / (high - low) if high > low else 0.5
    return x, HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)


def _pieces(points: Sequence[Point | None]) -> list[list[Point]]:
    """Runs of consecutive known points."""
    pieces: list[list[Point]] = [[]]
    for point in points:
        if point:
            pieces[-1].append(point)
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]
