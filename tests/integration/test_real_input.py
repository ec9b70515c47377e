"""The walk of a data steward on real public data: nothing lost, sums those of the sources, pages
that show them.

The walk itself is `docs/percurso-dados.md`, executed block by block. What follows reads the sources
again, on its own.
"""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from config.formatting import number, percent
from config.settings import get_settings
from data_access.schema import tables as schema
from tests.support.oracle import per_client
from tests.support.real_country import SHARED, YOUNG, Walked, with_active_sala
from tests.support.walkthrough import masked

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data"),
    pytest.mark.xdist_group("real_input"),  # one process takes the walk, once
]


def test_the_page_shows_what_the_commands_print(walked: Walked) -> None:
    assert len(walked.walk.shown) == 10
    for block, printed in walked.walk.shown:
        if block.language == "text":
            told = [masked(line) for line in printed.splitlines()]
            assert [masked(line) for line in block.text.splitlines()] == told[
                -len(block.text.splitlines()) :
            ]
        else:  # the figures follow the generator of the demonstration
            assert [line.split(",")[:2] for line in block.text.splitlines()] == [
                line.split(",")[:2] for line in printed.splitlines()
            ]


def test_every_municipality_has_a_polygon_and_none_is_lost(
    walked: Walked, real_register: pd.DataFrame
) -> None:
    m = schema.municipality.c
    found = walked.frame(sa.select(m.code, m.in_mesh, m.latitude, m.longitude))
    assert len(found) == 5571
    assert set(found["code"]) == set(real_register.index)
    assert found["in_mesh"].all()
    assert found[["latitude", "longitude"]].notna().all(axis=None)
    mesh = walked.frame(sa.select(schema.mesh.c.level, schema.mesh.c.geojson_gz)).set_index(
        "level"
    )["geojson_gz"]
    drawn = json.loads(gzip.decompress(bytes(mesh["municipio"])))["features"]
    assert {feature["id"] for feature in drawn} == set(real_register.index)


def test_regions_are_those_of_the_register(walked: Walked, real_register: pd.DataFrame) -> None:
    m = schema.municipality.c
    found = (
        walked.frame(sa.select(m.code, m.rgint_code, m.rgi_code, m.micro_code))
        .set_index("code")
        .fillna("")
    )
    listed, older = found.drop(YOUNG), real_register.drop(YOUNG)
    assert listed["rgint_code"].to_dict() == older["rgint"].to_dict()
    assert listed["rgi_code"].to_dict() == older["rgi"].to_dict()
    # The one that the register does not know is of the regions that it was of before.
    assert found.loc[YOUNG, ["rgint_code", "rgi_code"]].tolist() == ["5103", "510008"]
    assert (found["rgint_code"].nunique(), found["rgi_code"].nunique()) == (133, 510)
    assert list(found.index[found["micro_code"] == ""]) == [YOUNG]


def _values(walked: Walked, indicator: str, year: int) -> pd.Series:
    s = schema.socioeconomic.c
    statement = sa.select(s.municipality_id, s.value).where(
        s.indicator == indicator, s.year == year
    )
    return walked.frame(statement).set_index("municipality_id")["value"].sort_index()


def test_the_population_of_the_census_adds_up(walked: Walked) -> None:
    text = (SHARED / "censo2022").glob("*.csv").__next__().read_text(encoding="latin-1")
    rows = [line.split(";") for line in text.splitlines()[1:]]
    found = _values(walked, "populacao", 2022)
    assert found.sum() == sum(int(row[6]) for row in rows) == 203_062_512
    assert found.to_dict() == {int(row[1] + row[2]): int(row[6]) for row in rows}
    assert len(found) == 5570


def test_the_estimated_population_adds_up_to_the_one_printed_for_the_country(
    walked: Walked,
) -> None:
    sheet = pd.read_excel(
        SHARED / "estimativa2024" / "estimativa_dou_2024.xls",
        sheet_name=0,
        header=None,
        engine="calamine",
    )
    country = sheet[sheet[0].astype(str).str.strip() == "Brasil"].dropna(axis=1).iloc[0, -1]
    found = _values(walked, "populacao", 2024)
    assert len(found) == 5570
    assert found.sum() == int(country) == 212_583_750


def test_gdp_and_human_development_are_those_of_the_sources(walked: Walked) -> None:
    gdp = (
        pd.read_csv(SHARED / "pib2021" / "municipios_clusterizados.csv")
        .set_index("codigo_municipio")
        .sort_index()
    )
    assert _values(walked, "pib", 2021).to_dict() == (gdp["pib_total_mil_reais"] * 1000).to_dict()
    assert (
        _values(walked, "pib_per_capita", 2021).to_dict() == gdp["pib_per_capita_reais"].to_dict()
    )
    assert len(gdp) == 5570
    atlas = (
        pd.read_csv(SHARED / "atlas_pnud_2010" / "pnud_muni_2010.csv.gz")
        .set_index("codmun7")
        .sort_index()
    )
    found = _values(walked, "idhm", 2010)
    assert found.to_dict() == atlas["idhm"].to_dict()
    assert len(found) == 5565
    vulnerable = _values(walked, "vulnerabilidade", 2010)
    assert vulnerable.to_numpy() == pytest.approx(atlas["ppob"].to_numpy() / 100, abs=1e-12)


@pytest.fixture
def served(walked: Walked, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The dashboard reads the edition of the walk."""
    from pages.components import caching
    from pages.state import gateway

    def forget() -> None:
        get_settings.cache_clear()
        gateway._open.cache_clear()
        gateway._layers.clear()
        gateway.mesh_parts.cache_clear()
        caching.forget()

    monkeypatch.setenv("T360_HOME", str(walked.home))
    forget()
    yield walked.home
    forget()


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("module", ["panorama", "cobertura", "rede"])
@pytest.mark.parametrize("territory", ["regiao_intermediaria:3101", f"municipio:{YOUNG}"])
def test_the_pages_stand_on_a_region_and_on_the_youngest_municipality(
    module: str, territory: str
) -> None:
    shown = _page(module, territory)
    assert "Algo deu errado" not in shown
    assert "Malha: arquivo mesh_5570.geojson.gz, 2025." in shown


@pytest.mark.usefixtures("served")
def test_the_pages_show_the_figures_of_the_country(
    walked: Walked, real_people: pd.DataFrame
) -> None:
    stock = walked.raw("empresas")
    stock = stock[
        stock["porte"].isin(("ME", "EPP")) & (stock["competencia"] == stock["competencia"].max())
    ]
    attended = len(per_client(real_people, start="2026-01", end="2026-10", portes=("ME", "EPP")))
    companies = int(stock["quantidade"].sum())
    without_sala = 5571 - with_active_sala(walked.raw("parceiros")).nunique()
    panorama, cobertura, rede = (
        _page(module, "brasil") for module in ("panorama", "cobertura", "rede")
    )
    assert f"Cobertura ME e EPP {percent(attended / companies)}" in panorama
    assert (
        f"ME e EPP ativas {number(companies)} Atendidas no período {number(attended)}" in cobertura
    )
    assert "5.571 municípios" in cobertura
    assert f"Municípios sem Sala ativa {number(without_sala)}" in cobertura
    assert f"{number(without_sala)} municípios de 5.571" in rede


def _page(module: str, territory: str) -> str:
    """The words of a page."""
    from streamlit.testing.v1 import AppTest

    def script(module: str, territory: str) -> None:
        import importlib

        from indicators.scope import Access, Month, Period, Scope, TerritoryRef
        from pages.state import gateway
        from pages.state.view import View

        edition = gateway.published_id()
        last = Month(gateway.edition(edition).manifest.last_month)
        scope = Scope(Period.year_to_date(last), TerritoryRef.parse(territory))
        importlib.import_module(f"pages.{module}.page").page(
            View(edition, Access.everything("teste"), scope, "Lugar", {})
        )

    app = AppTest.from_function(script, args=(module, territory), default_timeout=90).run()
    assert not app.exception, app.exception
    texts = [str(block.proto.body) for block in app.get("html")]
    plain = re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", " ", " ".join(texts), flags=re.S)
    return re.sub(r"\s+", " ", plain)
