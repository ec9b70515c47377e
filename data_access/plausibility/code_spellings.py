"""Codes of partners, teams and initiatives that are one by letters and digits: “P-001”, “p-001”, or
but for zeros at the front: “00001” and “1”.

Codes link tables to the letter: the attendances of one that the register writes otherwise have no
name, type or municipality, and the register has two where there is one.
"""

from collections.abc import Iterator

import pandas as pd

from config.formatting import enumerate_first, plural
from data_access.places.keys import key_sql
from data_access.plausibility.subject import Doubt, Subject
from data_access.sources.source import identifier

CHECK = "grafias_de_um_codigo"
SHOWN = 5
# The table that registers each kind of code, and its column.
REGISTERS = {
    "parceiro": ("parceiros", "id_parceiro"),
    "equipe": ("equipes", "id_equipe"),
    "iniciativa": ("iniciativas", "id_iniciativa"),
}


def without_zeros_sql(key: str) -> str:
    """A key of digits alone as the number that a spreadsheet makes of it: `007` is `7`, and `000`
    is `0`. `key` comes several times in it.
    """
    number = f"coalesce(nullif(ltrim({key}, '0'), ''), '0')"
    return f"CASE WHEN regexp_full_match({key}, '0[0-9]+') THEN {number} ELSE {key} END"


def registers_named_in(table: str) -> tuple[str, ...]:
    """The registers whose codes the rows of a table may have."""
    return tuple(register for register, _ in REGISTERS.values() if register != table)


def code_spellings(subject: Subject) -> Iterator[Doubt]:
    """Codes of the subject that another one, of its register or commoner in its own column, is by
    letters and digits.
    """
    found = [
        frame
        for kind, (register, own) in REGISTERS.items()
        for column in ({kind, own} if subject.table == register else {kind})
        if column in subject.columns
        for frame in [spelt_otherwise(subject, column, register, own)]
        if not frame.empty
    ]
    if not found:
        return
    frame = pd.concat(found, ignore_index=True)
    told = enumerate_first(
        (
            f"“{row['codigo']}” e “{row['mais_proximo']}” em {row['coluna']}"
            f" ({plural(row['linhas'], 'linha', 'linhas')})"
            for row in frame.head(SHOWN).to_dict("records")
        ),
        len(frame),
    )
    sentence = (
        "Há códigos iguais em letras e algarismos, ou a não ser por zeros à esquerda, e escritos"
        f" de outra forma, que contam como outros: {told}."
    )
    yield Doubt(CHECK, sentence, int(frame["linhas"].sum()), frame)


def spelt_otherwise(subject: Subject, column: str, register: str, own: str) -> pd.DataFrame:
    """coluna, codigo, linhas, mais_proximo: the registered code, or else the commonest one."""
    cell = identifier(column)
    known = subject.beside.get(register) if column != own else None
    registered = (
        f"SELECT DISTINCT {identifier(own)} AS code FROM {known}"
        if known
        else "SELECT NULL LIMIT 0"
    )
    return subject.frame(f"""
        WITH registered(code) AS ({registered}),
        here AS (
            SELECT {cell} AS code, count(*) AS n FROM {subject.rows}
            WHERE {cell} IS NOT NULL GROUP BY 1
        ),
        spelt AS (
            SELECT code, n, false AS known FROM here
            UNION ALL SELECT code, 0, true FROM registered
        ),
        keyed AS (SELECT *, {without_zeros_sql(key_sql("code"))} AS k FROM spelt),
        chosen AS (
            SELECT k, arg_max(code, (known, n, code)) AS code FROM keyed
            WHERE k <> '' GROUP BY k HAVING count(DISTINCT code) > 1
        )
        SELECT '{column}' AS coluna, keyed.code AS codigo, keyed.n AS linhas,
            chosen.code AS mais_proximo
        FROM keyed JOIN chosen USING (k)
        WHERE keyed.code <> chosen.code AND NOT known
            AND keyed.code NOT IN (SELECT code FROM registered WHERE code IS NOT NULL)
        ORDER BY linhas DESC, codigo
    """)
