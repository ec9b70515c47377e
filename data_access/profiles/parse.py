"""From the text of a profile (TOML) to a `Profile`, strictly: all that is wrong is told at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import cast, get_args

from config.attendance_rule import attendance_rule
from config.errors import UserError
from config.formatting import enumerate_words, plural
from data_access.contract.load import contract
from data_access.places.coding import Coding
from data_access.profiles.checks import check_table
from data_access.profiles.model import (
    LeftOut,
    Measure,
    Profile,
    TableProfile,
    Target,
    parameters_of,
)
from data_access.profiles.parse_expression import (
    DRAFT,
    Problems,
    Table,
    read_conditions,
    read_expression,
)
from data_access.sources.values.text import normalised_name

SENTENCES = ("titulo", "descricao", "fonte", "licenca")
KEYS = (*SENTENCES, "regra_atendimento", "parametros", "tabela")
TABLE_KEYS = ("colunas", "medidas", "deixar_fora", "ignorar")
CODINGS: tuple[Coding, ...] = get_args(Coding)
EVERYTHING = "*"
# The name enters a column of 80 characters beside its arguments and the fingerprint.
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
PARAMETER = re.compile(r"[a-z][a-z0-9_]{0,19}")


class ProfileError(UserError):
    """A profile is wrong; ``problems`` has each of its problems, in the order of the file."""

    def __init__(self, name: str, problems: list[str]) -> None:
        self.problems = tuple(problems)
        count = plural(len(problems), "problema", "problemas")
        listed = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(
            f"O perfil “{name}” tem {count}; corrija e confira de novo com `t360 profile"
            f" check`:{listed}"
        )


def parse_profile(name: str, text: str, *, own: bool = False) -> Profile:
    """Raises ProfileError with all problems."""
    problems = Problems()
    if not NAME.fullmatch(name):
        problems.at(
            "nome do arquivo",
            "esperava de 2 a 40 letras minúsculas sem acento, algarismos e “_”, com .toml",
        )
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"o arquivo não é TOML: {_toml_sentence(str(error))}")
        raise ProfileError(name, problems) from None
    profile = _profile(name, written, problems, own=own)
    if problems:
        raise ProfileError(name, list(dict.fromkeys(problems)))
    return profile


def _toml_sentence(english: str) -> str:
    """Where the library stopped, and the commonest cause in Portuguese."""
    found = re.search(r"line (\d+), column (\d+)", english)
    place = (
        f"a leitura parou na linha {found[1]}, coluna {found[2]}"
        if found
        else "a leitura parou no fim do arquivo"
    )
    if "overwrite" in english or "twice" in english or "mutate" in english:
        return f"{place}: uma chave ou seção aparece duas vezes"
    return f"{place}; confira aspas, colchetes, chaves e o sinal de igual"


def _profile(name: str, written: Table, problems: Problems, *, own: bool) -> Profile:
    problems.unknown_keys(written, KEYS, "perfil")
    titles = [_sentence(written, key, problems) for key in SENTENCES]
    parameters = _parameters(written.get("parametros", {}), problems)
    tables = dict(_tables(written.get("tabela"), problems))
    rule = _attendance_rule(written, tables, problems)
    expressions = [item for table in tables.values() for item in table.expressions()]
    used = {name for item in expressions for name in parameters_of(item)}
    for parameter in sorted(used - set(parameters)):
        problems.at("parametros", f"falta a descrição do parâmetro “{parameter}”, que o perfil usa")
    for parameter in sorted(set(parameters) - used):
        problems.at(f"parametros.{parameter}", "nenhuma coluna usa este parâmetro")
    content = written.get("tabela")
    return Profile(
        name=name,
        title=titles[0],
        description=titles[1],
        source=titles[2],
        licence=titles[3],
        tables=tables,
        content=content if isinstance(content, dict) else {},
        parameters=parameters,
        attendance_rule=rule,
        own=own,
    )


def _sentence(written: Table, key: str, problems: Problems) -> str:
    text = written.get(key)
    if not isinstance(text, str) or len(text.strip()) < 3:
        problems.at(
            key,
            "esperava um texto de ao menos 3 letras; ele diz às pessoas de que fonte é o perfil",
        )
        return ""
    if text == DRAFT:
        problems.at(key, f"falta completar o que está como {DRAFT}")
    return text.strip()


def _parameters(written: object, problems: Problems) -> Mapping[str, str]:
    """The description of each parameter."""
    if not isinstance(written, dict):
        problems.at("parametros", 'esperava uma tabela, como ano = "Ano de referência"')
        return {}
    found = {}
    for name, description in written.items():
        if not PARAMETER.fullmatch(name):
            problems.at(
                f"parametros.{name}", "esperava um nome de letras minúsculas, algarismos e “_”"
            )
        if not isinstance(description, str) or len(description) < 3:
            problems.at(f"parametros.{name}", "esperava um texto que diga o que ele é")
        found[name] = str(description)
    return found


def _attendance_rule(
    written: Table, tables: Mapping[str, TableProfile], problems: Problems
) -> str | None:
    """The version for which attendances were mapped: there is one rule for all sources."""
    version, known = written.get("regra_atendimento"), attendance_rule().version
    if "atendimentos" not in tables:
        if version is not None:
            problems.at("regra_atendimento", "só cabe em um perfil da tabela atendimentos")
        return None
    if version != known:
        found = f"encontrei “{version}”" if version is not None else "não a encontrei"
        problems.at(
            "regra_atendimento",
            f'esperava "{known}", a versão em vigor da regra do atendimento válido, e {found};'
            " confira as colunas das suas cláusulas",
        )
    return str(version)


def _tables(written: object, problems: Problems) -> Iterator[tuple[str, TableProfile]]:
    if not isinstance(written, dict) or not written:
        problems.at(
            "perfil", "falta a seção [tabela.NOME.colunas] de ao menos uma tabela do contrato"
        )
        return
    for name, section in written.items():
        place = f"tabela.{name}"
        if name not in contract():
            problems.at(place, f"a tabela não existe; as tabelas são {', '.join(contract())}")
        elif not isinstance(section, dict):
            problems.at(place, "esperava uma seção")
        else:
            table = _table(section, place, problems)
            check_table(contract()[name], table, place, problems)
            yield name, table


def _table(section: Table, place: str, problems: Problems) -> TableProfile:
    problems.unknown_keys(section, TABLE_KEYS, place)
    measures = _items(section, "medidas", place, problems)
    left_out = _items(section, "deixar_fora", place, problems)
    return TableProfile(
        targets=_targets(section.get("colunas", {}), f"{place}.colunas", problems),
        measures=tuple(
            _measure(item, f"{place}.medidas[{n}]", problems) for n, item in enumerate(measures, 1)
        ),
        left_out=tuple(
            _left_out(item, f"{place}.deixar_fora[{n}]", problems)
            for n, item in enumerate(left_out, 1)
        ),
        ignored=_ignored_columns(section.get("ignorar", []), f"{place}.ignorar", problems),
    )


def _items(section: Table, key: str, place: str, problems: Problems) -> list[Table]:
    items = section.get(key, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        problems.at(f"{place}.{key}", f"esperava seções [[{place}.{key}]]")
        return []
    return items


def _targets(written: object, place: str, problems: Problems) -> dict[str, Target]:
    if not isinstance(written, dict):
        problems.at(place, 'esperava uma tabela, como municipio = "Código do município"')
        return {}
    return {name: _target(item, f"{place}.{name}", problems) for name, item in written.items()}


def _target(written: object, place: str, problems: Problems) -> Target:
    expression = read_expression(written, place, problems, ("codigo",))
    coding = written.get("codigo", "ibge") if isinstance(written, dict) else "ibge"
    if coding not in CODINGS:
        known = enumerate_words(CODINGS)
        problems.at(f"{place}.codigo", f"esperava {known}, e encontrei “{coding}”")
        coding = "ibge"
    return Target(expression, cast(Coding, coding))


def _measure(written: Table, place: str, problems: Problems) -> Measure:
    optional = written.get("opcional", False)
    if not isinstance(optional, bool):
        problems.at(f"{place}.opcional", "esperava true ou false")
    targets = {key: item for key, item in written.items() if key != "opcional"}
    return Measure(_targets(targets, place, problems), optional is True)


def _left_out(written: Table, place: str, problems: Problems) -> LeftOut:
    problems.unknown_keys(written, ("motivo", "quando"), place)
    reason = written.get("motivo")
    if not isinstance(reason, str) or len(reason.strip()) < 3:
        problems.at(
            f"{place}.motivo", "esperava um texto: o relatório o mostra com a contagem das linhas"
        )
    if "quando" not in written:
        problems.at(place, "falta “quando”, a condição das linhas que ficam de fora")
        return LeftOut(str(reason), ())
    conditions = read_conditions(written["quando"], f"{place}.quando", problems)
    return LeftOut(str(reason).strip(), conditions)


def _ignored_columns(written: object, place: str, problems: Problems) -> tuple[str, ...]:
    if not isinstance(written, list) or not all(isinstance(name, str) for name in written):
        problems.at(
            place,
            f"esperava uma lista de nomes de colunas, ou [“{EVERYTHING}”] para todas as outras",
        )
        return ()
    return tuple(name if name == EVERYTHING else normalised_name(name) for name in written)
