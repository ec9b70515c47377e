"""What is wrong with a file of rules, all of it at once, each with its line and field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from config.errors import UserError
from config.formatting import plural

Path = tuple[str | int, ...]
HEADER = re.compile(r"^\s*(\[\[|\[)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"""^\s*([A-Za-z0-9_."'-]+)\s*=""")


@dataclass(frozen=True)
class Problem:
    """``field`` says where, in words; ``line`` is None of what no line says."""

    sentence: str
    field: str = ""
    line: int | None = None

    def __str__(self) -> str:
        where = [f"linha {self.line}" if self.line else "", self.field]
        prefix = ", ".join(part for part in where if part)
        return f"{prefix}: {self.sentence}" if prefix else self.sentence


class RulesError(UserError):
    """The rules cannot be used. ``problems`` has all that is wrong."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = plural(len(self.problems), "problema", "problemas")
        listed = "\n".join(f"- {problem}" for problem in self.problems)
        super().__init__(f"{name} tem {count} e nada foi gravado:\n{listed}")


@dataclass(frozen=True)
class Lines:
    """Where each key of a TOML text is written."""

    of: Mapping[Path, int]

    @staticmethod
    def read(text: str) -> "Lines":
        found: dict[Path, int] = {}
        sizes: dict[Path, int] = {}
        table: Path = ()
        for number, line in enumerate(text.splitlines(), 1):
            header = HEADER.match(line)
            key = KEY.match(line)
            if header:
                table = _table(header[2], header[1] == "[[", sizes)
                found.setdefault(table, number)
            elif key:
                found.setdefault((*table, *_parts(key[1])), number)
        return Lines(found)

    def line(self, path: Path) -> int | None:
        """Of the key itself, or of the nearest table that holds it."""
        for size in range(len(path), 0, -1):
            if path[:size] in self.of:
                return self.of[path[:size]]
        return None


def _parts(key: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in key.split("."))


def _table(name: str, is_array: bool, sizes: dict[Path, int]) -> Path:
    """The path of a table, with the positions of the arrays that it is in."""
    path: Path = ()
    parts = _parts(name)
    for place, part in enumerate(parts):
        path = (*path, part)
        if is_array and place == len(parts) - 1:
            sizes[path] = sizes.get(path, -1) + 1
        if path in sizes:
            path = (*path, sizes[path])
    return path


def field_words(path: Path, content: Any) -> str:
    """``categoria salas › criterio nps › peso``: tables by their id where they have one."""
    words: list[str] = []
    here = content
    for part in path:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
        if not isinstance(part, int):
            words.append(part)
            continue
        named = here.get("id") or here.get("nome") if isinstance(here, dict) else None
        name = str(named) if isinstance(named, str) else str(part + 1)
        words[-1] = f"{words[-1]} {name}" if words else name
    return " › ".join(words)


def from_validation(errors: Sequence[ErrorDetails], content: Any, lines: Lines) -> list[Problem]:
    """Errors of pydantic in words, in the order of the file."""
    found = [
        Problem(_sentence(error), field_words(error["loc"], content), lines.line(error["loc"]))
        for error in errors
    ]
    return sorted(found, key=lambda problem: problem.line or 0)


def _sentence(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    given = error.get("input")
    found = f"e encontrei {_shown(given)}"
    kind = error["type"]
    if kind == "missing":
        return "falta este campo, que é obrigatório."
    if kind == "extra_forbidden":
        return "não conheço este campo. Confira a grafia, ou tire-o."
    if kind == "enum":
        names = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"esperava {' ou '.join(names)} {found}."
    return f"{EXPECTED.get(kind, 'não entendi este valor:').format(**context)} {found}."


EXPECTED = {
    "float_type": "esperava um número",
    "int_type": "esperava um número inteiro",
    "int_from_float": "esperava um número inteiro",
    "bool_type": "esperava true ou false",
    "string_type": "esperava um texto entre aspas",
    "finite_number": "esperava um número",
    "tuple_type": "esperava uma lista",
    "dict_type": "esperava uma tabela",
    "model_type": "esperava uma tabela",
    "too_short": "esperava ao menos {min_length}",
    "string_too_short": "esperava um texto que não fosse vazio",
    "string_too_long": "esperava no máximo {max_length} letras",
    "greater_than_equal": "esperava no mínimo {ge:g}",
    "greater_than": "esperava mais do que {gt:g}",
    "less_than_equal": "esperava no máximo {le:g}",
    "less_than": "esperava menos do que {lt:g}",
    "string_pattern_mismatch": "esperava o formato {pattern}",
}
SHOWN = 60


def _shown(value: object) -> str:
    text = "nada" if value is None else str(value)
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"
