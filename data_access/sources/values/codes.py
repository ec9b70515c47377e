"""Codes in which somebody stands: a source that numbers attendances by CPF, or teams by e-mail.

Such a code cannot be struck out as a name can: it links tables, and two codes must stay two. It is
replaced by a keyed one, the same wherever the code comes and whatever key comes after: editions and
decisions know teams and partners by it.
"""

from data_access.base.document_spellings import is_cnpj_sql
from data_access.base.documents import CNPJ_DIGITS, CPF_DIGITS, cnpj_sql, cpf_sql
from data_access.base.pseudonym import first_digest_sql, normalise_sql
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
    as such, or a CPF or CNPJ by its check digits: most numbers as long are none.

    Bind the parameters that `pseudonym.key_blocks` gives.
    """
    number, keyed = f"CAST({text} AS BIGINT)", f"'{MARK}' || left({first_digest_sql(text)}, 16)"
    written = " OR ".join(
        (
            *(f"regexp_matches({text}, '{pattern}')" for pattern in SEEN_AT_ONCE),
            *(_any_sql(text, pattern, _is_cpf_sql("item")) for pattern in CPFS),
            *(_any_sql(text, pattern, is_cnpj_sql(normalise_sql("item"))) for pattern in CNPJS),
        )
    )
    return (
        f"CASE WHEN length({text}) < {SHORTEST} THEN {text}"
        f" WHEN regexp_full_match({text}, '{PLAIN}') THEN CASE length({text})"
        f" WHEN {CPF_DIGITS} THEN CASE WHEN {cpf_sql(number)} THEN {keyed} ELSE {text} END"
        f" WHEN {CNPJ_DIGITS} THEN CASE WHEN {cnpj_sql(number)} THEN {keyed} ELSE {text} END"
        f" ELSE {text} END"
        f" WHEN regexp_matches({text}, '{SUSPECT}') THEN"
        f" CASE WHEN {written} THEN {keyed} ELSE {text} END"
        f" ELSE {text} END"
    )


def _any_sql(text: str, pattern: str, test: str) -> str:
    return f"len(list_filter(regexp_extract_all({text}, '{pattern}'), lambda item: {test})) > 0"


def _is_cpf_sql(text: str) -> str:
    digits = f"regexp_replace({text}, '[^0-9]', '', 'g')"
    return f"(length({digits}) = {CPF_DIGITS} AND {cpf_sql(f'CAST({digits} AS BIGINT)')})"
