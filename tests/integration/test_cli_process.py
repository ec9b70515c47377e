"""`t360` as a process of its own, as a scheduler or a shell starts it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import t360
from tests.support.steward import COMPANIES

ENTRY = [sys.executable, "-c", "from cli.main import main; main()"]
YEAR = ("--level", "municipio", "--from", "2026-01", "--to", "2026-10")
COMMANDS = ("demo", "import", "build", "editions", "geo", "query", "doctor")


def start(home: Path, *arguments: str) -> subprocess.Popen:
    environment = {
        **os.environ,
        "T360_HOME": str(home),
        "PYTHONPATH": str(Path.cwd()),
        "COLUMNS": "100",
    }
    return subprocess.Popen(
        [*ENTRY, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
    )


def finish(process: subprocess.Popen) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_the_help_is_in_portuguese_and_lists_every_command(tmp_path: Path) -> None:
    code, out, err = finish(start(tmp_path, "--help"))
    assert (code, err) == (0, "")
    assert "Território 360: importa dados, constrói edições e consulta indicadores" in out
    for command in COMMANDS:
        assert f"│ {command} " in out
    assert "Comandos" in out
    assert "Opções" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_portuguese(tmp_path: Path, command: str) -> None:
    answer = t360(tmp_path, command, "--help")
    assert answer.code == 0
    told = [
        line
        for line in answer.out.splitlines()
        if "Show this message" not in line and "Usage:" not in line
    ]
    assert not any(
        word in " ".join(told) for word in ("[default", "[required]", "Options", "Arguments")
    )


def test_no_command_shows_the_help_and_fails(tmp_path: Path) -> None:
    code, out, err = finish(start(tmp_path))
    assert code == 2
    assert "Comandos" in out + err


def test_a_refusal_is_one_sentence_on_standard_error_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    code, out, err = finish(start(tmp_path / "home", "import", "empresas", str(tmp_path / "a.csv")))
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == "Importação de empresas…"
    assert len(err.splitlines()) == 2
    assert "Traceback" not in err
    assert "\x1b" not in err


def test_a_query_writes_data_alone_to_standard_output(filled) -> None:
    code, out, err = finish(
        start(filled.home, "query", "cobertura_me_epp", *YEAR, "--format", "json")
    )
    assert (code, err) == (0, "")
    assert len(json.loads(out)) == 5571
    assert "NaN" not in out


@pytest.mark.slow
def test_a_reader_that_stops_early_causes_no_traceback(filled) -> None:
    """As in ``t360 query … | head -1``."""
    process = start(filled.home, "query", "cobertura_me_epp", *YEAR)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("code,name,")
    process.stdout.close()
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)


@pytest.mark.slow
def test_two_imports_at_once_both_end_and_none_is_lost(tmp_path: Path) -> None:
    """The second waits its turn or is told to; the data are those of both, or of the one that came
    in.
    """
    files = [tmp_path / f"{month}.csv" for month in ("06", "07")]
    for file in files:
        file.write_text(COMPANIES.replace("2026-06", f"2026-{file.stem}"), encoding="utf-8")
    running = [start(tmp_path / "home", "import", "empresas", str(file)) for file in files]
    ends = [finish(process) for process in running]
    came_in = [end for end in ends if end[0] == 0]
    assert came_in
    for code, out, err in ends:
        assert (code, out.splitlines()[1:]) == (0, ["5 linhas aceitas de 5."]) or (
            code == 2 and "Outra importação" in err
        )
    assert len(list((tmp_path / "home" / "staging" / "empresas").glob("*.parquet"))) == len(came_in)
