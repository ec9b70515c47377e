"""Neighbours of an edition: `neighbour` and `neighbour_feature`,
from what is known of each municipality (DuckDB).
"""

from functools import reduce

import duckdb
import pandas as pd

from data_access.marts.subjects import Staging
from indicators.neighbours import FEATURES, INPUTS, features, nearest_neighbours, scores
from indicators.scope import SMALL_BUSINESSES, Month

# What dates a feature: the first of these that the municipality has.
DATED_BY = {
    "populacao": ("populacao",),
    "pib_per_capita": ("pib_per_capita", "pib"),
    "pequenos_por_mil": ("empresas",),
    "parte_mei": ("empresas",),
    "idhm": ("idhm",),
    "urbanizacao": ("populacao_urbana",),
}


def load_neighbours(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `neighbour` and `neighbour_feature`, of the latest year and stock of each municipality.

    Needs `municipality`, `socioeconomic` and `company_stock`. Of what an edition lacks there is
    simply no feature.
    """
    register = connection.execute("SELECT id FROM municipality ORDER BY id").df()["id"]
    inputs, dates = _inputs(connection, register)
    values = features(inputs)
    standard = scores(values)
    _insert(connection, "neighbour_feature", _long(values, standard, dates))
    found = nearest_neighbours(standard)[["code", "position", "neighbour", "distance", "shared"]]
    names = {"code": "municipality_id", "neighbour": "neighbour_id"}
    _insert(connection, "neighbour", found.rename(columns=names))


def _inputs(
    connection: duckdb.DuckDBPyConnection, register: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per municipality: the inputs of `features`, and the year or month of each."""
    names = ", ".join(f"'{name}'" for name in INPUTS)
    latest = connection.execute(f"""
        SELECT municipality_id AS id, indicator, value, year::VARCHAR AS reference
        FROM socioeconomic
        WHERE indicator IN ({names})
        QUALIFY row_number() OVER (PARTITION BY municipality_id, indicator ORDER BY year DESC) = 1
    """).df()
    small = ", ".join(f"'{porte}'" for porte in SMALL_BUSINESSES)
    stock = connection.execute(f"""
        SELECT municipality_id AS id, month,
            sum(companies) FILTER (porte = 'MEI') AS mei,
            sum(companies) FILTER (porte IN ({small})) AS pequenos
        FROM company_stock
        WHERE month = (
            SELECT max(month) FROM company_stock o
            WHERE o.municipality_id = company_stock.municipality_id
        )
        GROUP BY ALL
    """).df()
    stock = stock.set_index("id").reindex(register)
    values, dates = (
        _spread(latest, column).reindex(index=register, columns=INPUTS)
        for column in ("value", "reference")
    )
    # A porte without a row is zero where the municipality has any row: sources list only what
    # exists.
    companies = stock[["mei", "pequenos"]].fillna(0).where(stock["month"].notna())
    months = stock["month"].map(lambda month: None if pd.isna(month) else Month(int(month)).label)
    return values.join(companies).astype(float), dates.assign(empresas=months)


def _spread(latest: pd.DataFrame, column: str) -> pd.DataFrame:
    """One column per indicator."""
    return pd.pivot_table(latest, index="id", columns="indicator", values=column, aggfunc="first")


def _long(values: pd.DataFrame, standard: pd.DataFrame, dates: pd.DataFrame) -> pd.DataFrame:
    """One row per municipality and feature that it has."""
    frames = []
    for feature in FEATURES:
        reference = reduce(pd.Series.combine_first, (dates[name] for name in DATED_BY[feature.id]))
        columns = {
            "feature": feature.id,
            "value": values[feature.id],
            "score": standard[feature.id],
        }
        frames.append(pd.DataFrame({**columns, "reference": reference}).dropna(subset=["value"]))
    return pd.concat(frames).rename_axis("municipality_id").reset_index()


def _insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    """Rows in the order of the municipalities; NaN becomes null."""
    connection.register("given", frame)
    connection.execute(f"INSERT INTO {table} BY NAME FROM given ORDER BY 1, 2")
    connection.unregister("given")
