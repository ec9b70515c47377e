"""Which polygons touch one another, and how they are drawn."""

import gzip
import json
import re

from geo.locator import HEIGHT, WIDTH, locator_svg, read_shapes, touching


def square(code: str, x: float, y: float, size: float = 1.0) -> dict[str, object]:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    properties = {"code": code, "name": f"Lugar {code}"}
    return {"type": "Feature", "id": code, "properties": properties, "geometry": geometry}


def packed(*features: dict[str, object]) -> bytes:
    collection = {"type": "FeatureCollection", "features": list(features)}
    return gzip.compress(json.dumps(collection).encode())


SHAPES = read_shapes(
    packed(
        square("a", 0, 0),
        square("d", 1, 0),  # a side in common
        square("c", 1.001, 1.001),  # a corner, parted by what simplifying does
        square("b", 1.2, -1.5),  # apart
        square("e", 0.2, 0.2, 0.3),  # inside
    )
)


def test_those_that_share_a_border_touch_and_one_never_touches_itself() -> None:
    assert touching(SHAPES, "a") == ["c", "d", "e"]
    assert touching(SHAPES, "b") == []
    assert touching(SHAPES, "z") == []


def test_touching_is_mutual() -> None:
    pairs = {(one, other) for one in SHAPES for other in touching(SHAPES, one)}
    assert pairs == {(other, one) for one, other in pairs}


def test_a_picture_holds_all_of_it_with_the_own_on_top() -> None:
    svg = locator_svg(list(SHAPES.values()), {"d": "#111", "a": "#222"}, "#000", "#eee")
    fills = re.findall(r'fill="(#\d+|#eee)"', svg)
    assert fills == ["#eee", "#eee", "#eee", "#111", "#222"]
    numbers = re.findall(r"(-?\d+\.\d) (-?\d+\.\d)", svg)
    assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in numbers)
