"""A CPF or CNPJ inside a text that is written in a way of its own: by its check digits, and never
by its form alone, so that two codes that are no documents never become one.

`11.222.333/0001―81`, `CNPJ nº 11222333000181`, `1.1222333000181E+13`, `11222333000181 – Padaria`
and `Padaria (11.222.333/0001-81)` are all 11222333000181. Where a column has room for a CNPJ, a CPF
comes with three zeros before it: `00052998224725` is 52998224725.
"""

import re

from data_access.base.documents import (
    CNPJ_DIGITS,
    CPF_DIGITS,
    cnpj_sql,
    cpf_sql,
    is_cnpj,
    is_cnpj_sql,
    is_cpf,
)
from data_access.base.named import named_sql

DIGITS, WIDE_DIGITS = "0123456789", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19"
PADDING = "0" * (CNPJ_DIGITS - CPF_DIGITS)  # before a CPF where a CNPJ has its place
SHORTEST = CPF_DIGITS + 1  # characters of a document and of a mark in it
# A number of a data frame; one in scientific notation, of 11 or 14 digits.
WITH_DECIMALS = "([0-9]{11}|[0-9]{14})[.,]0+"
SCIENTIFIC = "([0-9])[.,]([0-9]{7,13})E[+]?(10|13)"
# Beside a name: a document in full; a CNPJ that is all digits there are; so too a CPF that is said
# to be one, for a telephone has as many.
_BEFORE, _AFTER = "(?:.*?[^0-9A-Z])?", "(?:[^0-9A-Z].*)?"
_REST = "(?:[^0-9A-Z][^0-9]*)?"
IN_FULL = r"[0-9]{2}\.[0-9]{3}\.[0-9]{3}/[0-9]{4}-[0-9]{2}|[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"
IN_FULL_OR_WIDE = IN_FULL.replace("[0-9]", f"[0-9{WIDE_DIGITS[0]}-{WIDE_DIGITS[-1]}]")
BESIDE_A_NAME = f"{_BEFORE}({IN_FULL}){_AFTER}"
ALL_DIGITS = f"(?:[^0-9]*[^0-9A-Z])?([0-9]{{14}}){_REST}"
SAID_CPF = f"(?:[^0-9]*[^0-9A-Z])?CPF[^0-9]*?[^0-9A-Z]([0-9]{{11}}){_REST}"
MARKS = "[^0-9A-Z]+"
LABEL = "^(CNPJ|CPF|CGC)(MF)?(NUMERO|NRO|NO|N)?|(CNPJ|CPF|CGC)$|^0+([0-9]{14})$"
LABELLED = "^(CNPJ|CPF|CGC)"
# Uncommon marks, a label, zeros before or after: what `bare` text that holds a document may have.
UNCOMMON = (
    f"[^0-9A-Z]|{LABELLED}|(CNPJ|CPF|CGC)$|^0+[0-9]{{14}}$|^[0-9]{{11,14}}0+$|E1[03]$"
    "|[A-Z][0-9]{11}|[0-9]{11}[A-Z]"
)


def document_in(upper: str) -> str | None:
    """The digits and letters of the document that a text in capital letters is; else None."""
    if len(upper) < SHORTEST:
        return None
    text = upper.translate(str.maketrans(WIDE_DIGITS, DIGITS))
    number, short = re.fullmatch(WITH_DECIMALS, text), re.fullmatch(SCIENTIFIC, text)
    beside = [
        re.sub(MARKS, "", found[1])
        for pattern in (BESIDE_A_NAME, ALL_DIGITS, SAID_CPF)
        if (found := re.fullmatch(pattern, text, re.DOTALL))
    ]
    candidates = (
        number[1] if number else "",
        f"{short[1]}{short[2]}".ljust(int(short[3]) + 1, "0") if short else "",
        *beside,
        re.sub(LABEL, r"\5", re.sub(MARKS, "", text)),
    )
    return next((each for each in candidates if is_document(each)), None)


def document_in_sql(upper: str) -> str:
    """`document_in` as a DuckDB expression; `upper` comes several times in it."""
    text = f"translate({upper}, '{WIDE_DIGITS}', '{DIGITS}')"
    scientific = [f"regexp_extract(t, '^{SCIENTIFIC}$', {group})" for group in (1, 2, 3)]
    length = f"greatest(length(digits), coalesce(TRY_CAST({scientific[2]} AS INTEGER) + 1, 0))"
    whole = f"rpad(digits, CAST({length} AS INTEGER), '0')"  # which would cut what is longer
    candidates = (
        f"regexp_extract(t, '^{WITH_DECIMALS}$', 1)",
        named_sql("digits", f"{scientific[0]} || {scientific[1]}", whole),
        *(
            f"regexp_replace(regexp_extract(t, '(?s)^{pattern}$', 1), '{MARKS}', '', 'g')"
            for pattern in (BESIDE_A_NAME, ALL_DIGITS, SAID_CPF)
        ),
        rf"regexp_replace(regexp_replace(t, '{MARKS}', '', 'g'), '{LABEL}', '\5', 'g')",
    )
    listed = named_sql("t", text, f"[{', '.join(candidates)}]")
    found = f"list_filter({listed}, lambda each: {is_document_sql('each')})[1]"
    return f"CASE WHEN length({upper}) >= {SHORTEST} THEN {found} END"


def without_padding(text: str) -> str:
    """A CPF after `PADDING` without it; all else, and what is a CNPJ as it stands, as it is."""
    cpf = text[len(PADDING) :]
    padded = text.startswith(PADDING) and is_cpf(cpf) and not is_cnpj(text)
    return cpf if padded else text


def without_padding_sql(text: str) -> str:
    """`without_padding` of a short expression."""
    digits = f"regexp_full_match({text}, '{PADDING}[0-9]{{{CPF_DIGITS}}}')"
    padded = f"{cpf_sql('number')} AND NOT {cnpj_sql('number')}"
    known = named_sql("number", f"CAST({text} AS BIGINT)", padded)
    return (
        f"CASE WHEN {digits} THEN CASE WHEN {known}"
        f" THEN right({text}, {CPF_DIGITS}) ELSE {text} END ELSE {text} END"
    )


def worth_a_look_sql(upper: str, bare: str) -> str:
    """Whether `document_in_sql` may find one, which costs more: `bare` is the text without a common
    label and the marks that are common. Most codes have no others. Of a document beside a number
    `bare` has only digits, and the text tells.
    """
    told = f"regexp_matches({upper}, '{LABELLED}|{IN_FULL_OR_WIDE}')"
    return f"(regexp_matches({bare}, '{UNCOMMON}') OR {told})"


def is_document(text: str) -> bool:
    """Whether a text of digits, or of capital letters too, is a CPF, also after `PADDING`, or a
    CNPJ by its check digits.
    """
    if is_cpf(text) or is_cpf(without_padding(text)):
        return True
    return is_cnpj(text) and len(set(text)) > 1


def is_document_sql(text: str) -> str:
    """`is_document` of a short expression."""
    digits = f"regexp_full_match({text}, '({PADDING})?[0-9]{{{CPF_DIGITS}}}')"
    cpf = named_sql("number", f"CAST({text} AS BIGINT)", cpf_sql("number"))
    return (
        f"(CASE WHEN {digits} THEN {cpf} ELSE false END"
        f" OR {is_cnpj_sql(text)} AND {text} <> repeat(left({text}, 1), {CNPJ_DIGITS}))"
    )
