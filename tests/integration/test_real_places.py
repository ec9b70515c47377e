"""Every municipality of the real public files resolves, and what is none is told apart with its own
reason.
"""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from data_access.places.gazetteer import Gazetteer
from data_access.places.guess import guess_coding
from geo.territory import load_territory
from tests.support.command_line import t360
from tests.support.real_country import SHARED, YOUNG
from tests.support.spellings import Spellings

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data"),
]
MAPPING = SHARED / "registro_abjdata" / "muni_tse_mapping.csv"
COLUMNS = {
    "ibge": ("id_munic_7", "id_munic_6"),
    "tom": ("id_RF",),
    "tse": ("id_TSE",),
    "bcb": ("id_BCB",),
}
needs_sheets = pytest.mark.skipif(
    importlib.util.find_spec("python_calamine") is None, reason="the reader of XLS is not installed"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the crosswalks of TSE and Banco Central were declared."""
    home = tmp_path_factory.mktemp("places")
    for system, sentence in {
        "tse": f"De-para do TSE instalado: 5.570 municípios; 1 ficou sem código ({YOUNG}).",
        "bcb": "De-para do Banco Central instalado: 5.534 municípios; 37 ficaram sem código (",
    }.items():
        columns = ("--code-column", COLUMNS[system][0], "--ibge-column", "id_munic_7")
        answer = t360(home, "geo", "crosswalk", system, MAPPING, *columns)
        assert answer.code == 0, answer.err
        assert answer.out.startswith(sentence)
    return home


@pytest.fixture(scope="module")
def register(home: Path) -> pd.DataFrame:
    return load_territory(home).municipalities


@pytest.fixture(scope="module")
def spellings(register: pd.DataFrame, home: Path) -> Iterator[Spellings]:
    spellings = Spellings(register, home)
    yield spellings
    spellings.close()


def read(path: str, **options: object) -> pd.DataFrame:
    return pd.read_csv(SHARED / path, dtype=str, keep_default_na=False, **options)


def none(texts: pd.Series) -> list[tuple[str, None]]:
    return [(text, None) for text in texts]


def named(spellings: Spellings, frame: pd.DataFrame, name: str, uf: str) -> pd.Series:
    """The codes that names and UFs lead to, the UF in a column of its own and beside the name
    alike.
    """
    apart = spellings.resolve(zip(frame[name], frame[uf], strict=True))
    assert apart["reason"].dropna().to_dict() == {}
    if not frame[uf].str.isdigit().any():
        beside = spellings.resolve(none(frame[name] + " - " + frame[uf]))
        assert list(beside["code"]) == list(apart["code"])
    return apart["code"]


def test_census_2022(spellings: Spellings) -> None:
    path = "censo2022/CD2022_Populacao_Coletada_Imputada_e_Total_Municipio_e_UF.csv"
    census = read(path, sep=";", encoding="latin-1")
    codes = census["CODUF"] + census["CODMUNIC"]
    assert list(
        spellings.resolve(none(census["CODUF"] + " " + census["CODMUNIC"]))["code"]
    ) == list(codes)
    assert list(named(spellings, census, "NOMEMUNIC", "UF")) == list(codes)
    assert codes.nunique() == 5570


@needs_sheets
def test_estimate_2024(spellings: Spellings) -> None:
    path = SHARED / "estimativa2024" / "estimativa_dou_2024.xls"
    sheet = pd.read_excel(path, sheet_name="MUNICÍPIOS", header=1, dtype=str, engine="calamine")
    sheet = sheet[sheet["COD. MUNIC"].notna()].reset_index(drop=True)
    codes = sheet["COD. UF"] + sheet["COD. MUNIC"]
    assert list(spellings.resolve(none(codes))["code"]) == list(codes)
    assert list(named(spellings, sheet, "NOME DO MUNICÍPIO", "UF")) == list(codes)
    assert codes.nunique() == 5570


@pytest.mark.parametrize(
    ("path", "code", "name", "uf", "count"),
    [
        ("pib2021/municipios_clusterizados.csv", "codigo_municipio", "municipio", "uf_sigla", 5570),
        ("pib2021/municipios_clusterizados.csv", "codigo_municipio", "municipio", "uf_nome", 5570),
        ("atlas_pnud_2010/pnud_muni_2010.csv.gz", "codmun7", "municipio", "uf", 5565),
        ("registro_mapaslivres/municipios.csv", "municipio", "name", "uf_code", 5570),
        ("registro_abjdata/muni_tse_mapping.csv", "id_munic_7", "municipio", "estado_abrev", 5570),
        ("registro_abjdata/muni_tse_mapping.csv", "id_munic_7", "municipio", "estado", 5570),
    ],
)
def test_tables_with_codes_and_names(
    spellings: Spellings, path: str, code: str, name: str, uf: str, count: int
) -> None:
    table = read(path)
    assert list(spellings.resolve(none(table[code]))["code"]) == list(table[code])
    assert list(spellings.resolve(none(table[code].str[:6]))["code"]) == list(table[code])
    assert list(named(spellings, table, name, uf)) == list(table[code])
    assert table[code].nunique() == count


@pytest.mark.parametrize(
    ("coding", "column", "count"),
    [
        ("ibge", "id_munic_6", 5570),
        ("tom", "id_RF", 5570),
        ("tse", "id_TSE", 5570),
        ("bcb", "id_BCB", 5534),
    ],
)
def test_each_system_of_codes_leads_to_the_same_municipalities(
    spellings: Spellings, register: pd.DataFrame, home: Path, coding: str, column: str, count: int
) -> None:
    """TOM is the embedded crosswalk: the file is another source for it."""
    mapping = read("registro_abjdata/muni_tse_mapping.csv", na_values=["NA"])
    mapping = mapping[mapping[column].ne("NA") & mapping[column].ne("") & mapping[column].notna()]
    found = spellings.resolve(none(mapping[column]), coding)
    assert list(found["code"]) == list(mapping["id_munic_7"])
    assert found["code"].nunique() == count
    guess = guess_coding(mapping[column], Gazetteer.available(register, home))
    assert (guess and (guess.coding, guess.share)) == (coding, 1.0)


def test_cadmun_with_ignored_extinct_and_transferred(spellings: Spellings) -> None:
    cadmun = read("registro_abjdata/cadmun.csv")
    for column, width in {"MUNCODDV": 7, "MUNCOD": 6}.items():
        found = spellings.resolve(none(cadmun[column].str[:width]))
        table = cadmun.assign(code=found["code"], reason=found["reason"]).groupby("SITUACAO")
        assert table["reason"].value_counts().to_dict() == {
            ("IGNOR", "municipio_ignorado"): 26,
            ("EXTIN", "municipio_extinto"): 1,
        }
        resolved = table.get_group("ATIVO"), table.get_group("TRANS")
        assert [frame["code"].nunique() for frame in resolved] == [5570, 60]
        assert list(resolved[0]["code"]) == list(resolved[0]["MUNCODDV"])
        assert list(resolved[1]["code"]) == list(resolved[1]["SUCESSOR"])
    ignored = cadmun[cadmun["SITUACAO"] == "IGNOR"]
    assert set(spellings.resolve(none(ignored["MUNNOME"]))["reason"]) == {"municipio_ignorado"}
    active = cadmun[cadmun["SITUACAO"] == "ATIVO"].reset_index(drop=True)
    for name in ("MUNNOME", "MUNNOMEX"):
        assert list(named(spellings, active, name, "uf")) == list(active["MUNCODDV"])


def test_municipalities_of_receita_federal(spellings: Spellings, register: pd.DataFrame) -> None:
    """All 5,571, each under the name that Receita Federal gives it; EXTERIOR is none."""
    table = read("rfb_cnpj/MUNICIPIOS 1(in).csv", encoding="utf-8-sig")
    found = spellings.resolve(none(table["CódigoMunicipio"]), "tom")
    assert found["reason"].dropna().tolist() == ["municipio_exterior"]
    table = table.assign(code=found["code"]).dropna(subset="code").reset_index(drop=True)
    assert sorted(table["code"]) == sorted(register["code"])
    table["uf"] = table["code"].map(register.set_index("code")["uf"])
    assert list(named(spellings, table, "Municipio", "uf")) == list(table["code"])


def test_a_sample_of_establishments(spellings: Spellings, register: pd.DataFrame) -> None:
    sample = read(
        "rfb_cnpj/estabelecimentos_alimentacao_sem_pessoais.csv", sep=";", encoding="utf-8-sig"
    )
    coded = sample[sample["CodigoMunicipio"] != ""].reset_index(drop=True)
    found = spellings.resolve(none(coded["CodigoMunicipio"]), "tom")
    outside = coded["CodigoMunicipio"] == "9707"
    assert list(found["reason"][outside].unique()) in ([], ["municipio_exterior"])
    inside = coded[~outside].assign(code=found["code"][~outside])
    assert inside["code"].notna().all()
    assert list(inside["code"].map(register.set_index("code")["uf"])) == list(inside["UF"])
    assert (len(sample), len(coded), outside.sum()) == (4276, 3789, 0)
    assert list(named(spellings, inside.reset_index(drop=True), "Municipio", "UF")) == list(
        inside["code"]
    )


def test_a_sample_of_complaints(spellings: Spellings) -> None:
    sample = read("consumidor_gov/reclamacoes_painel_amostra65.csv")
    assert (len(sample), named(spellings, sample, "cidade", "estado").nunique()) == (65, 43)


def test_a_mesh_with_lagoons(spellings: Spellings) -> None:
    found = spellings.resolve(none(pd.Series(["4300001", "4300002", YOUNG])))
    assert list(found["reason"]) == ["municipio_lagoa", "municipio_lagoa", None]
