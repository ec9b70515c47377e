"""Comments of an edition: `comment_cell`.
The comments themselves are read, counted and left behind (DuckDB).
"""

import duckdb
import pandas as pd

from data_access.marts.subjects import Staging
from indicators.comments import read_comment

BATCH = 50_000
COLUMNS = ["text_id", "theme", "sentiment", "word"]


def load_comments(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `comment_cell`. Texts stay in temporary tables, already without personal data."""
    connection.execute("""
        CREATE TEMP TABLE comment_text AS
        SELECT row_number() OVER (ORDER BY text)::INTEGER AS text_id, text
        FROM (SELECT DISTINCT comment AS text FROM answer WHERE trim(comment) <> '')
    """)
    connection.execute("""
        CREATE TEMP TABLE comment_reading (
            text_id INTEGER, theme VARCHAR, sentiment VARCHAR, word VARCHAR
        )
    """)
    _read_all(connection)
    connection.execute("""
        CREATE TEMP TYPE comment_word AS ENUM (
            SELECT '' AS text
            UNION SELECT unnest([theme, sentiment, word]) FROM comment_reading ORDER BY text
        )
    """)
    connection.execute("""
        INSERT INTO comment_cell BY NAME
        SELECT a.month, a.municipality_id, a.executing_uf, a.channel, a.partner,
            r.theme, r.sentiment, r.word, count(*)::INTEGER AS comments
        FROM answer a JOIN comment_text t ON t.text = a.comment
        JOIN (
            SELECT text_id, theme::comment_word AS theme, sentiment::comment_word AS sentiment,
                word::comment_word AS word
            FROM comment_reading
        ) r ON r.text_id = t.text_id
        GROUP BY ALL ORDER BY ALL
    """)
    connection.execute(
        "DROP TABLE comment_text; DROP TABLE comment_reading; DROP TYPE comment_word"
    )


def _read_all(connection: duckdb.DuckDBPyConnection) -> None:
    (count,) = connection.execute("SELECT count(*) FROM comment_text").fetchone() or (0,)
    for start in range(1, int(count) + 1, BATCH):
        chosen = "SELECT text_id, text FROM comment_text WHERE text_id BETWEEN ? AND ?"
        texts = connection.execute(chosen, [start, start + BATCH - 1]).fetchall()
        batch = pd.DataFrame(
            [row for number, text in texts for row in _rows(number, text)], columns=COLUMNS
        )
        connection.register("comment_batch", batch)
        connection.execute("INSERT INTO comment_reading BY NAME FROM comment_batch")
        connection.unregister("comment_batch")


def _rows(number: int, text: str) -> list[tuple[int, str, str, str]]:
    """The comment as a whole, by each of its themes,
    and each word that it was read by under its theme or the whole.
    """
    reading = read_comment(text)
    counted = [(theme, "") for theme in ("", *reading.themes)]
    return [
        (number, theme, str(reading.sentiment), word) for theme, word in (*counted, *reading.words)
    ]
