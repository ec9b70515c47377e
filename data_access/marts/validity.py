"""The rule of the valid attendance as SQL (DuckDB)."""

from collections.abc import Collection, Mapping, Sequence

from config.attendance_rule import AttendanceRule, Clause


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _normalised_sql(column: str) -> str:
    return f"lower(strip_accents(trim({column})))"


def _one_of(clause: Clause) -> str:
    values = ", ".join(f"lower(strip_accents({_text(value)}))" for value in clause.values)
    return f"{_normalised_sql(clause.column)} IN ({values})"


def _contains_any(clause: Clause) -> str:
    column = _normalised_sql(clause.column)
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


def sources_without(
    rule: AttendanceRule, sources: Sequence[Collection[str]]
) -> dict[str, tuple[int, ...]]:
    """By clause, the sources (by position) that lack its column: of their rows nobody can say that
    they fail it.

    A source that has the column and leaves it blank does not meet the clause. `sources` has the
    columns of each.
    """
    lacking = {
        clause.id: tuple(
            position for position, columns in enumerate(sources) if clause.column not in columns
        )
        for clause in rule.clause
        if clause.needs_information
    }
    return {clause: positions for clause, positions in lacking.items() if positions}


def failed_clause(rule: AttendanceRule, without: Mapping[str, Sequence[int]]) -> str:
    """SQL of the position of the first clause that fails, or null for a valid attendance.

    `without` is what `sources_without` found; ``_ordem`` is the position of a row's source.
    """
    cases = []
    for position, clause in enumerate(rule.clause):
        lacking = ", ".join(map(str, without.get(clause.id, ())))
        verifiable = f" AND _ordem NOT IN ({lacking})" if lacking else ""
        cases.append(f"WHEN {fails(clause)}{verifiable} THEN {position}")
    return f"(CASE {' '.join(cases)} END)::TINYINT"
