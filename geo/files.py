"""Reading a mesh that somebody downloaded, whatever its format and the names of its columns."""

import gzip
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from config.ibge import check_digit_ok, full_code
from geo.errors import TerritoryError

SIRGAS_2000 = 4674
# Bytes; the official mesh at 1:250,000 expands to less than a tenth of this.
EXPANDED_LIMIT = 4 * 1024**3
BRAZIL_BOX = (-75.0, -35.0, -28.0, 6.0)  # degrees, with the oceanic islands
CODE_NAMES = (
    "cdmun",
    "codmun",
    "codarea",
    "codigoibge",
    "codibge",
    "cdgeocmu",
    "cdgeocodm",
    "geocodigo",
    "geocodigm",
)
NAME_NAMES = ("nmmun", "nmmunicip", "nome", "nomemunic", "namemuni", "nmmu", "municipio", "name")
HIERARCHY_NAMES = {
    "cdrgi": "rgi_code",
    "nmrgi": "rgi_name",
    "cdrgint": "rgint_code",
    "nmrgint": "rgint_name",
}
MUNICIPAL_SHARE = 0.5  # of the rows must carry a municipal code; lagoons and the like are a handful


@dataclass(frozen=True)
class SourceMesh:
    """Polygons of a source: [code, name?, rgi_code?…, geometry] with one row per municipality, by
    code.

    `features` counts what the source had, `dropped` lists codes that are no municipality,
    `repaired` counts geometries that were invalid.
    """

    frame: gpd.GeoDataFrame
    features: int
    dropped: tuple[str, ...]
    repaired: int


def is_listing(path: Path) -> bool:
    """Whether the file is a plain JSON list, as the service of localities answers,
    rather than a mesh.
    """
    with path.open("rb") as file:
        return file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[")


def read_mesh(path: Path) -> SourceMesh:
    """Read zipped shapefile, GeoJSON, gzipped GeoJSON, GeoParquet or GeoPackage,
    told apart by their content.
    """
    if not path.is_file():
        raise TerritoryError(f"Esperava um arquivo de malha e não encontrei “{path}”.")
    raw = _read(path)
    if not isinstance(raw, gpd.GeoDataFrame):  # a table, which the library reads as well
        raise _unreadable(path)
    return municipal_mesh(raw, path.name)


def municipal_mesh(raw: gpd.GeoDataFrame, label: str) -> SourceMesh:
    """The municipalities among the rows of `raw`, valid and in SIRGAS 2000 degrees."""
    codes = _codes(raw, label)
    frame = gpd.GeoDataFrame({"code": codes}, geometry=raw.geometry.array, crs=raw.crs)
    for name, column in _other_columns(raw).items():
        frame[name] = column
    good = codes.map(check_digit_ok).to_numpy(dtype=bool) & frame.geometry.notna().to_numpy(
        dtype=bool
    )
    dropped = tuple(sorted(codes[~good].astype(str)))
    frame = _in_degrees(frame[good].reset_index(drop=True), label)
    repaired = int((~frame.geometry.is_valid).sum())
    frame["geometry"] = [polygonal(shape) for shape in frame.geometry]
    one_each = frame.dissolve("code", as_index=False) if frame["code"].duplicated().any() else frame
    return SourceMesh(
        one_each.sort_values("code").reset_index(drop=True), len(raw), dropped, repaired
    )


def polygonal(shape: Any) -> Any:
    """`shape` made valid, without the lines and points that repairing may leave."""
    if not shape.is_valid:
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    return shapely.union_all(
        [part for part in shapely.get_parts(shape) if "Polygon" in part.geom_type]
    )


def _read(path: Path) -> gpd.GeoDataFrame:
    with path.open("rb") as file:
        magic = file.read(4)
    try:
        if magic == b"PAR1":
            return gpd.read_parquet(path)
        if magic[:2] == b"PK":
            return gpd.read_file(_shapefile_inside(path))
        if magic[:2] == b"\x1f\x8b":
            _check_gzip(path)
            return gpd.read_file(f"/vsigzip/{path.resolve()}")
        return gpd.read_file(path)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        ValueError,
        OSError,
        EOFError,
    ) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> TerritoryError:
    return TerritoryError(
        f"Não consegui ler “{path.name}”: esperava shapefile em zip, GeoJSON (com ou sem gzip) ou"
        " GeoParquet, ou a planilha da DTB do IBGE. Confira se o arquivo foi baixado inteiro."
    )


def _shapefile_inside(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise ValueError("not a zip") from error
    if sum(member.file_size for member in members) > EXPANDED_LIMIT:
        raise _too_large(path)
    shapes = sorted(
        member.filename for member in members if member.filename.lower().endswith(".shp")
    )
    if not shapes:
        raise TerritoryError(f"O zip “{path.name}” não tem nenhum shapefile (.shp) dentro.")
    municipal = [
        name for name in shapes if "mun" in name.lower() or "mu" in Path(name).stem.lower()
    ]
    return f"/vsizip/{path.resolve()}/{(municipal or shapes)[0]}"


def _check_gzip(path: Path) -> None:
    size = 0
    with gzip.open(path) as stream:
        while block := stream.read(1 << 24):
            size += len(block)
            if size > EXPANDED_LIMIT:
                raise _too_large(path)


def _too_large(path: Path) -> TerritoryError:
    return TerritoryError(
        f"“{path.name}” se expande além de 4 GB e foi recusado; confira se é mesmo uma malha."
    )


def _codes(raw: gpd.GeoDataFrame, label: str) -> "pd.Series[str]":
    """Seven-digit texts from the column that holds them."""
    columns = [name for name in raw.columns if name != raw.geometry.name]
    preferred = [name for wanted in CODE_NAMES for name in columns if _plain(name) == wanted]
    for name in dict.fromkeys([*preferred, *columns]):
        texts: pd.Series[str] = raw[name].map(_as_text)
        # Elsewhere six digits are a region.
        codes = texts.map(_seven_digits) if name in preferred else texts
        if len(codes) and codes.map(check_digit_ok).mean() >= MUNICIPAL_SHARE:
            return codes
    found = ", ".join(columns) or "nenhuma"
    raise TerritoryError(
        f"As áreas de “{label}” não são municípios: esperava, em alguma coluna, códigos do IBGE com"
        f" 7 dígitos (como 3550308) e encontrei as colunas {found}. Baixe a malha municipal."
    )


def _as_text(value: Any) -> str:
    """A code as text, whether it was read as text, integer or float; "" where there is none."""
    return "" if pd.isna(value) else re.sub(r"\.0+$", "", str(value).strip())


def _seven_digits(text: str) -> str:
    return full_code(text) or text


def _other_columns(raw: gpd.GeoDataFrame) -> dict[str, "pd.Series[Any]"]:
    by_name = {_plain(name): raw[name] for name in raw.columns if name != raw.geometry.name}
    found = {
        column: by_name[name].map(_as_text)
        for name, column in HIERARCHY_NAMES.items()
        if name in by_name
    }
    names = next((by_name[name] for name in NAME_NAMES if name in by_name), None)
    return found if names is None else {"name": names.map(_as_text), **found}


def _plain(name: Iterable[str]) -> str:
    """``CD_MUN`` → ``cdmun``; accents and separators do not count."""
    text = unicodedata.normalize("NFKD", "".join(name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _in_degrees(frame: gpd.GeoDataFrame, label: str) -> gpd.GeoDataFrame:
    if frame.crs is not None:
        return frame.to_crs(SIRGAS_2000)
    west, south, east, north = frame.total_bounds
    if (
        west < BRAZIL_BOX[0]
        or south < BRAZIL_BOX[1]
        or east > BRAZIL_BOX[2]
        or north > BRAZIL_BOX[3]
    ):
        raise TerritoryError(
            f"“{label}” não diz o seu sistema de coordenadas e não está em graus dentro do Brasil; "
            "junte o arquivo .prj ao zip ou converta a malha para SIRGAS 2000 (EPSG:4674)."
        )
    return frame.set_crs(SIRGAS_2000)


def read_listing(path: Path) -> Any:
    """The JSON of a listing; raises TerritoryError where it is cut short."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise TerritoryError(
            f"“{path.name}” não é um JSON completo; baixe o arquivo outra vez."
        ) from error
