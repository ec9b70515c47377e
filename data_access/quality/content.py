"""How full each column of each imported table is in each UF, and its last day:
counted when an edition is built.
"""

from collections.abc import Mapping, Sequence

import duckdb
import pandas as pd
import sqlalchemy as sa

from data_access.contract.load import table_contract
from data_access.contract.model import Table
from data_access.editions.reading import Edition
from data_access.plausibility.subject import uf_sql
from data_access.schema import tables as schema
from data_access.sources.source import identifier, literal
from data_access.staging.files import COPIES, StagedFile, active_rows_sql
from indicators.scope import Access

WHOLE_ROW = ""
NO_UF = ""
# The column that says when what a row tells happened, or its month or year of reference; other
# tables have none.
REFERENCE = {
    "atendimentos": "data_fim",
    "pesquisas": "data",
    "contatos": "aberto_em",
    "empresas": "competencia",
    "socioeconomico": "ano",
    "iniciativas": "ano",
    "metas": "ano",
}
# Columns by which people, and not companies, are counted; of no column named, the whole table is.
# What the windows that are told of them leave of these counts would be what the others withhold.
OF_PEOPLE: dict[str, frozenset[str]] = {
    "pesquisas": frozenset(),
    "contatos": frozenset({"nota", "voltaria"}),
    "clientes": frozenset({
        *("genero", "raca_cor", "faixa_etaria", "pcd", "cadunico", "consentimento"),
    }),
}  # fmt: skip
STEP_OF_PEOPLE = 0.10  # to which a share of them is rounded
FEWEST_ROWS = 200  # under which a step would be of too few of them to tell any share
# A row's own place tells less than who executed it only where there is none.
UF_COLUMNS = ("municipio", "uf_executora", "uf")


def load_content(
    connection: duckdb.DuckDBPyConnection, staged: Mapping[str, Sequence[StagedFile]]
) -> None:
    """Fill `source_content` of the edition behind `connection`
    with every table that has active rows.
    """
    for name, files in staged.items():
        if files:
            table = table_contract(name)
            connection.execute(
                "INSERT INTO source_content BY NAME "
                f"{content_sql(table, active_rows_sql(files, name, with_source=True))}"
            )


def content_sql(table: Table, rows: str) -> str:
    """SQL of the rows of `source_content` of one table, whose `rows` come with their source."""
    counts = ", ".join(
        f"coalesce(sum({COPIES}) FILTER ({identifier(name)} IS NOT NULL), 0)::BIGINT"
        f" AS {identifier(f'n_{name}')}"
        for name in table.names
    )
    last = last_day_of(table)
    counted = (
        f"SELECT {uf_of(table)} AS uf, sum({COPIES})::BIGINT AS rows, {last} AS last_day, {counts}"
        f" FROM ({rows}) GROUP BY 1"
    )
    columns = [
        f"SELECT {literal(table.name)} AS table_name, {literal(WHOLE_ROW)} AS column_name,"
        " uf, rows, rows AS filled, last_day FROM counted"
    ]
    columns += [
        f"SELECT {literal(table.name)}, {literal(name)}, uf, rows, {identifier(f'n_{name}')}, NULL"
        " FROM counted"
        for name in table.names
    ]
    return f"WITH counted AS ({counted}) {' UNION ALL '.join(columns)} ORDER BY column_name, uf"


def uf_of(table: Table) -> str:
    """SQL of the UF of a row: that of its municipality, else of who executed it."""
    known = [
        uf_sql(name) if name == "municipio" else name for name in UF_COLUMNS if name in table.names
    ]
    return f"coalesce({', '.join(known)}, '{NO_UF}')" if known else f"'{NO_UF}'"


def last_day_of(table: Table) -> str:
    """SQL of the latest reference of a group:
    a month stands for its first day, a year for its first.
    """
    name = REFERENCE.get(table.name)
    if name is None:
        return "NULL::DATE"
    match table.column(name).type:
        case "competencia":
            return f"CAST(max({name}) || '-01' AS DATE)"
        case "inteiro":
            return f"make_date(max({name}), 1, 1)"
        case _:
            return f"CAST(max({name}) AS DATE)"


def completeness(edition: Edition, access: Access) -> pd.DataFrame:
    """Columns: table, column, uf, rows, filled, share (of filled cells); by table, column of the
    contract and UF.

    The UF is "" for rows of no state, which only an access to everything sees. Of the columns
    `OF_PEOPLE` the counts are NA, and the share is rounded to STEP_OF_PEOPLE, NaN under FEWEST_ROWS
    (docs/adr/0085).
    """
    c = schema.source_content.c
    columns = (c.table_name.label("table"), c.column_name.label("column"), c.uf, c.rows, c.filled)
    frame = _read(
        edition, access, sa.select(*columns).where(c.column_name != WHOLE_ROW, _visible(access))
    )
    places = {
        (t, name): place
        for t in frame["table"].unique()
        for place, name in enumerate(table_contract(t).names)
    }
    order = pd.Series(
        [places[key] for key in zip(frame["table"], frame["column"], strict=True)],
        index=frame.index,
        dtype=int,
    )
    frame = _without_counts_of_people(frame.assign(share=frame["filled"] / frame["rows"]))
    frame = frame.assign(order=order)
    return frame.sort_values(["table", "order", "uf"]).drop(columns="order").reset_index(drop=True)


def freshness_by_uf(edition: Edition, access: Access) -> pd.DataFrame:
    """Columns: table, uf, rows, last_day; by table and UF.
    `last_day` of months and years is their first day. Of a table `OF_PEOPLE` the rows are NA, and
    the last day is the first of its month: a day would say who answered last.
    """
    c = schema.source_content.c
    columns = (c.table_name.label("table"), c.uf, c.rows, c.last_day)
    statement = sa.select(*columns).where(c.column_name == WHOLE_ROW, _visible(access))
    frame = _read(edition, access, statement.order_by(c.table_name, c.uf))
    days = zip(frame["table"], frame["last_day"], strict=True)
    return frame.assign(
        rows=frame["rows"].astype("Int64").mask(frame["table"].map(is_of_people).astype(bool)),
        last_day=pd.Series(
            [day.replace(day=1) if day and is_of_people(table) else day for table, day in days],
            index=frame.index,
            dtype=object,
        ),
    )


def is_of_people(table: str, column: str = WHOLE_ROW) -> bool:
    """Whether the rows of a table, or the filled cells of a column of it, are counts of people."""
    named = OF_PEOPLE.get(table)
    return named is not None and (not named or column in named)


def _without_counts_of_people(frame: pd.DataFrame) -> pd.DataFrame:
    pairs = zip(frame["table"], frame["column"], strict=True)
    people = pd.Series([is_of_people(*pair) for pair in pairs], index=frame.index, dtype=bool)
    rounded = (frame["share"] / STEP_OF_PEOPLE).round() * STEP_OF_PEOPLE
    coarse = rounded.where(frame["rows"] >= FEWEST_ROWS)
    counts = {name: frame[name].astype("Int64").mask(people) for name in ("rows", "filled")}
    return frame.assign(share=frame["share"].mask(people, coarse), **counts)


def _visible(access: Access) -> sa.ColumnElement[bool]:
    return sa.true() if access.ufs is None else schema.source_content.c.uf.in_(sorted(access.ufs))


def _read(
    edition: Edition, access: Access, statement: sa.Select[*tuple[object, ...]]
) -> pd.DataFrame:
    with edition.reading(access) as connection:
        return pd.read_sql(statement, connection)
