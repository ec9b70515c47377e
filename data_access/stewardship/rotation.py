"""The key of identifiers is rotated: a client from before and after stays one client.

What a key made cannot be undone, and so the new key hashes it once more; documents that come later
go through both (docs/adr/0069).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config.errors import UserError
from config.privacy import privacy
from config.progress import Progress
from config.roles import ADMINISTRATOR
from config.settings import Settings
from data_access.base.hash_keys import KEY_BYTES, write_next_layers
from data_access.base.pseudonym import HashKey, fingerprint, layer_block, pseudonym_again_sql
from data_access.contract.load import table_contract
from data_access.editions.info import list_editions
from data_access.identity.asking import Door, asker, require_role
from data_access.operational.actor import Actor, Origin
from data_access.operational.audit import audit_entry
from data_access.operational.engine import operational_engine
from data_access.operational.history import ImportRecord, active_fingerprints, history
from data_access.operational.imports import staged_path
from data_access.operational.keys import current_key, rotations
from data_access.operational.rekeying import (
    Kept,
    fingerprints_of_imports,
    kept_by,
    record_rotation,
)
from data_access.sources.source import identifier
from data_access.sources.workspace import remove_abandoned, workspace
from data_access.staging.rewriting import (
    Change,
    Effect,
    Rewritten,
    kept_records,
    record_rewritten,
    settle,
    write_beside,
)
from data_access.staging.soundness import refuse_damaged
from data_access.stewardship.rows_held import rows_held
from indicators.scope import Access

PREFIX = ".chave-"
ACT = "chave_trocada"
BUSY = "Uma edição está sendo construída agora; espere que termine e tente de novo. Nada mudou."


class RotationError(UserError):
    """The key cannot be rotated here and now."""


@dataclass(frozen=True)
class Rotatable:
    """What a rotation hashes again: ``rows`` of imports by table, and what the store keeps.
    ``editions``: how many there are, which stay as they are.
    """

    rows: Mapping[str, int]
    kept: Kept
    editions: int


@dataclass(frozen=True)
class KeyOffice(Door):
    """Made by `key_office` alone."""

    @property
    def actor(self) -> Actor:
        return asker(self.access, self.origin)

    def key_name(self) -> str:
        """What tells the key in force from others. Raises SecretKeyError."""
        return fingerprint(current_key(self.settings))

    def key_rotations(self) -> list[datetime]:
        """When it was rotated, the first time first; aware, in UTC."""
        return rotations(self.settings)

    def rotatable(self) -> Rotatable:
        """What `rotate_key` would do. Raises RotationError and SecretKeyError."""
        return self._rotatable(current_key(self.settings))

    def rotate_key(self, progress: Progress) -> Rotatable:
        """Add a key to the chain, and hash again by it whatever a next import has to meet. Returns
        what was hashed. Raises RotationError, SecretKeyError, what says that a file is damaged, and
        what says that an import or a build goes on.
        """
        self._require_fresh("Trocar a chave dos identificadores")
        with rows_held(self.settings, BUSY):
            before = current_key(self.settings)
            found, layer = self._rotatable(before), secrets.token_bytes(KEY_BYTES)
            refuse_damaged(self.settings)
            write_next_layers(self.settings.home, before.with_layer(layer))
            done = self._rewrite(before, layer, progress)
            with Session(operational_engine(self.settings)) as session, session.begin():
                record_rewritten(session, done)
                name = record_rotation(session, before, layer)
                session.add(audit_entry(self.actor, ACT, name, _detail(found)))
            settle(self.settings)
        return found

    def _rewrite(self, before: HashKey, layer: bytes, progress: Progress) -> list[Rewritten]:
        """New files beside those that are hashed by the key before."""
        done = []
        records = _hashed_by(self.settings, before)
        remove_abandoned(self.settings, PREFIX)
        with workspace(self.settings, secrets.token_hex(6), prefix=PREFIX) as space:
            for place, record in enumerate(records):
                progress(place / len(records), record.table)
                cells = {
                    name: pseudonym_again_sql(identifier(name))
                    for name in _identifiers(record.table)
                }
                change = Change(cells=cells, parameters=layer_block(layer))
                rows = Effect(changed=record.accepted or 0)
                done.append(write_beside(self.settings, space, record, change, rows))
        return done

    def _rotatable(self, key: HashKey) -> Rotatable:
        _refuse_another_key(self.settings, key)
        _refuse_elsewhere(self.settings)
        rows: dict[str, int] = {}
        for record in _hashed_by(self.settings, key):
            rows[record.table] = rows.get(record.table, 0) + (record.accepted or 0)
        return Rotatable(rows, kept_by(self.settings, key), len(list_editions(self.settings)))


def _identifiers(table: str) -> list[str]:
    return [column.name for column in table_contract(table).of_type("identificador")]


def _hashed_by(settings: Settings, key: HashKey) -> list[ImportRecord]:
    """The imports on the disk whose identifiers are of this key; those that were undone, too."""
    known, own = fingerprints_of_imports(settings), fingerprint(key)
    tables = [name for name in privacy().personal_tables if _identifiers(name)]
    return [item for item in kept_records(settings, tables) if known[item.import_id] == own]


def _refuse_another_key(settings: Settings, key: HashKey) -> None:
    if active_fingerprints(settings) - {fingerprint(key)}:
        raise RotationError(
            "Há importações ativas feitas com outra chave, que a troca não alcançaria. Restaure"
            " aquela chave, ou desfaça essas importações, e tente de novo. Nada mudou."
        )


def _refuse_elsewhere(settings: Settings) -> None:
    """With one database for several data folders, a rotation here would leave theirs behind."""
    for record in history(settings):
        there = staged_path(settings, record.table, record.import_id).is_file()
        if record.active and _identifiers(record.table) and not there:
            raise RotationError(
                f"As linhas da importação {record.import_id} ({record.table}) não estão nesta pasta"
                " de dados: são de outra que usa o mesmo banco operacional. Troque a chave na"
                " máquina que as tem, ou desfaça a importação. Nada mudou."
            )


def _detail(found: Rotatable) -> dict[str, int]:
    counts = {
        "linhas": sum(found.rows.values()),
        "apagados": found.kept.erased,
        "correcoes": found.kept.corrections,
        "contas": found.kept.accounts,
    }
    return {name: count for name, count in counts.items() if count}


def key_office(settings: Settings, access: Access, origin: Origin) -> KeyOffice:
    """Raises AccessDeniedError for whoever does not hold the role."""
    sentence = (
        f"Trocar a chave dos identificadores é de quem tem o papel {ADMINISTRATOR}; peça a quem"
        " administra o painel."
    )
    require_role(settings, access, origin, (ADMINISTRATOR,), sentence)
    return KeyOffice(settings, access, origin)
