"""Rows that have been kept for as long as their purpose asks, as `config/privacy.toml` says it."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from config.privacy import FROM_IMPORT, FROM_LAST_ATTENDANCE, privacy
from config.settings import Settings
from data_access.operational.history import ImportRecord
from data_access.operational.imports import staged_path
from data_access.sources.source import file_literal, identifier
from data_access.sources.workspace import Workspace
from data_access.staging.rewriting import Change

ATTENDANCES, DAY, CLIENT = "atendimentos", "data_fim", "id_cliente"
LAST = "last_attendance"  # (client, day), in the workspace


def months_before(day: date, months: int) -> date:
    """The same day that many months ago; the last of its month where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def load_last_attendances(
    settings: Settings, space: Workspace, records: Iterable[ImportRecord]
) -> None:
    """Make `LAST` of the attendances of those imports, whose clients are still attended."""
    files = [
        file_literal(staged_path(settings, ATTENDANCES, record.import_id))
        for record in records
        if record.table == ATTENDANCES and record.active
    ]
    rows = (
        f"SELECT {CLIENT} AS client, max({DAY}) AS day FROM read_parquet([{', '.join(files)}])"
        f" WHERE {CLIENT} IS NOT NULL GROUP BY ALL"
        if files
        else "SELECT NULL::UUID AS client, NULL::DATE AS day WHERE false"
    )
    space.connection.execute(f"CREATE OR REPLACE TEMP TABLE {LAST} AS {rows}")


def expired_change(record: ImportRecord, today: date) -> Change:
    """What of the rows of an import is past its time; `load_last_attendances` comes before it.

    Raises KeyError for a table without a term: one without personal data.
    """
    treatment = privacy().table[record.table]
    if treatment.keep_months is None:
        raise KeyError(record.table)
    since = _since_sql(record, treatment.since)
    return Change(
        f"{since} < {_limit_sql(today, treatment.keep_months)}",
        {
            name: f"CASE WHEN {since} < {_limit_sql(today, months)} THEN NULL"
            f" ELSE {identifier(name)} END"
            for name, months in treatment.short_lived.items()
        },
    )


def _since_sql(record: ImportRecord, since: str) -> str:
    imported = (record.finished_at or record.started_at).astimezone().date()
    if since == FROM_IMPORT:
        return f"DATE '{imported}'"
    if since == FROM_LAST_ATTENDANCE:
        last = f"(SELECT any_value(day) FROM {LAST} WHERE client = {CLIENT})"
        return f"coalesce({last}, DATE '{imported}')"
    return identifier(since)


def _limit_sql(today: date, months: int) -> str:
    return f"DATE '{months_before(today, months)}'"
