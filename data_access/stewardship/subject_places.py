"""Where somebody is beside the imported tables: the operational store, editions, listed doubts."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.privacy import privacy
from config.settings import Settings
from data_access.base.pseudonym import normalise
from data_access.editions.info import EditionInfo, list_editions
from data_access.identity.accounts import keyed_hash
from data_access.operational import identity_models, recognition_models, subject_models
from data_access.operational.engine import operational_engine
from data_access.operational.identity_models import Account
from data_access.operational.models import Base
from data_access.operational.subjects import RequestRecord

# Whose tables `Base` knows once they are imported.
MODELS = (identity_models, recognition_models, subject_models)
ACCOUNTS, FILES, REQUESTS = "contas", "arquivos", "titulares"


@dataclass(frozen=True)
class Elsewhere:
    """``store``: rows by what `config/privacy.toml` calls where they are kept; ``editions``: those
    made of imports that hold the person's rows, oldest first.
    """

    store: dict[str, int]
    editions: tuple[EditionInfo, ...]


def elsewhere(
    settings: Settings, document: str, names: Collection[str], imports: Collection[str]
) -> Elsewhere:
    """`names` are the pseudonyms that `document` had and has."""
    found: dict[str, int] = {}
    with Session(operational_engine(settings)) as session:
        for name, store in privacy().store.items():
            count = sum(
                _count(session, Base.metadata.tables[table], names) for table in store.tables
            )
            if name == ACCOUNTS and settings.oidc_issuer is not None:
                identity = keyed_hash(settings, settings.oidc_issuer, normalise(document))
                chosen = sa.select(sa.func.count()).where(Account.identity == identity)
                count += session.execute(chosen).scalar_one()
            if name == FILES:
                count = sum(lines for _, lines in _findings(settings, names))
            if count:
                found[name] = count
    return Elsewhere(found, tuple(editions_of(settings, imports)))


def _count(session: Session, table: sa.Table, names: Collection[str]) -> int:
    """Rows in which some column of text is one of the pseudonyms."""
    texts = [column for column in table.columns if isinstance(column.type, sa.String)]
    if not texts:
        return 0
    named = sa.or_(*(column.in_(names) for column in texts))
    return session.execute(sa.select(sa.func.count()).select_from(table).where(named)).scalar_one()


def editions_of(settings: Settings, imports: Collection[str]) -> Iterator[EditionInfo]:
    """Editions that were made of some of these imports."""
    for info in list_editions(settings) if imports else ():
        if info.manifest and any(part.import_id in imports for part in info.manifest.sources):
            yield info


def still_in(settings: Settings, request: RequestRecord) -> list[EditionInfo]:
    """Editions that were made before an erasure, of rows that it took away."""
    if request.kind != "apagar" or request.answered_at is None:
        return []
    return [
        info
        for info in editions_of(settings, request.imports)
        if info.manifest and info.manifest.built_at < request.answered_at
    ]


def _findings(settings: Settings, names: Collection[str]) -> Iterator[tuple[Path, int]]:
    """The lists of doubtful rows that name somebody, and in how many lines."""
    for file in sorted((settings.home / "findings").glob("*/*.csv")):
        lines = sum(_names_any(line, names) for line in file.read_bytes().splitlines())
        if lines:
            yield file, lines


def _names_any(line: bytes, names: Collection[str]) -> bool:
    return any(name.encode() in line for name in names)


def remove_from_findings(settings: Settings, names: Collection[str]) -> None:
    """Take the lines that name somebody out of the lists of doubtful rows."""
    for file, _ in list(_findings(settings, names)):
        fresh = file.with_name(f".{file.name}.novo")
        fresh.touch(mode=0o600)
        lines = file.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if not _names_any(line, names)]
        fresh.write_bytes(b"".join(kept))
        fresh.replace(file)
