"""How new the active imports are: what was imported last, and up to when it tells."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import duckdb
import pandas as pd

from config import clock
from config.formatting import brasilia
from config.freshness import Freshness, freshness_limits
from config.settings import Settings
from data_access.contract.load import SOURCE_TABLES, contract
from data_access.contract.model import Table
from data_access.editions.reading import Edition
from data_access.operational.imports import StagedFile, active_imports
from data_access.quality.content import is_of_people, last_day_of, uf_of
from data_access.sources.source import file_literal, literal
from data_access.staging.files import COPIES
from indicators.scope import Access

COLUMNS = [
    *(
        "table",
        "title",
        "imports",
        "rows",
        "last_import",
        "last_source",
        "last_day",
        "age_days",
        "limit_days",
    ),
    *("status", "in_edition"),
]


class State(StrEnum):
    FRESH = "em dia"
    OLD = "antiga"
    EMPTY = "sem dados"


def freshness(
    settings: Settings, edition: Edition | None, access: Access, today: date | None = None
) -> pd.DataFrame:
    """One row per table of the contract, in alphabetical order. Columns: COLUMNS.

    ``rows`` and ``last_day`` are of the active imports, inside the access: a row that a later
    import replaced is still counted. ``age_days`` is counted from ``last_day`` or, for tables
    without dates, from ``last_import``. ``in_edition``: whether all the active imports are in
    `edition`; None for tables that editions do not hold. Of some UFs alone, a table of people
    (`content.OF_PEOPLE`) has no rows told, and for its last day the first of its month.
    """
    day = today or clock.today()
    held = {source.import_id for source in edition.manifest.sources} if edition else set()
    rows = [
        _row(table, active_imports(settings, name), access, day, held)
        for name, table in contract().items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(
    table: Table, files: Sequence[StagedFile], access: Access, today: date, held: set[str]
) -> list[Any]:
    limit = freshness_limits()[table.name]
    rows, last_day = _content(table, files, access) if files else (0, None)
    latest = files[-1] if files else None
    is_told = access.ufs is None or not is_of_people(table.name)
    if last_day is not None and not is_told:
        last_day = last_day.replace(day=1)
    age = _age(limit, last_day, latest, today) if rows else None
    status = State.EMPTY if age is None else State.OLD if age > limit.days else State.FRESH
    inside = (
        all(file.import_id in held for file in files)
        if files and table.name in SOURCE_TABLES
        else None
    )
    imported, source = (latest.imported_at, latest.source_name) if latest else (None, None)
    counted = rows if is_told else None
    head = [table.name, table.title, len(files), counted, imported, source]
    return [*head, last_day, age, limit.days, str(status), inside]


def _content(table: Table, files: Sequence[StagedFile], access: Access) -> tuple[int, date | None]:
    """Rows inside the access, and their last day of reference."""
    paths = ", ".join(file_literal(file.path) for file in files)
    seen = "true"
    if access.ufs is not None:
        seen = (
            f"{uf_of(table)} IN ({', '.join(map(literal, sorted(access.ufs)))})"
            if access.ufs
            else "false"
        )
    staged = f"read_parquet([{paths}], union_by_name=true)"
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE SELECT * FROM {staged}").fetchall()
        # A row of a demonstration may stand for many cases.
        many = any(name == COPIES for name, *_ in described)
        cases = f"coalesce(sum(coalesce({COPIES}, 1)), 0)" if many else "count(*)"
        found = connection.execute(
            f"SELECT {cases}, {last_day_of(table)} FROM {staged} WHERE {seen}"
        ).fetchall()
    rows, last_day = found[0]
    return int(rows), last_day


def _age(
    limit: Freshness, last_day: date | None, latest: StagedFile | None, today: date
) -> int | None:
    if limit.imported is not None and latest is not None:
        return (today - brasilia(latest.imported_at).date()).days
    return None if last_day is None else (today - last_day).days
