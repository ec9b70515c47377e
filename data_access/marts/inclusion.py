"""People of each group of an edition:
`inclusion_count`, by the month in which clients came first (DuckDB).
"""

from collections.abc import Iterator

import duckdb
import pandas as pd

from config.inclusion import Attribute, Group, inclusion_rule
from data_access.marts.blocks import blocked_years, closed_months, territory_path
from data_access.marts.subjects import Staging
from data_access.schema.tables import inclusion_count
from indicators.scope import Period

OTHERS = "others"  # clients whose attribute is known and of no group


def load_groups(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `inclusion_count`. Needs `client`, `client_month`, `municipality` and `socioeconomic`.

    A client counts once a year, in the month of its first counted attendance of the year: a period
    of the year to date holds those who came first in it.
    """
    closed = closed_months(connection)
    if closed is None:
        return
    firsts = _firsts(connection)
    reference = _reference(connection)
    path = territory_path(connection)
    frames = [
        frame
        for attribute, groups in inclusion_rule().by_attribute.items()
        for frame in _counts(firsts, reference, path, attribute, groups, closed)
    ]
    if not frames:
        return
    names = [column.name for column in inclusion_count.columns]
    whole = pd.concat(frames).sort_values(["first_month", "last_month", "grp", "municipality_id"])[
        names
    ]
    connection.register("inclusion_rows", whole)
    connection.execute("INSERT INTO inclusion_count BY NAME FROM inclusion_rows")
    connection.unregister("inclusion_rows")


def _firsts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Clients by municipality and first month of each year:
    one column per group and, by attribute, the others.
    """
    attributes = inclusion_rule().by_attribute
    columns = ", ".join(
        f"coalesce(sum(c.copies) FILTER ({condition}), 0)::INTEGER AS {name}"
        for attribute, groups in attributes.items()
        for name, condition in _conditions(attribute, groups)
    )
    # What is looked for in every group is put into plain letters once.
    plain = ", ".join(
        f"lower(strip_accents(trim({attribute}::VARCHAR))) AS {attribute}"
        for attribute in attributes
    )
    return connection.execute(f"""
        SELECT f.municipality_id AS place, f.month, {columns}
        FROM (
            SELECT client_id, municipality_id, min(month) AS month
            FROM client_month GROUP BY client_id, municipality_id, month // 12
        ) f
        JOIN (SELECT client_id, copies, {plain} FROM client) c USING (client_id)
        GROUP BY ALL
    """).df()


def _conditions(attribute: Attribute, groups: tuple[Group, ...]) -> Iterator[tuple[str, str]]:
    """Name and SQL condition of each group of an attribute, which is in plain letters, and of the
    known rest.
    """
    value = f"c.{attribute}"
    for group in groups:
        yield group.id, f"{value} IN ({_quoted_sql_list(group.named_so)})"
    taken = _quoted_sql_list([name for group in groups for name in group.named_so])
    unknown = _quoted_sql_list(["", *inclusion_rule().unknown])
    yield f"{OTHERS}_{attribute}", f"{value} NOT IN ({taken}) AND {value} NOT IN ({unknown})"


def _quoted_sql_list(values: list[str] | tuple[str, ...]) -> str:
    return ", ".join(
        f"lower(strip_accents('{value.replace(chr(39), chr(39) * 2)}'))" for value in values
    )


def _reference(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The latest year of every indicator that groups may be set against,
    by municipality: whole people.
    """
    names = sorted(inclusion_rule().references)
    rows = connection.execute(
        "SELECT municipality_id, indicator, round(arg_max(value, year))::BIGINT AS value FROM"
        " socioeconomic WHERE indicator IN (SELECT unnest($names)) AND isfinite(value) AND"
        " abs(value) < 1e15 GROUP BY municipality_id, indicator",
        {"names": names},
    ).df()
    return rows.pivot_table(index="municipality_id", columns="indicator", values="value").reindex(
        columns=names
    )


def _counts(
    firsts: pd.DataFrame,
    reference: pd.DataFrame,
    path: pd.DataFrame,
    attribute: Attribute,
    groups: tuple[Group, ...],
    closed: Period,
) -> Iterator[pd.DataFrame]:
    """Rows of an attribute's groups, over municipalities whose references are all known."""
    counts = {str(name): int(reference[name].notna().sum()) for name in reference}
    against = {group.id: group.against(counts) for group in groups}
    needed = sorted({name for pair in against.values() for name in pair})
    known = reference[needed].dropna().astype("int64")
    path = path[path.index.isin(known.index)]
    columns = [*(group.id for group in groups), f"{OTHERS}_{attribute}"]
    for frame in blocked_years(firsts, columns, path, closed) if len(path) else ():
        people = frame[columns].sum(axis=1)
        base = known.loc[frame["place"]]
        for group in groups:
            yield frame.rename(columns={"place": "municipality_id"}).assign(
                grp=group.id,
                people=people,
                members=frame[group.id],
                reference=base[against[group.id][0]].to_numpy(),
                population=base[against[group.id][1]].to_numpy(),
            )
