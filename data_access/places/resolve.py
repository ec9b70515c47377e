"""From spellings to municipalities, each spelling once, and never by similarity.

A municipality is found by its code, or by its name within its UF, letter by letter after removing
case, accents and punctuation; the name may be a reviewed synonym. The UF stands beside the name
(“Nome/UF”, “Nome - UF”, “Nome (UF)”, “UF - Nome”, “Nome UF”) or in a column of its own.
"""

from data_access.places.coding import WIDTHS, Coding
from data_access.places.keys import key_sql

UNKNOWN, WRONG_DIGIT, WITHOUT_UF = (
    "municipio_desconhecido",
    "municipio_digito_verificador",
    "municipio_sem_uf",
)
IGNORED, REGION, NOT_IN_CROSSWALK = (
    "municipio_ignorado",
    "municipio_regiao_administrativa",
    "municipio_fora_do_de_para",
)
EXTINCT = "municipio_extinto"
# Two things that a row says of its municipality and that cannot both be true.
OTHER_UF, OTHER_NAME = "municipio_de_outra_uf", "municipio_de_outro_nome"
CONTRADICTORY = (OTHER_UF, OTHER_NAME)
UNPLACED = (IGNORED, "municipio_exterior", "municipio_lagoa")

# DuckDB's regular expressions (RE2).
PREFIX = r"(?i)^\s*(munic[ií]pio|prefeitura( municipal)?) d[aeo]s? +"
NAME_THEN_UF = r"^(.+)[/(,–—-]\s*([^/(),–—-]+?)\s*\)?\s*$"
UF_THEN_NAME = r"^\s*([A-Za-z]{2})\s*[/:–—-]\s*(.+)$"
NAME_SPACE_UF = r"^(.+)\s([A-Za-z]{2})\s*$"
# 3550308.0 and 3550308,00 are what spreadsheets make of a code; 3.550.308, 35-50308 and 35 50308
# are the same code.
DECIMALS = r"[.,]0{1,2}$"
DIGITS = r"[0-9][0-9 ./-]*"
# 3550308 - São Paulo, and São Paulo (3550308).
CODE_THEN_NAME = r"^\s*([0-9]{6,7})\s*[-–—:/|]\s*(\D.*)$"
NAME_THEN_CODE = r"^(\D.*?)\s*[-–—:/|(]\s*([0-9]{6,7})\s*\)?\s*$"
NO_UF = r"(1[1-7]|2[1-9]|3[1235]|4[1-3]|5[0-3])(0000|9999)[0-9]?|0{1,7}|9{6,7}"
OF_DF = r"53[0-9]{4,5}"


def resolve_sql(spellings: str, coding: Coding) -> str:
    """SELECT of (r, u, n, code, kinds, reason, uf, name_key, digits), one row for each of
    `spellings`.

    `spellings` is a relation of r (clean text, not null), u (what stands in the column of the UF,
    or null) and n (rows). ``code`` is null where there is no municipality, and ``reason`` then says
    why; ``kinds`` say how a spelling other than the code itself was mended. ``uf`` is the UF that
    the name came with. The tables are those of `Gazetteer.register`.
    """
    tests = "\n".join(f"WHEN {test} THEN {reason}" for test, reason in _reasons(coding))
    return f"""
        WITH shaped AS ({_spelling_parts_sql(spellings)}),
        found AS (
            SELECT s.*, by_code.code AS code_of_digits, by_code.kinds AS kinds_of_digits,
                ut.uf AS tail_uf, uh.uf AS head_uf, ub.uf AS back_uf, u.uf AS hint_uf,
                u.uf_code AS hint_uf_code,
                nt.code AS tail_code, nt.kind AS tail_kind,
                nh.code AS head_code, nh.kind AS head_kind,
                nb.code AS back_code, nb.kind AS back_kind,
                nu.code AS hint_code, nu.kind AS hint_kind,
                coalesce(pt.reason, pu.reason) AS uf_reason,
                -- “Ji-Paraná” ends in no UF
                s.whole_name IN (SELECT key FROM place_names) AS is_name
            FROM shaped AS s
            LEFT JOIN place_codes AS by_code
                ON by_code.coding = '{coding}' AND by_code.bare = s.bare
            LEFT JOIN ufs AS ut ON ut.key = s.tail LEFT JOIN ufs AS uh ON uh.key = s.head
            LEFT JOIN ufs AS ub ON ub.key = s.back LEFT JOIN ufs AS u ON u.key = {key_sql("s.u")}
            LEFT JOIN pseudo_ufs AS pt ON pt.key = s.tail
            LEFT JOIN pseudo_ufs AS pu ON pu.key = {key_sql("s.u")}
            LEFT JOIN place_names AS nt ON nt.uf = ut.uf AND nt.key = s.tail_name
            LEFT JOIN place_names AS nh ON nh.uf = uh.uf AND nh.key = s.head_name
            LEFT JOIN place_names AS nb ON nb.uf = ub.uf AND nb.key = s.back_name
            LEFT JOIN place_names AS nu ON nu.uf = u.uf AND nu.key = s.whole_name
        ),
        chosen AS (
            SELECT *, CASE WHEN digits IS NOT NULL THEN code_of_digits
                    ELSE coalesce(tail_code, head_code, back_code, hint_code) END AS code,
                CASE WHEN is_name THEN hint_uf
                    ELSE coalesce(tail_uf, head_uf, back_uf, hint_uf) END AS uf,
                CASE WHEN is_name THEN whole_name WHEN tail_uf IS NOT NULL THEN tail_name
                    WHEN head_uf IS NOT NULL THEN head_name WHEN back_uf IS NOT NULL THEN back_name
                    ELSE whole_name END AS name_key
            FROM found
        )
        SELECT r, u, n, CASE WHEN contradiction IS NULL THEN code END AS code,
            uf, name_key, digits,
            CASE WHEN code IS NULL OR contradiction IS NOT NULL THEN NULL
                WHEN code_of_digits IS NULL
                THEN [CASE code WHEN tail_code THEN tail_kind WHEN head_code THEN head_kind
                    WHEN back_code THEN back_kind ELSE hint_kind END]
                ELSE list_filter(
                    list_concat(kinds_of_digits, [
                        {_zeros(coding)}, CASE WHEN text IS NOT NULL THEN 'codigo_com_nome'
                            WHEN r <> digits THEN 'codigo_pontuado' END
                    ]),
                    lambda kind: kind IS NOT NULL
                )
            END AS kinds,
            CASE WHEN contradiction IS NOT NULL THEN contradiction
                WHEN code IS NOT NULL THEN NULL {tests} ELSE '{UNKNOWN}' END AS reason
        FROM (SELECT *, {_contradiction_sql()} AS contradiction FROM chosen) AS chosen
    """


def _spelling_parts_sql(spellings: str) -> str:
    """The parts of a spelling: digits of a code,
    and the name with each UF that may stand beside it.
    """
    parts = {
        "tail": key_sql(f"regexp_extract(text, '{NAME_THEN_UF}', 2)"),
        "tail_name": key_sql(f"regexp_extract(text, '{NAME_THEN_UF}', 1)"),
        "head": key_sql(f"regexp_extract(text, '{UF_THEN_NAME}', 1)"),
        "head_name": key_sql(f"regexp_extract(text, '{UF_THEN_NAME}', 2)"),
        "back": key_sql(f"regexp_extract(text, '{NAME_SPACE_UF}', 2)"),
        "back_name": key_sql(f"regexp_extract(text, '{NAME_SPACE_UF}', 1)"),
        "whole_name": key_sql("text"),
    }
    columns = ", ".join(f"{sql} AS {name}" for name, sql in parts.items())
    digits = (
        f"CASE WHEN regexp_full_match(regexp_replace(r, '{DECIMALS}', ''), '{DIGITS}') "
        f"THEN regexp_replace(regexp_replace(r, '{DECIMALS}', ''), '[^0-9]', '', 'g') "
        f"WHEN regexp_full_match(r, '{CODE_THEN_NAME}') "
        f"THEN regexp_extract(r, '{CODE_THEN_NAME}', 1) "
        f"WHEN regexp_full_match(r, '{NAME_THEN_CODE}') "
        f"THEN regexp_extract(r, '{NAME_THEN_CODE}', 2) END"
    )
    name = (
        f"CASE WHEN regexp_full_match(r, '{CODE_THEN_NAME}')"
        f" THEN regexp_extract(r, '{CODE_THEN_NAME}', 2)"
        f" WHEN regexp_full_match(r, '{NAME_THEN_CODE}')"
        f" THEN regexp_extract(r, '{NAME_THEN_CODE}', 1) WHEN digits IS NULL THEN r END"
    )
    return f"""
        SELECT *, coalesce(nullif(ltrim(digits, '0'), ''), left(digits, 1)) AS bare, {columns}
        FROM (
            SELECT r, u, n, {digits} AS digits,
                regexp_replace({name}, '{PREFIX}', '') AS text
            FROM ({spellings})
        )
    """


def _contradiction_sql() -> str:
    """Why what is said of a municipality cannot all be true; null where it can.

    The UF beside it may be the one that it had under an old code or name. A name beside a code
    counts where it is that of some municipality.
    """
    other_uf = (
        "hint_uf_code <> left(code, 2) AND code IS DISTINCT FROM hint_code"
        " AND NOT (code_of_digits IS NOT NULL AND starts_with(digits, hint_uf_code))"
    )
    named = "SELECT p.code FROM place_names AS p WHERE p.key"
    other_name = (
        f"code_of_digits IS NOT NULL AND ((is_name AND code NOT IN ({named} = chosen.whole_name))"
        " OR coalesce(tail_code, code) <> code)"
    )
    return f"CASE WHEN {other_uf} THEN '{OTHER_UF}' WHEN {other_name} THEN '{OTHER_NAME}' END"


def _zeros(coding: Coding) -> str:
    return (
        "NULL"
        if coding == "ibge"
        else f"CASE WHEN length(digits) < {WIDTHS[coding]} THEN 'zeros_perdidos' END"
    )


def _reasons(coding: Coding) -> list[tuple[str, str]]:
    """What is told of a spelling without a municipality: the first test that holds."""
    own = "(SELECT min(reason) FROM pseudo_{0} AS p WHERE {1})"
    by_code = own.format("codes", f"p.coding = '{coding}' AND p.bare = chosen.bare")
    by_name = own.format("names", "p.key IN (chosen.name_key, chosen.tail_name, chosen.whole_name)")
    tests = [(f"{by_code} IS NOT NULL", by_code), ("uf_reason IS NOT NULL", "uf_reason")]
    tests += [("is_name AND uf IS NULL", f"'{WITHOUT_UF}'"), (f"{by_name} IS NOT NULL", by_name)]
    if coding == "ibge":
        tests += [
            (f"regexp_full_match(digits, '{NO_UF}')", f"'{IGNORED}'"),
            (
                "regexp_full_match(digits, '[0-9]{7}') AND NOT check_digit_ok(digits)",
                f"'{WRONG_DIGIT}'",
            ),
            (f"regexp_full_match(digits, '{OF_DF}')", f"'{REGION}'"),
        ]
    else:
        tests += [("bare = '0'", f"'{IGNORED}'"), ("digits IS NOT NULL", f"'{NOT_IN_CROSSWALK}'")]
    return tests
