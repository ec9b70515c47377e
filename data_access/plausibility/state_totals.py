"""Totals of a UF that came in as one of its municipalities.

“São Paulo” and “Rio de Janeiro” are a UF and its capital: the row of the total of the UF, whose
name looks like any other, enters as the capital and doubles the UF.
"""

from collections.abc import Iterator

import pandas as pd

from config.formatting import enumerate_first, number
from data_access.contract.load import table_contract
from data_access.contract.model import NUMERIC
from data_access.plausibility.subject import Doubt, Subject, check_named, uf_sql
from data_access.sources.source import identifier

CHECK = "total_da_uf_como_municipio"
SHOWN = 5


def state_totals(subject: Subject) -> Iterator[Doubt]:
    """Municipalities that are, in most groups of rows alike but for them, the exact sum of all the
    others of their UF.
    """
    contract, limits = table_contract(subject.table), check_named(CHECK)
    others = [identifier(name) for name in contract.key if name != "municipio"]
    numbers = [
        column.name
        for column in contract.of_type(*NUMERIC)
        if column.name not in contract.key and column.name in subject.columns
    ]
    found = [
        frame
        for name in numbers
        if not (
            frame := _sums(
                subject, name, others, int(limits.limit("fewest")), limits.limit("share")
            )
        ).empty
    ]
    if not found:
        return
    frame = pd.concat(found, ignore_index=True)
    told = enumerate_first(
        (
            f"{row['municipio']} ({row['uf']}), com {number(row['valor'])} em {row['coluna']}"
            for row in frame.head(SHOWN).to_dict("records")
        ),
        len(frame),
    )
    sentence = (
        f"Há município que é a soma exata de todos os outros da sua UF: {told}. Se for o"
        " total da UF com o nome da capital, a UF conta em dobro."
    )
    yield Doubt(CHECK, sentence, int(frame["linhas"].sum()), frame)


def _sums(
    subject: Subject, column: str, others: list[str], fewest: int, share: float
) -> pd.DataFrame:
    """coluna, municipio, uf, valor (the largest), linhas. What is twice the largest of its group is
    the sum of a group of which one is the sum of the others.
    """
    cell = identifier(column)
    uf = "left(municipio, 2)"
    return subject.frame(f"""
        WITH grouped AS (
            SELECT {uf} AS state, arg_max(municipio, {cell}) AS municipio, max({cell}) AS most,
                abs(sum({cell}) - 2 * max({cell})) <= 1e-9 * max({cell}) AS is_sum
            FROM {subject.rows} WHERE {cell} IS NOT NULL AND municipio IS NOT NULL
            GROUP BY {", ".join([uf, *others])}
            HAVING count(*) > {fewest} AND max({cell}) > 0 AND min({cell}) >= 0
                AND count(*) FILTER ({cell} > 0) > {fewest}
        ),
        groups AS (SELECT state, count(*) AS n FROM grouped GROUP BY state)
        SELECT '{column}' AS coluna, municipio, {uf_sql("municipio")} AS uf,
            max(most) FILTER (is_sum) AS valor, count(*) FILTER (is_sum) AS linhas
        FROM grouped JOIN groups USING (state)
        GROUP BY municipio, state, n HAVING count(*) FILTER (is_sum) >= {share} * n
        ORDER BY municipio
    """)
