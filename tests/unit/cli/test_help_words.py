"""No page of help and no refusal of the command line speaks English."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.help_words import translate_help
from cli.main import app
from tests.support.command_line import t360

ENGLISH = re.compile(
    r"\b(usage|options?|arguments?|args|commands?|show|this|message|and|exit|default|required|env"
    r"|deprecated|aborted|error|try|for|help|str|int|bool|path|file|directory|list|range|missing"
    r"|such|invalid|value|unexpected|got|takes?|requires|did you mean|possible|true|false)\b",
    re.IGNORECASE,
)
# What is typed as it stands: names of commands and options, their values, settings, code.
TYPED = re.compile(r"`[^`]+`|--[\w-]+|<[\w|]+\|[\w|]+>|\[padrão: [\w-]+\]|\bT360_\w+|env:\w+")


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*path, name))


COMMANDS = tuple(commands(typer.main.get_command(app)))


def english(text: str, command: tuple[str, ...] = ()) -> list[str]:
    """The words of the framework that are left, beside what people type."""
    names = {name for path in COMMANDS for name in path}
    folded = " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())
    plain = TYPED.sub(" ", folded)
    for name in sorted(names, key=len, reverse=True):
        plain = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", " ", plain)
    return ENGLISH.findall(plain)


def test_there_are_words_to_find() -> None:
    assert english("Usage: t360 demo [OPTIONS]\n --help  Show this message and exit.") != []


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_a_page_of_help_is_in_portuguese(tmp_path: Path, path: tuple[str, ...]) -> None:
    answer = t360(tmp_path, *path, "--help", COLUMNS="200")
    assert (answer.code, answer.err) == (0, "")
    assert f"Uso: {' '.join(('t360', *path))} [OPÇÕES]" in answer.out
    assert "Mostra esta ajuda e sai." in answer.out
    assert english(answer.out) == []


def test_what_a_value_is_and_its_limits_are_told_in_words(tmp_path: Path) -> None:
    answer = t360(tmp_path, "serve", "--help")
    assert "<inteiro> [de 1 até 65535]" in answer.out
    assert "<bool>" not in answer.out


def test_the_list_of_commands_is_folded_at_the_width_of_the_terminal(tmp_path: Path) -> None:
    out = t360(tmp_path, "--help", COLUMNS="200").out
    assert "para uma tabela do contrato de dados. " in out


def test_translating_again_changes_nothing(tmp_path: Path) -> None:
    before = t360(tmp_path, "--help").out
    translate_help()
    translate_help()
    assert t360(tmp_path, "--help").out == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("impor", "Não conheço o comando “impor”. Seria import? Veja `t360 --help`."),
        ("zzz", "Não conheço o comando “zzz”. Veja `t360 --help`."),
        ("profile show", "Falta o argumento NOME. Veja `t360 profile show --help`."),
        ("import a b --form x", "Não conheço a opção --form. Seria --format? Veja"),
        ("query x --level", "A opção --level veio sem valor, ou com um que ela não recebe. Veja"),
        ("serve --port x", "O valor de --port não serve: esperava um número inteiro a partir de 1"),
        (
            "audit list --since ontem",
            "O valor de --since não serve: esperava um dia que existe, como AAAA-MM-DD, e veio"
            " “ontem”. Veja",
        ),
        (
            "titular abrir apagar --received 01/12/2026",
            "O valor de --received não serve: esperava um dia que existe, como AAAA-MM-DD, e veio"
            " “01/12/2026”. Veja",
        ),
        ("access grant a b --until 2026-02-30", "O valor de --until não serve: esperava um dia"),
        ("serve --no-browser=1", "A opção --no-browser veio sem valor, ou com um que ela não"),
        ("demo a b", "Sobraram palavras no comando: a b. Um valor com espaços precisa de aspas."),
        ("--install-completion", "Não conheço a opção --install-completion. Veja `t360 --help`."),
    ],
)
def test_a_mistyped_command_is_refused_in_portuguese(
    tmp_path: Path, typed: str, sentence: str
) -> None:
    answer = t360(tmp_path, *typed.split())
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(sentence)


def test_what_the_system_says_of_a_file_is_told_in_portuguese(tmp_path: Path) -> None:
    answer = t360(tmp_path / "home", "profile", "check", tmp_path)
    assert answer.err == f"Não consegui ler o perfil “{tmp_path}”: é uma pasta.\n"
