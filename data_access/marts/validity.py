"""The rule of the valid attendance as SQL (DuckDB)."""

from collections.abc import Collection

from config.attendance_rule import AttendanceRule, Clause


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _normalised(column: str) -> str:
    return f"lower(strip_accents(trim({column})))"


def _one_of(clause: Clause) -> str:
    values = ", ".join(f"lower(strip_accents({_text(value)}))" for value in clause.values)
    return f"{_normalised(clause.column)} IN ({values})"


def _contains_any(clause: Clause) -> str:
    column = _normalised(clause.column)
    tests = (f"contains({column}, lower(strip_accents({_text(value)})))" for value in clause.values)
    return f"({' OR '.join(tests)})"


def fails(clause: Clause) -> str:
    """SQL that is true for an attendance that does not meet `clause`."""
    match clause.test:
        case "present":
            return f"{clause.column} IS NULL"
        case "is_true":
            return f"coalesce({clause.column}, false) = false"
        case "is_one_of":
            return f"NOT coalesce({_one_of(clause)}, false)"
        case "is_not_one_of":
            return f"coalesce({_one_of(clause)}, false)"
        case "does_not_contain":
            return f"coalesce({_contains_any(clause)}, false)"
        case "at_least_where_present":
            return f"coalesce({clause.column} < {clause.minimum}, false)"


def unverifiable_clauses(rule: AttendanceRule, columns: Collection[str]) -> tuple[str, ...]:
    """Clauses on a column that no source has: nobody can say that they fail, so they are set aside and told.

    A source that has the column and leaves it blank does not meet the clause.
    """
    return tuple(clause.id for clause in rule.clause if clause.needs_information and clause.column not in columns)


def failed_clause(rule: AttendanceRule, *, unverifiable: Collection[str] = ()) -> str:
    """SQL of the position of the first clause that fails, or null for a valid attendance."""
    cases = (
        f"WHEN {fails(clause)} THEN {position}"
        for position, clause in enumerate(rule.clause)
        if clause.id not in unverifiable
    )
    return f"(CASE {' '.join(cases)} END)::TINYINT"
