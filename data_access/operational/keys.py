"""Which key of identifiers is in force: what the last rotation left, and not what a file says.

A rotation writes its key beside the one that counts, and one transaction says that it counts now.
Whoever dies in between leaves one key in force, the old one or the new one.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.base.durable import flush_folder
from data_access.base.hash_keys import (
    KEY_FILE,
    LAYERS_FILE,
    NEXT_LAYERS,
    SecretKeyError,
    hash_key,
    read_layers,
    refuse_another_key,
)
from data_access.base.pseudonym import HashKey, fingerprint
from data_access.operational.engine import operational_engine
from data_access.operational.history import active_fingerprints
from data_access.operational.models import KeyRotation


def current_key(settings: Settings) -> HashKey:
    """The key that rows are hashed with, also where a rotation died before its file had its place.

    Raises SecretKeyError for a key that is not the one that the last rotation left, and where one
    would be made although active imports were hashed with another.
    """
    if not has_key(settings):
        _refuse_new_key(settings)
    key, known = hash_key(settings), newest_fingerprint(settings)
    if known is None and not key.layers:
        return key
    pending = HashKey(key.first, read_layers(settings.home / NEXT_LAYERS))
    for found in (key, pending):
        if fingerprint(found) == known:
            return found
    raise SecretKeyError(
        "A chave dos identificadores foi trocada, e a que está aqui não é a da última troca:"
        f" restaure {LAYERS_FILE}, na pasta dos dados, da cópia de segurança (e, se a chave é de"
        " T360_HASH_KEY, o valor de antes). Máquinas que usam o mesmo banco operacional precisam"
        " do mesmo arquivo."
    )


def has_key(settings: Settings) -> bool:
    """Whether there is a key; none is made."""
    return settings.hash_key is not None or (settings.home / KEY_FILE).exists()


def refuse_key_of_others(settings: Settings) -> None:
    """Raises SecretKeyError where the active imports were made with another key than the one here:
    whom they are of cannot be told. Makes no key where there is none.
    """
    if not has_key(settings):
        _refuse_new_key(settings)
    elif active_fingerprints(settings) - {fingerprint(current_key(settings))}:
        raise SecretKeyError(
            "A chave não é a das importações ativas: os mesmos clientes pareceriam outros."
            " Restaure a anterior, ou desfaça essas importações e importe tudo de novo."
        )


def _refuse_new_key(settings: Settings) -> None:
    """Also in a new folder of a machine that shares the operational database of others."""
    refuse_another_key(settings.home)
    if active_fingerprints(settings):
        raise SecretKeyError(
            f"Não há chave ({KEY_FILE}) na pasta dos dados, e as importações ativas foram feitas"
            " com uma. Restaure-a da cópia de segurança, ou defina T360_HASH_KEY como antes."
        )


def rotations(settings: Settings) -> list[datetime]:
    """When the key was rotated, the first time first; aware, in UTC."""
    chosen = sa.select(KeyRotation.at).order_by(KeyRotation.id)
    with Session(operational_engine(settings)) as session:
        return list(session.scalars(chosen))


def newest_fingerprint(settings: Settings) -> str | None:
    """Of the key that the last rotation left; None where there was none."""
    chosen = sa.select(KeyRotation.fingerprint).order_by(KeyRotation.id.desc()).limit(1)
    with Session(operational_engine(settings)) as session:
        return session.scalars(chosen).first()


def has_next_key(settings: Settings) -> bool:
    """Whether a rotation began and did not end."""
    return (settings.home / NEXT_LAYERS).exists()


def settle_key(settings: Settings) -> None:
    """Put in its place a key whose rotation is on record, and remove any other. Only for the holder
    of the import lock, after the rows that the rotation wrote have their places.
    """
    fresh = settings.home / NEXT_LAYERS
    if not fresh.exists():
        return
    key = HashKey(hash_key(settings).first, read_layers(fresh))
    if fingerprint(key) == newest_fingerprint(settings):
        fresh.replace(settings.home / LAYERS_FILE)
        flush_folder(settings.home)
    else:
        fresh.unlink()
