"""From polygons and register rows to everything that a territory stores."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from config.ibge import REGIONS, UF_BY_CODE
from config.progress import Progress, silent
from geo.layers import MeshLayer, encode_layer
from geo.mesh import Points, Polygons, clean_coverage, dissolve, inner_points, simplify
from geo.register import BOX, INNER_POINT, SEAT, complete


@dataclass(frozen=True)
class Assembled:
    """A register with its boxes and layers; `lost` are the codes of which no polygon was left."""

    register: pd.DataFrame
    boxes: pd.DataFrame
    layers: dict[str, MeshLayer]
    lost: list[str]


def assemble(
    rows: pd.DataFrame,
    codes: Sequence[str],
    polygons: Polygons,
    seats: Points,
    progress: Progress = silent,
) -> Assembled:
    """Clean, simplify and dissolve `polygons` (one per code, with its seat or NaN) and complete the
    register.

    A municipality without a seat in `rows` gets a point inside its polygon.
    """
    progress(0.0, "Encaixando as divisas")
    coverage = clean_coverage(polygons, seats)
    kept = np.array([polygon is not None for polygon in coverage])
    kept_codes = [code for code, there in zip(codes, kept, strict=True) if there]
    inner = inner_points(coverage[kept])
    pins = np.where(np.isnan(seats[kept]), inner, seats[kept])
    progress(0.5, "Simplificando as divisas")
    mesh = simplify(coverage[kept], pins)
    progress(0.7, "Montando UFs e regiões")
    register = _with_points(rows, kept_codes, pins, np.isnan(seats[kept]).any(axis=1))
    boxes = pd.DataFrame(
        shapely.bounds(mesh), columns=list(BOX), index=pd.Index(kept_codes, name="code")
    )
    layers = _layers(register, kept_codes, mesh)
    progress(1.0, "Malha pronta")
    lost = sorted(set(codes) - set(kept_codes))
    return Assembled(complete(register, boxes), boxes, layers, lost)


def _with_points(
    rows: pd.DataFrame, codes: list[str], points: Points, inner: np.ndarray
) -> pd.DataFrame:
    """`rows` with the points of the mesh; municipalities outside it keep what they have."""
    found = pd.DataFrame(points, columns=["longitude", "latitude"], index=codes).dropna()
    kind = pd.Series(np.where(inner, INNER_POINT, SEAT), index=codes, dtype=object).reindex(
        found.index
    )
    register = rows.reindex(
        columns=list(dict.fromkeys([*rows, "latitude", "longitude", "point_kind"]))
    )
    register = register.set_index("code", drop=False).rename_axis(None)
    for column, values in (("longitude", found["longitude"]), ("latitude", found["latitude"])):
        register[column] = values.reindex(register.index).fillna(register[column].astype("float64"))
    register["point_kind"] = kind.reindex(register.index).fillna(
        register["point_kind"].astype(object)
    )
    return register.reset_index(drop=True)


def _layers(register: pd.DataFrame, codes: list[str], mesh: Polygons) -> dict[str, MeshLayer]:
    names = register.set_index("code")["name"]
    uf_codes, ufs = dissolve(mesh, [code[:2] for code in codes])
    region_codes, regions = dissolve(mesh, [code[:1] for code in codes])
    return {
        "municipio": encode_layer("municipio", codes, [str(names[code]) for code in codes], mesh),
        "uf": encode_layer("uf", uf_codes, [UF_BY_CODE[code].name for code in uf_codes], ufs),
        "regiao": encode_layer(
            "regiao", region_codes, [REGIONS[code] for code in region_codes], regions
        ),
    }
