"""Dimensions and reference tables of an edition:
territory, mesh, partners, company stock, targets (DuckDB).
"""

import duckdb
import pandas as pd

from data_access.base.territory_source import TerritorySource
from data_access.places.own import own_territories
from data_access.schema import tables as schema
from data_access.sources.values.absent import absent_sql
from data_access.sources.values.partner_status import is_active_sql

SALA = "sala do empreendedor"


def load_partners(connection: duckdb.DuckDBPyConnection, partners: str) -> None:
    """Fill `partner`."""
    connection.execute(f"""
        INSERT INTO partner BY NAME
        SELECT id_parceiro AS partner_id, nome AS name, tipo AS kind,
            municipio::INTEGER AS municipality_id, latitude, longitude, situacao AS status,
            {is_active_sql("situacao")} AS active,
            inaugurado_em AS opened_on, selo AS seal
        FROM ({partners}) ORDER BY id_parceiro
    """)


def load_teams(connection: duckdb.DuckDBPyConnection, teams: str) -> None:
    """Fill `team`."""
    connection.execute(f"""
        INSERT INTO team BY NAME
        SELECT id_equipe AS team_id, nome AS name, uf, tipo AS kind, parceiro AS partner
        FROM ({teams}) ORDER BY id_equipe
    """)


def load_municipalities(
    connection: duckdb.DuckDBPyConnection, territory: TerritorySource, own: str
) -> None:
    """Fill `municipality`, with its active Salas, the distance to the nearest one, and the
    territory of one's `own` that it is in: none where what is written for its name says that there
    is none. Needs `partner`.
    """
    register = territory.municipalities
    named = connection.execute(
        f"SELECT municipio, nome FROM ({own}) WHERE NOT {absent_sql('nome')}"
    ).df()
    register = register.join(own_territories(register, named))
    salas = connection.execute(
        "SELECT municipality_id, latitude, longitude FROM partner WHERE active AND lower(kind)"
        " LIKE ?",
        [f"{SALA}%"],
    ).df()
    frame = register.assign(
        id=register["code"].astype(int),
        active_salas=register["code"]
        .astype(int)
        .map(salas["municipality_id"].value_counts())
        .fillna(0),
        nearest_sala_km=_nearest_sala_km(territory, salas),
    )
    columns = [column.name for column in schema.municipality.columns]
    connection.register("register", frame[columns])
    connection.execute("INSERT INTO municipality BY NAME FROM register ORDER BY id")
    connection.unregister("register")


def _nearest_sala_km(territory: TerritorySource, salas: pd.DataFrame) -> pd.Series:
    """Kilometres from each municipality's point to the nearest active Sala; zero where it has one
    of its own.

    A Sala without coordinates stands at the point of its municipality.
    """
    register = territory.municipalities
    points = register.assign(id=register["code"].astype(int)).set_index("id")[
        ["latitude", "longitude"]
    ]
    own = points.reindex(salas["municipality_id"]).reset_index(drop=True)
    sites = salas[["latitude", "longitude"]].reset_index(drop=True)
    sites = sites.where(sites.notna().all(axis=1), own).astype(float).dropna()
    if sites.empty:
        return pd.Series(float("nan"), index=register.index)
    distance = territory.nearest_km(register[["latitude", "longitude"]], sites)["distance_km"]
    has_own = register["code"].astype(int).isin(salas["municipality_id"])
    return pd.Series(distance.to_numpy(), index=register.index).mask(has_own, 0.0)


def load_mesh(connection: duckdb.DuckDBPyConnection, territory: TerritorySource) -> None:
    """Fill `mesh`: each layer as it goes to the browser."""
    for layer in territory.layers.values():
        connection.execute(
            "INSERT INTO mesh (level, sha256, features, vintage, source, geojson_gz)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                layer.level,
                layer.sha256,
                layer.features,
                territory.vintage,
                territory.source,
                layer.geojson_gz,
            ],
        )


def load_company_stock(connection: duckdb.DuckDBPyConnection, companies: str) -> None:
    """Fill `company_stock`; the reference month becomes an index."""
    connection.execute(f"""
        INSERT INTO company_stock BY NAME
        SELECT
            (
                substr(competencia, 1, 4)::INTEGER * 12 + substr(competencia, 6, 2)::INTEGER - 1
            )::SMALLINT AS month,
            municipio::INTEGER AS municipality_id, porte, quantidade AS companies
        FROM ({companies}) ORDER BY 1, 2, 3
    """)


def load_socioeconomic(connection: duckdb.DuckDBPyConnection, values: str) -> None:
    connection.execute(f"""
        INSERT INTO socioeconomic BY NAME
        SELECT municipio::INTEGER AS municipality_id, indicador AS indicator, ano AS year,
            valor AS value, fonte AS source
        FROM ({values}) ORDER BY 2, 3, 1
    """)


def load_targets(connection: duckdb.DuckDBPyConnection, targets: str) -> None:
    """Fill `target`; a UF may be named by its sigla, the country by any of its usual names."""
    connection.execute(f"""
        INSERT INTO target BY NAME
        SELECT indicador AS indicator, nivel AS level,
            CASE WHEN nivel = 'brasil' THEN 'BR' ELSE coalesce(u.uf_code, trim(territorio)) END
                AS territory,
            ano AS year, valor AS value
        FROM ({targets}) t
        LEFT JOIN (SELECT DISTINCT uf, uf_code FROM municipality) u
            ON t.nivel = 'uf' AND u.uf = upper(trim(t.territorio))
        ORDER BY 1, 2, 3, 4
    """)
