"""The profiles of the product on the real public files, against pandas, which knows nothing of
them.
"""

import importlib.util
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from config.settings import Settings
from data_access.staging.files import active_imports, active_rows_sql
from tests.support.command_line import t360
from tests.support.real_country import SHARED
from tests.support.tiers import some

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data"),
]
CENSUS = SHARED / "censo2022" / "CD2022_Populacao_Coletada_Imputada_e_Total_Municipio_e_UF"
ESTIMATE = SHARED / "estimativa2024" / "estimativa_dou_2024.xls"
GDP = SHARED / "pib2021" / "municipios_clusterizados.csv"
ATLAS = SHARED / "atlas_pnud_2010" / "pnud_muni_2010.csv.gz"
CONSUMER = SHARED / "consumidor_gov" / "reclamacoes_painel_amostra65.csv"
KEY = ["municipio", "indicador", "ano"]
needs_sheets = pytest.mark.skipif(
    importlib.util.find_spec("python_calamine") is None, reason="the reader of XLS is not installed"
)
Stored = Callable[..., pd.DataFrame]


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    """Import a file through a profile; the active rows of its table."""

    def stored(table: str, file: Path, profile: str, out: str, *options: str) -> pd.DataFrame:
        home = tmp_path / "dados"
        answer = t360(home, "import", table, file, "--profile", profile, *options)
        assert answer.code == 0, answer.err
        assert out in answer.out
        settings = Settings(home=home, _env_file=None)
        return duckdb.sql(active_rows_sql(active_imports(settings, table), table)).df()

    return stored


def long(wide: pd.DataFrame, year: int) -> pd.DataFrame:
    """One row per municipality and indicator, as `socioeconomico` has them."""
    table = wide.melt(id_vars="municipio", var_name="indicador", value_name="valor").dropna()
    table = table.assign(ano=year, valor=table["valor"].astype(float))
    return table[[*KEY, "valor"]].sort_values(KEY, ignore_index=True)


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    found = found[[*KEY, "valor"]].sort_values(KEY, ignore_index=True)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_exact=True)


def census() -> pd.DataFrame:
    raw = pd.read_csv(f"{CENSUS}.csv", sep=";", encoding="latin-1", dtype=str)
    return pd.DataFrame(
        {"municipio": raw["CODUF"] + raw["CODMUNIC"], "populacao": raw["POP.TOTAL"].astype(float)}
    )


def test_census_in_text(stored: Stored) -> None:
    found = stored(
        "socioeconomico", Path(f"{CENSUS}.csv"), "ibge_censo2022", "5.570 linhas aceitas de 5.570."
    )
    assert_same(found, long(census(), 2022))
    assert found["valor"].sum() == 203_062_512  # the total that IBGE published


@needs_sheets
def test_census_in_a_spreadsheet_is_the_same(stored: Stored) -> None:
    found = stored(
        "socioeconomico", Path(f"{CENSUS}.xlsx"), "ibge_censo2022", "5.570 linhas aceitas de 5.57"
    )
    assert_same(found, long(census(), 2022))


@needs_sheets
def test_estimate(stored: Stored) -> None:
    raw = pd.read_excel(
        ESTIMATE, sheet_name="MUNICÍPIOS", header=1, dtype=str, engine="calamine"
    ).dropna(subset="COD. MUNIC")
    codes = raw["COD. UF"].str.zfill(2) + raw["COD. MUNIC"].str.zfill(5)
    people = raw["POPULAÇÃO ESTIMADA"].str.replace(r"\(.*", "", regex=True).astype(float)
    found = stored("socioeconomico", ESTIMATE, "ibge_estimativa", "5.570 linhas aceitas de 5.57")
    assert_same(found, long(pd.DataFrame({"municipio": codes, "populacao": people}), 2024))
    assert found["valor"].sum() == 212_583_750  # the first row of the sheet of the states


def test_gdp(stored: Stored) -> None:
    raw = pd.read_csv(GDP, dtype={"codigo_municipio": str})
    names = {"vab_adm_publica_mil_reais": "vab_administracao_publica", "pib_total_mil_reais": "pib"}
    thousands = raw.filter(like="_mil_reais") * 1000
    wide = thousands.rename(
        columns=lambda name: names.get(name, name.removesuffix("_mil_reais"))
    ).assign(
        municipio=raw["codigo_municipio"],
        pib_per_capita=raw["pib_per_capita_reais"],
        populacao=raw["populacao"],
    )
    found = stored("socioeconomico", GDP, "ibge_pib:ano=2021", "38.990 linhas aceitas de 38.990.")
    assert_same(found, long(wide, 2021))


def test_atlas(stored: Stored) -> None:
    raw = pd.read_csv(ATLAS, dtype={"codmun7": str})
    names = {
        "idhm": "idhm",
        "idhm_e": "idhm_educacao",
        "idhm_l": "idhm_longevidade",
        "idhm_r": "idhm_renda",
        "gini": "gini",
        "rdpc": "renda_per_capita",
        "pmpob": "percentual_pobres",
        "pind": "percentual_extremamente_pobres",
        "espvida": "esperanca_de_vida",
        "pesotot": "populacao",
        "pesourb": "populacao_urbana",
        "pesorur": "populacao_rural",
    }
    wide = raw[["codmun7", *names]].rename(columns={"codmun7": "municipio", **names})
    found = stored("socioeconomico", ATLAS, "atlas_idhm", "66.780 linhas aceitas de 66.780.")
    assert_same(found, long(wide, 2010))


def test_complaints(stored: Stored) -> None:
    raw = pd.read_csv(CONSUMER)
    contacts = stored("contatos", CONSUMER, "consumidor_gov", "65 linhas aceitas de 65.")
    why = "\n  de fora: Reclamação que o consumidor não avaliou: 48 linhas\n"
    surveys = stored("pesquisas", CONSUMER, "consumidor_gov", why)
    assert len(surveys) == 17
    assert sorted(contacts["aberto_em"].dt.strftime("%Y-%m-%d")) == sorted(raw["data_abertura"])
    assert (
        sorted(contacts["nota"].dropna())
        == sorted(raw["nota_satisfacao"].dropna())
        == sorted(surveys["csat"])
    )
    assert contacts["municipio"].notna().all()
    assert sorted(contacts["assunto"]) == sorted(raw["assunto"])


def complete(text: str, changes: dict[str, str]) -> str:
    """What a person writes in a draft: the sentences on the source, and a few lines."""
    assert "COMPLETAR" in text
    for key in ("descricao", "fonte", "licenca"):
        text = text.replace(f'{key} = "COMPLETAR"', f'{key} = "Uma pessoa completou"')
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


DRAFTS = {
    "census": (Path(f"{CENSUS}.csv"), "socioeconomico", {'"pop_total"': '"populacao"'}, 5570 * 3),
    "gdp": (
        GDP,
        "socioeconomico",
        {'ano = { valor = "COMPLETAR" }': "ano = { valor = 2021 }"},
        5570 * 8,
    ),
    "complaints": (
        CONSUMER,
        "contatos",
        {
            'id_contato = "COMPLETAR"': (
                'id_contato = { resumo = ["empresa", "cidade", "problema", "data_abertura"] }'
            ),
            'canal = { valor = "COMPLETAR" }': 'canal = { valor = "Consumidor.gov.br" }',
        },
        65,
    ),
}


@pytest.mark.parametrize("name", some(DRAFTS, "census"))
def test_a_draft_is_refused_until_a_person_completes_it_and_then_it_works(
    name: str, tmp_path: Path
) -> None:
    file, table, changes, expected = DRAFTS[name]
    home = tmp_path / "dados"
    draft = t360(home, "profile", "suggest", file)
    assert draft.code == 0, draft.err
    assert list(tomllib.loads(draft.out)["tabela"]) == [table]
    written = home / "profiles" / "meu.toml"
    written.parent.mkdir()
    written.write_text(draft.out, encoding="utf-8")
    assert t360(home, "profile", "check", written).code == 2
    assert t360(home, "import", table, file, "--profile", "meu").code == 2
    written.write_text(complete(draft.out, changes), encoding="utf-8")
    checked = t360(home, "profile", "check", written)
    assert checked.code == 0, checked.err
    answer = t360(home, "import", table, file, "--profile", "meu")
    assert answer.code == 0, answer.err
    accepted = re.search(r"([\d.]+) linhas aceitas de \1\.", answer.out)
    assert accepted is not None, answer.out
    assert int(accepted[1].replace(".", "")) == expected
