"""Perceived income of an edition: `income_count`, from the answers of people in inclusion initiatives (DuckDB)."""

import duckdb
import pandas as pd

from data_access.marts.blocks import blocked_years, recorded_months, territory_path
from data_access.marts.subjects import Staging
from data_access.schema import income_count
from data_access.schema.inclusion import BY_CLIENT, BY_INITIATIVE, BY_UNIT

ROSE, NOT = "rose", "did_not"


def load_income(connection: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    """Fill `income_count`: an answer counts where unit, municipality and initiative are known, so that every view
    holds the same answers and none of them is the rest of another.
    """
    recorded = recorded_months(connection)
    answers = _answers(connection, staging)
    if recorded is None or answers.empty:
        return
    names = [column.name for column in income_count.columns]
    frames = []
    for seen_by, (column, path) in _views(connection, answers).items():
        rows = answers.rename(columns={column: "place"})
        for frame in blocked_years(rows, [ROSE, NOT], path, recorded):
            uf = path["uf"].loc[frame["place"]].to_numpy()
            told = frame.assign(seen_by=seen_by, uf=uf, answers=frame[ROSE] + frame[NOT])
            frames.append(told.assign(place=told["place"].astype(str))[names])
    if not frames:
        return
    whole = pd.concat(frames).sort_values(["first_month", "last_month", "seen_by", "place"])
    connection.register("income_rows", whole)
    connection.execute("INSERT INTO income_count FROM income_rows")
    connection.unregister("income_rows")


def _answers(connection: duckdb.DuckDBPyConnection, staging: Staging) -> pd.DataFrame:
    """Answers by month, UF of the unit, municipality of the client and initiative."""
    return connection.execute(f"""
        SELECT (year(s.data) * 12 + month(s.data) - 1)::SMALLINT AS month,
            coalesce(s.uf_executora, a.uf_executora) AS unit, coalesce(s.municipio, a.municipio)::INTEGER AS town,
            i.id_iniciativa AS initiative, i.uf AS initiative_uf,
            count(*) FILTER (s.aumento_renda)::INTEGER AS {ROSE},
            count(*) FILTER (NOT s.aumento_renda)::INTEGER AS {NOT}
        FROM ({staging.rows("pesquisas")}) s
        JOIN ({staging.rows("atendimentos")}) a ON a.id_atendimento = s.id_atendimento
        JOIN ({staging.rows("iniciativas")}) i ON i.id_iniciativa = a.iniciativa AND i.vulneraveis
        WHERE s.aumento_renda IS NOT NULL AND unit IS NOT NULL AND town IS NOT NULL
        GROUP BY ALL
    """).df()


def _views(connection: duckdb.DuckDBPyConnection, answers: pd.DataFrame) -> dict[str, tuple[str, pd.DataFrame]]:
    """The column of the answers that each view goes by, and the path of its places, with their UF."""
    register = connection.execute("SELECT id, uf, region_code FROM municipality").df()
    states = register.groupby("uf")["region_code"].first()
    towns = territory_path(connection).assign(uf=register.set_index("id")["uf"])
    initiatives = answers.groupby("initiative")["initiative_uf"].first()
    return {
        BY_UNIT: ("unit", pd.DataFrame({"region_code": states, "uf": states.index})),
        BY_CLIENT: ("town", towns),
        BY_INITIATIVE: (
            "initiative",
            pd.DataFrame({"region_code": initiatives.map(states), "uf": initiatives}, index=initiatives.index),
        ),
    }
