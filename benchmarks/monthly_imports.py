"""An edition of imports of one month each, and the same of a single import: the processor time of
both in one run. The rows are the same; what differs is in how many files they lie.

``python -m benchmarks.monthly_imports FOLDER one|monthly|compared`` is the child that is measured.
``compared`` looks for what a later import replaced at every reading, as builds did before
docs/adr/0076.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.homes import edition_home, settings_of
from benchmarks.machine import measured
from benchmarks.options import Options
from benchmarks.report import Figure
from data_access.building.build import active_sources
from data_access.building.cautions import replaced_rows
from data_access.contract.load import SOURCE_TABLES
from data_access.marts.build import build_marts
from data_access.marts.source_ends import DAYS
from data_access.quality.record import record_quality
from data_access.staging.apart import mark_apart
from data_access.staging.files import COPIES, COPY, ORDER, STAGED, StagedFile, active_rows_sql
from geo.territory import load_territory

WAYS = {
    "one": "uma importação de cada tabela",
    "monthly": "uma por mês",
    "compared": "uma por mês, procurando repetidas a cada leitura",
}


def run(options: Options) -> Iterator[Figure]:
    home = edition_home(options, options.tenth)
    told = {way: _told(home, way) for way in WAYS}
    rows = [each["rows"] for each in told.values()]
    assert rows[0] == rows[1] == rows[2], rows
    cpu = {way: float(each["cpu_seconds"]) for way, each in told.items()}
    for way, what in WAYS.items():
        yield Figure(f"tabelas de {what}: segundos de processador", cpu[way], "s")
    yield Figure("uma por mês, contra uma só", cpu["monthly"] / cpu["one"], "×")
    yield Figure("procurar a cada leitura, contra uma vez", cpu["compared"] / cpu["monthly"], "×")


def _told(home: Path, way: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.monthly_imports", str(home), way]
    found: dict[str, Any] = json.loads(measured(command, {"T360_HOME": str(home)}).output)
    return found


def rewritten(table: str, files: list[StagedFile], folder: Path, monthly: bool) -> list[StagedFile]:
    """The active rows of a table in one file, or in one for each month."""
    rows = active_rows_sql(files, table, with_source=True)
    month = f"strftime({DAYS[table]}::DATE, '%Y-%m')" if monthly else "'todos'"
    names = duckdb.sql(f"SELECT DISTINCT {month} FROM ({rows}) ORDER BY 1").fetchall()
    columns = dict.fromkeys((*chain(*(file.columns for file in files)), COPIES, COPY))
    found = []
    for place, (name,) in enumerate(names):
        path = folder / f"{table}-{name}.parquet"
        duckdb.sql(f"""
            COPY (SELECT * EXCLUDE ({ORDER}) FROM ({rows}) WHERE {month} = '{name}')
            TO '{path}' ({STAGED})
        """)
        file = replace(files[-1], import_id=path.stem, path=path, sequence=place)
        found.append(replace(file, columns=tuple(columns)))
    return found


def build(home: Path, way: str) -> None:
    """Writes the processor seconds, without those that the months were cut in, and how many rows
    each table has.
    """
    settings = settings_of(home)
    territory = load_territory(settings.home)
    staged = {table: list(files) for table, files in active_sources(settings).items()}
    with tempfile.TemporaryDirectory(dir=home) as folder:
        for table in DAYS:
            staged[table] = rewritten(table, staged[table], Path(folder), way != "one")
        started = time.process_time()
        with duckdb.connect(str(Path(folder) / "edition.duckdb")) as connection:
            staged = staged if way == "compared" else mark_apart(connection, staged)
            held = {table: staged[table] for table in SOURCE_TABLES}
            report = build_marts(connection, staged=held, territory=territory)
            record_quality(connection, staged, held, territory)
            assert not [*replaced_rows(connection, held)]
        seconds = time.process_time() - started
    print(json.dumps({"cpu_seconds": seconds, "rows": report.rows}))


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2])
