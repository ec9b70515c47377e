"""Where the key of the installation is kept: its first, and what each rotation added."""

import os
import secrets
from pathlib import Path

from config.errors import UserError, reason_of
from config.settings import Settings
from data_access.base.durable import flush_folder
from data_access.base.pseudonym import HashKey, fingerprint

KEY_FILE = "secret.key"
MARK_FILE = "secret.id"  # of the first key that was used here
LAYERS_FILE = "secret.layers"  # what rotations added, oldest first
NEXT_LAYERS = f".{LAYERS_FILE}.novo"  # until the rotation that wrote it is on record
KEY_BYTES = 32


class SecretKeyError(UserError):
    """The key of the installation cannot be read."""


def hash_key(settings: Settings) -> HashKey:
    """The key as the files have it; `operational.keys.current_key` knows besides whether it is the
    one that the last rotation left. Raises SecretKeyError.
    """
    return HashKey(_first_key(settings), read_layers(settings.home / LAYERS_FILE))


def read_layers(file: Path) -> tuple[bytes, ...]:
    """What rotations added; nothing where there was none. Raises SecretKeyError."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SecretKeyError(f"Não consegui ler {file.name}: {reason_of(error)}.") from None
    if not content or len(content) % KEY_BYTES:
        raise SecretKeyError(
            f"{LAYERS_FILE}, que guarda as trocas da chave, está cortado: esperava um múltiplo de"
            f" {KEY_BYTES} bytes e tem {len(content)}. Restaure-o da cópia de segurança."
        )
    return tuple(content[n : n + KEY_BYTES] for n in range(0, len(content), KEY_BYTES))


def write_next_layers(home: Path, key: HashKey) -> None:
    """Put the layers of a key beside those that count, on the disk before anything else changes."""
    fresh = home / NEXT_LAYERS
    fresh.unlink(missing_ok=True)
    _create(fresh, b"".join(key.layers))
    flush_folder(home)


def _first_key(settings: Settings) -> bytes:
    """That of the settings, or one that is made on first use (0600)."""
    if settings.hash_key is not None:
        return settings.hash_key.get_secret_value().encode()
    file = settings.home / KEY_FILE
    known = (settings.home / MARK_FILE).exists()  # looked at first: another process may make both
    if not file.exists():
        if known:
            raise _lost_key_error()
        _refuse_beside_rows(settings)
        _create(file, secrets.token_bytes(KEY_BYTES))
    try:
        key = file.read_bytes()
    except OSError as error:
        raise SecretKeyError(
            f"Não consegui ler a chave {KEY_FILE}, na pasta dos dados: {reason_of(error)}. Confira"
            " as permissões."
        ) from None
    if len(key) != KEY_BYTES:
        raise SecretKeyError(
            f"A chave {KEY_FILE}, na pasta dos dados, deveria ter {KEY_BYTES} bytes e tem"
            f" {len(key)}. Restaure a cópia de segurança: com outra chave, os clientes já"
            " importados não seriam reconhecidos."
        )
    _remember(settings.home, key)
    return key


def refuse_another_key(home: Path) -> None:
    """Raises SecretKeyError where there was a key: its clients would not be recognised by a new
    one.
    """
    if (home / MARK_FILE).exists():
        raise _lost_key_error()


def _refuse_beside_rows(settings: Settings) -> None:
    """Raises SecretKeyError where some key hashed rows that are here: a new one would tell their
    clients apart.
    """
    if any(settings.staging_folder.glob("[a-z]*/*.parquet")):
        raise SecretKeyError(
            f"A chave dos identificadores ({KEY_FILE}) não está na pasta dos dados, e há"
            " importações feitas com uma: com outra, os mesmos clientes pareceriam outros."
            " Restaure-a da cópia de segurança, ou defina T360_HASH_KEY como antes. Se não há"
            " cópia e vai importar tudo de novo, desfaça antes todas as importações."
        )


def _lost_key_error() -> SecretKeyError:
    return SecretKeyError(
        f"A chave dos identificadores ({KEY_FILE}) não está mais na pasta dos dados. Restaure-a da"
        " cópia de segurança: com outra, os clientes já importados pareceriam outros. Se não há"
        f" cópia e vai importar tudo de novo, apague também {MARK_FILE}."
    )


def _remember(home: Path, key: bytes) -> None:
    """Leave what tells this key from others, without telling it, where there was nothing.

    Raises SecretKeyError for a key that is not the one that was here.
    """
    mark = home / MARK_FILE
    try:
        known = mark.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        _create(mark, f"{fingerprint(HashKey(key))}\n".encode())
        return
    except OSError as error:
        raise SecretKeyError(
            f"Não consegui ler {MARK_FILE}, na pasta dos dados: {reason_of(error)}. Confira as"
            " permissões."
        ) from None
    if known != fingerprint(HashKey(key)):
        raise SecretKeyError(
            f"A chave dos identificadores ({KEY_FILE}) não é a que estava na pasta dos dados:"
            " restaure aquela da cópia de segurança. Se a troca foi de propósito e vai importar"
            f" tudo de novo, apague {MARK_FILE}."
        )


def _create(file: Path, content: bytes) -> None:
    """Whole or not at all, and only once:
    a link never replaces a key that another process has just made.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        file.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
