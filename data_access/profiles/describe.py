"""A profile in words: what fills each column,
and what of the rule of the valid attendance it leaves unverified.
"""

from collections.abc import Iterator
from functools import singledispatch

from config.attendance_rule import attendance_rule
from config.formatting import enumerate_words
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
    Mended,
    Parameter,
    Profile,
    TableProfile,
    Target,
    Translated,
)

TESTS = {
    "igual": "é",
    "diferente": "não é",
    "contem": "contém",
    "comeca": "começa com",
    "vazia": "está vazia",
    "preenchida": "está preenchida",
}


def describe(profile: Profile) -> Iterator[str]:
    yield f"{profile.name} — {profile.title}"
    yield profile.description
    yield f"Fonte: {profile.source}. Licença: {profile.licence}."
    if profile.attendance_rule:
        yield f"Regra do atendimento válido: {profile.attendance_rule}"
    for name, meaning in profile.parameters.items():
        yield f"Parâmetro {name}: {meaning} (use --profile {profile.name}:{name}=…)"
    for table, section in profile.tables.items():
        yield ""
        yield f"Tabela {table}"
        yield from _section(section)


def _section(section: TableProfile) -> Iterator[str]:
    for name, target in section.targets.items():
        yield f"  {name} ← {_target(target)}"
    for measure in section.measures:
        filled = ", ".join(
            f"{name} ← {_target(target)}" for name, target in measure.targets.items()
        )
        yield f"  um registro com {filled}{' (se houver a coluna)' if measure.optional else ''}"
    for item in section.left_out:
        tests = enumerate_words(_condition(condition) for condition in item.conditions)
        yield f"  fica de fora: {item.reason}, quando {tests}"


def _target(target: Target) -> str:
    coding = f", código {target.coding.upper()}" if target.coding != "ibge" else ""
    return f"{in_words(target.expression)}{coding}"


@singledispatch
def in_words(expression: Expression) -> str:
    """An expression as a phrase."""
    raise TypeError(f"no words for {expression}")


@in_words.register
def _(expression: Foreign) -> str:
    return " ou ".join(expression.names)


@in_words.register
def _(expression: Constant) -> str:
    return f"“{expression.text}”"


@in_words.register
def _(expression: Parameter) -> str:
    return f"o parâmetro {expression.name}"


@in_words.register
def _(_expression: FileYear) -> str:
    return "o ano no nome do arquivo"


@in_words.register
def _(expression: Joined) -> str:
    return " + ".join(in_words(part) for part in expression.parts)


@in_words.register
def _(expression: First) -> str:
    return "o primeiro preenchido de " + ", ".join(in_words(part) for part in expression.parts)


@in_words.register
def _(expression: Choice) -> str:
    tests = enumerate_words(_condition(condition) for condition in expression.conditions)
    otherwise = f"; senão {in_words(expression.otherwise)}" if expression.otherwise else ""
    return f"se {tests}: {in_words(expression.then)}{otherwise}"


@in_words.register
def _(expression: Digest) -> str:
    return "resumo de " + ", ".join(in_words(column) for column in expression.columns)


@in_words.register
def _(expression: Mended) -> str:
    steps = ", ".join(
        " ".join([step.operation, *(f"“{argument}”" for argument in step.arguments)])
        for step in expression.steps
    )
    return f"{in_words(expression.origin)} [{steps}]"


@in_words.register
def _(expression: Translated) -> str:
    pairs = ", ".join(f"{value} → {to}" for value, to in expression.values)
    return f"{in_words(expression.origin)} ({pairs})"


def _condition(condition: Condition) -> str:
    columns = enumerate_words(in_words(column) for column in condition.columns)
    values = " ou ".join(f"“{value}”" for value in condition.values)
    return f"{columns} {TESTS[condition.test]} {values}".rstrip()


def unverified_clauses(profile: Profile) -> list[str]:
    """The columns that the rule of the valid attendance reads and the profile does not fill."""
    section = profile.tables.get("atendimentos")
    if section is None:
        return []
    return [
        clause.column for clause in attendance_rule().clause if clause.column not in section.targets
    ]
