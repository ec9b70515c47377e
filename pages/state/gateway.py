"""What all sessions and routes of this process share: open editions and their borders."""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from threading import Lock

import pandas as pd

from config.settings import get_settings
from data_access.base.edition_errors import DamagedEditionError, EditionError
from data_access.editions import reading
from data_access.editions.reading import Edition
from data_access.editions.served import earlier_ids
from data_access.editions.verification import quick_problems
from data_access.queries.tables.mesh import divisions_of, mesh_layer
from geo.divisions import divided_layer
from geo.extent import (
    feature_boxes,
    join_uf_parts,
    parts_by_uf,
    polygons_touching_box,
    union_box,
    widened_square,
)
from geo.layers import clockwise
from geo.locator import GAP, Shape, read_shapes, touching
from geo.territory import Territory, load_territory
from indicators.scope import LEVELS

# Browsers keep what they find here for ever. Its name says how the rings run, which once was the
# other way.
MESH_FOLDER = "/malha/horario"
UF_DIGITS = 2  # of IBGE's code of a municipality
_opening = Lock()
_layers: dict[str, bytes] = {}
Files = tuple[tuple[int, int, int], ...]
# The files, by edition, as they were when a query met damage.
_damaged: dict[str, Files | None] = {}


@dataclass(frozen=True)
class Served:
    """The edition that answers, and whether it does so in the place of one that cannot."""

    id: str
    stands_in: bool = False


def served() -> Served:
    """The published edition, read from the pointer each time; where its files are damaged or gone,
    or a query met damage in them, the last one published before it that opens. Raises UserError
    where there is none.
    """
    try:
        found = Served(edition(reading.published_id(get_settings())).id)
    except DamagedEditionError:
        earlier = _stand_in()
        if earlier is None:
            raise
        return earlier
    return (_stand_in() if _has_met_damage(found.id) else None) or found


def _stand_in() -> Served | None:
    for earlier in earlier_ids(get_settings()):
        with suppress(EditionError):
            return Served(edition(earlier).id, stands_in=True)
    return None


def _has_met_damage(edition_id: str) -> bool:
    """Whether a query met damage in the files as they are: those that were put in their place are
    opened anew.
    """
    if edition_id not in _damaged:
        return False
    now = _files_now(edition_id)
    if now is None or _damaged[edition_id] == now:
        return True
    _damaged.pop(edition_id, None)  # somebody else may have seen it at the same moment
    _open.cache_clear()
    return False


def _note_damage(edition_id: str) -> None:
    _damaged[edition_id] = _files_now(edition_id)


def _files_now(edition_id: str) -> Files | None:
    """None where somebody has taken them away."""
    try:
        return reading.state_of_files(get_settings(), edition_id)
    except OSError:
        return None


def published_id() -> str:
    """The id of the edition that answers."""
    return served().id


def require_sound_edition() -> None:
    """Raises UserError where the published edition cannot be served as it was built."""
    settings = get_settings()
    published = reading.published_id(settings)
    try:
        state = reading.state_of_files(settings, published)
    except OSError as error:
        raise EditionError(reading.damage_sentence(published)) from error
    _require_sound(published, state)


@lru_cache(maxsize=1)
def _require_sound(edition_id: str, _state: object) -> None:
    """A second per GB, and then no more until the file changes."""
    problems = quick_problems(get_settings(), edition_id)
    if problems:
        raise EditionError(str(problems[0]))


def edition(edition_id: str) -> Edition:
    """The open edition. One engine for all sessions;
    an older edition stays open while sessions use it.
    """
    with _opening:
        return _open(edition_id)


@lru_cache(maxsize=4)
def _open(edition_id: str) -> Edition:
    opened = reading.open_edition(get_settings(), edition_id)
    reading.on_damage(opened, partial(_note_damage, edition_id))
    return opened


def territory() -> Territory:
    """The register of places as it is now: it may have been replaced since this process began."""
    return load_territory(get_settings().home)


def layer(source: Edition, level: str) -> bytes:
    """Gzipped GeoJSON of a layer as Plotly draws it, kept in memory:
    under a megabyte each, asked by all browsers.
    """
    return _layers[layer_sha(source, level)]


def layer_sha(source: Edition, level: str) -> str:
    """The hash of a layer, which is in memory from then on: one of the edition, or one that is put
    together from its municipalities.
    """
    known = source.manifest.territory.layers
    if level not in known:
        sha, content = _division(source.id, level)
        _layers.setdefault(sha, content)
        return sha
    sha = known[level].sha256
    if sha not in _layers:
        _layers[sha] = clockwise(mesh_layer(source, level))
    return sha


@lru_cache(maxsize=32)
def _division(edition_id: str, level: str) -> tuple[str, bytes]:
    source = edition(edition_id)
    made = divided_layer(level, mesh_layer(source, "municipio"), divisions_of(source, level))
    return made.sha256, clockwise(made.geojson_gz)


def mesh_url(source: Edition, level: str, inside: str | None = None) -> str:
    """Where the browser finds a layer, or as much of it as is seen around a UF or a municipality
    (by its code).

    It stays answered after a newer edition comes.
    """
    sha = layer_sha(source, level)
    # A mesh may have no polygon in a UF: the whole of it is drawn, without that UF, as of any other
    # that it lacks.
    if not inside or inside[:UF_DIGITS] not in mesh_parts(sha):
        return f"{MESH_FOLDER}/{sha}.geojson"
    return f"{MESH_FOLDER}/{sha}-{'-'.join(_ufs_around(sha, inside))}.geojson"


def shapes_touching(source: Edition, municipality: str) -> dict[str, Shape]:
    """The polygon of a municipality and those that touch it, by code; none if it has no polygon."""
    sha = layer_sha(source, "municipio")
    box = union_box(mesh_boxes(sha), [municipality])
    if box is None:
        return {}
    west, south, east, north = box
    wider = (west - GAP, south - GAP, east + GAP, north + GAP)
    near = polygons_touching_box(mesh_boxes(sha), wider)
    known = {code: _shapes(sha, code[:UF_DIGITS])[code] for code in near}
    return {code: known[code] for code in (municipality, *touching(known, municipality))}


def shape_of_uf(source: Edition, uf: str) -> Shape | None:
    """The polygon of a UF, by its code; None where the mesh has none."""
    return read_shapes(layer(source, "uf")).get(uf)


@lru_cache(maxsize=27)
def _shapes(sha: str, uf: str) -> dict[str, Shape]:
    return read_shapes(mesh_parts(sha)[uf])


def mesh_codes(source: Edition, level: str, near: str | None = None) -> list[str]:
    """Codes of the polygons of a layer: all of them,
    or those that a map around a municipality shows when it opens.
    """
    sha = layer_sha(source, level)
    return _codes_around(sha, near) if near else list(mesh_boxes(sha).index)


def mesh_content(sha: str, ufs: tuple[str, ...] = ()) -> bytes | None:
    """The layer with this hash, whole or of some UFs, of an edition that pages have drawn or of the
    published one.

    None where there is none.
    """
    if sha not in _layers:
        current = edition(published_id())
        for level, content in current.manifest.territory.layers.items():
            if content.sha256 == sha:
                layer(current, level)
        if sha not in _layers:  # of a division, drawn by another process of this server
            for level in set(LEVELS) - {"brasil", *current.manifest.territory.layers}:
                layer_sha(current, level)
    if sha not in _layers or not ufs:
        return _layers.get(sha)
    known = mesh_parts(sha).keys() >= set(ufs) and len(set(ufs)) == len(ufs)
    return _joined_mesh(sha, ufs) if known else None


def _ufs_around(sha: str, inside: str) -> list[str]:
    """The UF of a place, then those that begin near a municipality."""
    own = inside[:UF_DIGITS]
    near = set() if inside == own else {code[:UF_DIGITS] for code in _codes_around(sha, inside)}
    return [own, *sorted(near - {own})]


def _codes_around(sha: str, municipality: str) -> list[str]:
    """Codes of what is drawn near a municipality, itself included; none if it has no polygon."""
    box = union_box(mesh_boxes(sha), [municipality])
    return polygons_touching_box(mesh_boxes(sha), widened_square(box)) if box else []


@lru_cache(maxsize=32)
def _joined_mesh(sha: str, ufs: tuple[str, ...]) -> bytes:
    parts = mesh_parts(sha)
    return parts[ufs[0]] if len(ufs) == 1 else join_uf_parts(parts, ufs)


@lru_cache(maxsize=4)
def mesh_parts(sha: str) -> dict[str, bytes]:
    """A layer of `layer`, by UF."""
    return parts_by_uf(_layers[sha])


@lru_cache(maxsize=4)
def mesh_boxes(sha: str) -> pd.DataFrame:
    """Extent of each polygon of a layer of `layer`, indexed by its code;
    whoever reads it must not change it.
    """
    return feature_boxes(_layers[sha])
