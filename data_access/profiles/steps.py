"""The repairs of a text that a profile can ask for: what each takes, and the SQL (DuckDB) that it
becomes.

A blank stays blank, unless it is filled from above, and a text of which nothing is left becomes
one. What a step of dates or numbers cannot read is marked, so that the contract refuses it as it
was seen instead of taking it in another way.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from data_access.base.pseudonym import SPACES
from data_access.places.keys import key_sql
from data_access.profiles.model import Step
from data_access.profiles.spreadsheet_steps import fill_sql, serial_sql, text_with_reason
from data_access.sources.source import literal
from data_access.sources.values import numbers

TOKENS = {"aaaa": "%Y", "mm": "%m", "dd": "%d", "hh": "%H", "mi": "%M", "ss": "%S"}
# They take a code: one that came as 5000001.0 is first what it was.
OF_CODES = frozenset({"digitos", "completar"})
NARROWEST, WIDEST = 1, 60
ISO_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}.*"

Arguments = tuple[str | int | float, ...]


class WrongStepError(ValueError):
    """The argument of a step is not what the step takes;
    the text says, in Portuguese, what it expected.
    """


@dataclass(frozen=True)
class Operation:
    """``read`` checks what a profile wrote;
    ``sql`` gives the expression of a text that is named, not computed.
    """

    example: str
    meaning: str
    read: Callable[[object], Arguments]
    sql: Callable[[str, Arguments], str]


def step_sql(step: Step, text: str, *, number: bool = False) -> str:
    """SQL of a step on `text`, a name.
    ``number``: the text was a number in the source, whose mark is the point.
    """
    if step.operation == "numero" and number:
        step = Step("numero", (".", *step.arguments[1:]))
    result = OPERATIONS[step.operation].sql(text, step.arguments)
    return f"nullif(trim({result}, '{SPACES}'), '')"


def same_sql(text: str, value: str, text_key: str | None = None) -> str:
    """Whether a text says the same as `value`: by letters and digits, or exactly where `value` has
    none.

    ``text_key`` names the key of the text where it is worked out already.
    """
    key = key_sql(literal(value))
    return (
        f"(CASE WHEN {key} = '' THEN {text} = {literal(value)} ELSE {text_key or key_sql(text)} ="
        f" {key} END)"
    )


def read_step(name: str, argument: object) -> Step:
    """Raises WrongStepError with what was expected."""
    operation = OPERATIONS.get(name)
    if operation is None:
        raise WrongStepError(f"o passo “{name}” não existe; os passos são {', '.join(OPERATIONS)}")
    try:
        return Step(name, operation.read(argument))
    except WrongStepError as error:
        raise WrongStepError(
            f"o passo {name} esperava {error}, como em {{ {operation.example} }}"
        ) from None


def _flag(argument: object) -> Arguments:
    if argument is not True:
        raise WrongStepError("true")
    return ()


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _width(argument: object) -> Arguments:
    if (
        not isinstance(argument, int)
        or not _is_whole(argument)
        or not NARROWEST <= argument <= WIDEST
    ):
        raise WrongStepError(f"um inteiro de {NARROWEST} a {WIDEST}")
    return (argument,)


def _slice(argument: object) -> Arguments:
    if not isinstance(argument, list) or len(argument) != 2 or not all(map(_is_whole, argument)):
        raise WrongStepError("duas posições, a primeira e a última")
    first, last = argument
    if not 1 <= first <= last:
        raise WrongStepError("posições que começam em 1, a segunda não menor que a primeira")
    return (first, last)


def _part(argument: object) -> Arguments:
    if not isinstance(argument, dict) or set(argument) != {"separador", "numero"}:
        raise WrongStepError("separador e numero")
    separator, position = argument["separador"], argument["numero"]
    if not isinstance(separator, str) or not separator or not _is_whole(position) or position == 0:
        raise WrongStepError("um separador e o número da parte (1 é a primeira, -1 a última)")
    return (separator, position)


def _text(argument: object) -> Arguments:
    if not isinstance(argument, str) or not argument:
        raise WrongStepError("um texto")
    return (argument,)


def _pair(argument: object) -> Arguments:
    if (
        not isinstance(argument, list)
        or len(argument) != 2
        or not all(isinstance(text, str) for text in argument)
    ):
        raise WrongStepError("dois textos, o que sai e o que entra")
    if not argument[0]:
        raise WrongStepError("um texto que sai e que não seja vazio")
    return tuple(argument)


def _texts(argument: object) -> Arguments:
    if (
        not isinstance(argument, list)
        or not argument
        or not all(isinstance(text, str) and text for text in argument)
    ):
        raise WrongStepError("uma lista de textos")
    return tuple(argument)


def _date_format(argument: object) -> Arguments:
    if not isinstance(argument, str):
        raise WrongStepError("um formato de data")
    tokens = re.findall(r"[A-Za-z]+", argument)
    parts = re.findall("|".join(TOKENS), argument)
    if (
        "".join(tokens) != "".join(parts)
        or len(parts) != len(set(parts))
        or not {"aaaa", "mm"} <= set(parts)
    ):
        raise WrongStepError(
            f"um formato feito de {', '.join(TOKENS)}, cada um uma vez, com aaaa e mm"
        )
    if "%" in argument:
        raise WrongStepError("um formato sem %")
    return (argument,)


def _number(argument: object) -> Arguments:
    if not isinstance(argument, dict) or not {"decimal"} <= set(argument) <= {"decimal", "vezes"}:
        raise WrongStepError("decimal e, se for o caso, vezes")
    mark, factor = argument["decimal"], argument.get("vezes", 1)
    if mark not in (",", "."):
        raise WrongStepError("decimal “,” ou “.”")
    if (
        isinstance(factor, bool)
        or not isinstance(factor, int | float)
        or not 0 < abs(factor) < 1e12
    ):
        raise WrongStepError("vezes com um número que não seja zero")
    return (mark, factor)


def _date_sql(text: str, arguments: Arguments) -> str:
    written = str(arguments[0])
    form = re.sub("|".join(TOKENS), lambda token: TOKENS[token[0]], written)
    wanted = "%Y-%m-%d %H:%M:%S" if "hh" in written else "%Y-%m-%d"
    read = f"strftime(try_strptime({text}, {literal(form)}), '{wanted}')"
    if not written.startswith("aaaa-"):
        read = f"CASE WHEN regexp_full_match({text}, '{ISO_DAY}') THEN {text} ELSE {read} END"
    return f"coalesce({read}, {text_with_reason(text, f'esperava {written}')})"


def _number_sql(text: str, arguments: Arguments) -> str:
    """Written so that it can be read in one way only:
    never with exactly three digits after the point.
    """
    mark, factor = arguments
    bare = numbers.bare_sql(text, percent=True, currency=True)
    if mark == ",":
        read = (
            f"CASE WHEN {numbers.comma(bare)} THEN TRY_CAST(replace(replace({bare}, '.', ''), ',',"
            " '.') AS DOUBLE) END"
        )
    else:
        read = (
            f"CASE WHEN {numbers.point(bare)} THEN TRY_CAST(replace({bare}, ',', '') AS DOUBLE) END"
        )
    written = (
        f"regexp_replace(CAST(({read}) * {float(factor)!r} AS VARCHAR), '([.][0-9]+)', '\\1000')"
    )
    return f"coalesce({written}, {text_with_reason(text, f'esperava a marca decimal {mark}')})"


def _blank_sql(text: str, arguments: Arguments) -> str:
    tests = " OR ".join(same_sql(text, str(value)) for value in arguments)
    return f"CASE WHEN {tests} THEN NULL ELSE {text} END"


OPERATIONS: dict[str, Operation] = {
    "digitos": Operation(
        "digitos = true",
        "Só os algarismos.",
        _flag,
        lambda text, _: f"regexp_replace({text}, '[^0-9]', '', 'g')",
    ),
    "completar": Operation(
        "completar = 7",
        "Zeros à esquerda até essa largura; o que já é mais largo fica como está.",
        _width,
        lambda text, a: (
            f"CASE WHEN length({text}) < {a[0]} THEN lpad({text}, {a[0]}, '0') ELSE {text} END"
        ),
    ),
    "recorte": Operation(
        "recorte = [1, 2]",
        "Da primeira à última posição, contadas a partir de 1.",
        _slice,
        lambda text, a: f"substring({text}, {a[0]}, {int(a[1]) - int(a[0]) + 1})",
    ),
    "parte": Operation(
        'parte = { separador = "-", numero = 1 }',
        "Uma das partes entre os separadores; -1 é a última. Fica vazia onde não há essa parte.",
        _part,
        lambda text, a: f"split_part({text}, {literal(str(a[0]))}, {a[1]})",
    ),
    "antes_de": Operation(
        'antes_de = "("',
        "O que vem antes da primeira vez que a marca aparece; sem a marca, o texto todo.",
        _text,
        lambda text, a: f"split_part({text}, {literal(str(a[0]))}, 1)",
    ),
    "trocar": Operation(
        'trocar = [".", ""]',
        "Troca um texto por outro, em todo lugar em que aparece.",
        _pair,
        lambda text, a: f"replace({text}, {literal(str(a[0]))}, {literal(str(a[1]))})",
    ),
    "vazio_se": Operation(
        'vazio_se = ["-", "NI"]',
        "Esses valores querem dizer “sem informação”.",
        _texts,
        _blank_sql,
    ),
    "data": Operation(
        'data = "ddmmaaaa"',
        "Lê a data nesse formato, feito de aaaa, mm, dd, hh, mi e ss; a forma AAAA-MM-DD é lida"
        " sempre.",
        _date_format,
        _date_sql,
    ),
    "data_de_planilha": Operation(
        "data_de_planilha = true",
        "O número de série com que uma planilha guarda uma data (46082 é 2026-03-01) vira a data.",
        _flag,
        lambda text, _: serial_sql(text),
    ),
    "preencher": Operation(
        "preencher = true",
        "Onde está vazia, repete o último valor de cima, como nas células mescladas.",
        _flag,
        lambda text, _: fill_sql(text),
    ),
    "numero": Operation(
        'numero = { decimal = ",", vezes = 1000 }',
        "Lê o número com essa marca decimal e o multiplica, se for o caso; “R$” e “%” em volta dele"
        " não contam.",
        _number,
        _number_sql,
    ),
}
