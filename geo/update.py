"""Replacing mesh and hierarchy by newer ones, from a file or IBGE's service, all or nothing."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import httpx
import numpy as np
import pandas as pd

from config import clock
from config.formatting import day, number, plural
from config.progress import Progress, part, silent
from geo import dtb, localities, store
from geo.assemble import Assembled, assemble
from geo.errors import TerritoryError
from geo.files import SourceMesh, is_listing, read_listing, read_mesh
from geo.layers import decode_polygons, encode_layer
from geo.mesh import Points
from geo.register import HIERARCHY, SEAT, complete, merge
from geo.service import IbgeService
from geo.territory import Territory, load_territory

OFFICIAL_SERVICE = "https://servicodados.ibge.gov.br"
# of the register must have a polygon: a mesh of one UF must not replace that of the country
NATIONAL_SHARE = 0.9


@dataclass(frozen=True)
class UpdateReport:
    """What an update brought. `missing` and `added` are (code, name);
    `dropped` are codes of no municipality.
    """

    source: str
    vintage: str
    hierarchy_source: str
    features: int
    municipalities: int
    missing: tuple[tuple[str, str], ...]
    added: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...]
    repaired: int

    def sentence(self) -> str:
        """The report in Portuguese, with everything listed that was left out."""
        drawn = self.municipalities - len(self.missing)
        parts = [
            f"{plural(drawn, 'município', 'municípios')} com polígono, de"
            f" {number(self.municipalities)} no cadastro (fonte: {self.source}, {self.vintage})"
        ]
        if self.missing:
            parts.append(
                f"sem polígono ({len(self.missing)}):"
                f" {_list_in_words(f'{name} {code}' for code, name in self.missing)}"
            )
        if self.added:
            parts.append(
                f"novos no cadastro ({len(self.added)}):"
                f" {_list_in_words(f'{n} {c}' for c, n in self.added)}"
            )
        if self.dropped:
            parts.append(
                f"áreas que não são municípios, deixadas de fora ({len(self.dropped)}):"
                f" {_list_in_words(self.dropped)}"
            )
        if self.repaired:
            parts.append(plural(self.repaired, "geometria consertada", "geometrias consertadas"))
        return "; ".join(parts) + "."


def update_from_file(
    home: Path,
    path: Path,
    *,
    year: int | None = None,
    progress: Progress = silent,
    seats: pd.DataFrame | None = None,
    minimum_share: float = NATIONAL_SHARE,
) -> UpdateReport:
    """Put the mesh of `path` in force under ``home/geo``; the register becomes the union of both.

    A file with polygons keeps the hierarchy in force, unless it carries regiões intermediárias and
    imediatas; a JSON list of localities, or IBGE's DTB as a spreadsheet, replaces the hierarchy and
    keeps the mesh. `seats` [code,
    latitude, longitude] are held inside their municipalities by the simplification and stored.
    Raises TerritoryError, and changes nothing, when the file cannot be used.
    """
    current = load_territory(home)
    progress(0.0, "Lendo o arquivo")
    if path.is_file() and is_listing(path):
        return _replace_hierarchy(
            home, current, localities.parse(read_listing(path), path.name), path.name
        )
    if path.is_file() and dtb.is_workbook(path):
        return _replace_hierarchy(home, current, dtb.read_dtb(path), path.name)
    mesh = read_mesh(path)
    carried = [column for column in HIERARCHY if column in mesh.frame]
    rows = merge(current.municipalities, _known_names(mesh, current)[["code", "name", *carried]])
    plan = _Plan(
        source=f"arquivo {path.name}",
        vintage=str(year or _year_in(path.name) or _undated_file(path)),
        hierarchy_source=f"arquivo {path.name}" if carried else current.hierarchy_source,
        licence="A da fonte do arquivo",
    )
    _require_national(mesh, rows, minimum_share)
    return _replace(home, current, _with_seats(rows, seats), mesh, plan, part(progress, 0.2))


def update_from_service(
    home: Path,
    *,
    year: int | None = None,
    base_url: str = OFFICIAL_SERVICE,
    progress: Progress = silent,
    minimum_share: float = NATIONAL_SHARE,
    connect: Callable[[str], IbgeService] = IbgeService,
) -> UpdateReport:
    """Put mesh and hierarchy of IBGE's service in force; `year` None takes the newest mesh.

    Raises TerritoryError, and changes nothing, when the service cannot be reached or answers
    something else.
    """
    current = load_territory(home)
    progress(0.0, "Baixando a lista de municípios")
    with connect(base_url) as service:
        listing = service.localities()
        mesh = service.mesh(year, part(progress, 0.05, 0.7))
    names = _known_names(mesh, current, listing)[["code", "name"]]
    rows = merge(merge(current.municipalities, names), listing)
    host = httpx.URL(base_url).host
    plan = _Plan(
        source=f"IBGE, serviço de malhas v3 ({host})",
        vintage=(
            str(year) if year else f"a mais recente do serviço, baixada em {day(clock.today())}"
        ),
        hierarchy_source=f"IBGE, serviço de localidades v1 ({host})",
        licence="Dado público do IBGE",
    )
    _require_national(mesh, rows, minimum_share)
    return _replace(home, current, rows, mesh, plan, part(progress, 0.7))


@dataclass(frozen=True)
class _Plan:
    source: str
    vintage: str
    hierarchy_source: str
    licence: str


def _require_national(mesh: SourceMesh, rows: pd.DataFrame, share: float) -> None:
    if len(mesh.frame) < share * len(rows):
        raise TerritoryError(
            f"A malha tem só {plural(len(mesh.frame), 'município', 'municípios')} de"
            f" {number(len(rows))}; para substituir a do país é preciso a malha municipal do Brasil"
            " inteiro."
        )


def _replace(
    home: Path,
    current: Territory,
    rows: pd.DataFrame,
    mesh: SourceMesh,
    plan: _Plan,
    progress: Progress,
) -> UpdateReport:
    codes = list(mesh.frame["code"])
    made = assemble(rows, codes, mesh.frame.geometry.to_numpy(), _seats_of(rows, codes), progress)
    _store(home, made, plan)
    return _report(current, made, plan, mesh)


def _replace_hierarchy(
    home: Path, current: Territory, listing: pd.DataFrame, name: str
) -> UpdateReport:
    rows = merge(current.municipalities, listing)
    codes, polygons = decode_polygons(current.layers["municipio"])
    names = rows.set_index("code")["name"]
    renamed = encode_layer("municipio", codes, [str(names[code]) for code in codes], polygons)
    layers = current.layers | {"municipio": renamed}
    made = Assembled(complete(rows, current.boxes), current.boxes, layers, [])
    plan = _Plan(current.source, current.vintage, f"arquivo {name}", current.licence)
    _store(home, made, plan)
    return _report(current, made, plan, None)


def _store(home: Path, made: Assembled, plan: _Plan) -> None:
    root = home / "geo"
    staged = root / f".staged-{uuid4().hex}"
    store.write(staged, made.register, made.boxes, made.layers, **vars(plan))
    store.publish(root, staged)


def _report(
    current: Territory, made: Assembled, plan: _Plan, mesh: SourceMesh | None
) -> UpdateReport:
    register = made.register
    new = register[~register["code"].isin(current.municipalities["code"])]
    missing = register[~register["in_mesh"]]
    return UpdateReport(
        source=plan.source,
        vintage=plan.vintage,
        hierarchy_source=plan.hierarchy_source,
        features=mesh.features if mesh else made.layers["municipio"].features,
        municipalities=len(register),
        missing=tuple(zip(missing["code"], missing["name"], strict=True)),
        added=tuple(zip(new["code"], new["name"], strict=True)),
        dropped=mesh.dropped if mesh else (),
        repaired=mesh.repaired if mesh else 0,
    )


def _known_names(mesh: SourceMesh, *registers: Territory | pd.DataFrame) -> pd.DataFrame:
    """The rows of a mesh under the names in force;
    its own name, or the code, only for new municipalities.
    """
    known: dict[str, str] = {}
    for register in registers:
        frame = register.municipalities if isinstance(register, Territory) else register
        known |= dict(zip(frame["code"], frame["name"], strict=True))
    rows = pd.DataFrame(mesh.frame.drop(columns="geometry"))
    own = rows["name"] if "name" in rows else rows["code"]
    rows["name"] = [
        known.get(code) or name or code for code, name in zip(rows["code"], own, strict=True)
    ]
    return rows


def _with_seats(rows: pd.DataFrame, seats: pd.DataFrame | None) -> pd.DataFrame:
    if seats is None:
        return rows
    given = seats.dropna(subset=["latitude", "longitude"]).set_index("code")
    rows = rows.set_index("code")
    known = rows.index.intersection(given.index)
    for column in ("latitude", "longitude"):
        rows.loc[known, column] = given.loc[known, column].astype("float64")
    rows.loc[known, "point_kind"] = SEAT
    return rows.reset_index()


def _seats_of(rows: pd.DataFrame, codes: list[str]) -> Points:
    """[longitude, latitude] per code, NaN where the register has no seat."""
    seats = rows[rows["point_kind"] == SEAT].set_index("code")[["longitude", "latitude"]]
    return np.asarray(seats.reindex(codes).astype("float64"))


def _year_in(name: str) -> str | None:
    found = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", name)
    return found[-1] if found else None


def _undated_file(path: Path) -> str:
    modified = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return f"ano não informado, arquivo de {day(modified)}"


def _list_in_words(items: Iterable[str], limit: int = 10) -> str:
    texts = list(items)
    rest = len(texts) - limit
    return ", ".join(texts[:limit]) + (f" e mais {rest}" if rest > 0 else "")
