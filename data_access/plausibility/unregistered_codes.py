"""Codes of partners, teams and initiatives that the register, which was imported, does not have.

One that is but another spelling of a code is told as that (`code_spellings`), and not here again.
"""

from collections.abc import Iterator

import pandas as pd

from config.formatting import enumerate_first, plural
from data_access.plausibility.code_spellings import REGISTERS, spelt_otherwise
from data_access.plausibility.subject import Doubt, Subject
from data_access.sources.source import identifier

CHECK = "codigo_fora_do_cadastro"
SHOWN = 5


def unregistered_codes(subject: Subject) -> Iterator[Doubt]:
    """Codes of the rows that no row of their register has, in any spelling; needs the registers."""
    found = [
        frame
        for column, (register, own) in REGISTERS.items()
        if column in subject.columns and register in subject.beside and register != subject.table
        for frame in [_without_register(subject, column, register, own)]
        if not frame.empty
    ]
    if not found:
        return
    frame = pd.concat(found, ignore_index=True)
    told = enumerate_first(
        (
            f"“{row['codigo']}” em {row['coluna']} ({plural(row['linhas'], 'linha', 'linhas')})"
            for row in frame.head(SHOWN).to_dict("records")
        ),
        len(frame),
    )
    codes = plural(len(frame), "código não está", "códigos não estão")
    sentence = (
        f"{codes} no cadastro que foi importado: {told}. O que dizem conta, mas sem nome,"
        " tipo nem município."
    )
    yield Doubt(CHECK, sentence, len(frame), frame)


def _without_register(subject: Subject, column: str, register: str, own: str) -> pd.DataFrame:
    """coluna, codigo, linhas; the commonest first."""
    cell = identifier(column)
    frame = subject.frame(f"""
        SELECT '{column}' AS coluna, {cell} AS codigo, count(*) AS linhas
        FROM {subject.rows} WHERE {cell} IS NOT NULL AND {cell} NOT IN (
            SELECT {identifier(own)} FROM {subject.beside[register]}
            WHERE {identifier(own)} IS NOT NULL
        )
        GROUP BY 2 ORDER BY linhas DESC, codigo
    """)
    if frame.empty:
        return frame
    told = spelt_otherwise(subject, column, register, own)["codigo"]
    return frame[~frame["codigo"].isin(told)].reset_index(drop=True)
