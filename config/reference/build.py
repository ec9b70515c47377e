"""Builds the table of municipal facts from the files of those who publish them.

``CENSO.csv`` is IBGE's “População coletada, imputada e total, municípios e UF” of the Censo 2022;
``ESTIMATIVA.xls`` the estimates of the Diário Oficial of 2024; ``PIB.csv`` an extract of SIDRA's
tables 5938 and 6579 of 2021 (codigo_municipio, pib_total_mil_reais, pib_per_capita_reais); and
``ATLAS.csv.gz`` the Atlas do Desenvolvimento Humano by municipality (codmun7, ano, idhm). Run::

    python -m config.reference.build CENSO.csv ESTIMATIVA.xls PIB.csv ATLAS.csv.gz

The result, ``data/municipal_facts.csv``, is the same bytes every time. A file that lacks a
municipality, or does not add up to what its producer publishes, stops the build.
"""

import sys
from pathlib import Path

import pandas as pd

from config.ibge import check_digit_ok
from config.reference.municipal_facts import TABLE, Fact, facts

SHEET = "MUNICÍPIOS"
TITLES = 1  # rows above the header of the estimates
YEAR_OF_ATLAS = 2010


class FactsError(ValueError):
    """A file is not what its producer published."""


def read_census(path: Path) -> pd.DataFrame:
    rows = pd.read_csv(path, sep=";", dtype=str, encoding="latin1")
    code = rows["CODUF"] + rows["CODMUNIC"]
    return pd.DataFrame({"population_2022": rows["POP.TOTAL"].astype("int64")}).set_axis(code)


def read_estimate(path: Path) -> pd.DataFrame:
    rows = pd.read_excel(path, sheet_name=SHEET, header=TITLES, dtype=str, engine="calamine")
    rows = rows[rows["COD. MUNIC"].notna()]
    code = rows["COD. UF"].str.zfill(2) + rows["COD. MUNIC"].str.zfill(5)
    # A footnote is glued to the number, 21.547(1), and the point is of the thousands.
    people = rows["POPULAÇÃO ESTIMADA"].str.replace(r"\(.*|\.", "", regex=True)
    return pd.DataFrame({"population_2024": people.astype("int64")}).set_axis(code)


def read_gdp(path: Path) -> pd.DataFrame:
    rows = pd.read_csv(path, dtype={"codigo_municipio": str}).set_index("codigo_municipio")
    thousands, per_head = rows["pib_total_mil_reais"], rows["pib_per_capita_reais"]
    return pd.DataFrame({
        "gdp_2021": (thousands * 1000).astype("int64"),
        "gdp_per_capita_2021": per_head.round(2),
    })  # fmt: skip


def read_idhm(path: Path) -> pd.DataFrame:
    rows = pd.read_csv(path, dtype={"codmun7": str})
    rows = rows[rows["ano"] == YEAR_OF_ATLAS].set_index("codmun7")
    return pd.DataFrame({"idhm_2010": rows["idhm"]})


def join_facts(*tables: pd.DataFrame) -> pd.DataFrame:
    """The facts of every municipality that has any, by code, each checked against what is known of
    it.
    """
    for table in tables:
        bad = [code for code in table.index if not check_digit_ok(code)]
        if bad or table.index.has_duplicates:
            raise FactsError(f"códigos errados ou repetidos em {list(table)}: {bad[:5]}")
    joined = pd.concat(tables, axis=1).rename_axis("code").sort_index()
    for fact in facts():
        _check(fact, joined[fact.column])
    return joined[[fact.column for fact in facts()]]


def _check(fact: Fact, values: pd.Series) -> None:
    found = (int(values.count()), None if fact.total is None else int(values.sum()))
    if found != (fact.municipalities, fact.total):
        raise FactsError(
            f"{fact.column}: esperava {fact.municipalities} municípios e o total {fact.total}, e"
            f" encontrei {found[0]} e {found[1]}. Confira se o arquivo é o de {fact.citation}."
        )


def write_table(table: pd.DataFrame, path: Path = TABLE) -> None:
    """Whole numbers without a fraction; nothing where a fact is not known."""
    whole = [name for name in table if (table[name] % 1).max() == 0]
    table.astype(dict.fromkeys(whole, "Int64")).to_csv(path, lineterminator="\n", encoding="utf-8")


def main() -> None:
    if len(sys.argv) != 5:
        raise SystemExit(
            "Uso: python -m config.reference.build CENSO.csv ESTIMATIVA.xls PIB.csv ATLAS.csv.gz"
        )
    census, estimate, gdp, atlas = map(Path, sys.argv[1:])
    write_table(
        join_facts(read_census(census), read_estimate(estimate), read_gdp(gdp), read_idhm(atlas))
    )


if __name__ == "__main__":
    main()
