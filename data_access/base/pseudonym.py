"""Personal identifiers become keyed hashes at the door; the raw value goes no further.

The pseudonym is HMAC-SHA256 of the normalised identifier, truncated to 128 bits and written as a
UUID. The same identifier gives the same pseudonym in every table, so that attendances and clients
meet. Without the key, CPF could be found again in minutes by trying them all.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from uuid import UUID

from config.errors import UserError, reason_of
from config.settings import Settings

KEY_FILE = "secret.key"
MARK_FILE = "secret.id"  # of the key that was used here
KEY_BYTES = 32
BLOCK = 64  # bytes that SHA-256 takes at a time, which HMAC pads its key to
INNER, OUTER = "pseudonym_inner", "pseudonym_outer"
# What people and programs write between the digits of a document, or after them: hyphens and dashes
# of every width, spaces that do not break a line, the apostrophe that keeps a code as text.
PUNCTUATION = ".-/ _;,\\\u00a0\u2007\u202f\u2010\u2011\u2012\u2013\u2014\u2212`\u00b4\u2018\u2019"
DOCUMENT_LENGTHS = (11, 14)  # CPF, CNPJ


class SecretKeyError(UserError):
    """The key of the installation cannot be read."""


def normalise(identifier: str) -> str:
    """Upper case, and without punctuation where what remains has the length of a CPF or CNPJ.

    Other codes keep theirs: `A-1` and `A1` may be two clients.
    """
    upper = identifier.strip().upper()
    bare = upper.translate({ord(mark): None for mark in PUNCTUATION})
    document = (
        len(bare) in DOCUMENT_LENGTHS and bare.isascii() and bare.isalnum() and bare[-2:].isdigit()
    )
    return bare if document else upper


def pseudonym(identifier: str, key: bytes) -> UUID:
    """The pseudonym of one identifier; `pseudonym_sql` says the same of a column."""
    return UUID(bytes=hmac.digest(key, normalise(identifier).encode(), "sha256")[:16])


def normalise_sql(text: str) -> str:
    """`normalise` as a DuckDB expression over the text expression `text`."""
    upper = f"upper(trim({text}))"
    bare = f"translate({upper}, '{PUNCTUATION}', '')"
    return (
        f"CASE WHEN length({bare}) IN {DOCUMENT_LENGTHS} AND regexp_full_match({bare},"
        f" '[0-9A-Z]+[0-9]{{2}}') THEN {bare} ELSE {upper} END"
    )


def pseudonym_sql(text: str) -> str:
    """`pseudonym` as a DuckDB expression; bind the parameters that `key_blocks` gives."""
    inner = f"sha256(CAST(${INNER} AS BLOB) || encode({normalise_sql(text)}))"
    return f"CAST(left(sha256(CAST(${OUTER} AS BLOB) || unhex({inner})), 32) AS UUID)"


def key_blocks(key: bytes) -> dict[str, bytes]:
    """The padded keys of HMAC (RFC 2104), by the names of the parameters of `pseudonym_sql`."""
    padded = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    return {
        INNER: bytes(byte ^ 0x36 for byte in padded),
        OUTER: bytes(byte ^ 0x5C for byte in padded),
    }


def fingerprint(key: bytes) -> str:
    """Tells one key from another without telling the key: pseudonyms of two keys never meet."""
    return hmac.digest(key, b"territorio360 fingerprint", "sha256")[:8].hex()


def hash_key(settings: Settings) -> bytes:
    """The key of the settings, or the one of the installation, made on first use (0600)."""
    if settings.hash_key is not None:
        return settings.hash_key.get_secret_value().encode()
    file = settings.home / KEY_FILE
    known = (settings.home / MARK_FILE).exists()  # looked at first: another process may make both
    if not file.exists():
        if known:
            raise _lost_key_error()
        _create(file, secrets.token_bytes(KEY_BYTES))
    try:
        key = file.read_bytes()
    except OSError as error:
        raise SecretKeyError(
            f"Não consegui ler a chave {file}: {reason_of(error)}. Confira as permissões."
        ) from None
    if len(key) != KEY_BYTES:
        raise SecretKeyError(
            f"A chave {file} deveria ter {KEY_BYTES} bytes e tem {len(key)}. Restaure a cópia de"
            " segurança: com outra chave, os clientes já importados não seriam reconhecidos."
        )
    _remember(settings.home, key)
    return key


def refuse_another_key(home: Path) -> None:
    """Raises SecretKeyError where there was a key: its clients would not be recognised by a new
    one.
    """
    if (home / MARK_FILE).exists():
        raise _lost_key_error()


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
        _create(mark, f"{fingerprint(key)}\n".encode())
        return
    except OSError as error:
        raise SecretKeyError(f"Não consegui ler {mark}: {reason_of(error)}.") from None
    if known != fingerprint(key):
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
