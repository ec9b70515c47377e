"""Personal identifiers become keyed hashes at the door; the raw value goes no further.

The pseudonym is HMAC-SHA256 of the normalised identifier, truncated to 128 bits and written as a
UUID. The same identifier gives the same pseudonym in every table, so that attendances and clients
meet. Without the key, CPF could be found again in minutes by trying them all.

A key that was rotated is a chain: what the first key made is hashed again by each later one, so
that a pseudonym from before is carried over without anybody knowing whose it is.

Of a CNPJ the second half is that of its root: a head office and its branches are told to be one
company (`marts.clients`), and nothing else of them. Its first half, and the whole of any other
identifier, are the HMAC as it always was.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from uuid import UUID

from data_access.base.document_spellings import (
    DIGITS,
    WIDE_DIGITS,
    document_in,
    document_in_sql,
    without_padding,
    without_padding_sql,
    worth_a_look_sql,
)
from data_access.base.documents import CNPJ_DIGITS, CPF_DIGITS, is_cnpj, is_cnpj_sql
from data_access.base.named import named_sql

BLOCK = 64  # bytes that SHA-256 takes at a time, which HMAC pads its key to
KEYS, LAYER = "pseudonym_keys", "pseudonym_layer"
# Hexadecimal digits of a padded key, and of the two that a key has.
HALF, WHOLE = 2 * BLOCK, 4 * BLOCK
# What people and programs write between the digits of a document, or around them: hyphens and
# dashes of every width, spaces that do not break a line or have no width, brackets, the apostrophe
# that keeps a code as text.
PUNCTUATION = (
    ".-/ _;,:()[]\\\u00a0\u2007\u202f\u2010\u2011\u2012\u2013\u2014\u2212`\u00b4\u2018\u2019"
    "\u00ad\u00b7\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
# Around a cell, those that nobody sees too.
SPACES = " \t\r\n\u00a0\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
BETWEEN_WORDS = "[ \t\r\n\u00a0]+"  # one blank or two, nobody sees how many
LABEL = "^(CPF|CNPJ)[: ]+"  # a cell that says what it is
# As some systems write the identifiers that they give: in braces, which others leave away.
IN_BRACES = "^[{]([0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12})[}]$"
DOCUMENT_LENGTHS = (CPF_DIGITS, CNPJ_DIGITS)
ROOT_LENGTH = 8
ROOT = "raiz "  # before a root that is hashed: no identifier is written so
OWN_AGAIN, ROOT_AGAIN, HASH_AGAIN = "camada ", "raiz da camada ", "resumo da camada "
FINGERPRINT = b"territorio360 fingerprint"


@dataclass(frozen=True)
class HashKey:
    """The key of the installation: its first, and what each rotation added, oldest first."""

    first: bytes
    layers: tuple[bytes, ...] = ()

    def with_layer(self, layer: bytes) -> "HashKey":
        return replace(self, layers=(*self.layers, layer))

    @property
    def generations(self) -> tuple["HashKey", ...]:
        """The key as it was after each rotation, the first one first and itself last."""
        return tuple(replace(self, layers=self.layers[:n]) for n in range(len(self.layers) + 1))


def upper_by_letter(text: str) -> str:
    """Upper case as DuckDB knows it, a letter for a letter: `ß` is `ẞ`, of which Python makes `SS`,
    and `ﬁ`, which has no capital of its own, stays.
    """
    if text.isascii():
        return text.upper()
    return "".join(map(_capital, text))


def _capital(letter: str) -> str:
    if letter == "ß":
        return "ẞ"
    return next((made for made in (letter.upper(), letter.title()) if len(made) == 1), letter)


def normalise(identifier: str) -> str:
    """Upper case, and without punctuation where what remains has the length of a CPF or CNPJ, or
    is one by its check digits however it is written.

    A CPF with three zeros before it, as long as a CNPJ and none, is the CPF. Other codes keep what
    they have: `A-1` and `A1` may be two clients.
    """
    written = re.sub(BETWEEN_WORDS, " ", upper_by_letter(identifier.strip(SPACES)))
    upper = re.sub(IN_BRACES, r"\1", written)
    bare = re.sub(LABEL, "", upper).translate(str.maketrans(WIDE_DIGITS, DIGITS, PUNCTUATION))
    document = (
        len(bare) in DOCUMENT_LENGTHS and bare.isascii() and bare.isalnum() and bare[-2:].isdigit()
    )
    return without_padding(bare if document else document_in(upper) or upper)


def pseudonym(identifier: str, key: HashKey) -> UUID:
    """The pseudonym of one identifier; `pseudonym_sql` says the same of a column."""
    text = normalise(identifier)
    found = UUID(bytes=_first_pseudonym(text, key.first))
    for layer in key.layers:
        found = pseudonym_again(found, layer)
    return found


def _first_pseudonym(text: str, key: bytes) -> bytes:
    own = hmac.digest(key, text.encode(), "sha256")[:16]
    if not is_cnpj(text):
        return own
    return own[:8] + hmac.digest(key, f"{ROOT}{text[:ROOT_LENGTH]}".encode(), "sha256")[:8]


def pseudonym_again(before: UUID, layer: bytes) -> UUID:
    """A pseudonym hashed by one more key. Its second half is of the second half alone: companies of
    one root still share it. `pseudonym_again_sql` says the same of a column.
    """
    own = hmac.digest(layer, f"{OWN_AGAIN}{before.hex}".encode(), "sha256")[:8]
    root = hmac.digest(layer, f"{ROOT_AGAIN}{before.hex[16:]}".encode(), "sha256")[:8]
    return UUID(bytes=own + root)


def digest(text: str, key: HashKey) -> str:
    """A keyed hash of any text, 32 hexadecimal digits; `digest_sql` says the same of a column."""
    return whole_digest(text, key, 32)


def whole_digest(text: str, key: HashKey, digits: int = 64) -> str:
    """A keyed hash of any text, in so many hexadecimal digits."""
    found = hmac.digest(key.first, text.encode(), "sha256").hex()[:digits]
    for layer in key.layers:
        found = digest_again(found, layer)
    return found


def digest_again(before: str, layer: bytes) -> str:
    """A keyed hash hashed by one more key; as long as it was."""
    return hmac.digest(layer, f"{HASH_AGAIN}{before}".encode(), "sha256").hex()[: len(before)]


def digest_sql(text: str) -> str:
    """`digest` as a DuckDB expression; bind the parameters that `key_blocks` gives."""
    again = _again_sql("key", f"'{HASH_AGAIN}' || made")
    return _through_layers_sql(first_digest_sql(text), f"left({again}, 32)")


def first_digest_sql(text: str) -> str:
    """A keyed hash of the first key alone, which no rotation changes: 32 hexadecimal digits. Bind
    the parameters that `key_blocks` gives.
    """
    return f"left({_hash_sql(text)}, 32)"


def normalise_sql(text: str) -> str:
    """`normalise` as a DuckDB expression over the text expression `text`."""
    bare = (
        f"translate(regexp_replace(upper, '{LABEL}', ''), '{WIDE_DIGITS}{PUNCTUATION}', '{DIGITS}')"
    )
    found = (
        f"CASE WHEN length(bare) IN {DOCUMENT_LENGTHS} AND regexp_full_match(bare,"
        f" '[0-9A-Z]+[0-9]{{2}}') THEN bare"
        f" WHEN {worth_a_look_sql('upper', 'bare')}"
        f" THEN coalesce({document_in_sql('upper')}, upper) ELSE upper END"
    )
    plain = named_sql("found", named_sql("bare", bare, found), without_padding_sql("found"))
    unbraced = rf"regexp_replace(written, '{IN_BRACES}', '\1')"
    upper = f"CASE WHEN starts_with(written, '{{') THEN {unbraced} ELSE written END"
    written = f"regexp_replace(upper(trim({text}, '{SPACES}')), '{BETWEEN_WORDS}', ' ', 'g')"
    return named_sql("written", written, named_sql("upper", upper, plain))


def pseudonym_sql(text: str) -> str:
    """`pseudonym` as a DuckDB expression; bind the parameters that `key_blocks` gives."""
    own, root = _hash_sql("plain"), _hash_sql(f"'{ROOT}' || left(plain, {ROOT_LENGTH})")
    made = (
        f"CASE WHEN {is_cnpj_sql('plain')} THEN left({own}, 16) || left({root}, 16)"
        f" ELSE left({own}, 32) END"
    )
    made = named_sql("plain", normalise_sql(text), made)
    return f"CAST({_through_layers_sql(made, _pseudonym_again_sql('made', 'key'))} AS UUID)"


def pseudonym_again_sql(column: str) -> str:
    """`pseudonym_again` of a column of pseudonyms, in DuckDB; bind what `layer_block` gives."""
    text = f"replace(CAST({column} AS VARCHAR), '-', '')"
    return f"CAST({_pseudonym_again_sql(text, f'${LAYER}')} AS UUID)"


def _pseudonym_again_sql(text: str, key: str) -> str:
    own = _again_sql(key, f"'{OWN_AGAIN}' || {text}")
    root = _again_sql(key, f"'{ROOT_AGAIN}' || right({text}, 16)")
    return f"left({own}, 16) || left({root}, 16)"


def _through_layers_sql(text: str, again: str) -> str:
    """`text` hashed again by every later key; `again` has ``made`` and ``key`` in it. Without later
    keys it costs nothing.
    """
    keys = (
        f"list_transform(range(1, length(${KEYS}) // {WHOLE}),"
        f" lambda place: substr(${KEYS}, place * {WHOLE} + 1, {WHOLE}))"
    )
    chain = (
        f"CASE WHEN length(${KEYS}) = {WHOLE} THEN first"
        f" ELSE list_reduce({keys}, lambda made, key: {again}, first) END"
    )
    return named_sql("first", text, chain)


def _hash_sql(text: str) -> str:
    return _again_sql(f"${KEYS}", text)


def _again_sql(keys: str, text: str) -> str:
    """HMAC by the first of the padded keys in the expression `keys`, in hexadecimal digits."""
    inner = f"sha256(unhex(substr({keys}, 1, {HALF})) || encode({text}))"
    return f"sha256(unhex(substr({keys}, {HALF + 1}, {HALF})) || unhex({inner}))"


def key_blocks(key: HashKey) -> dict[str, str]:
    """The padded keys of HMAC (RFC 2104) in hexadecimal digits, by the name of the parameter of
    `pseudonym_sql`.
    """
    return {KEYS: "".join(map(_padded, (key.first, *key.layers)))}


def layer_block(layer: bytes) -> dict[str, str]:
    """The parameter of `pseudonym_again_sql`."""
    return {LAYER: _padded(layer)}


def _padded(key: bytes) -> str:
    padded = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    return (bytes(byte ^ 0x36 for byte in padded) + bytes(byte ^ 0x5C for byte in padded)).hex()


def fingerprint(key: HashKey) -> str:
    """Tells one key from another without telling the key: pseudonyms of two keys never meet."""
    found = hmac.digest(key.first, FINGERPRINT, "sha256")[:8]
    for layer in key.layers:
        found = hmac.digest(layer, FINGERPRINT + found, "sha256")[:8]
    return found.hex()
