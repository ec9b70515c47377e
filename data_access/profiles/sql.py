"""Expressions of a profile as SQL (DuckDB): computed in stages, so that no text is worked out
twice.

Everything that a profile writes reaches SQL as a literal; names are those of our own making.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import singledispatchmethod

from data_access.places.keys import key_sql
from data_access.profiles.model import (
    Choice,
    Condition,
    Constant,
    Digest,
    Expression,
    First,
    Foreign,
    Joined,
    Mended,
    Translated,
)
from data_access.profiles.steps import OF_CODES, same_sql, step_sql
from data_access.sources.source import LINE, Kind, identifier, literal
from data_access.sources.values.cells import cell_sql, plain_code_sql

NUMBERS: frozenset[Kind] = frozenset({"numero", "fracionario"})
BETWEEN = "chr(31)"  # no cell of a table has it


@dataclass(frozen=True)
class Term:
    """SQL that may be computed at ``stage`` or later. ``number``: it was a number in the source."""

    sql: str
    stage: int = 0
    number: bool = False


@dataclass
class Bench:
    """Names the terms that others use, each in the stage after those that it needs."""

    kinds: Mapping[str, Kind]
    of_numbers: bool = False  # whether what is worked out now becomes a number
    stages: list[dict[str, str]] = field(default_factory=list)

    def named(self, term: Term) -> Term:
        while len(self.stages) <= term.stage:
            self.stages.append({})
        names = self.stages[term.stage]
        name = names.setdefault(term.sql, f"_{term.stage}_{len(names)}")
        return Term(name, term.stage + 1, term.number)

    def relation(self, source: str) -> str:
        """`source` with everything that was named."""
        for stage in self.stages:
            computed = "".join(f", {sql} AS {name}" for sql, name in stage.items())
            source = f"SELECT *{computed} FROM ({source})"
        return source

    @singledispatchmethod
    def term(self, expression: Expression) -> Term:
        """Text, null where it is blank. The expression has only columns that the source has."""
        raise TypeError(f"no SQL for {expression}")

    @term.register
    def _(self, expression: Foreign) -> Term:
        (name,) = expression.names
        kind = self.kinds[name]
        return self.named(
            Term(
                cell_sql(identifier(name), kind, native=False, unmarked=self.of_numbers),
                number=kind in NUMBERS,
            )
        )

    @term.register
    def _(self, expression: Constant) -> Term:
        return Term(f"nullif({literal(expression.text)}, '')")

    @term.register
    def _(self, expression: Joined) -> Term:
        return self._combined(" || ", expression.parts)

    @term.register
    def _(self, expression: First) -> Term:
        return self._combined(", ", expression.parts, "coalesce({})")

    @term.register
    def _(self, expression: Choice) -> Term:
        test, then = self.test(expression.conditions), self.term(expression.then)
        otherwise = self.term(expression.otherwise) if expression.otherwise else Term("NULL")
        sql = f"CASE WHEN {test.sql} THEN {then.sql} ELSE {otherwise.sql} END"
        return Term(sql, max(test.stage, then.stage, otherwise.stage))

    @term.register
    def _(self, expression: Digest) -> Term:
        """The n-th row of one content says so, in the order of the file:
        the same file gives the same identifiers.
        """
        terms = [self.term(column) for column in expression.columns]
        texts = ", ".join(f"coalesce({term.sql}, '')" for term in terms)
        content = self.named(
            Term(f"md5(concat_ws({BETWEEN}, {texts}))", max(term.stage for term in terms))
        )
        turn = self.named(
            Term(f"row_number() OVER (PARTITION BY {content.sql} ORDER BY {LINE})", content.stage)
        )
        return Term(
            f"{content.sql} || CASE WHEN {turn.sql} > 1 THEN '-' || {turn.sql} ELSE '' END",
            turn.stage,
        )

    @term.register
    def _(self, expression: Mended) -> Term:
        term = self.term(expression.origin)
        for step in expression.steps:
            named = self.named(term)
            if step.operation in OF_CODES and not named.number:
                named = self.named(Term(plain_code_sql(named.sql), named.stage))
            term = Term(step_sql(step, named.sql, number=named.number), named.stage)
        return term

    @term.register
    def _(self, expression: Translated) -> Term:
        term = self.named(self.term(expression.origin))
        key = self._key(term)
        cases = " ".join(
            f"WHEN {same_sql(term.sql, value, key.sql)} THEN {literal(to)}"
            for value, to in expression.values
        )
        return Term(f"CASE {cases} ELSE {term.sql} END", key.stage)

    def _key(self, term: Term) -> Term:
        return self.named(Term(key_sql(term.sql), term.stage))

    def _combined(self, between: str, parts: tuple[Expression, ...], form: str = "{}") -> Term:
        terms = [self.term(part) for part in parts]
        return Term(
            form.format(between.join(term.sql for term in terms)), max(term.stage for term in terms)
        )

    def test(self, conditions: tuple[Condition, ...]) -> Term:
        """A boolean, never null. What it compares is text, whatever becomes of the rest."""
        of_numbers, self.of_numbers = self.of_numbers, False
        terms = [self._one_test(condition) for condition in conditions]
        self.of_numbers = of_numbers
        return Term(
            f"({' AND '.join(term.sql for term in terms)})", max(term.stage for term in terms)
        )

    def _one_test(self, condition: Condition) -> Term:
        columns = [self.term(column) for column in condition.columns]
        if condition.test == "vazia":
            blank = " AND ".join(f"{column.sql} IS NULL" for column in columns)
            return Term(f"({blank})", max(column.stage for column in columns))
        text, key = columns[0].sql, self._key(columns[0])
        match condition.test:
            case "preenchida":
                sql = f"{text} IS NOT NULL"
            case "igual":
                sql = _any(same_sql(text, value, key.sql) for value in condition.values)
            case "diferente":
                sql = f"NOT {_any(same_sql(text, value, key.sql) for value in condition.values)}"
            case "contem":
                sql = _any(_has("contains", text, key.sql, value) for value in condition.values)
            case "comeca":
                sql = _any(_has("starts_with", text, key.sql, value) for value in condition.values)
        return Term(f"({sql})", key.stage)


def _any(tests: Iterable[str]) -> str:
    return f"coalesce({' OR '.join(tests)}, false)"


def _has(function: str, text: str, key: str, value: str) -> str:
    """By letters and digits, or exactly where `value` has none: every text has nothing in it."""
    own = key_sql(literal(value))
    return (
        f"(CASE WHEN {own} = '' THEN {function}({text}, {literal(value)})"
        f" ELSE {function}({key}, {own}) END)"
    )
