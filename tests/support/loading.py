"""Which of the heavy libraries a piece of code loads, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

from config.settings import PROJECT_ROOT

# Each takes more time to load than Python itself to start.
HEAVY = (
    "duckdb",
    "folium",
    "geopandas",
    "httpx",
    "numpy",
    "pandas",
    "plotly",
    "pyarrow",
    "pydantic",
    "pydantic_settings",
    "scipy",
    "shapely",
    "sqlalchemy",
    "streamlit",
)
REPORT = """
import json, sys
print(json.dumps([name for name in sys.modules if sys.modules[name] is not None]))
"""


def heavy_loaded_by(code: str, *arguments: str | Path) -> set[str]:
    """Run `code` with `arguments` as its `sys.argv[1:]`."""
    done = subprocess.run(
        [sys.executable, "-c", code + REPORT, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return {*HEAVY} & set(json.loads(done.stdout.splitlines()[-1]))
