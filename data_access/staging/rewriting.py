"""Rows that were accepted and have to change, or to go: what data subjects ask, and retention.

The new file is written beside the old one; the database then says which of the two counts, and only
after that the new one takes the place. What dies in between is ended by `settle`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.base.durable import flush_file, flush_folder, sha256_of
from data_access.operational.history import ImportRecord, history
from data_access.operational.imports import set_rewritten, staged_path, staged_sums
from data_access.operational.keys import settle_key
from data_access.sources.source import file_literal, identifier, literal
from data_access.sources.workspace import Workspace
from data_access.staging.files import COPIES, STAGED

FRESH = ".novo"


@dataclass(frozen=True)
class Change:
    """What becomes of the rows of one table, in SQL over them: ``gone`` is a condition, ``cells``
    new values by column.
    """

    gone: str = "false"
    cells: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """How many cases went, and how many of those that stay have another value."""

    gone: int = 0
    changed: int = 0

    def __bool__(self) -> bool:
        return bool(self.gone or self.changed)


@dataclass(frozen=True)
class Rewritten:
    """The new file of an import, beside the old one."""

    record: ImportRecord
    effect: Effect
    fresh: Path
    sha256: str


def kept_records(settings: Settings, tables: Iterable[str]) -> list[ImportRecord]:
    """The imports of some tables whose rows are on the disk, those that were undone among them;
    oldest first.
    """
    wanted = set(tables)
    return [
        record
        for record in reversed(history(settings))
        if record.table in wanted
        and record.state in ("ativa", "desfeita")
        and staged_path(settings, record.table, record.import_id).is_file()
    ]


def effect_of(space: Workspace, file: Path, change: Change) -> Effect:
    """What a change would do to the rows of a file."""
    differs = " OR ".join(
        f"{sql} IS DISTINCT FROM {identifier(name)}" for name, sql in change.cells.items()
    )
    weight = f"coalesce({COPIES}, 1)" if COPIES in columns_of_file(space, file) else "1"
    counted = space.row(
        f"SELECT coalesce(sum({weight}) FILTER (gone), 0),"
        f" coalesce(sum({weight}) FILTER (differs AND NOT gone), 0) FROM (SELECT *,"
        f" coalesce({change.gone}, false) AS gone, ({differs or 'false'}) AS differs"
        f" FROM read_parquet({file_literal(file)}))",
        change.parameters,
    )
    return Effect(*map(int, counted))


def write_changed(space: Workspace, file: Path, change: Change, target: Path) -> None:
    """The rows of a file as a change leaves them."""
    cells = ", ".join(f"{sql} AS {identifier(name)}" for name, sql in change.cells.items())
    space.connection.execute(
        f"COPY (SELECT *{f' REPLACE ({cells})' if cells else ''}"
        f" FROM read_parquet({file_literal(file)}) WHERE NOT coalesce({change.gone}, false))"
        f" TO {literal(str(target))} ({STAGED})",
        dict(change.parameters),
    )


def columns_of_file(space: Workspace, file: Path) -> tuple[str, ...]:
    rows = space.connection.execute(f"DESCRIBE SELECT * FROM read_parquet({file_literal(file)})")
    return tuple(row[0] for row in rows.fetchall())


def rewrite(
    settings: Settings, space: Workspace, record: ImportRecord, change: Change
) -> Rewritten | None:
    """Write the new file of an import beside the old one; None where nothing changes. Only for the
    holder of the import lock.
    """
    file = staged_path(settings, record.table, record.import_id)
    effect = effect_of(space, file, change)
    return write_beside(settings, space, record, change, effect) if effect else None


def write_beside(
    settings: Settings, space: Workspace, record: ImportRecord, change: Change, effect: Effect
) -> Rewritten:
    """`rewrite` where what the change does is known already."""
    file = staged_path(settings, record.table, record.import_id)
    fresh = file.with_name(f".{file.name}{FRESH}")
    write_changed(space, file, change, fresh)
    flush_file(fresh)
    flush_folder(fresh.parent)
    return Rewritten(record, effect, fresh, sha256_of(fresh))


def record_rewritten(session: Session, done: Sequence[Rewritten]) -> None:
    """From the transaction of the caller on the new files are those that count."""
    for item in done:
        set_rewritten(session, item.record.import_id, item.sha256, item.effect.gone)


def unsettled(settings: Settings) -> list[Path]:
    return sorted(settings.staging_folder.glob(f"*/.*{FRESH}"))


def settle(settings: Settings) -> None:
    """Put in their places the new files that the database knows, and remove the others; after them
    the key that a rotation hashed them with. Only for the holder of the import lock.
    """
    found = unsettled(settings)
    known = staged_sums(settings) if found else {}
    for fresh in found:
        file = fresh.with_name(fresh.name.removeprefix(".").removesuffix(FRESH))
        if known.get(file.stem) == sha256_of(fresh):
            fresh.replace(file)
            flush_folder(file.parent)
        else:
            fresh.unlink()
    settle_key(settings)
