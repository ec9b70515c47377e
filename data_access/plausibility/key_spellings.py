"""Keys of rows that look like one and count as two: “a1” and “A1”, “5.000.001” and “5000001”,
“000123” and “123”.

What a source writes in another way than its last extract did enters a second time, and everything
is counted twice. Nobody knows whether they are one, so both stay and somebody is told.
"""

from collections.abc import Iterator

import pandas as pd

from config.formatting import enumerate_first, plural
from data_access.contract.load import table_contract
from data_access.plausibility.code_spellings import without_zeros_sql
from data_access.plausibility.subject import Doubt, Subject
from data_access.sources.source import identifier
from data_access.sources.values.redaction import MISPLACED, redact_sql

CHECK = "grafias_de_uma_chave"
SHOWN = 5
LISTED = 1000
PLAIN = "[0-9A-Z]+"
# Between two digits a mark may part numbers: 2025-1-11 is not 2025-11-1. Points in threes do not.
THOUSANDS = "[0-9]{1,3}([. ][0-9]{3})+"


def key_spellings(subject: Subject) -> Iterator[Doubt]:
    """Codes in the key of the table that another one, of the same rows or of the import before, is
    by its letters and digits.
    """
    contract = table_contract(subject.table)
    columns = [
        column.name
        for column in contract.of_type("texto")
        if column.name in contract.key and column.name in subject.columns
    ]
    found = [frame for name in columns if not (frame := _alike(subject, name)).empty]
    if not found:
        return
    frame = pd.concat(found, ignore_index=True)
    rows = int(frame.groupby("coluna")["todas"].first().sum())
    told = enumerate_first(
        (
            f"“{row['codigo']}” e “{row['parece']}” em {row['coluna']}"
            for row in frame.head(SHOWN).to_dict("records")
        ),
        rows,
    )
    sentence = (
        f"{plural(rows, 'chave parece', 'chaves parecem')} outra, escrita de outra forma, e contam"
        f" como linhas diferentes: {told}. Se forem a mesma, tudo se conta em dobro."
    )
    yield Doubt(CHECK, sentence, rows, frame.drop(columns="todas"))


def alike_sql(code: str) -> str:
    """What two spellings of one code share: letters and digits, and where a mark is between digits
    that it is there. `code` comes several times in it.
    """
    marked = f"regexp_replace(upper(strip_accents({code})), '[^0-9A-Z]+', ' ', 'g')"
    joined = f"regexp_replace(regexp_replace({marked}, '([A-Z]) ', '\\1', 'g'), ' ([A-Z])', '\\1')"
    return (
        f"CASE WHEN regexp_full_match({code}, '{PLAIN}') THEN {without_zeros_sql(code)}"
        f" WHEN regexp_full_match({code}, '{THOUSANDS}') THEN regexp_replace({code}, '[. ]', '',"
        f" 'g') ELSE trim({joined}) END"
    )


def _alike(subject: Subject, column: str) -> pd.DataFrame:
    """coluna, codigo, parece, todas: the code of these rows, the other one, how many there are."""
    cell = identifier(column)
    before = subject.before if column in subject.before_columns else None
    others = f" UNION ALL SELECT {cell}, false FROM {before}" if before else ""
    shown = [redact_sql(each, MISPLACED) for each in ("keyed.code", "one.code")]
    return subject.frame(f"""
        WITH spelt(code, here) AS (SELECT {cell}, true FROM {subject.rows}{others}),
        keyed AS (SELECT *, {alike_sql("code")} AS k FROM spelt WHERE code IS NOT NULL),
        one AS (
            SELECT k, arg_min(code, (here, code)) AS code FROM keyed
            GROUP BY k HAVING min(code) <> max(code) AND k <> ''
        )
        SELECT '{column}' AS coluna, {shown[0]} AS codigo, {shown[1]} AS parece,
            count(*) OVER () AS todas
        FROM (SELECT DISTINCT k, code FROM keyed WHERE here) AS keyed JOIN one USING (k)
        WHERE keyed.code <> one.code ORDER BY codigo LIMIT {LISTED}
    """)
