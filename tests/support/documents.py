"""CPF and CNPJ as Receita Federal gives them out: the check digits worked out digit by digit."""

from hypothesis import strategies as st


def _with_check_digits(base: str, last_weight: int) -> str:
    """Weights grow from 2 on the right up to `last_weight`, and begin again."""
    for _ in range(2):
        weights = [2 + place % (last_weight - 1) for place in range(len(base))]
        rest = (
            sum(int(digit) * weight for digit, weight in zip(reversed(base), weights, strict=True))
            % 11
        )
        base += str(0 if rest < 2 else 11 - rest)
    return base


def cpf(base: int) -> str:
    return _with_check_digits(f"{base:09d}", 11)


def cnpj(base: int) -> str:
    return _with_check_digits(f"{base:012d}", 9)


def _bases(digits: int) -> st.SearchStrategy[int]:
    """Those with zeros on the left as often as others."""
    return st.integers(1, digits).flatmap(lambda length: st.integers(0, 10**length - 1))


def _is_document(text: str) -> bool:
    return len(set(text)) > 1


CPFS = _bases(9).map(cpf).filter(_is_document)
CNPJS = _bases(12).map(cnpj).filter(_is_document)
