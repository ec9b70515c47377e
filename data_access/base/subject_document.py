"""The document by which somebody is found. It is told to nobody: errors do not repeat it."""

from config.errors import UserError
from data_access.base.documents import is_cnpj, is_cpf
from data_access.base.pseudonym import normalise


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
