"""Shreds along the cuts of a mesh into which younger municipalities were put.

Where a municipality was cut out of its mother with borders of a newer mesh, narrow parts of the
mother stay on the other side: no land of its own, but two drawings of one border.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely

from geo.mesh import GRID, Polygons

SHRED = 4e-3  # square degrees (about 50 km²); what was truly left apart is not known to be smaller


def give_shreds_away(coverage: Polygons, cut: Sequence[int]) -> Polygons:
    """A valid coverage in which every small part of the rows `cut` that touches a neighbour is of
    that with which it shares most border. Islands stay.
    """
    tree, kept, gained = shapely.STRtree(coverage), {}, defaultdict(list)
    for row in cut:
        parts = shapely.get_parts(coverage[row])
        largest, own = int(shapely.area(parts).argmax()), []
        for place, part in enumerate(parts):
            small = place != largest and part.area <= SHRED
            heir = _longest_neighbour(coverage, tree, row, part) if small else None
            if heir is None:
                own.append(part)
            else:
                gained[heir].append(part)
        kept[row] = own
    result = coverage.copy()
    for row in {*kept, *gained}:
        parts = [*kept.get(row, [coverage[row]]), *gained[row]]
        result[row] = shapely.union_all(parts, grid_size=GRID)
    return result


def _longest_neighbour(
    coverage: Polygons, tree: shapely.STRtree, row: int, part: shapely.Polygon
) -> int | None:
    near = np.sort(tree.query(part, predicate="intersects"))
    near = near[near != row]
    shared = shapely.length(
        shapely.intersection(shapely.boundary(part), shapely.boundary(coverage[near]))
    )
    return int(near[shared.argmax()]) if shared.any() else None
