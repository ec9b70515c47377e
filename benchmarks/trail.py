"""How long ten million entries of the audit trail take to verify, with one process or more."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from benchmarks.options import Options
from benchmarks.report import Figure
from config.settings import Settings
from data_access.operational.chain import GENESIS, Link, hash_of
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditEntry, AuditHead
from data_access.operational.verification import verify_trail

ENTRIES, ALONE = 10_000_000, 1_000_000
BUDGET = 60  # seconds
AT_ONCE = 50_000
DETAIL = '{"tabela": "atendimentos", "origem": "atendimentos-2026-11.csv", "linhas": 123456}'


def fill(settings: Settings, count: int) -> None:
    """Entries such as imports leave, written as the product would have, only faster."""
    names = ", ".join(Link._fields)
    marks = ", ".join("?" * len(Link._fields))
    insert = f"INSERT INTO {AuditEntry.__tablename__} ({names}) VALUES ({marks})"
    previous = GENESIS
    with operational_engine(settings).begin() as connection:
        for start in range(0, count, AT_ONCE):
            rows = []
            for number in range(start + 1, min(start + AT_ONCE, count) + 1):
                link = Link(
                    number,
                    f"2026-11-29 10:{number // 60 % 60:02}:{number % 60:02}.000000",
                    "maria.silva",
                    "painel",
                    "servidor-1",
                    "importacao_concluida",
                    f"20261129T{number:012}Z",
                    DETAIL,
                    previous,
                    "",
                )
                previous = hash_of(link)
                rows.append(link._replace(hash=previous))
            connection.exec_driver_sql(insert, rows)
        connection.execute(sa.update(AuditHead).values(entry=count, hash=previous))


def seconds(settings: Settings, processes: int) -> float:
    """Until the whole trail is found intact."""
    start = time.perf_counter()
    if not verify_trail(settings, processes=processes).intact:
        raise AssertionError("a trail that nobody touched is not intact")
    return time.perf_counter() - start


def run(_options: Options) -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        small, large = (Settings(home=Path(folder) / name) for name in ("small", "large"))
        fill(small, ALONE)
        fill(large, ENTRIES)
        cores = os.cpu_count() or 1
        taken = seconds(large, cores)
        yield Figure(f"conferir {ENTRIES:,} registros".replace(",", "."), taken, "s", BUDGET)
        alone = seconds(small, 1) * ENTRIES / ALONE
        yield Figure("um só processo, em vezes de todos os núcleos", alone / taken, "×")
