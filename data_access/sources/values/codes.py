"""Codes in which somebody stands: a source that numbers attendances by CPF, or teams by e-mail.

Such a code cannot be struck out as a name can: it links tables, and two codes must stay two. It is
replaced by a keyed one, the same wherever the code comes and whatever key comes after: editions and
decisions know teams and partners by it.
"""

from collections.abc import Sequence

from data_access.base.document_spellings import PADDING
from data_access.base.documents import (
    CNPJ_DIGITS,
    CPF_DIGITS,
    cnpj_sql,
    cpf_sql,
    is_cnpj_sql,
)
from data_access.base.named import named_sql
from data_access.base.pseudonym import first_digest_sql
from data_access.sources.values.redaction import MISPLACED

MARK = "protegido-"
SHORTEST = 8  # characters that tell anybody: a telephone without its area
# What every text has that one of the patterns is in: one look instead of many.
SUSPECT = "|".join(f"(?:{pattern})" for pattern, _ in MISPLACED)
PLAIN = "[0-9]+"  # most codes
SEEN_AT_ONCE = tuple(pattern for pattern, mark in MISPLACED if mark in ("[e-mail]", "[telefone]"))
CNPJS = tuple(pattern for pattern, mark in MISPLACED if mark == "[CNPJ]")
CPFS = tuple(pattern for pattern, mark in MISPLACED if mark == "[CPF]")


def protected_code_sql(text: str) -> str:
    """DuckDB: a code as it is, or a keyed one for it where it holds an e-mail, a telephone written
    as such, or a CPF (also with three zeros before it) or CNPJ by its check digits: most numbers as
    long are none.

    Bind the parameters that `pseudonym.key_blocks` gives.
    """
    keyed = f"'{MARK}' || left({first_digest_sql(text)}, 16)"
    cpf = named_sql("number", "CAST(bare AS BIGINT)", cpf_sql("number"))
    number = f"CAST({text} AS BIGINT)"
    is_cpf = named_sql("number", number, cpf_sql("number"))
    is_either = named_sql("number", number, f"{cnpj_sql('number')} OR {cpf_sql('number')}")
    padded = f"CASE WHEN regexp_full_match(bare, '{PADDING}[0-9]+') THEN {cpf} ELSE false END"
    written = " OR ".join(
        (
            *(f"regexp_matches({text}, '{pattern}')" for pattern in SEEN_AT_ONCE),
            _any_sql(text, CPFS, "[^0-9]", f"length(bare) = {CPF_DIGITS} AND {cpf}"),
            _any_sql(text, CNPJS, "[^0-9A-Z]", f"{is_cnpj_sql('bare')} OR {padded}"),
        )
    )
    return (
        f"CASE WHEN length({text}) < {SHORTEST} THEN {text}"
        f" WHEN regexp_full_match({text}, '{PLAIN}') THEN CASE length({text})"
        f" WHEN {CPF_DIGITS} THEN CASE WHEN {is_cpf} THEN {keyed} ELSE {text} END"
        f" WHEN {CNPJ_DIGITS} THEN CASE WHEN {is_either} THEN {keyed} ELSE {text} END"
        f" ELSE {text} END"
        f" WHEN regexp_matches({text}, '{SUSPECT}') THEN"
        f" CASE WHEN {written} THEN {keyed} ELSE {text} END"
        f" ELSE {text} END"
    )


def _any_sql(text: str, patterns: Sequence[str], marks: str, test: str) -> str:
    """Whether a part that a pattern finds passes the test, which calls it `bare`, without marks."""
    found = ", ".join(f"regexp_extract_all({text}, '{pattern}')" for pattern in patterns)
    bare = f"regexp_replace(upper(part), '{marks}', '', 'g')"
    return (
        f"len(list_filter(list_concat({found}), lambda part: {named_sql('bare', bare, test)})) > 0"
    )
