"""The nearest municipalities of a spelling that led to none. The only place where similarity has a
say: a person reads it and decides.
"""

from data_access.places.resolve import CONTRADICTORY, EXTINCT, REGION, UNPLACED

NEAREST = 3
LEAST = 0.5  # of Jaro and Winkler; below it names have nothing in common but letters
FARTHEST = 2  # digits of a code


def suggestions_sql(unresolved: str) -> str:
    """SELECT of (id, suggestions), each ``Nome/UF (código)``, for a relation of (id, uf, name_key,
    digits, reason).

    Names are sought within the UF where it is known, and the same name in other UFs; codes by the
    digits that differ.
    """
    reasons = ", ".join(f"'{reason}'" for reason in (*UNPLACED, *CONTRADICTORY))
    return f"""
        WITH asked AS (SELECT * FROM ({unresolved}) WHERE reason NOT IN ({reasons})),
        near AS (
            SELECT a.id, n.code,
                CASE WHEN a.name_key = n.key THEN 2
                    ELSE jaro_winkler_similarity(a.name_key, n.key) END AS score
            FROM asked AS a
            JOIN place_names AS n ON a.uf IS NULL OR n.uf = a.uf OR n.key = a.name_key
            WHERE a.digits IS NULL AND length(a.name_key) > 2 AND score >= {LEAST}
            UNION ALL
            SELECT a.id, g.code,
                CASE WHEN a.digits[1:6] = g.code[1:6] THEN 0  -- only the check digit
                    ELSE -levenshtein(a.digits, g.code[1:length(a.digits)]) END AS score
            FROM asked AS a CROSS JOIN register AS g
            WHERE length(a.digits) IN (6, 7) AND a.reason NOT IN ('{EXTINCT}', '{REGION}')
                AND score >= -{FARTHEST}
            UNION ALL
            SELECT a.id, g.code, 1 FROM asked AS a JOIN register AS g ON g.uf = 'DF'
            WHERE a.reason = '{REGION}'
            UNION ALL
            SELECT a.id, e.code, 1
            FROM asked AS a JOIN extinct_codes AS e ON starts_with(e.old, a.digits)
            WHERE a.reason = '{EXTINCT}'
        ),
        best AS (SELECT id, code, max(score) AS score FROM near GROUP BY id, code)
        SELECT id, list(
            concat(g.name, '/', g.uf, ' (', g.code, ')') ORDER BY score DESC, g.name, g.code
        )[1:{NEAREST}]
        FROM best JOIN register AS g USING (code) GROUP BY id
    """
