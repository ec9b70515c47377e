"""What people and programs write where there is nothing to say: of identifiers that identify
nobody, and of names of no territory.

Forty attendances of “NÃO INFORMADO” are no client who came forty times. Such a cell is blank: words
that say that there is none, zeros alone, a CPF or CNPJ of one digit repeated or partly masked, an
error of a spreadsheet, marks alone. A shorter number of one digit repeated (`77`) may be a code.
"""

import re

from data_access.base.documents import CNPJ_DIGITS, CPF_DIGITS
from data_access.places.keys import key, key_sql

_LABEL = "(CPF|CNPJ|CGC|CPFCNPJ|CNPJCPF)"
_WHAT = (
    "(CPF|CNPJ|CGC|CPFCNPJ|CNPJCPF|DOC|DOCUMENTO|CLIENTE|CODIGO|ID|NUMERO|NOME|DADOS?|REGISTRO"
    "|CADASTRO|INFO|INFORMACAO|INFORMACOES|IDENTIFICACAO|IDENTIFICADOR|INSCRICAO|ATENDENTE"
    "|TERRITORIO|REGIONAL|REGIAO|MUNICIPIO)"
)
_DONE = (
    "((INFORM|IDENTIFIC|DECLAR|CADASTR|LOCALIZ|ENCONTR|REGISTR|COLET|ESPECIFIC)AD|PREENCHID"
    "|FORNECID|OBTID|DEFINID)[OA]S?"
)
_VERB = "(CONSTA|TEM|POSSUI|HA|EXISTE|SABE|SEI|DISPONIVEL|APLICAVEL|SEAPLICA)"
_ALONE = (
    "(ISENT[OA]|NENHUMA?|IGNORAD[OA]|DESCONHECID[OA]|INEXISTENTE|ANONIM[OA]|VAZI[OA]|EMBRANCO"
    "|NUL[OA]|NULL|NONE|NAN|NIL|INDEFINID[OA]|INDISPONIVEL|AUSENTE|PENDENTE|AINFORMAR|ADEFINIR|UNKNOWN"
    "|UNDEFINED|MISSING|EMPTY|NAO|X{3,})"
)
_REPEATED = "|".join(
    f"(000)?{digit}{{{CPF_DIGITS}}}|{digit}{{{CNPJ_DIGITS}}}" for digit in range(1, 10)
)
# Of letters and digits alone, of anything.
_SAID = "|".join(
    (
        f"{_WHAT}?{_ALONE}",
        f"{_WHAT}?NAO({_DONE}|{_VERB}){_WHAT}?",
        f"SEM{_WHAT}({_DONE})?",
        "S(CPF|CNPJ|DOC|DOCUMENTO|IDENTIFICACAO|INFORMACAO)",
        f"{_LABEL}?(0+(E0+)?|{_REPEATED})",
    )
)
# As they are written: two letters may be those of a name. Errors in Portuguese and English.
_INITIALS = r"[Nn] ?[./-] ?[ADICadic]\.?|[Ss] ?/ ?[NDInd]|NA|ND|NI|NC"
_ERROR = r"#(N/D|N/A|REF!|VALOR!|VALUE!|DIV/0!|NOME\?|NAME\?|N[UÚ]M!|NULO!|NULL!|SEM_VALOR)"
_WRITTEN = f"{_INITIALS}|{_ERROR}"
# Of a document of which only a part is shown, as public extracts have it, many people are owners.
_MASK, _MASKED = "**", r"[Xx]{3}\.?[0-9]{3}\.?[0-9]{3}-?[Xx]{2}"
# What a first look lets through: at most one digit, repeated, besides zeros.
_SUSPECT = "|".join(f"[^{''.join(sorted({*'123456789'} - {own}))}]*" for own in "123456789")


def is_absent(text: str) -> bool:
    """Whether a clean cell of an identifier, or the name of a territory, says that there is none;
    `absent_sql` says the same.
    """
    return bool(
        not any(character.isalnum() for character in text)
        or _MASK in text
        or re.fullmatch(_MASKED, text)
        or re.fullmatch(_WRITTEN, text)
        or re.fullmatch(_SAID, key(text))
    )


def absent_sql(text: str) -> str:
    """DuckDB: `is_absent` of a short expression; most texts are ruled out by one test. Null where
    the text is.
    """
    return (
        f"CASE WHEN contains({text}, '{_MASK}') THEN true"
        f" WHEN {text}[1:1] IN ('X', 'x') AND regexp_full_match({text}, '{_MASKED}') THEN true"
        f" WHEN regexp_full_match({text}, '(?s:{_SUSPECT})') THEN regexp_full_match({text},"
        rf" '(?s:[^\p{{L}}\p{{N}}]*|{_WRITTEN})') OR regexp_full_match({key_sql(text)}, '{_SAID}')"
        f" WHEN {text} IS NOT NULL THEN false END"
    )
