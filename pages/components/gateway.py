"""What every session and route of this process shares: open editions and the borders inside them."""

from functools import lru_cache
from threading import Lock

from config.settings import get_settings
from data_access.editions import reading
from data_access.editions.reading import Edition
from data_access.queries.landscape import mesh_layer
from geo.extent import parts_by_uf
from geo.territory import Territory, load_territory

_opening = Lock()
_layers: dict[str, bytes] = {}


def published_id() -> str:
    """The id of the published edition, read from the pointer each time. Raises UserError where there is none."""
    return reading.published_id(get_settings())


def edition(edition_id: str) -> Edition:
    """The open edition. One engine for all sessions; an older edition stays open while sessions use it."""
    with _opening:
        return _open(edition_id)


@lru_cache(maxsize=4)
def _open(edition_id: str) -> Edition:
    return reading.open_edition(get_settings(), edition_id)


def territory() -> Territory:
    """The register of places as it is now: it may have been replaced since this process began."""
    return load_territory(get_settings().home)


def layer(source: Edition, level: str) -> bytes:
    """Gzipped GeoJSON of a layer, kept in memory: under a megabyte each, and asked by every new browser."""
    sha = source.manifest.territory.layers[level].sha256
    if sha not in _layers:
        _layers[sha] = mesh_layer(source, level)
    return _layers[sha]


def mesh_url(source: Edition, level: str, uf: str | None = None) -> str:
    """Where the browser finds a layer, or the part of it in one UF; it stays answered after a newer edition comes."""
    layer(source, level)
    sha = source.manifest.territory.layers[level].sha256
    # A mesh may have no polygon in a UF: the whole of it is drawn, without that UF, as of any other that it lacks.
    part = f"-{uf}" if uf and uf in mesh_parts(sha) else ""
    return f"/malha/{sha}{part}.geojson"


def mesh_content(sha: str, uf: str | None = None) -> bytes | None:
    """The layer with this hash, of an edition that pages have drawn or of the published one; None elsewhere."""
    if sha not in _layers:
        current = edition(published_id())
        for level, content in current.manifest.territory.layers.items():
            if content.sha256 == sha:
                layer(current, level)
    whole = _layers.get(sha)
    return whole if whole is None or uf is None else mesh_parts(sha).get(uf)


@lru_cache(maxsize=4)
def mesh_parts(sha: str) -> dict[str, bytes]:
    """A layer of `layer`, by UF."""
    return parts_by_uf(_layers[sha])
