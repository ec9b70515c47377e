"""Perceived income of an edition: `income_count`,
from the answers of people in inclusion initiatives (DuckDB).
"""

from collections.abc import Iterator

import duckdb
import pandas as pd

from data_access.marts.blocks import blocked_years, recorded_months, territory_path
from data_access.marts.subjects import Staging
from data_access.schema.inclusion import BY_CLIENT, BY_INITIATIVE, BY_UNIT
from data_access.schema.tables import income_count
from indicators.scope import Period

ROSE, NOT = "rose", "did_not"


def load_income(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `income_count`: an answer counts where unit, municipality and initiative are known, so
    that every view holds the same answers and none of them is the rest of another.
    """
    recorded = recorded_months(connection)
    answers = _answers(connection, staging)
    if recorded is None or answers.empty:
        return
    frames = [
        *_of_clients(connection, answers, recorded),
        *_of_units_and_initiatives(connection, answers, recorded),
    ]
    if not frames:
        return
    names = [column.name for column in income_count.columns]
    whole = pd.concat(frames).assign(
        answers=lambda rows: rows[ROSE] + rows[NOT], place=lambda rows: rows["place"].astype(str)
    )
    whole = whole[names].sort_values(["first_month", "last_month", "seen_by", "place", "block"])
    connection.register("income_rows", whole)
    connection.execute("INSERT INTO income_count BY NAME FROM income_rows")
    connection.unregister("income_rows")


def _answers(connection: duckdb.DuckDBPyConnection, staging: Staging) -> pd.DataFrame:
    """Answers by month, UF of the unit, municipality of the client and initiative."""
    return connection.execute(f"""
        SELECT (year(s.data) * 12 + month(s.data) - 1)::SMALLINT AS month,
            coalesce(s.uf_executora, a.uf_executora) AS unit,
            coalesce(s.municipio, a.municipio)::INTEGER AS town,
            i.id_iniciativa AS initiative, i.uf AS initiative_uf,
            count(*) FILTER (s.aumento_renda)::INTEGER AS {ROSE},
            count(*) FILTER (NOT s.aumento_renda)::INTEGER AS {NOT}
        FROM ({staging.rows("pesquisas")}) s
        JOIN ({staging.rows("atendimentos")}) a ON a.id_atendimento = s.id_atendimento
        JOIN ({staging.rows("iniciativas")}) i ON i.id_iniciativa = a.iniciativa AND i.vulneraveis
        WHERE s.aumento_renda IS NOT NULL AND unit IS NOT NULL AND town IS NOT NULL
        GROUP BY ALL
    """).df()


def _of_clients(
    connection: duckdb.DuckDBPyConnection, answers: pd.DataFrame, recorded: Period
) -> Iterator[pd.DataFrame]:
    """Rows of the municipalities of the clients."""
    uf = _register(connection)["uf"]
    rows = answers.rename(columns={"town": "place"})
    for frame in blocked_years(rows, [ROSE, NOT], territory_path(connection), recorded):
        yield frame.assign(seen_by=BY_CLIENT, uf=uf.loc[frame["place"]].to_numpy())


def _of_units_and_initiatives(
    connection: duckdb.DuckDBPyConnection, answers: pd.DataFrame, recorded: Period
) -> Iterator[pd.DataFrame]:
    """Rows of what the units of each UF did for each initiative, once by unit and once by
    initiative.

    An initiative is mostly done by the units of its own UF: of blocks made apart for each of the
    two, the initiatives of a UF would tell what its units withhold. Blocks of the pairs are safe
    for both.
    """
    pairs = _pairs(connection, answers)
    rows = answers.merge(pairs.reset_index(names="place"), on=["unit", "initiative"])
    for frame in blocked_years(rows, [ROSE, NOT], pairs[["region_code", "unit"]], recorded):
        pair = pairs.loc[frame["place"]].set_axis(frame.index)
        yield frame.assign(seen_by=BY_UNIT, place=pair["unit"], uf=pair["unit"])
        of_initiative = frame.assign(
            seen_by=BY_INITIATIVE, place=pair["initiative"], uf=pair["initiative_uf"]
        )
        yield of_initiative.dropna(subset=["place"])


def _pairs(connection: duckdb.DuckDBPyConnection, answers: pd.DataFrame) -> pd.DataFrame:
    """UF of the units and initiative, with the region of the units;
    a UF without answers has a row of its own.
    """
    states = _register(connection).groupby("uf")["region_code"].first()
    asked = answers[["unit", "initiative", "initiative_uf"]].drop_duplicates()
    silent = pd.DataFrame({"unit": states.index.difference(list(asked["unit"]))})
    pairs = pd.concat([asked, silent]).sort_values(["unit", "initiative"], ignore_index=True)
    return pairs.assign(region_code=pairs["unit"].map(states))


def _register(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.execute("SELECT id, uf, region_code FROM municipality").df().set_index("id")
