"""The rows behind a finding, as a file that its owner alone can read or as rows of an edition."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from config.settings import Settings
from data_access.base.safe_export import write_csv
from data_access.plausibility.subject import Doubt, check_named
from data_access.schema import tables as schema

MOST_ROWS = 10_000  # in a file
KEPT_ROWS = 1_000  # of a finding in an edition
# Pseudonyms stay out of editions: there a client is a number that leads back to nobody.
NOT_IN_EDITIONS = ("cliente",)


def findings_folder(settings: Settings, import_id: str) -> Path:
    return settings.home / "findings" / import_id


def write_rows(
    connection: duckdb.DuckDBPyConnection, listing: str | pd.DataFrame, file: Path
) -> None:
    """The first `MOST_ROWS` rows of a listing as CSV."""
    frame = first_rows(connection, listing, MOST_ROWS)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_csv(
        file, list(frame.columns), (list(row.values()) for row in _records(frame)), private=True
    )


def first_rows(
    connection: duckdb.DuckDBPyConnection, listing: str | pd.DataFrame, most: int
) -> pd.DataFrame:
    if isinstance(listing, pd.DataFrame):
        return listing.head(most)
    return connection.execute(f"SELECT * FROM ({listing}) LIMIT {most}").df()


def keep_in_edition(
    connection: duckdb.DuckDBPyConnection, position: int, table: str, doubt: Doubt
) -> None:
    """Write a doubt to `finding` and `finding_row` of the edition behind `connection`."""
    severity = check_named(doubt.check).severity
    finding = [position, doubt.check, table, severity, doubt.sentence, doubt.rows]
    connection.execute(
        "INSERT INTO finding (position, check_id, table_name, severity, sentence, rows)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        finding,
    )
    frame = first_rows(connection, doubt.listing, KEPT_ROWS).drop(
        columns=list(NOT_IN_EDITIONS), errors="ignore"
    )
    rows = [
        [position, place, record.get("uf"), json.dumps(record, ensure_ascii=False)]
        for place, record in enumerate(_records(frame))
    ]
    if rows:
        kept = pd.DataFrame(rows, columns=[column.name for column in schema.finding_row.columns])
        connection.register("kept_rows", kept)
        connection.execute("INSERT INTO finding_row BY NAME FROM kept_rows")
        connection.unregister("kept_rows")


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows with plain values: days as ISO text, whole numbers without a point,
    nothing for what is missing.
    """
    for record in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        yield {str(name): _plain(value) for name, value in record.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # and datetime, and pandas' timestamp
        text = value.isoformat()
        return text.removesuffix("T00:00:00")
    if hasattr(value, "item"):
        value = value.item()
    return int(value) if isinstance(value, float) and value.is_integer() else value
