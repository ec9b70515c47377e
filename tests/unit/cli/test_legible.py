"""What is printed where the terminal has no accents."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.legible import plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ainda não há edições", "Ainda nao ha edicoes"),
        ("“salas.csv”… 1 – 2", "'salas.csv'... 1 - 2"),
        ("1.234\u00a0km² ≥ 30 %", "1.234 km2 >= 30 %"),
        ("a\u0301", "a"),
        ("\udce3 東 \uff02", "? ? ?"),
    ],
)
def test_a_text_is_written_as_near_to_itself_as_ascii_can(text: str, plain: str) -> None:
    written = "".join(letter if letter.isascii() else plain_text(letter) for letter in text)
    assert written == plain


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("editions", "list"), "Ainda nao ha edicoes. Construa uma com `t360 build`"),
        (("imports", "undo", "--help"), "Mostra esta ajuda e sai."),
        (("editions", "publish", "nada"), "Nao encontrei a edicao 'nada'."),
        (("edicoes",), "Nao conheco o comando 'edicoes'."),
    ],
)
def test_no_command_fails_for_the_letters_of_a_terminal(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    ascii_alone = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        env={**os.environ, **ascii_alone, "T360_HOME": str(tmp_path), "COLUMNS": "100"},
        check=False,
        capture_output=True,
        timeout=120,
    )
    written = (done.stdout + done.stderr).decode("ascii")
    assert words in written
    assert "Traceback" not in written
    assert "\\x" not in written
