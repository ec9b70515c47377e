"""What was probably meant by a few typed words: the only other place, beside `suggest`, where
similarity has a say. Nothing is chosen here: a person reads what was found and opens one of it.
"""

from collections.abc import Iterable

import duckdb
import pandas as pd

from data_access.places.keys import key

MOST = 8
SHORTEST = 3  # letters below which nothing is sought by likeness
ALIKE = 0.88  # of Jaro and Winkler, with
LETTERS = 4  # at most one letter in so many wrong, missing or changed over
_WRONG = f"greatest(1, length($sought) // {LETTERS})"

# How a name was found, the best first.
SAME, BEGINS, WORDS, LIKE = "igual", "começo", "palavras", "parecido"


def search_index(names: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """What is sought: `ref` of what a name leads to, its `place` in the order given, and the `key`
    of the name and of its words.

    `names` are (ref, name); several names may lead to one.
    """
    frame = pd.DataFrame(list(names), columns=["ref", "name"]).drop_duplicates()
    keys = [key(name) for name in frame["name"]]
    words = [f" {' '.join(key(word) for word in name.split())}" for name in frame["name"]]
    told = {"ref": frame["ref"], "place": range(len(frame)), "key": keys, "words": words}
    return pd.DataFrame(told)


def search(index: pd.DataFrame, typed: str, most: int = MOST) -> pd.DataFrame:
    """The refs that the typed words may mean, best first: ref and how they were found.

    A name is the same, begins so, or has words that begin so, accents and case aside. Only where
    there is none of these are names found that differ by a few letters. Of two found equally well
    the one that was indexed first comes first.
    """
    sought, words = key(typed), [key(word) for word in typed.split() if key(word)]
    if not sought:
        return pd.DataFrame({"ref": [], "how": []})
    with duckdb.connect(":memory:") as connection:
        connection.register("known", index)
        found = connection.execute(_STATEMENT, {"sought": sought, "words": words}).df()
    return found.head(most)


_STATEMENT = f"""
    WITH told AS (
        SELECT ref, place, key,
            CASE
                WHEN key = $sought THEN 0
                WHEN starts_with(key, $sought) THEN 1
                WHEN list_bool_and([contains(words, ' ' || w) FOR w IN $words]) THEN 2
                WHEN length($sought) >= {SHORTEST}
                    AND abs(length(key) - length($sought)) <= {_WRONG}
                    AND jaro_winkler_similarity(key, $sought) >= {ALIKE}
                    AND damerau_levenshtein(key, $sought) <= {_WRONG} THEN 3
            END AS rank
        FROM known
    ), apart AS (
        SELECT *, damerau_levenshtein(key, $sought) AS letters FROM told WHERE rank IS NOT NULL
    ), best AS (
        SELECT ref, min(rank) AS rank, arg_min(letters, (rank, letters)) AS letters,
            arg_min(key, (rank, letters)) AS key, min(place) AS place
        FROM apart GROUP BY ref
    )
    SELECT ref, CASE rank WHEN 0 THEN '{SAME}' WHEN 1 THEN '{BEGINS}' WHEN 2 THEN '{WORDS}'
        ELSE '{LIKE}' END AS how
    FROM best
    WHERE rank < 3 OR NOT EXISTS (SELECT 1 FROM best WHERE rank < 3)
    ORDER BY rank, letters, key, place
"""
