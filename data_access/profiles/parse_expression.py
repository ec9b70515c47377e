"""From what a profile writes for a column to an expression, noting every problem on the way."""

from collections.abc import Callable, Mapping
from typing import cast

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
    Step,
    Test,
    Translated,
)
from data_access.profiles.steps import WrongStepError, read_step
from data_access.sources.values.text import normalised_name

DRAFT = "COMPLETAR"  # what a draft writes where only a person knows
ORIGINS = ("de", "valor", "parametro", "ano_do_arquivo", "juntar", "primeiro", "se", "resumo")
AFTER = ("passos", "valores")
TESTS: tuple[Test, ...] = ("igual", "diferente", "contem", "comeca")
NOTHING = Constant("")

Table = Mapping[str, object]


class Problems(list[str]):
    """The problems of a profile, each with the place where it is."""

    def at(self, place: str, sentence: str) -> None:
        self.append(f"{place}: {sentence}")

    def unknown_keys(self, table: Table, known: tuple[str, ...], place: str) -> None:
        for key in table:
            if key not in known:
                self.at(place, f"a chave “{key}” não existe; as chaves são {', '.join(known)}")


def read_expression(
    written: object, place: str, problems: Problems, more: tuple[str, ...] = ()
) -> Expression:
    """A text or a list names a column; a table has one origin, perhaps with steps and values.

    ``more`` are keys that the caller reads. Where something is wrong the problems tell it and the
    answer is nothing.
    """
    if isinstance(written, str | list):
        return _foreign(written, place, problems) or NOTHING
    if not isinstance(written, dict):
        problems.at(
            place, "esperava o nome de uma coluna da origem, uma lista de nomes ou uma tabela { … }"
        )
        return NOTHING
    choice = ("entao", "senao") if "se" in written else ()
    problems.unknown_keys(written, (*ORIGINS, *choice, *AFTER, *more), place)
    origins = [key for key in ORIGINS if key in written]
    if len(origins) != 1:
        found = f"; há {enumerate_words(origins)}" if origins else ""
        problems.at(place, f"esperava exatamente uma destas chaves: {', '.join(ORIGINS)}{found}")
        return NOTHING
    expression = _origin(origins[0], written, place, problems)
    steps = _steps(written.get("passos", []), place, problems)
    values = _values(written.get("valores", {}), place, problems)
    if steps:
        expression = Mended(expression, steps)
    return Translated(expression, values) if values else expression


def _origin(key: str, table: Table, place: str, problems: Problems) -> Expression:
    if key == "se":
        return _choice(table, place, problems)
    return READERS[key](table[key], f"{place}.{key}", problems)


def _choice(table: Table, place: str, problems: Problems) -> Choice:
    if "entao" not in table:
        problems.at(place, "quem tem “se” precisa de “entao”")
    then, otherwise = (
        read_expression(table[key], f"{place}.{key}", problems) if key in table else None
        for key in ("entao", "senao")
    )
    conditions = read_conditions(table["se"], f"{place}.se", problems)
    return Choice(conditions, then or NOTHING, otherwise)


def _file_year(written: object, place: str, problems: Problems) -> FileYear:
    if written is not True:
        problems.at(place, "esperava true")
    return FileYear()


def _foreign(written: object, place: str, problems: Problems) -> Foreign | None:
    """Alternatives by name; none may be without letters and digits, or the same as another."""
    names = [written] if isinstance(written, str) else written
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        problems.at(place, "esperava o nome de uma coluna da origem, ou uma lista de nomes")
        return None
    if DRAFT in names:
        problems.at(
            place, f"falta completar: escreva o nome da coluna da origem no lugar de {DRAFT}"
        )
        return None
    keys = [normalised_name(name) for name in names]
    for position, (name, key) in enumerate(zip(names, keys, strict=True)):
        if not key:
            nameless = "não tem letras nem algarismos e não serve de nome de coluna"
            problems.at(place, f"“{name}” {nameless}")
        elif key in keys[:position]:
            problems.at(place, f"“{name}” repete outro nome da mesma lista")
    return Foreign(tuple(keys))


def _columns(written: object, place: str, problems: Problems) -> tuple[Foreign, ...]:
    """A list, each item a column or a list of alternatives."""
    if not isinstance(written, list) or not written:
        problems.at(place, "esperava uma lista de colunas")
        return ()
    found = [_foreign(item, f"{place}[{n}]", problems) for n, item in enumerate(written, 1)]
    return tuple(column for column in found if column)


def _parts(written: object, place: str, problems: Problems) -> tuple[Expression, ...]:
    if not isinstance(written, list) or len(written) < 2:
        problems.at(place, "esperava uma lista de duas ou mais partes")
        return ()
    return tuple(
        read_expression(part, f"{place}[{number}]", problems)
        for number, part in enumerate(written, 1)
    )


def _constant(written: object, place: str, problems: Problems) -> str:
    if isinstance(written, bool):
        return "sim" if written else "não"
    if isinstance(written, int | float):
        return str(written)
    return _text(written, place, problems)


def _value(written: object, place: str, problems: Problems) -> str:
    """A constant with its spaces, which join other parts; around a whole cell they do not count."""
    if isinstance(written, str) and written and (not written.strip() or written != written.strip()):
        return written
    return _constant(written, place, problems)


def _text(written: object, place: str, problems: Problems) -> str:
    if not isinstance(written, str) or not written.strip():
        problems.at(place, "esperava um texto que não seja vazio")
        return ""
    if written == DRAFT:
        problems.at(place, f"falta completar o que está como {DRAFT}")
    return written.strip()


READERS: Mapping[str, Callable[[object, str, Problems], Expression]] = {
    "de": lambda written, place, problems: _foreign(written, place, problems) or NOTHING,
    "valor": lambda written, place, problems: Constant(_value(written, place, problems)),
    "parametro": lambda written, place, problems: Parameter(_text(written, place, problems)),
    "ano_do_arquivo": _file_year,
    "juntar": lambda written, place, problems: Joined(_parts(written, place, problems)),
    "primeiro": lambda written, place, problems: First(_parts(written, place, problems)),
    "resumo": lambda written, place, problems: Digest(_columns(written, place, problems)),
}


def _steps(written: object, place: str, problems: Problems) -> tuple[Step, ...]:
    if not isinstance(written, list):
        problems.at(f"{place}.passos", "esperava uma lista de passos, como [{ digitos = true }]")
        return ()
    steps = []
    for number, item in enumerate(written, 1):
        inside = f"{place}.passos[{number}]"
        if not isinstance(item, dict) or len(item) != 1:
            problems.at(inside, "esperava uma tabela com um passo só, como { digitos = true }")
            continue
        name, argument = next(iter(item.items()))
        try:
            steps.append(read_step(name, argument))
        except WrongStepError as error:
            problems.at(inside, str(error))
    return tuple(steps)


def _values(written: object, place: str, problems: Problems) -> tuple[tuple[str, str], ...]:
    """Pairs of (the source's value, the contract's); no two may be equal once normalised."""
    inside = f"{place}.valores"
    if not isinstance(written, dict):
        problems.at(inside, 'esperava uma tabela, como { "Microempresa" = "ME" }')
        return ()
    seen: dict[str, str] = {}
    for value in written:
        key = normalised_name(value).replace("_", "") or value
        if key in seen:
            problems.at(
                inside, f"“{value}” e “{seen[key]}” são o mesmo valor, escrito de duas formas"
            )
        seen[key] = value
    return tuple(
        (value, _constant(to, f"{inside}.{value}", problems)) for value, to in written.items()
    )


def read_conditions(written: object, place: str, problems: Problems) -> tuple[Condition, ...]:
    """One condition, or a list of those that must all hold."""
    items = written if isinstance(written, list) else [written]
    if not items:
        problems.at(place, "esperava ao menos uma condição")
    several = isinstance(written, list)
    return tuple(
        condition
        for number, item in enumerate(items, 1)
        if (condition := _condition(item, f"{place}[{number}]" if several else place, problems))
    )


def _condition(written: object, place: str, problems: Problems) -> Condition | None:
    if not isinstance(written, dict):
        problems.at(place, 'esperava uma condição, como { coluna = "Porte", igual = ["ME"] }')
        return None
    if "todas_vazias" in written:
        problems.unknown_keys(written, ("todas_vazias",), place)
        columns = _columns(written["todas_vazias"], f"{place}.todas_vazias", problems)
        return Condition(columns, "vazia")
    problems.unknown_keys(written, ("coluna", *TESTS, "vazia"), place)
    column = _foreign(written.get("coluna"), f"{place}.coluna", problems)
    tests = [test for test in (*TESTS, "vazia") if test in written]
    if len(tests) != 1:
        problems.at(
            place, f"esperava “coluna” e exatamente um teste: {', '.join((*TESTS, 'vazia'))}"
        )
    if column is None or len(tests) != 1:
        return None
    return _condition_of_test(column, tests[0], written[tests[0]], f"{place}.{tests[0]}", problems)


def _condition_of_test(
    column: Foreign, test: str, argument: object, place: str, problems: Problems
) -> Condition:
    if test == "vazia":
        if not isinstance(argument, bool):
            problems.at(place, "esperava true ou false")
        return Condition((column,), "vazia" if argument else "preenchida")
    values = argument if isinstance(argument, list) else [argument]
    if not values:
        problems.at(place, "esperava ao menos um valor")
    texts = tuple(_constant(value, place, problems) for value in values)
    return Condition((column,), cast(Test, test), texts)
