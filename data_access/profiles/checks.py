"""What the contract asks of the columns that a profile fills."""

from collections import Counter
from difflib import get_close_matches

from config.formatting import enumerate_words
from data_access.contract.model import NUMERIC, Column, Table
from data_access.profiles.model import (
    Constant,
    Digest,
    Measure,
    TableProfile,
    Target,
    Translated,
    foreign_columns,
)
from data_access.profiles.parse_expression import Problems
from data_access.sources.source import UF_HINT

HINT = Column(
    name=UF_HINT,
    type="uf",
    description="A UF que distingue municípios de mesmo nome",
    example="SP",
)


def check_table(table: Table, profile: TableProfile, place: str, problems: Problems) -> None:
    """Note what the section of a table lacks,
    has in excess or fills with what its columns never accept.
    """
    places = [(f"{place}.colunas", profile.targets)]
    places += [
        (f"{place}.medidas[{n}]", measure.targets) for n, measure in enumerate(profile.measures, 1)
    ]
    for inside, targets in places:
        for name, target in targets.items():
            _check_target(table, name, target, f"{inside}.{name}", problems)
    _check_measures(profile, place, problems)
    filled = set(profile.targets).union(*(measure.targets for measure in profile.measures))
    for name in table.required:
        if name not in filled:
            problems.at(f"{place}.colunas", f"falta {name}, que a tabela {table.name} exige")
    _check_digests(table, profile, place, problems)


def _check_target(table: Table, name: str, target: Target, place: str, problems: Problems) -> None:
    hint = name == UF_HINT and bool(table.of_type("municipio"))
    if name not in table.names and not hint:
        near = get_close_matches(name, table.names, n=1)
        problem = f"a tabela {table.name} não tem esta coluna"
        problems.at(
            place,
            (
                f"{problem}; seria {near[0]}?"
                if near
                else f"{problem}; ela tem {', '.join(table.names)}"
            ),
        )
        return
    column = HINT if name not in table.names else table.column(name)
    if target.coding != "ibge" and column.type != "municipio":
        problems.at(f"{place}.codigo", "só cabe em uma coluna de município")
    for value in _written_values(target):
        sentence = _unacceptable(column, value)
        if sentence:
            problems.at(place, sentence)


def _written_values(target: Target) -> tuple[str, ...]:
    """What the profile itself puts in the column."""
    match target.expression:
        case Constant(text):
            return (text.strip(),)
        case Translated(values=values):
            return tuple(value for _, value in values)
    return ()


def _unacceptable(column: Column, value: str) -> str | None:
    if column.values and value.upper() not in {item.upper() for item in column.values}:
        return f"o valor “{value}” não é aceito; os valores são {', '.join(column.values)}"
    if column.type in NUMERIC:
        try:
            float(value)
        except ValueError:
            return f"esperava um número, e o valor é “{value}”"
    return None


def _check_measures(profile: TableProfile, place: str, problems: Problems) -> None:
    shapes = [frozenset(measure.targets) for measure in profile.measures]
    seen: Counter[tuple[str, ...]] = Counter()
    for number, (measure, shape) in enumerate(zip(profile.measures, shapes, strict=True), 1):
        inside = f"{place}.medidas[{number}]"
        if shape != shapes[0]:
            problems.at(
                inside, "todas as medidas preenchem as mesmas colunas; esta difere da primeira"
            )
        twice = sorted(shape & set(profile.targets))
        if twice:
            problems.at(
                inside, f"{enumerate_words(twice)} já vem de “colunas”; deixe em um lugar só"
            )
        if len(_measured_targets(measure)) != 1:
            problems.at(
                inside, "esperava uma coluna que vem da origem, e as outras com { valor = … }"
            )
            continue
        constants = tuple(
            sorted(
                f"{name}={_written_values(target)}" for name, target in _constants(measure).items()
            )
        )
        seen[constants] += 1
        if seen[constants] == 2:
            problems.at(
                inside,
                "outra medida tem os mesmos valores fixos: seria o mesmo registro duas vezes",
            )


def _measured_targets(measure: Measure) -> list[str]:
    return [name for name in measure.targets if name not in _constants(measure)]


def _constants(measure: Measure) -> dict[str, Target]:
    return {
        name: item
        for name, item in measure.targets.items()
        if isinstance(item.expression, Constant)
    }


def _check_digests(table: Table, profile: TableProfile, place: str, problems: Problems) -> None:
    """A digest without a key is no protection: what is personal must not be in it."""
    personal = {
        column
        for identifier in table.of_type("identificador")
        if identifier.name in profile.targets
        for column in foreign_columns(profile.targets[identifier.name].expression)
    }
    names = {name for column in personal for name in column.names}
    for target, item in profile.targets.items():
        if not isinstance(item.expression, Digest):
            continue
        if table.column(target).type != "texto" if target in table.names else True:
            problems.at(
                f"{place}.colunas.{target}",
                "“resumo” só serve para o código de um registro, que é texto",
            )
        found = sorted(
            name for column in item.expression.columns for name in column.names if name in names
        )
        if found:
            problems.at(
                f"{place}.colunas.{target}",
                f"“resumo” não pode usar {enumerate_words(found)}, que identifica pessoas ou"
                " empresas",
            )
