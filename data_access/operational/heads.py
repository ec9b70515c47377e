"""Signed heads of the audit trail: its newest hash, day by day, in a file that may leave the
machine.

Who can write the database can write a whole new chain, or cut its end; who can not write the copies
of this file, which lie elsewhere, can not make them agree with it. Signatures are Ed25519 (RFC
8032).
"""

import base64
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from config.errors import UserError, reason_of
from config.settings import Settings
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditHead

FOLDER = "trilha"
SECRET_KEY, PUBLIC_KEY, HEADS = "chave.pem", "chave-publica.pem", "cabecas.jsonl"
PURPOSE = "territorio360 trilha 1"
EVERY = timedelta(days=1)


class SignatureError(UserError):
    """The trail cannot be signed, or what is signed cannot be read."""


@dataclass(frozen=True)
class SignedHead:
    """The trail ended with `entry`, whose hash is `hash`, at the moment `at` (ISO 8601, UTC).

    `key` names the public key: the first 16 digits of its SHA-256.
    """

    entry: int
    hash: str
    at: str
    key: str
    signature: str  # base64

    @property
    def message(self) -> bytes:
        return f"{PURPOSE}\n{self.entry}\n{self.hash}\n{self.at}\n{self.key}".encode()


def heads_file(settings: Settings) -> Path:
    """Where signed heads are written; the settings may name a folder that leaves the machine."""
    return settings.audit_heads or settings.home / FOLDER / HEADS


def sign_head(settings: Settings) -> SignedHead | None:
    """Sign the newest entry and write it down; None where the trail is empty.

    What was signed last is not signed again. Raises SignatureError where the key is gone or cannot
    be read.
    """
    with operational_engine(settings).connect() as connection:
        head = connection.execute(sa.select(AuditHead.entry, AuditHead.hash)).one()
    if not head.entry:
        return None
    file = heads_file(settings)
    newest = newest_head(settings)
    if newest is not None and (newest.entry, newest.hash) == (head.entry, head.hash):
        return newest
    secret = _secret_key(settings)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    unsigned = SignedHead(head.entry, head.hash, at, key_name(secret.public_key()), "")
    signature = base64.b64encode(secret.sign(unsigned.message)).decode()
    signed = SignedHead(**{**asdict(unsigned), "signature": signature})
    try:
        _append(file, signed, after=newest)
    except OSError as error:
        raise SignatureError(
            f"Não consegui escrever no arquivo de assinaturas “{file.name}”: {reason_of(error)}. O"
            " que já estava assinado continua valendo; confira o disco e as permissões da pasta de"
            " T360_AUDIT_HEADS e assine de novo com `t360 audit sign`."
        ) from None
    return signed


def _append(file: Path, head: SignedHead, *, after: SignedHead | None) -> None:
    """A whole line or none; what a write that was cut has left gives way to it."""
    line = f"{json.dumps(asdict(head))}\n".encode()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("a+b") as heads:
        heads.seek(0)
        known = heads.read()
        whole = known.rfind(b"\n") + 1
        if after is not None and after.signature.encode() in known[whole:]:
            line, whole = b"\n" + line, len(known)  # only the end of its line was lost
        heads.truncate(whole)
        try:
            heads.write(line)
            heads.flush()
            os.fsync(heads.fileno())
        except OSError:
            heads.truncate(whole)
            raise


def sign_when_due(settings: Settings) -> SignedHead | None:
    """Sign where the newest signature is a day old or older; None where nothing was due."""
    newest = newest_head(settings)
    if newest is not None and datetime.now(UTC) - datetime.fromisoformat(newest.at) < EVERY:
        return None
    return sign_head(settings)


def newest_head(settings: Settings) -> SignedHead | None:
    heads = read_heads(settings)
    return heads[-1] if heads else None


def read_heads(
    settings: Settings, file: Path | None = None, public: Path | None = None
) -> list[SignedHead]:
    """The heads of `file` (by default this installation's), in its order, all of whose signatures
    hold; a last line that was cut while it was written is none. Raises SignatureError for a line
    that is none, or that another key signed.
    """
    source = file or heads_file(settings)
    try:
        text = source.read_text(encoding="utf-8")
    except FileNotFoundError:
        if file is None:
            return []
        raise SignatureError(
            f"Não encontrei o arquivo de assinaturas “{source.name}”. Confira o nome, ou deixe"
            " --heads de fora para usar o desta instalação."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise SignatureError(
            f"Não consegui ler o arquivo de assinaturas “{source.name}”. Confira as permissões e se"
            " é o que `t360 audit sign` escreve."
        ) from None
    lines = text.splitlines()
    key = _public_key(public or settings.home / FOLDER / PUBLIC_KEY) if lines else None
    if not text.endswith("\n") and lines and not _is_whole(lines[-1]):
        lines.pop()
    return [_checked(line, place, key) for place, line in enumerate(lines, start=1) if key]


def _is_whole(line: str) -> bool:
    with suppress(ValueError):
        json.loads(line)
        return True
    return False


def _checked(line: str, place: int, key: Ed25519PublicKey) -> SignedHead:
    with suppress(ValueError, TypeError, InvalidSignature, AttributeError):
        head = SignedHead(**json.loads(line))
        key.verify(base64.b64decode(head.signature, validate=True), head.message)
        return head
    raise SignatureError(
        f"A linha {place} do arquivo de assinaturas não foi escrita com a chave {key_name(key)}, ou"
        " foi alterada. Confira se o arquivo e a chave pública são da mesma instalação; se são,"
        " guarde os dois para perícia."
    )


def key_name(key: Ed25519PublicKey) -> str:
    """16 digits by which people tell keys apart."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def public_key_text(settings: Settings) -> str:
    """PEM of the key that verifies, made with the first signature."""
    key = _secret_key(settings).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _public_key(file: Path) -> Ed25519PublicKey:
    with suppress(OSError, ValueError):
        key = load_pem_public_key(file.read_bytes())
        if isinstance(key, Ed25519PublicKey):
            return key
    raise SignatureError(
        f"Há assinaturas da trilha, e não consegui ler a chave pública que as confere"
        f" ({file.name}). Restaure-a de uma cópia de segurança ou indique-a com --public-key."
    )


def _secret_key(settings: Settings) -> Ed25519PrivateKey:
    """The key of this installation, made once. Where something was signed it is never made anew."""
    file = settings.home / FOLDER / SECRET_KEY
    if not file.exists():
        if heads_file(settings).exists():
            raise SignatureError(
                f"A chave que assina a trilha ({FOLDER}/{SECRET_KEY}) sumiu da pasta dos dados."
                " Restaure-a de uma cópia de segurança. Se foi perdida, guarde o arquivo de"
                " assinaturas e a chave pública em outro lugar: a próxima assinatura começará com"
                " uma chave nova."
            )
        _make_key(file)
    with suppress(OSError, ValueError):
        key = load_pem_private_key(file.read_bytes(), password=None)
        if isinstance(key, Ed25519PrivateKey):
            return key
    raise SignatureError(
        f"Não consegui usar a chave que assina a trilha ({FOLDER}/{SECRET_KEY}): esperava uma chave"
        " Ed25519 em PEM. Confira as permissões, ou restaure-a de uma cópia de segurança."
    )


def _make_key(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = Ed25519PrivateKey.generate()
    public = secret.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    content = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with suppress(FileExistsError):  # another process was faster: its key is as good
        _write_once(file, content)
        (file.parent / PUBLIC_KEY).write_bytes(public)


def _write_once(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
