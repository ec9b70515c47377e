"""A profile against the header of one source:
which names it has, what is missing, and what is left of the profile.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import singledispatch

from data_access.profiles.model import (
    Choice,
    Condition,
    Constant,
    Digest,
    Expression,
    FileYear,
    First,
    Foreign,
    Joined,
    LeftOut,
    Measure,
    Mended,
    Parameter,
    TableProfile,
    Target,
    Translated,
    foreign_columns,
)


class _MissingError(Exception):
    """What an expression needs and the source does not have."""


@dataclass(frozen=True)
class Known:
    """What is known of a source: the names of its columns,
    the values of parameters, the year in its name.
    """

    columns: Collection[str]
    parameters: Mapping[str, str]
    year: str | None


@dataclass(frozen=True)
class Fitted:
    """The part of a profile that the source can feed. ``missing``: why not, one phrase each."""

    profile: TableProfile
    missing: tuple[str, ...]

    def columns(self) -> Iterator[str]:
        """Every column of the source that is used, by its normalised name."""
        for expression in self.profile.expressions():
            yield from (column.names[0] for column in foreign_columns(expression))
        for left_out in self.profile.left_out:
            for condition in left_out.conditions:
                yield from (column.names[0] for column in condition.columns)


def fit(profile: TableProfile, required: Collection[str], known: Known) -> Fitted:
    """Each column by the name that the source uses;
    optional targets and measures that it lacks are left away.
    """
    missing: list[str] = []
    targets = _targets(profile.targets, required, known, missing)
    lacking: list[str] = []
    measures = []
    for measure in profile.measures:
        fitted = _targets(
            measure.targets, measure.targets, known, [] if measure.optional else lacking
        )
        if len(fitted) == len(measure.targets):
            measures.append(Measure(fitted, measure.optional))
    if profile.measures and not measures and not lacking:
        lacking = ["alguma das colunas de medidas: " + ", ".join(_names_of(profile.measures))]
    return Fitted(
        replace(
            profile,
            targets=targets,
            measures=tuple(measures),
            left_out=_left_out(profile, known, missing),
        ),
        tuple(dict.fromkeys(missing + lacking)),
    )


def _names_of(measures: tuple[Measure, ...]) -> Iterator[str]:
    for measure in measures:
        expression = measure.targets[measure.measured].expression
        yield from (" ou ".join(column.names) for column in foreign_columns(expression))


def _targets(
    targets: Mapping[str, Target], required: Collection[str], known: Known, missing: list[str]
) -> dict[str, Target]:
    fitted = {}
    for name, target in targets.items():
        try:
            fitted[name] = replace(target, expression=_fit(target.expression, known))
        except _MissingError as error:
            if name in required:
                missing.append(f"{error} (para {name})")
    return fitted


def _left_out(profile: TableProfile, known: Known, missing: list[str]) -> tuple[LeftOut, ...]:
    fitted = []
    for item in profile.left_out:
        try:
            fitted.append(
                replace(item, conditions=tuple(_condition(each, known) for each in item.conditions))
            )
        except _MissingError as error:
            missing.append(f"{error} (para deixar de fora: {item.reason})")
    return tuple(fitted)


@singledispatch
def _fit(expression: Expression, known: Known) -> Expression:
    """Raises _MissingError with what is needed, in words."""
    return expression


@_fit.register
def _(expression: Parameter, known: Known) -> Constant:
    if expression.name not in known.parameters:
        raise _MissingError(f"o parâmetro {expression.name}")
    return Constant(known.parameters[expression.name])


@_fit.register
def _(_expression: FileYear, known: Known) -> Constant:
    if known.year is None:
        raise _MissingError("um ano, e um só, no nome do arquivo")
    return Constant(known.year)


@_fit.register
def _(expression: Joined, known: Known) -> Joined:
    return Joined(tuple(_fit(part, known) for part in expression.parts))


@_fit.register
def _(expression: First, known: Known) -> First:
    """Of the parts that there are."""
    fitted, reasons = [], []
    for part in expression.parts:
        try:
            fitted.append(_fit(part, known))
        except _MissingError as error:
            reasons.append(str(error))
    if not fitted:
        raise _MissingError(" ou ".join(reasons))
    return First(tuple(fitted))


@_fit.register
def _(expression: Choice, known: Known) -> Choice:
    tests = tuple(_condition(condition, known) for condition in expression.conditions)
    otherwise = _fit(expression.otherwise, known) if expression.otherwise else None
    return Choice(tests, _fit(expression.then, known), otherwise)


@_fit.register
def _(expression: Digest, known: Known) -> Digest:
    """Of the columns that there are."""
    found = [
        column
        for column in expression.columns
        if any(name in known.columns for name in column.names)
    ]
    if not found:
        raise _MissingError(
            "nenhuma das colunas " + ", ".join(column.names[0] for column in expression.columns)
        )
    return Digest(tuple(_foreign(column, known) for column in found))


@_fit.register(Mended)
@_fit.register(Translated)
def _(expression: Mended | Translated, known: Known) -> Expression:
    return replace(expression, origin=_fit(expression.origin, known))


@_fit.register
def _foreign(column: Foreign, known: Known) -> Foreign:
    name = next((name for name in column.names if name in known.columns), None)
    if name is None:
        raise _MissingError(f"a coluna {' ou '.join(column.names)}")
    return Foreign((name,))


def _condition(condition: Condition, known: Known) -> Condition:
    return replace(
        condition, columns=tuple(_foreign(column, known) for column in condition.columns)
    )
