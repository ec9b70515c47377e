"""Personal identifiers become keyed hashes at the door; the raw value goes no further.

The pseudonym is HMAC-SHA256 of the normalised identifier, truncated to 128 bits and written as a
UUID. The same identifier gives the same pseudonym in every table, so that attendances and clients
meet. Without the key, CPF could be found again in minutes by trying them all.

Of a CNPJ the second half is that of its root: a head office and its branches are told to be one
company (`marts.clients`), and nothing else of them. Its first half, and the whole of any other
identifier, are the HMAC as it always was.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
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
CNPJ_LENGTH, ROOT_LENGTH = 14, 8
ROOT = "raiz "  # before a root that is hashed: no identifier is written so
WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)  # of the digits before the second check digit


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
    text = normalise(identifier)
    own = hmac.digest(key, text.encode(), "sha256")[:16]
    if not is_cnpj(text):
        return UUID(bytes=own)
    root = hmac.digest(key, f"{ROOT}{text[:ROOT_LENGTH]}".encode(), "sha256")[:8]
    return UUID(bytes=own[:8] + root)


def digest(text: str, key: bytes) -> str:
    """A keyed hash of any text, 32 hexadecimal digits; `digest_sql` says the same of a column."""
    return hmac.digest(key, text.encode(), "sha256").hex()[:32]


def digest_sql(text: str) -> str:
    """`digest` as a DuckDB expression; bind the parameters that `key_blocks` gives."""
    return f"left({_hash_sql(text)}, 32)"


def is_cnpj(text: str) -> bool:
    """Whether a normalised identifier is a CNPJ, of digits or of letters too, by its check digits:
    a code of fourteen characters is no root of anything.
    """
    if len(text) != CNPJ_LENGTH or normalise(text) != text or not text[-2:].isdigit():
        return False
    values = [ord(letter) - ord("0") for letter in text]
    if any(not 0 <= value <= ord("Z") - ord("0") for value in values):
        return False
    return all(
        _check_digit(values[:place], WEIGHTS[-place:]) == values[place] for place in (12, 13)
    )


def _check_digit(values: Sequence[int], weights: Sequence[int]) -> int:
    rest = sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11
    return 0 if rest < 2 else 11 - rest


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
    plain = normalise_sql(text)
    own, root = _hash_sql(plain), _hash_sql(f"'{ROOT}' || left({plain}, {ROOT_LENGTH})")
    second = f"CASE WHEN {is_cnpj_sql(plain)} THEN left({root}, 16) ELSE substr({own}, 17, 16) END"
    return f"CAST(left({own}, 16) || {second} AS UUID)"


def _hash_sql(text: str) -> str:
    inner = f"sha256(CAST(${INNER} AS BLOB) || encode({text}))"
    return f"sha256(CAST(${OUTER} AS BLOB) || unhex({inner}))"


def is_cnpj_sql(text: str) -> str:
    """`is_cnpj` of a normalised expression; the check digits are looked at where all else fits."""
    digits = [f"(ascii(substr({text}, {place + 1}, 1)) - 48)" for place in range(CNPJ_LENGTH)]
    checks = []
    for place in (12, 13):
        terms = zip(digits[:place], WEIGHTS[-place:], strict=True)
        rest = f"(({' + '.join(f'{digit} * {weight}' for digit, weight in terms)}) % 11)"
        checks.append(f"(CASE WHEN {rest} < 2 THEN 0 ELSE 11 - {rest} END) = {digits[place]}")
    return (
        f"CASE WHEN length({text}) = {CNPJ_LENGTH} AND regexp_full_match({text},"
        f" '[0-9A-Z]{{12}}[0-9]{{2}}') THEN {' AND '.join(checks)} ELSE false END"
    )


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
