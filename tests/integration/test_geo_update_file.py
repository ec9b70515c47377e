"""Updating mesh or hierarchy from a file."""

import json
import os
import zipfile
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from geo.errors import TerritoryError
from geo.layers import decode_polygons
from geo.mesh import covers_seat
from geo.territory import Territory, load_territory
from geo.update import UpdateReport, update_from_file
from tests.support.ibge_double import YOUNG, localities
from tests.support.tiers import some

SHARED = Path("../shared/data")
needs_data = pytest.mark.skipif(
    not (SHARED / "mesh_5570.geojson.gz").exists(), reason="needs ../shared/data"
)


def small_mesh(folder: Path, name: str = "BR_Municipios_2023.geojson", **columns: list) -> Path:
    codes = ["3550308", "3304557", "9999999", YOUNG]
    squares = [shapely.box(-50 + i, -20, -49 + i, -19) for i in range(4)]
    frame = gpd.GeoDataFrame({"CD_MUN": codes, **columns}, geometry=squares, crs=4674)
    frame.to_file(folder / name, driver="GeoJSON")
    return folder / name


def test_a_mesh_without_hierarchy_keeps_the_register_and_its_hierarchy(tmp_path: Path) -> None:
    report = update_from_file(tmp_path, small_mesh(tmp_path, NM_MUN=list("abcd")), minimum_share=0)
    found, embedded = load_territory(tmp_path), load_territory(tmp_path / "none")
    kept = ["code", "name", "meso_code", "micro_name"]
    assert found.municipalities[kept].equals(embedded.municipalities[kept])
    assert found.hierarchy_source == embedded.hierarchy_source
    assert (found.vintage, found.source) == ("2023", "arquivo BR_Municipios_2023.geojson")
    assert set(found.municipalities.loc[found.municipalities["in_mesh"], "code"]) == {
        "3550308",
        "3304557",
        YOUNG,
    }
    assert tuple(found.boxes.loc[YOUNG]) == (-47.0, -20.0, -46.0, -19.0)
    assert (report.features, report.dropped, len(report.missing), report.added) == (
        4,
        ("9999999",),
        5568,
        (),
    )
    assert "deixadas de fora (1): 9999999" in report.sentence()


def test_a_mesh_of_no_known_year_is_dated_by_its_file(tmp_path: Path) -> None:
    source = small_mesh(tmp_path, name="malha.geojson")
    noon = datetime(2024, 3, 9, 12).timestamp()  # noqa: DTZ001 - the day that people see in their folder
    os.utime(source, (noon, noon))
    report = update_from_file(tmp_path, source, minimum_share=0)
    assert report.vintage == "ano não informado, arquivo de 09/03/2024"


def test_points_follow_the_new_mesh_and_seats_stay(tmp_path: Path) -> None:
    before = load_territory(tmp_path).municipalities.set_index("code")
    inner = before.index[before["point_kind"] == "ponto interno"][0]
    frame = gpd.GeoDataFrame(
        {"CD_MUN": [inner, "3550308"]},
        geometry=[shapely.box(-50, -20, -49, -19), shapely.box(-49, -20, -48, -19)],
        crs=4674,
    )
    frame.to_file(tmp_path / "m.geojson", driver="GeoJSON")
    update_from_file(tmp_path, tmp_path / "m.geojson", minimum_share=0)
    after = load_territory(tmp_path).municipalities.set_index("code")
    point = ["latitude", "longitude", "point_kind"]
    assert after.loc[inner, point].tolist() == [-19.5, -49.5, "ponto interno"]
    assert after.loc["3550308", point].tolist() == before.loc["3550308", point].tolist()
    assert after.loc["3304557", point].tolist() == before.loc["3304557", point].tolist()


def test_new_municipalities_of_the_file_join_the_register(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"CD_MUN": ["3590015", "3550308"], "NM_MUN": ["Nova Vila", "Outro nome"]},
        geometry=[shapely.box(-50, -20, -49, -19), shapely.box(-49, -20, -48, -19)],
        crs=4674,
    )
    frame.to_parquet(tmp_path / "m.parquet")
    report = update_from_file(tmp_path, tmp_path / "m.parquet", year=2027, minimum_share=0)
    names = load_territory(tmp_path).municipalities.set_index("code")["name"]
    assert (names["3590015"], names["3550308"]) == ("Nova Vila", "São Paulo")
    assert report.added == (("3590015", "Nova Vila"),)
    assert (report.municipalities, report.vintage) == (5572, "2027")


def test_regions_in_the_file_replace_those_of_the_register(tmp_path: Path) -> None:
    path = small_mesh(
        tmp_path,
        CD_RGI=["350001", "330001", None, "510008"],
        NM_RGI=["São Paulo", "Rio", None, "Sorriso"],
    )
    update_from_file(tmp_path, path, minimum_share=0)
    rows = load_territory(tmp_path).municipalities.set_index("code")
    assert rows.loc[YOUNG, ["rgi_code", "rgi_name", "micro_code"]].tolist() == [
        "510008",
        "Sorriso",
        None,
    ]
    assert rows.loc["3550308", "micro_code"] == "35061"


def test_a_listing_replaces_the_hierarchy_and_keeps_the_mesh(tmp_path: Path) -> None:
    listing = [
        row | {"id": int(code)}
        for row, code in zip(localities(), ["3550308", "3304557"], strict=False)
    ]
    path = tmp_path / "municipios.json"
    path.write_text(json.dumps(listing), encoding="utf-8-sig")
    update_from_file(tmp_path, path)
    found, embedded = load_territory(tmp_path), load_territory(tmp_path / "none")
    assert found.layers["uf"] == embedded.layers["uf"]
    assert (found.vintage, found.hierarchy_source) == ("2010 a 2025", "arquivo municipios.json")
    row = found.municipalities.set_index("code").loc["3550308"]
    assert (row["name"], row["rgi_name"]) == (listing[0]["nome"], "Imediata 11")
    drawn = {
        f["id"]: f["properties"]["name"] for f in found.layers["municipio"].geojson()["features"]
    }
    assert drawn["3550308"] == listing[0]["nome"]


TITLES = [["DIVISÃO TERRITORIAL BRASILEIRA"], ["Situação em 2022"], []]
DTB_HEADER = [
    "UF", "Nome_UF", "Região Geográfica Intermediária", "Nome Região Geográfica Intermediária",
    "Região Geográfica Imediata", "Nome Região Geográfica Imediata", "Mesorregião Geográfica",
    "Nome_Mesorregião", "Microrregião Geográfica", "Nome_Microrregião", "Município",
    "Código Município Completo", "Nome_Município",
]  # fmt: skip
DTB_ROW = [
    35, "São Paulo", 3599, "Intermediária nova", 359999, "Imediata nova", "15", "Meso nova", "061",
    "Micro nova", "50308", "3550308", "São Paulo",
]  # fmt: skip


def dtb_book(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in (*TITLES, DTB_HEADER, *rows):
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("packed", some([False, True], True))
def test_the_spreadsheet_of_the_dtb_replaces_the_hierarchy(tmp_path: Path, packed: bool) -> None:
    source = dtb_book(tmp_path / "RELATORIO_DTB_BRASIL_MUNICIPIO.xlsx", DTB_ROW)
    if packed:
        with zipfile.ZipFile(tmp_path / "DTB_2022.zip", "w") as archive:
            archive.write(dtb_book(tmp_path / "x.xlsx"), "RELATORIO_DTB_BRASIL_DISTRITO.xlsx")
            archive.write(source, source.name)
        source = tmp_path / "DTB_2022.zip"
    update_from_file(tmp_path, source)
    found, embedded = load_territory(tmp_path), load_territory(tmp_path / "none")
    row = found.municipalities.set_index("code").loc["3550308"]
    assert (row["rgint_code"], row["rgi_name"]) == ("3599", "Imediata nova")
    assert (row["meso_code"], row["micro_code"]) == ("3515", "35061")
    assert found.hierarchy_source == f"arquivo {source.name}"
    assert len(found.municipalities) == len(embedded.municipalities)


def test_another_spreadsheet_is_not_the_dtb_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(TerritoryError, match="não encontrei a lista de municípios da DTB"):
        update_from_file(tmp_path, dtb_book(tmp_path / "outra.xlsx"))
    (tmp_path / "x.xls").write_bytes(b"\xd0\xcf\x11\xe0 e mais nada")
    with pytest.raises(TerritoryError, match="Não consegui ler a planilha"):
        update_from_file(tmp_path, tmp_path / "x.xls")


@pytest.mark.parametrize("content", ["[", "[1, 2]", '[{"id": 35, "nome": "x"}]'])
def test_a_bad_listing_changes_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(TerritoryError):
        update_from_file(tmp_path, tmp_path / "x.json")
    assert not (tmp_path / "geo").exists()


def test_the_mesh_of_a_few_municipalities_does_not_replace_that_of_the_country(
    tmp_path: Path,
) -> None:
    with pytest.raises(TerritoryError, match=r"A malha tem só 3 municípios de 5\.571"):
        update_from_file(tmp_path, small_mesh(tmp_path))
    assert not (tmp_path / "geo").exists()


@pytest.fixture(scope="module")
def official(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Territory, UpdateReport, pd.DataFrame]:
    """The real mesh in force, with the seats of another register held inside."""
    home = tmp_path_factory.mktemp("home")
    seats = pd.read_csv(
        SHARED / "registro_mapaslivres" / "municipios.csv", dtype={"municipio": str}
    )
    seats = seats.rename(columns={"municipio": "code", "lat": "latitude", "lon": "longitude"})
    report = update_from_file(home, SHARED / "mesh_5570.geojson.gz", year=2025, seats=seats)
    return load_territory(home), report, seats


@pytest.fixture(scope="module")
def source() -> gpd.GeoDataFrame:
    return gpd.read_file(f"/vsigzip/{(SHARED / 'mesh_5570.geojson.gz').resolve()}").set_index(
        "codigo_ibge"
    )


@needs_data
@pytest.mark.slow
@pytest.mark.real_data
def test_the_real_mesh_draws_every_municipality(official) -> None:
    territory, report, _ = official
    assert report.missing == ()
    assert territory.missing_from_mesh().empty
    assert {level: layer.features for level, layer in territory.layers.items()} == {
        "municipio": 5571,
        "uf": 27,
        "regiao": 5,
    }
    assert len(territory.layers["municipio"].geojson_gz) < 800_000
    assert report.sentence().startswith("5.571 municípios com polígono, de 5.571 no cadastro")


@needs_data
@pytest.mark.slow
@pytest.mark.real_data
def test_no_seat_that_the_source_has_inside_is_outside_afterwards(
    official, source: gpd.GeoDataFrame
) -> None:
    territory, _, seats = official
    codes, polygons = decode_polygons(territory.layers["municipio"])
    places = seats.set_index("code").reindex(codes)[["longitude", "latitude"]].to_numpy(dtype=float)
    before = covers_seat(source.geometry.reindex(codes).to_numpy(), places)
    after = covers_seat(polygons, places)
    assert before.sum() == 5560
    assert (before & ~after).sum() == 0


@needs_data
@pytest.mark.slow
@pytest.mark.real_data
def test_the_simplified_real_mesh_is_a_coverage_where_the_source_was_none(
    official, source: gpd.GeoDataFrame
) -> None:
    territory, _, _ = official
    assert not shapely.coverage_is_valid(source.geometry.to_numpy())
    _, polygons = decode_polygons(territory.layers["municipio"])
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    _, ufs = decode_polygons(territory.layers["uf"])
    assert shapely.coverage_is_valid(ufs)
    assert shapely.area(ufs).sum() == pytest.approx(shapely.area(polygons).sum(), rel=1e-9)


@needs_data
@pytest.mark.slow
@pytest.mark.real_data
def test_municipalities_keep_their_area(official, source: gpd.GeoDataFrame) -> None:
    territory, _, _ = official
    codes, polygons = decode_polygons(territory.layers["municipio"])
    ratio = shapely.area(polygons) / shapely.area(source.geometry.reindex(codes).to_numpy())
    assert np.median(ratio) == pytest.approx(1, abs=0.002)
    assert np.quantile(np.abs(ratio - 1), 0.95) < 0.10  # the smallest have few kilometres of border
