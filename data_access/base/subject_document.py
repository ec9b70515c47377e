"""The document by which somebody is found. It is told to nobody: errors do not repeat it."""

from config.errors import UserError
from data_access.base.documents import CPF_DIGITS, CPF_WEIGHTS
from data_access.base.pseudonym import is_cnpj, normalise


class DocumentError(UserError):
    """What was given is no CPF and no CNPJ."""


def required_document(text: str, *, code: bool = False) -> str:
    """A CPF or CNPJ as it is hashed; with `code`, any code of a source. Raises DocumentError."""
    document = normalise(text)
    if code and document:
        return document
    if not is_cpf(document) and not is_cnpj(document):
        raise DocumentError(
            "Esperava um CPF (11 algarismos) ou um CNPJ (14), com os dígitos verificadores certos,"
            " e o que veio não é. Confira-o; para o código com que a origem conhece a pessoa, use"
            " --code."
        )
    return document


def is_cpf(text: str) -> bool:
    """Whether a normalised identifier is a CPF by its check digits."""
    if len(text) != CPF_DIGITS or not (text.isascii() and text.isdigit()) or len({*text}) == 1:
        return False
    digits = [int(digit) for digit in text]
    return all(
        sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) * 10 % 11 % 10
        == digits[len(weights)]
        for weights in (CPF_WEIGHTS, (11, *CPF_WEIGHTS))
    )
