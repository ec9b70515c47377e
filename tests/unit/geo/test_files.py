"""Reading meshes in every accepted format, and refusing what is no municipal mesh."""

import gzip
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo import files
from geo.errors import TerritoryError
from geo.files import municipal_mesh, read_mesh

pytestmark = pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
CODES = ["1100015", "3550308", "5300108"]


def mesh(
    column: str = "CD_MUN", codes: list = CODES, crs: int | None = 4674, **more: list
) -> gpd.GeoDataFrame:
    squares = [shapely.box(-60 + i, -10, -59 + i, -9) for i in range(len(codes))]
    return gpd.GeoDataFrame({column: codes, **more}, geometry=squares, crs=crs)


def zipped_shapefile(
    folder: Path, frame: gpd.GeoDataFrame, inside: str = "BR_Municipios_2022"
) -> Path:
    frame.to_file(folder / f"{inside}.shp")
    with zipfile.ZipFile(folder / "malha.zip", "w") as archive:
        for part in sorted(folder.glob(f"{inside}.*")):
            archive.write(part, f"pasta/{part.name}")
    return folder / "malha.zip"


def geojson(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    frame.to_file(folder / "m.geojson", driver="GeoJSON")
    return folder / "m.geojson"


def gzipped(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    (folder / "m.geojson.gz").write_bytes(gzip.compress(geojson(folder, frame).read_bytes()))
    return folder / "m.geojson.gz"


def parquet(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    frame.to_parquet(folder / "m.parquet")
    return folder / "m.parquet"


@pytest.mark.parametrize("written", [zipped_shapefile, geojson, gzipped, parquet])
def test_the_four_formats_read_alike(tmp_path: Path, written) -> None:
    found = read_mesh(written(tmp_path, mesh(NM_MUN=["a", "b", "c"])))
    assert list(found.frame["code"]) == CODES
    assert list(found.frame["name"]) == ["a", "b", "c"]
    assert found.frame.geometry.area.round(6).tolist() == [1.0, 1.0, 1.0]
    assert (found.features, found.dropped, found.repaired) == (3, (), 0)


def test_the_format_is_told_by_the_content_and_not_by_the_name(tmp_path: Path) -> None:
    path = parquet(tmp_path, mesh()).rename(tmp_path / "malha.zip")
    assert len(read_mesh(path).frame) == 3


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("codarea", CODES),
        ("codigo_ibge", [int(code) for code in CODES]),
        ("CD_GEOCMU", [float(code) for code in CODES]),
        ("code_muni", [f"{code}.0" for code in CODES]),
        ("geocodigo", [code[:6] for code in CODES]),
        ("coluna_qualquer", CODES),
    ],
)
def test_the_code_is_found_under_any_name_and_type(column: str, codes: list) -> None:
    assert list(municipal_mesh(mesh(column, codes, uf=[11, 35, 53]), "x").frame["code"]) == CODES


def test_lagoons_and_false_codes_are_dropped_and_listed() -> None:
    found = municipal_mesh(mesh(codes=[*CODES, "4300001", "3550300"]), "x")
    assert list(found.frame["code"]) == CODES
    assert found.dropped == ("3550300", "4300001")
    assert found.features == 5


def test_a_mesh_of_states_is_refused() -> None:
    with pytest.raises(TerritoryError, match=r"não são municípios.*encontrei as colunas CD_UF"):
        municipal_mesh(mesh("CD_UF", ["11", "35", "53"]), "ufs.zip")


def test_a_mesh_of_immediate_regions_is_not_taken_for_one_of_municipalities() -> None:
    with pytest.raises(TerritoryError, match="não são municípios"):
        municipal_mesh(mesh("CD_RGI", ["110005", "350001", "530001"]), "rgi.zip")


def test_parts_of_the_same_municipality_are_joined() -> None:
    found = municipal_mesh(mesh(codes=["3550308", "1100015", "3550308"]), "x").frame.set_index(
        "code"
    )
    assert found.geometry.area.round(6).to_dict() == {"1100015": 1.0, "3550308": 2.0}


def test_invalid_geometries_are_repaired_and_counted() -> None:
    frame = mesh()
    frame.loc[0, "geometry"] = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])  # a bow tie
    found = municipal_mesh(frame, "x")
    assert found.repaired == 1
    assert found.frame.geometry.is_valid.all()
    assert found.frame.geometry.area[0] == pytest.approx(2.0)


def test_other_coordinate_systems_become_degrees(tmp_path: Path) -> None:
    found = read_mesh(zipped_shapefile(tmp_path, mesh().to_crs(5880)))
    assert found.frame.total_bounds.tolist() == pytest.approx([-60, -10, -57, -9], abs=1e-6)


def test_degrees_are_believed_without_a_coordinate_system_and_metres_are_not() -> None:
    assert municipal_mesh(mesh(crs=None), "x").frame.crs.to_epsg() == 4674
    metres = mesh(crs=None)
    metres["geometry"] = metres.geometry.scale(1000, 1000, origin=(0, 0))
    with pytest.raises(TerritoryError, match="não diz o seu sistema de coordenadas"):
        municipal_mesh(metres, "x")


def test_regions_that_the_file_carries_are_read() -> None:
    found = municipal_mesh(mesh(CD_RGI=[110005, 350001, 530001], NM_RGI=["a", "b", "c"]), "x").frame
    assert list(found["rgi_code"]) == ["110005", "350001", "530001"]
    assert list(found["rgi_name"]) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04lixo", b"\x1f\x8blixo", b"PAR1lixo", b'{"type": "Feat', b"a;b\n1;2\n"],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "quebrado.geojson"
    path.write_bytes(content)
    with pytest.raises(TerritoryError, match=r"Não consegui ler “quebrado\.geojson”"):
        read_mesh(path)


def test_a_truncated_download_is_refused(tmp_path: Path) -> None:
    path = gzipped(tmp_path, mesh())
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TerritoryError, match="baixado inteiro"):
        read_mesh(path)


def test_a_missing_file_and_a_zip_without_shapefile_are_named(tmp_path: Path) -> None:
    with pytest.raises(TerritoryError, match="não encontrei"):
        read_mesh(tmp_path / "nada.zip")
    with zipfile.ZipFile(tmp_path / "vazio.zip", "w") as archive:
        archive.writestr("leia.txt", "nada")
    with pytest.raises(TerritoryError, match="não tem nenhum shapefile"):
        read_mesh(tmp_path / "vazio.zip")


@pytest.mark.parametrize("written", [zipped_shapefile, gzipped])
def test_what_expands_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch, written) -> None:
    path = written(tmp_path, mesh())
    monkeypatch.setattr(files, "EXPANDED_LIMIT", 100)
    with pytest.raises(TerritoryError, match="além de 4 GB"):
        read_mesh(path)
