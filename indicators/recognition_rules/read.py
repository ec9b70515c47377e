"""Rules from a TOML text, and back to one. Reading tells everything that is wrong at once."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

import config
from config.errors import UserError, reason_of
from indicators.recognition_rules.checks import cross_problems
from indicators.recognition_rules.model import Rules
from indicators.recognition_rules.problems import (
    Lines,
    Problem,
    RulesError,
    field_words,
    from_validation,
)

READY_MADE = Path(config.__path__[0]) / "recognition"
LONGEST = 1_000_000  # bytes of a file of rules


class UnreadableRulesError(UserError):
    """A file that is not there, or is no text."""


def read_rules(text: str, name: str = "O arquivo de regras") -> Rules:
    """Raises RulesError with every problem, in the order of the file."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(name, [_syntax(error)]) from None
    lines = Lines.read(text)
    try:
        rules = Rules.model_validate_json(json.dumps(content, default=str), strict=True)
    except ValidationError as error:
        raise RulesError(name, from_validation(error.errors(), content, lines)) from None
    found = [
        Problem(sentence, field_words(path, content), lines.line(path))
        for path, sentence in cross_problems(rules)
    ]
    if found:
        raise RulesError(name, sorted(found, key=lambda problem: problem.line or 0))
    return rules


def _syntax(error: tomllib.TOMLDecodeError) -> Problem:
    line = getattr(error, "lineno", None)
    place = str(error).partition("(at line ")[2].partition(",")[0]
    number = line or (int(place) if place.isdigit() else None)
    return Problem(
        "não é TOML: confira aspas, colchetes e se nenhum campo aparece duas vezes.", line=number
    )


def read_rules_file(path: Path) -> Rules:
    """Raises UnreadableRulesError, and RulesError with every problem."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableRulesError(
            f"Não consegui ler o arquivo de regras “{path}”: {reason_of(error)}."
        ) from None
    if len(raw) > LONGEST:
        raise UnreadableRulesError(
            f"“{path.name}” tem mais de 1 MB: não é um arquivo de regras. Exporte um com `t360"
            " recognition export` e mude-o."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableRulesError(
            f"“{path.name}” não está em UTF-8. Salve-o nessa codificação."
        ) from None
    return read_rules(text, path.name)


def ready_made() -> dict[str, Rules]:
    """The editions that come with the product, by name of file."""
    return {path.stem: _ready(path) for path in sorted(READY_MADE.glob("*.toml"))}


@lru_cache(maxsize=16)
def _ready(path: Path) -> Rules:
    return read_rules(path.read_text(encoding="utf-8"), path.name)


def checked_rules(rules: Rules) -> Rules:
    """The same rules, as read from what they say. Raises RulesError with all that is wrong."""
    return read_rules(rules_text(rules), "As regras mudadas")


def rules_text(rules: Rules) -> str:
    """TOML that `read_rules` reads back to the same rules, whatever text they hold."""
    plain = json.loads(rules.model_dump_json(by_alias=True, exclude_none=True))
    return "\n".join(_table(plain, ())).lstrip("\n") + "\n"


def rules_hash(rules: Rules) -> str:
    """SHA-256 of what the rules say, however the file is laid out."""
    return hashlib.sha256(rules_text(rules).encode()).hexdigest()


def _table(content: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Plain keys first: what follows a header belongs to it."""
    for key, value in content.items():
        if not _is_section(key, value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in content.items():
        if not _is_section(key, value):
            continue
        name = ".".join(map(_key, (*path, key)))
        for item in value if isinstance(value, list) else [value]:
            yield ""
            yield f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            yield from _table(item, (*path, key))


def _is_section(key: str, value: Any) -> bool:
    if key == "periodo":
        return False
    several = isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    return several or isinstance(value, dict)


def _key(key: str) -> str:
    plain = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if plain else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        pairs = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, int | float):
        return repr(value)
    text = value.value if isinstance(value, Enum) else str(value)
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
