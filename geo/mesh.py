"""From the polygons of a source to a mesh that can be drawn: noded on a grid, simplified, borders
shared.

A source seldom is a clean coverage: neighbours overlap or leave slivers. Here all borders are noded
together on one grid, the faces between them are given to municipalities again, and only then is the
coverage simplified. Every vertex of the result is a vertex of that grid, so rounding can open no
gap, and a border exists once.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from geo.layers import DECIMALS

GRID = 10.0**-DECIMALS  # degrees
TOLERANCE = 0.02  # degrees: the square root of the area that dropping a vertex may change
# square degrees (about 1.2 km²): smaller gaps between municipalities are given to a neighbour
SLIVER = 1e-4
THIN_ABOVE = 2_000_000  # vertices; finer sources are thinned to a hundred metres first, for memory
THIN_TOLERANCE = 0.001
POINT_DECIMALS = 4
PIN = 0.015  # degrees: reach of the triangle that pins a seat, less where the border is nearer

Polygons = npt.NDArray[np.object_]
Points = npt.NDArray[np.float64]


def clean_coverage(polygons: Polygons, seats: Points) -> Polygons:
    """The same polygons as a valid coverage on the grid; None where nothing is left of one.

    `seats` has one row [longitude, latitude] per polygon (NaN: unknown). Where polygons overlap,
    the place goes to the one whose seat is in it, otherwise to the smallest (a young municipality
    drawn over its mother).
    """
    if shapely.get_num_coordinates(polygons).sum() > THIN_ABOVE:
        polygons = shapely.coverage_simplify(polygons, THIN_TOLERANCE)
    polygons = _with_room(polygons, seats)
    borders = shapely.unary_union(shapely.boundary(polygons), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([borders]))
    owner = _owners(faces, polygons, seats)
    _fill_slivers(faces, owner)
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(len(polygons) + 1))
    result = np.empty(len(polygons), dtype=object)
    for row, (start, end) in enumerate(pairwise(starts)):
        if end > start:
            result[row] = shapely.coverage_union_all(faces[order[start:end]])
    return result


def _with_room(polygons: Polygons, seats: Points) -> Polygons:
    """`polygons` in which a seat that lies closer to its border
    than the grid can tell has room around it.
    """
    points = _points(seats)
    near = shapely.covers(polygons, points) & (
        shapely.distance(shapely.boundary(polygons), points) < 2 * GRID
    )
    room = shapely.box(*(seats[near] - 2 * GRID).T, *(seats[near] + 2 * GRID).T)
    result = polygons.copy()
    result[near] = shapely.union(polygons[near], room)
    return result


def _owners(faces: Polygons, polygons: Polygons, seats: Points) -> npt.NDArray[np.intp]:
    """For each face the row of its polygon; −1 in a gap."""
    owner = np.full(len(faces), -1, dtype=np.intp)
    face, row = shapely.STRtree(polygons).query(
        shapely.point_on_surface(faces), predicate="intersects"
    )
    largest_first = np.lexsort((-row, -shapely.area(polygons)[row]))
    owner[face[largest_first]] = row[largest_first]  # the last to write is the smallest
    # Only among those that cover the face.
    seated = shapely.intersects(faces[face], _points(seats)[row])
    owner[face[seated]] = row[seated]
    return owner


def _fill_slivers(faces: Polygons, owner: npt.NDArray[np.intp]) -> None:
    """Give each small gap to the neighbour with which it shares most border (in place)."""
    gaps = np.flatnonzero((owner < 0) & (shapely.area(faces) <= SLIVER))
    tree = shapely.STRtree(faces)
    for gap in gaps:
        near = np.sort(tree.query(faces[gap], predicate="intersects"))
        near = near[owner[near] >= 0]
        shared = shapely.length(
            shapely.intersection(shapely.boundary(faces[gap]), shapely.boundary(faces[near]))
        )
        if len(near) and shared.max() > 0:
            owner[gap] = owner[near[int(shared.argmax())]]


def simplify(coverage: Polygons, seats: Points, tolerance: float = TOLERANCE) -> Polygons:
    """Simplify a valid coverage; borders stay shared and no seat changes sides.

    Simplification never makes borders cross, so a triangle cut out around each seat stays where it
    is: inside its municipality. Its vertices are dropped again afterwards. It has the size of a
    town where there is room, so that a seat that another source puts a little further on stays
    inside too.
    """
    marks = _marks(coverage, seats)
    pinned = np.flatnonzero(shapely.contains_properly(coverage, marks))
    holed = coverage.copy()
    holed[pinned] = shapely.difference(coverage[pinned], marks[pinned])
    simple = shapely.coverage_simplify(np.concatenate([holed, marks[pinned]]), tolerance)
    result: Polygons = simple[: len(coverage)]
    result[pinned] = shapely.union(result[pinned], simple[len(coverage) :])
    return result


def dissolve(coverage: Polygons, groups: Sequence[str]) -> tuple[list[str], Polygons]:
    """One polygon per group, made of the very same borders; groups in order."""
    keys = np.asarray(groups, dtype=object)
    names = sorted(set(groups))
    merged = np.empty(len(names), dtype=object)
    for row, name in enumerate(names):
        merged[row] = shapely.coverage_union_all(coverage[keys == name])
    return names, merged


def inner_points(polygons: Polygons) -> Points:
    """A point inside each polygon, [longitude, latitude], rounded;
    NaN where rounding would leave it outside.
    """
    points: Points = shapely.get_coordinates(shapely.point_on_surface(polygons)).round(
        POINT_DECIMALS
    )
    points[~covers_seat(polygons, points)] = np.nan
    return points


def covers_seat(polygons: Polygons, seats: Points) -> npt.NDArray[np.bool_]:
    """Whether each polygon covers the seat of its row; False where either is missing."""
    result: npt.NDArray[np.bool_] = shapely.covers(polygons, _points(seats))
    return result


def _points(coordinates: Points) -> Polygons:
    missing = np.isnan(coordinates).any(axis=1)
    points: Polygons = shapely.points(np.nan_to_num(coordinates))
    points[missing] = None
    return points


def _marks(coverage: Polygons, seats: Points) -> Polygons:
    """A triangle around each seat, within its polygon; None where the seat is unknown."""
    known = ~np.isnan(seats).any(axis=1)
    room = shapely.distance(shapely.boundary(coverage), _points(seats))
    reach = np.minimum(PIN, 0.9 * np.nan_to_num(room))
    angles = np.radians([90.0, 210.0, 330.0, 90.0])
    corners = np.column_stack([np.cos(angles), np.sin(angles)])
    corners[-1] = corners[0]
    marks: Polygons = np.full(len(seats), None, dtype=object)
    usable = known & (reach > 0)
    marks[usable] = shapely.polygons(seats[usable, None, :] + reach[usable, None, None] * corners)
    return marks
