import hashlib
import hmac
import random
import stat
import string
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Settings
from data_access.base import hash_keys as k
from data_access.base import pseudonym as p
from data_access.base.documents import is_cnpj
from tests.support.documents import CNPJS, CPFS

KEY = p.HashKey(b"k" * 32)
WIDE = str.maketrans("0123456789", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19")


@pytest.mark.parametrize(
    ("raw", "normalised"),
    [
        ("529.982.247-25", "52998224725"),
        (" 52998224725 ", "52998224725"),
        ("11.222.333/0001-81", "11222333000181"),
        ("12.abc.345/01de-35", "12ABC34501DE35"),
        ("12ABC34501DE35", "12ABC34501DE35"),
        ("a-1", "A-1"),
        ("A1", "A1"),
        ("12ABC34501DEAB", "12ABC34501DEAB"),
        ("00012345678909", "12345678909"),
        ("000.123.456.789-09", "12345678909"),
        ("CPF nº 00012345678909", "12345678909"),
        ("00012345678909.0", "12345678909"),
        ("0000012345678909", "12345678909"),
        ("00012345678908", "00012345678908"),  # no CPF either
        ("00000000000191", "00000000000191"),  # a CNPJ, and a CPF without three zeros
        ("00000000000000", "00000000000000"),
        ("012345678909", "012345678909"),  # no place is so wide
        ("ab-cd-ef-gh-ij-k", "AB-CD-EF-GH-IJ-K"),
        ("CNPJ: 11.222.333/0001-81 - ACME LTDA", "11222333000181"),
        ("ACME LTDA - 11.222.333/0001-81", "11222333000181"),
        ("ACME LTDA (11.222.333/0001-81)", "11222333000181"),
        ("ACME 24 HORAS 11.222.333/0001-81", "11222333000181"),
        ("11222333000181 - ACME", "11222333000181"),
        ("ACME - 11222333000181", "11222333000181"),
        ("CNPJ/CPF: 11222333000181", "11222333000181"),
        ("Cnpj: 11222333000181 ACME", "11222333000181"),
        ("CNPJ/CPF: 52998224725", "52998224725"),
        ("João Silva, CPF 529.982.247-25", "52998224725"),
        ("JOAO CPF 52998224725", "52998224725"),
        ("JOAO 52998224725", "JOAO 52998224725"),  # a telephone has as many digits
        ("ACME 11222333000182", "ACME 11222333000182"),
        ("11222333000181 e 00000000000191", "11222333000181 E 00000000000191"),
        ("X11222333000181", "X11222333000181"),
        ("{8a1b2c3d-1111-2222-3333-00000000000a}", "8A1B2C3D-1111-2222-3333-00000000000A"),
        ("8a1b2c3d-1111-2222-3333-00000000000a", "8A1B2C3D-1111-2222-3333-00000000000A"),
        ("{a-1}", "{A-1}"),
        ("Maria  Silva", "MARIA SILVA"),
        ("Maria\u00a0Silva ", "MARIA SILVA"),
        ("A 1", "A 1"),
        ("001 - 11.222.333/0001-81", "11222333000181"),
        ("001-11.222.333/0001-81", "11222333000181"),
        ("1 11.222.333/0001-81", "11222333000181"),
        ("11.222.333/0001-81 001", "11222333000181"),
        ("2026 529.982.247-25", "52998224725"),
        ("2026 \uff15\uff12\uff19.982.247-25", "52998224725"),
        ("Straße 1", "STRA\u1e9eE 1"),
        ("o\ufb01cina", "O\ufb01CINA"),
    ],
)
def test_documents_lose_punctuation_and_other_codes_keep_it(raw: str, normalised: str) -> None:
    assert p.normalise(raw) == normalised
    assert duckdb.execute(f"SELECT {p.normalise_sql('$raw')}", {"raw": raw}).fetchall() == [
        (normalised,)
    ]


def test_the_pseudonym_is_the_first_half_of_the_hmac_as_the_standard_library_computes_it() -> None:
    expected = hmac.new(KEY.first, b"52998224725", hashlib.sha256).hexdigest()[:32]
    assert p.pseudonym("529.982.247-25", KEY) == UUID(expected)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("11222333000181", True),
        ("00000000000191", True),
        ("12ABC34501DE35", True),  # the example of Receita Federal's new CNPJ
        ("11222333000182", False),
        ("00000000000004", False),  # a code of fourteen digits
        ("52998224725", False),
    ],
)
def test_a_cnpj_is_known_by_its_check_digits(text: str, known: bool) -> None:
    assert is_cnpj(text) is known


def test_head_office_and_branch_share_the_half_of_their_root_and_only_that() -> None:
    head, branch, other = (
        p.pseudonym(text, KEY).bytes
        for text in ("11.222.333/0001-81", "11.222.333/0002-62", "00.000.000/0001-91")
    )
    assert head[8:] == branch[8:]
    assert head[:8] != branch[:8]
    assert head[8:] != other[8:]
    assert head[:8] == hmac.digest(KEY.first, b"11222333000181", "sha256")[:8]


@pytest.mark.parametrize(
    "raw", ["11.222.333/0001-81", "12.abc.345/01de-35", "11222333000182", "00000000000004"]
)
def test_sql_and_python_agree_on_companies(raw: str) -> None:
    row = duckdb.execute(
        f"SELECT {p.pseudonym_sql('$raw')}", {"raw": raw, **p.key_blocks(KEY)}
    ).fetchone()
    assert row == (p.pseudonym(raw, KEY),)


# Of some letters Python makes two capitals, and DuckDB one or none.
UNEVEN = "\u00df\u0149\u01f0\u1e9a\u1fb3\u1fbc\ufb01\ufb06"
LETTERS = string.ascii_letters + string.digits + ".-/ @_'áéíóúãõçÁÉÍÓÚÃÕÇ" + UNEVEN


@given(
    st.text(alphabet=LETTERS, max_size=20),
    st.binary(min_size=16, max_size=100),
    st.lists(st.binary(min_size=32, max_size=32), max_size=2),
)
def test_sql_and_python_agree_on_any_identifier_and_any_key(
    raw: str, first: bytes, layers: list[bytes]
) -> None:
    key = p.HashKey(first, tuple(layers))
    row = duckdb.execute(
        f"SELECT {p.pseudonym_sql('$raw')}, {p.normalise_sql('$raw')}",
        {"raw": raw, **p.key_blocks(key)},
    ).fetchone()
    assert row == (p.pseudonym(raw, key), p.normalise(raw))


@given(st.one_of(CPFS, CNPJS), st.sampled_from(["{}", "{}", "000{}", "CPF {}", "({})", "{}.0"]))
def test_sql_and_python_agree_on_documents_with_zeros_before_them(document: str, form: str) -> None:
    for text in (form.format(document), form.format(f"000{document}")):
        row = duckdb.execute(
            f"SELECT {p.pseudonym_sql('$raw')}", {"raw": text, **p.key_blocks(KEY)}
        ).fetchone()
        assert row == (p.pseudonym(text, KEY),)


@given(CPFS)
def test_a_cpf_in_the_place_of_a_cnpj_is_itself_unless_it_is_a_cnpj(document: str) -> None:
    padded = f"000{document}"
    assert p.normalise(padded) == (padded if is_cnpj(padded) else document)


def test_sql_and_python_agree_on_the_capital_of_every_letter() -> None:
    letters = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]
    sql = "SELECT list_transform($letters, lambda letter: upper(letter))"
    found = duckdb.execute(sql, {"letters": letters}).fetchone()[0]
    told = zip(letters, found, map(p.upper_by_letter, letters), strict=True)
    assert [each for each in told if each[1] != each[2]] == []
    assert p.upper_by_letter("".join(letters)) == "".join(found)


def _in_full(document: str) -> str:
    d = document
    if len(d) == 11:
        return f"{d[:3]}.{d[3:6]}.{d[6:9]}-{d[9:]}"
    return f"{d[:2]}.{d[2:5]}.{d[5:8]}/{d[8:12]}-{d[12:]}"


NEIGHBOURS = st.one_of(
    st.just(""),
    st.integers(0, 10_000).map(str),
    st.sampled_from(
        ["001", "Padaria", "São João", "lote 7", "Stra\u00dfe", "CPF", "cnpj nº", "A1"]
    ),
)
BETWEEN = st.sampled_from(
    [" ", "-", " - ", "/", ".", ", ", " (", "\u2013", "\u00a0", "#", "\u2015"]
)
SPELLINGS = st.sampled_from([_in_full, str, "{}.0".format, "000{}".format, "CPF {}".format])


@given(NEIGHBOURS, BETWEEN, st.one_of(CPFS, CNPJS), SPELLINGS, st.booleans(), BETWEEN, NEIGHBOURS)
def test_sql_and_python_agree_on_a_document_between_numbers_or_words(
    before: str,
    mark: str,
    document: str,
    spell: Callable[[str], str],
    wide: bool,
    other: str,
    after: str,
) -> None:
    written = spell(document).translate(WIDE) if wide else spell(document)
    text = (f"{before}{mark}" if before else "") + written + (f"{other}{after}" if after else "")
    row = duckdb.execute(f"SELECT {p.normalise_sql('$raw')}", {"raw": text}).fetchone()
    assert row == (p.normalise(text),)


BEFORE = ("", "CNPJ ", "cpf: ", "CNPJ nº ", "CNPJ/MF ", "CPF nro. ", "(", "\t'", '="', "CGC ")
AFTER = (
    "",
    " ",
    ";",
    "_",
    " - Padaria",
    " Padaria",
    " cpf",
    ")",
    "\u2015",
    "\u00a0",
    "\n",
    " (CNPJ)",
)


def _spelt(document: str, chance: random.Random) -> str:
    """A CPF or CNPJ as somebody might write it, now and then with a slip."""
    d, full = document, _in_full(document)
    short = f"{d[0]},{d[1:].rstrip('0')}e+{len(d) - 1}"
    body = chance.choice((d, full, f"{d}.0", f"000{d}", f"{d}00", d.lower(), short))
    text = chance.choice(BEFORE) + body + chance.choice(AFTER)
    if chance.random() < 0.2:
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(" .-/\u2013\u00a0\u200b,X9") + text[place:]
    return text.translate(WIDE) if chance.random() < 0.1 else text


def test_sql_and_python_agree_on_how_people_write_a_document() -> None:
    """What a source brings is read by the one, and who asks for the own rows by the other."""
    chance = random.Random(360)  # noqa: S311 - the same texts each time
    known = ("52998224725", "11222333000181", "12ABC34501DE35", "00000000000191")
    texts = [_spelt(chance.choice(known), chance) for _ in range(6_000)]
    texts.append("9,29654230879e+10")  # of twelve digits, of which eleven would be a CPF
    found = duckdb.execute(
        f"SELECT list_transform($texts, lambda raw: {p.normalise_sql('raw')})", {"texts": texts}
    ).fetchone()[0]
    told = zip(texts, found, map(p.normalise, texts), strict=True)
    assert [(text, one, other) for text, one, other in told if one != other] == []
    assert len({*texts}) > 2_000
    assert sum(text in known for text in found) > 2_000


def test_the_expression_of_a_pseudonym_is_short() -> None:
    """A statement has one for each column, and megabytes take seconds to be understood."""
    assert len(p.pseudonym_sql("x")) < 9_000


def test_the_key_is_made_once_private_and_kept(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: k.hash_key(settings), range(16)))
    file = settings.home / k.KEY_FILE
    assert keys == {p.HashKey(file.read_bytes())}
    assert len(keys.pop().first) == 32
    assert [entry.name for entry in sorted(settings.home.iterdir())] == [k.MARK_FILE, k.KEY_FILE]
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_key_of_the_settings_wins_and_leaves_no_file(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, hash_key="uma chave bem comprida")
    assert k.hash_key(settings) == p.HashKey(b"uma chave bem comprida")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_key_is_refused_with_what_is_at_stake(tmp_path: Path) -> None:
    (tmp_path / k.KEY_FILE).write_bytes(b"curta")
    with pytest.raises(k.SecretKeyError, match="deveria ter 32 bytes e tem 5"):
        k.hash_key(Settings(home=tmp_path))


def test_fingerprints_tell_keys_apart_and_do_not_contain_them() -> None:
    assert p.fingerprint(KEY) == p.fingerprint(KEY)
    assert p.fingerprint(KEY) != p.fingerprint(p.HashKey(b"j" * 32))
    assert KEY.first.hex() not in p.fingerprint(KEY)


@pytest.mark.parametrize(
    "spelling",
    [
        "11.222.333/0001-81",
        "11.222.333/0001\u201381",
        "11.222.333/0001\u201181",
        "11 222 333/0001-81",
        "11.222.333/0001-81;",
        "11_222_333_0001_81",
        "11222333000181\u00a0",
        "\u2019112223330001-81",
        "11.222.333/0001-81,",
        "11.222.333/0001-81\u200b",
        "\ufeff11222333000181",
        "11\u00b7222\u00b7333/0001-81",
        "(11222333000181)",
        "\uff11\uff11\uff12\uff12\uff12\uff13\uff13\uff13\uff10\uff10\uff10\uff11\uff18\uff11",
        "CNPJ: 11.222.333/0001-81",
        "cnpj 11222333000181",
        "11.222.333/0001\u201581",
        "11.222.333/0001\u204381",
        "11\uff0e222\uff0e333\uff0f0001\uff0d81",
        "11.222.333\u20440001-81",
        "11.222.333\u2009/\u20090001-81",
        "\u206811.222.333/0001-81\u2069",
        "\u201c11.222.333/0001-81\u201d",
        "11.222.333\t0001\n81",
        "#11222333000181*",
        "=11222333000181",
        "CNPJ nº 11.222.333/0001-81",
        "C.N.P.J.: 11.222.333/0001-81",
        "CNPJ/MF 11.222.333/0001-81",
        "CGC-11222333000181",
        "11.222.333/0001-81 (CNPJ)",
        "11.222.333/0001-81 - Padaria 2 Irmãos",
        "11222333000181.0",
        "11222333000181,00",
        "1.1222333000181E+13",
        "1,1222333000181e13",
        "00011222333000181",
    ],
)
def test_a_document_is_one_however_it_is_written(spelling: str) -> None:
    assert p.normalise(spelling) == "11222333000181"
    sql = duckdb.execute(f"SELECT {p.normalise_sql('x')} FROM (SELECT $1 AS x)", [spelling])
    assert sql.fetchall() == [("11222333000181",)]


@pytest.mark.parametrize(
    "code",
    [
        "11.222.333/0001\u201582",  # the check digits do not fit
        "A#BC#DEFGH123#12",
        "1.12223E+13",
        "52998224725-1",
        "lote 7 52998224725",
        "11111111111*",
        "0000000000000000*",
        "ID\u20154725",
    ],
)
def test_a_code_that_is_no_document_keeps_all_that_it_is(code: str) -> None:
    assert p.normalise(code) == code.upper()
    sql = duckdb.execute(f"SELECT {p.normalise_sql('x')} FROM (SELECT $1 AS x)", [code])
    assert sql.fetchall() == [(code.upper(),)]


ROTATED = KEY.with_layer(b"l" * 32).with_layer(b"m" * 32)


def test_a_rotated_pseudonym_is_the_one_before_hashed_again() -> None:
    before = p.pseudonym("529.982.247-25", KEY)
    for layer in ROTATED.layers:
        again = p.pseudonym_again(before, layer)
        assert again.bytes[:8] != before.bytes[:8]
        assert again.bytes[8:] != before.bytes[8:]
        sql = f"SELECT {p.pseudonym_again_sql('$who')}"
        row = duckdb.execute(sql, {"who": before, **p.layer_block(layer)}).fetchone()
        assert row == (again,)
        before = again
    assert before == p.pseudonym("52998224725", ROTATED)
    assert [p.pseudonym("52998224725", each) for each in ROTATED.generations][-1] == before


def test_head_office_and_branch_share_their_half_after_rotations_too() -> None:
    head, branch, other = (
        p.pseudonym(text, ROTATED).bytes
        for text in ("11.222.333/0001-81", "11.222.333/0002-62", "00.000.000/0001-91")
    )
    assert head[8:] == branch[8:]
    assert head[:8] != branch[:8]
    assert head[8:] != other[8:]


def test_hashes_of_texts_are_carried_over_and_codes_stay_with_the_first_key() -> None:
    first, rotated = (
        duckdb.execute(
            f"SELECT {p.digest_sql('$text')}, {p.first_digest_sql('$text')}",
            {"text": "A1", **p.key_blocks(key)},
        ).fetchone()
        for key in (KEY, ROTATED)
    )
    assert first == (p.digest("A1", KEY),) * 2
    assert rotated == (p.digest("A1", ROTATED), p.digest("A1", KEY))
    assert p.digest_again(p.whole_digest("A1", KEY), b"l" * 32) == p.whole_digest(
        "A1", KEY.with_layer(b"l" * 32)
    )


def test_each_rotation_has_a_fingerprint_of_its_own() -> None:
    assert len({p.fingerprint(each) for each in ROTATED.generations}) == 3


def test_layers_that_were_cut_are_refused(tmp_path: Path) -> None:
    (tmp_path / k.LAYERS_FILE).write_bytes(b"curta")
    with pytest.raises(k.SecretKeyError, match="está cortado"):
        k.hash_key(Settings(home=tmp_path, hash_key="uma chave bem comprida"))
