"""An import that Ctrl+C interrupts is in the history as that, and leaves nothing of itself."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from data_access.importing import job
from tests.support.command_line import t360

ROWS = "municipio;porte;competencia;quantidade\n3106200;ME;2026-06;1\n"


@pytest.mark.skipif(os.name != "posix", reason="no such signals")
@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_import_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        raise RuntimeError("Query interrupted")  # what DuckDB makes of it

    home, file = tmp_path / "dados", tmp_path / "e.csv"
    file.write_text(ROWS, encoding="utf-8")
    monkeypatch.setattr(job, "finish", interrupted)
    answer = t360(home, "import", "empresas", file)
    assert answer.code == 130
    assert "Interrompido a pedido." in answer.err
    (row,) = t360(home, "imports", "list", "--format", "json").json
    assert "interrompida" in row.values()
    assert not list((home / "staging").rglob("*.parquet"))
    assert not list((home / "staging").glob(".work-*"))
