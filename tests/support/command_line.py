"""Runs `t360` inside the test process, as its entry point does."""

import csv
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cli.main import main
from config.settings import get_settings


@dataclass(frozen=True)
class Answer:
    """What a command left: its exit code, its standard output and its standard error."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))

    @property
    def by_code(self) -> dict[str, dict[str, str]]:
        return {row["code"]: row for row in self.rows}

    @property
    def json(self) -> Any:
        """The parsed output; what is no JSON (NaN, Infinity) fails."""

        def refuse(constant: str) -> None:
            raise AssertionError(f"{constant} is no JSON")

        return json.loads(self.out, parse_constant=refuse)


def t360(home: Path, *arguments: str | Path, **environment: str) -> Answer:
    """Run the command with `home` as data folder and nothing of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("T360_")}
    variables = {
        **kept,
        "T360_HOME": str(home),
        "T360_THREADS": "2",
        "COLUMNS": "100",
        **environment,
    }
    out, err = io.StringIO(), io.StringIO()
    code = 0
    get_settings.cache_clear()
    try:
        with (
            patch.dict(os.environ, variables, clear=True),
            patch.object(sys, "argv", ["t360", *map(str, arguments)]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            main()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        get_settings.cache_clear()
    return Answer(code, out.getvalue(), err.getvalue())
