"""Identifiers that a spreadsheet took for numbers."""

from uuid import UUID

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.base.documents import is_cnpj, is_cpf
from data_access.base.pseudonym import HashKey, pseudonym
from data_access.importing.lost_zeros import mended_sql
from tests.support.documents import CNPJS, CPFS, cnpj, cpf
from tests.support.tiers import few

KEY = HashKey(b"k" * 32)
DOCUMENTS = CPFS | CNPJS


def all_mended(*cells: tuple[str, str]) -> list[tuple[str, bool, bool, bool, bool]]:
    """What each (identifier, type) becomes; were zeros put back, was it a number, had it zeros too
    many, may it have lost digits.
    """
    texts, kinds = ([cell[place] for cell in cells] for place in (0, 1))
    rows = duckdb.execute(
        "SELECT * FROM"
        f" ({mended_sql('SELECT unnest($r::VARCHAR[]) AS r, unnest($k::VARCHAR[]) AS k')})",
        {"r": texts, "k": kinds},
    ).fetchall()
    found = {(r, k): tuple(verdict) for r, k, _, *verdict in rows}
    return [found.get(cell, (cell[0], False, False, False, False)) for cell in cells]


def mended(written: str, kind: str) -> tuple[str, bool, bool, bool, bool]:
    return all_mended((written, kind))[0]


def hashed(*cells: tuple[str, str]) -> list[UUID]:
    """The pseudonyms of identifiers by their types."""
    return [pseudonym(text, KEY) for text, *_ in all_mended(*cells)]


def dotted(document: str) -> str:
    d = document
    if len(d) == 11:
        return f"{d[:3]}.{d[3:6]}.{d[6:9]}-{d[9:]}"
    return f"{d[:2]}.{d[2:5]}.{d[5:8]}/{d[8:12]}-{d[12:]}"


@pytest.mark.parametrize(
    ("written", "kind", "document"),
    [
        ("191", "PF", "00000000191"),
        ("191", "PJ", "00000000000191"),
        ("5299822474", "PF", None),
        ("1222333000181", "PJ", None),
        ("191000105", "PJ", None),
        ("11144477735", "PF", None),
        ("11222333000181", "PJ", None),
        ("0", "PF", None),
        ("000", "PJ", None),
        ("191", "XX", None),
        ("A191", "PF", None),
        ("191", "pf", "00000000191"),
        ("0000191", "PF", "00000000191"),
    ],
)
def test_zeros_are_put_back_where_the_check_digits_say_so(
    written: str, kind: str, document: str | None
) -> None:
    text, zeros, number, _, _ = mended(written, kind)
    assert (text, zeros, number) == (document or written, document is not None, False)


@pytest.mark.parametrize(
    ("written", "kind", "short"),
    [
        ("191", "PF", False),
        ("192", "PF", True),
        ("4711", "PJ", True),
        ("11144477735", "PF", False),
        ("11144477736", "PF", False),
        ("11144477735", "PJ", False),  # the CPF of who has the company
        ("11144477736", "PJ", True),
        ("111444777350", "PF", False),  # longer than a CPF: a code
        ("11222333000182", "PJ", False),
        ("A-1", "PF", False),
        ("1,11445E+10", "PF", True),
    ],
)
def test_what_may_have_lost_digits_is_told_and_stays(written: str, kind: str, short: bool) -> None:
    text, *_, told = mended(written, kind)
    assert told == short
    assert short is False or text == written


@pytest.mark.parametrize(
    ("written", "kind", "text", "zeros"),
    [
        ("11144477735.0", "PF", "11144477735", False),
        ("11144477735,00", "PF", "11144477735", False),
        ("11144477735.0", "PJ", "11144477735", False),
        ("1.1144477735e10", "PF", "11144477735", False),
        ("1,1144477735E+10", "PF", "11144477735", False),
        ("191.0", "PF", "00000000191", True),
        ("1.91e2", "PF", "00000000191", True),
        ("1.1222333000181E13", "PJ", "11222333000181", False),
        ("4711.0", "PJ", "4711", False),
    ],
)
def test_numbers_of_a_spreadsheet_are_read_as_the_digits_that_they_were(
    written: str, kind: str, text: str, zeros: bool
) -> None:
    assert mended(written, kind)[:3] == (text, zeros, True)


def test_a_cpf_whose_digits_are_a_company_as_well_is_left_as_it_came() -> None:
    """One in a hundred CPF is, with three zeros, a CNPJ: those that begin with two zeros, and few
    others. Of a company nobody knows which of them it is.
    """
    both = "74000000802"
    assert (cpf(740000008), cnpj(740000008)) == (both, f"000{both}")
    assert mended(both, "PJ") == (both, False, False, False, True)
    assert mended(f"{both}.0", "PJ") == (both, False, True, False, True)
    assert mended(f"000{both}", "PJ") == (f"000{both}", False, False, False, False)


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        ("00012345678909", "PF", "12345678909"),
        ("00012345678909", "PJ", "12345678909"),  # the CPF of who has the company
        ("00000000000191", "PF", "00000000191"),  # a person, although it is a CNPJ too
        ("00000000000191", "PJ", None),
        ("00012345678908", "PF", None),
        ("00000000000000", "PF", None),
        ("000123456789", "PF", None),
        ("00012345678909", "XX", None),
    ],
)
def test_three_zeros_before_a_cpf_are_taken_away(written: str, kind: str, text: str | None) -> None:
    assert mended(written, kind) == (text or written, False, False, text is not None, False)
    if text:
        assert mended(f"{written}.0", kind) == (text, False, True, True, False)


def known_as(digits: str, kind: str) -> str:
    """Three zeros before a CPF are none of it, where it is a person or no CNPJ."""
    cpf = digits.removeprefix("000") if len(digits) == 14 else ""
    return cpf if is_cpf(cpf) and (kind == "PF" or not is_cnpj(digits)) else digits


def marked(document: str, marks: bool) -> str:
    return dotted(document) if marks else document


@given(
    st.lists(st.tuples(DOCUMENTS, st.booleans()), unique_by=lambda item: item[0]),
    st.sampled_from(["PF", "PJ"]),
)
@settings(max_examples=few(6, everything=25))
def test_different_documents_never_become_one(documents: list[tuple[str, bool]], kind: str) -> None:
    """A CPF and the CNPJ that it is with three zeros are among them, of a company."""
    both = [text for text, _ in documents if len(text) == 11]
    cells = dict.fromkeys(
        [*(marked(*item) for item in documents), *(f"000{text}" for text in both)]
    )
    known = {text if marks else known_as(text, kind) for text, marks in documents}
    known |= {known_as(f"000{text}", kind) for text in both}
    assert len(set(hashed(*((text, kind) for text in cells)))) == len(known)


@given(st.lists(CPFS, min_size=1))
@settings(max_examples=few(6, everything=25))
def test_a_person_is_the_same_with_and_without_zeros(people: list[str]) -> None:
    whole = hashed(*((text, "PF") for text in people))
    assert hashed(*((f"000{text}", "PF") for text in people)) == whole
    for form in ("{}", "{}.0", "{},0", "{},00"):
        assert hashed(*((form.format(text.lstrip("0")), "PF") for text in people)) == whole
    assert hashed(*((dotted(text), "PF") for text in people)) == whole


@given(st.lists(CNPJS, min_size=1))
@settings(max_examples=few(6, everything=25))
def test_a_company_is_the_same_with_and_without_zeros(companies: list[str]) -> None:
    clear = [text for text in companies if not _is_cpf_as_well(text)]
    whole = hashed(*((text, "PJ") for text in clear))
    for form in ("{}", "{}.0"):
        assert hashed(*((form.format(text.lstrip("0")), "PJ") for text in clear)) == whole
    assert hashed(*((dotted(text), "PJ") for text in clear)) == whole


def _is_cpf_as_well(text: str) -> bool:
    bare = text.lstrip("0")
    return len(bare) == 11 and cpf(int(bare[:9])) == bare


@given(st.lists(CPFS, min_size=1))
@settings(max_examples=few(6, everything=25))
def test_the_cpf_of_who_has_a_company_stays(people: list[str]) -> None:
    assert [text for text, *_ in all_mended(*((text, "PJ") for text in people))] == people
