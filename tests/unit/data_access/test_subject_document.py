"""The document of a data subject: which are taken, and that none is repeated to anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.base.subject_document import DocumentError, is_cpf, required_document

CPF, CNPJ = "11144477735", "11222333000181"


@pytest.mark.parametrize(
    ("given_text", "document"),
    [
        ("111.444.777-35", CPF),
        (" 11144477735 ", CPF),
        ("11.222.333/0001-81", CNPJ),
        ("12.abc.345/01de-35", "12ABC34501DE35"),
    ],
)
def test_documents_are_taken_as_people_write_them(given_text: str, document: str) -> None:
    assert required_document(given_text) == document


@pytest.mark.parametrize("text", ["", "111.444.777-36", "1144477735", "11111111111", "C1", "maria"])
def test_what_is_no_document_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(DocumentError) as refused:
        required_document(text)
    assert not text or text not in str(refused.value)


def test_a_code_of_the_source_is_asked_for_as_such() -> None:
    assert required_document("c1", code=True) == "C1"
    with pytest.raises(DocumentError):
        required_document(" ", code=True)


def _check(digits: list[int]) -> int:
    """Receita Federal, as it is told: the rest of eleven, and zero for less than two."""
    total = sum(
        digit * weight for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True)
    )
    rest = total % 11
    return 0 if rest < 2 else 11 - rest


@given(st.lists(st.integers(0, 9), min_size=9, max_size=9), st.integers(0, 99))
def test_a_cpf_is_known_by_both_check_digits(digits: list[int], ending: int) -> None:
    whole = [*digits, _check(digits)]
    whole.append(_check(whole))
    text = "".join(map(str, whole))
    assert is_cpf(text) == (len({*text}) > 1)
    assert is_cpf(f"{text[:9]}{ending:02d}") == (f"{ending:02d}" == text[9:] and len({*text}) > 1)
