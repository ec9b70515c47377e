"""The public facts that the product carries: their totals are the published ones, and each says who
published it.
"""

from pathlib import Path

import pandas as pd
import pytest

from config.reference.build import (
    FactsError,
    join_facts,
    read_census,
    read_estimate,
    read_gdp,
    read_idhm,
    write_table,
)
from config.reference.municipal_facts import TABLE, facts, municipal_facts

SHARED = Path("../shared/data")
YOUNGER_THAN_THE_ATLAS = ["1504752", "4212650", "4220000", "4314548", "5006275"]
YOUNGEST = "5101837"  # Boa Esperança do Norte: installed after every one of them
CENSUS = "UF;CODUF;CODMUNIC;NOMEMUNIC;POP.COLETATADA;POP.IMPUTADA;POP.TOTAL\n"


def test_every_column_is_a_fact_with_year_unit_and_source() -> None:
    assert list(municipal_facts()) == [fact.column for fact in facts()]
    assert {(fact.indicator, fact.year) for fact in facts()} == {
        ("populacao", 2022),
        ("populacao", 2024),
        ("pib", 2021),
        ("pib_per_capita", 2021),
        ("idhm", 2010),
    }
    assert all(fact.unit and fact.source and fact.citation for fact in facts())


def test_they_add_up_to_what_was_published() -> None:
    table = municipal_facts()
    for fact in facts():
        assert table[fact.column].count() == fact.municipalities
        if fact.total is not None:
            assert table[fact.column].sum() == fact.total
    people, estimate, gdp, per_head, idhm = table.loc["3550308"]
    assert (people, estimate) == (11_451_245, 11_895_578)
    assert (gdp, per_head, idhm) == (828_980_747_000, 66_872.85, 0.805)


def test_what_is_not_known_is_missing_and_never_zero() -> None:
    table = municipal_facts()
    assert list(table.index[table["idhm_2010"].isna()]) == YOUNGER_THAN_THE_ATLAS
    assert YOUNGEST not in table.index
    assert (table.min() > 0).all()


def test_per_head_is_the_gdp_by_people_of_that_year() -> None:
    """An estimate of 2021 lies near those of 2022 and 2024: a wrong unit would not."""
    table = municipal_facts()
    people = table["gdp_2021"] / table["gdp_per_capita_2021"]
    ratio = people / table["population_2022"]
    assert ratio.median() == pytest.approx(1.04, abs=0.03)
    assert ratio.between(0.5, 2).mean() > 0.995


def census(folder: Path, *rows: str) -> Path:
    (folder / "censo.csv").write_text(CENSUS + "".join(rows), encoding="latin1")
    return folder / "censo.csv"


def test_a_file_that_does_not_add_up_stops_the_build(tmp_path: Path) -> None:
    table = municipal_facts()
    short = read_census(census(tmp_path, "RO;11;00015;Alta Floresta D'Oeste;20875;620;21495\n"))
    assert short.loc["1100015", "population_2022"] == 21_495
    with pytest.raises(FactsError, match=r"population_2022: esperava 5570 municípios .* 21495"):
        join_facts(short, table.drop(columns="population_2022"))


def test_a_wrong_or_repeated_code_stops_the_build(tmp_path: Path) -> None:
    row = "RO;11;00015;Alta Floresta D'Oeste;20875;620;21495\n"
    for rows in ((row, row), ("RO;11;00016;Alta Floresta D'Oeste;20875;620;21495\n",)):
        with pytest.raises(FactsError, match="códigos errados ou repetidos"):
            join_facts(read_census(census(tmp_path, *rows)))


def test_footnotes_and_thousands_of_the_estimates_are_read(tmp_path: Path) -> None:
    book = pd.DataFrame({
        "UF": ["UF", "RO", None], "b": ["COD. UF", "11", None], "c": ["COD. MUNIC", "15", None],
        "d": ["NOME DO MUNICÍPIO", "Alta Floresta D'Oeste", None],
        "e": ["POPULAÇÃO ESTIMADA", "22.853(1)", None],
    })  # fmt: skip
    path = tmp_path / "estimativa.xlsx"
    book.to_excel(path, sheet_name="MUNICÍPIOS", index=False)
    assert read_estimate(path)["population_2024"].to_dict() == {"1100015": 22_853}


def test_the_table_is_written_as_it_is(tmp_path: Path) -> None:
    write_table(municipal_facts(), tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == TABLE.read_bytes()


@pytest.mark.real_data
@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data")
def test_the_table_is_that_of_the_published_files(tmp_path: Path) -> None:
    joined = join_facts(
        read_census(next((SHARED / "censo2022").glob("*.csv"))),
        read_estimate(SHARED / "estimativa2024" / "estimativa_dou_2024.xls"),
        read_gdp(SHARED / "pib2021" / "municipios_clusterizados.csv"),
        read_idhm(SHARED / "atlas_pnud_2010" / "pnud_muni_2010.csv.gz"),
    )
    write_table(joined, tmp_path / "built.csv")
    assert (tmp_path / "built.csv").read_bytes() == TABLE.read_bytes()
