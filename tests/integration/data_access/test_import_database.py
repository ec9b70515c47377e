"""Tables and queries of databases as sources: SQLite, and a real PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from config.errors import UserError
from config.settings import Settings
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from data_access.operational.imports import active_runs
from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers.address import Database, source_of

Active = Callable[..., list[tuple[Any, ...]]]
Read = Callable[..., ImportReport]
MOMENT = datetime(2025, 1, 2, 3, 4)  # noqa: DTZ001 - as a column without a zone holds it
SECRET = "s3nh4-muito-secreta"  # noqa: S105 - of no account


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with a table of companies and one of contacts."""
    url = (
        f"sqlite:///{tmp_path / 'origem.db'}"
        if request.param == "sqlite"
        else str(request.getfixturevalue("postgres_url"))
    )
    engine = sa.create_engine(url)
    meta = sa.MetaData()
    stock = sa.Table(
        "Estoque",
        meta,
        sa.Column("municipio", sa.Integer),
        sa.Column("porte", sa.Text),
        sa.Column("competencia", sa.Date),
        sa.Column("quantidade", sa.Numeric(12, 2)),
        sa.Column("observação", sa.Text),
    )
    contacts = sa.Table(
        "contatos",
        meta,
        sa.Column("id_contato", sa.Text),
        sa.Column("aberto_em", sa.DateTime),
        sa.Column("canal", sa.Text),
        sa.Column("robo", sa.Boolean),
    )
    meta.create_all(engine)
    day = date(2025, 10, 1)
    with engine.begin() as connection:
        connection.execute(
            stock.insert(),
            [
                {
                    "municipio": 3550308,
                    "porte": "ME",
                    "competencia": day,
                    "quantidade": Decimal(7),
                    "observação": "x",
                },
                {
                    "municipio": 3304557,
                    "porte": "EPP",
                    "competencia": day,
                    "quantidade": Decimal(9),
                    "observação": None,
                },
            ],
        )
        connection.execute(
            contacts.insert(),
            [{"id_contato": "1", "aberto_em": MOMENT, "canal": "100% digital", "robo": True}],
        )
    engine.dispose()
    return url


@pytest.fixture
def read(settings: Settings, municipalities: pd.DataFrame) -> Read:
    def read(into: str, url: str, /, **choice: str) -> ImportReport:
        return import_table(settings, into, source_of(url, **choice), municipalities=municipalities)

    return read


def test_a_table_comes_in_typed_and_only_with_the_columns_that_are_needed(
    settings: Settings, active: Active, read: Read, address: str
) -> None:
    report = read("empresas", address, table="Estoque")
    assert (report.status, report.accepted, report.unknown_columns) == ("ok", 2, ("observação",))
    assert active(settings, "empresas") == [
        ("3304557", "EPP", "2025-10", 9),
        ("3550308", "ME", "2025-10", 7),
    ]


def test_a_query_comes_in_with_its_percent_signs(
    settings: Settings, active: Active, read: Read, address: str
) -> None:
    query = "SELECT id_contato, aberto_em, canal, robo FROM contatos WHERE canal LIKE '100%'"
    assert read("contatos", address, query=query).accepted == 1
    assert active(settings, "contatos", "id_contato, aberto_em, canal, robo") == [
        ("1", MOMENT, "100% digital", True)
    ]


def test_the_same_rows_in_another_order_change_nothing(read: Read, address: str) -> None:
    columns = "municipio, porte, competencia, quantidade"
    first = read("empresas", address, query=f'SELECT {columns} FROM "Estoque" ORDER BY municipio')
    again = read(
        "empresas", address, query=f'SELECT {columns} FROM "Estoque" ORDER BY municipio DESC'
    )
    assert (first.status, again.status, again.import_id) == ("ok", "repetido", first.import_id)
    other = read("empresas", address, query=f"SELECT {columns} FROM \"Estoque\" WHERE porte = 'ME'")
    assert other.status == "ok"


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"table": "nenhuma"}, "recusou a leitura de “nenhuma”"),
        ({"query": "SELECT nada FROM contatos"}, "recusou a leitura de “consulta”"),
        ({"query": "SELECT id_contato FROM contatos"}, "não encontrei"),
        ({"query": "WITH x AS (SELECT 1) DELETE FROM contatos"}, "recusou a leitura"),
        ({"query": "DROP TABLE contatos"}, "só pode ler"),
        ({}, "--from-table TABELA ou --query CONSULTA"),
        ({"table": "contatos", "query": "SELECT 1"}, "um dos dois"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_written(
    settings: Settings, read: Read, address: str, choice: dict[str, str], sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        read("contatos", address, **choice)
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM contatos")).scalar() == 1
    engine.dispose()
    assert active_runs(settings, "contatos") == []
    assert list(settings.staging_folder.glob(".work-*")) == []


def test_the_password_is_nowhere_to_be_read(
    settings: Settings, read: Read, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = (
        sa.make_url(postgres_url)
        .set(password=SECRET)
        .update_query_dict({"application_name": SECRET})
    )
    engine = sa.create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(
            sa.text("CREATE TABLE equipes AS SELECT 'E1' AS id_equipe, 'A' AS nome, 'SP' AS uf")
        )
    engine.dispose()
    monkeypatch.setenv("BANCO_DE_TESTE", url.render_as_string(hide_password=False))
    report = read("equipes", "env:BANCO_DE_TESTE", table="equipes")
    assert report.accepted == 1
    run = active_runs(settings, "equipes")[0]
    assert run.source_name == "equipes"
    assert run.source_path == f"postgresql+psycopg://t360:***@127.0.0.1:{url.port}/{url.database}"
    assert SECRET not in repr(report)
    written = [file for file in settings.home.rglob("*") if file.is_file()]
    assert [file for file in written if SECRET.encode() in file.read_bytes()] == []
    assert SECRET not in repr(source_of("env:BANCO_DE_TESTE", table="equipes"))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            f"postgresql+psycopg://t360:{SECRET}@127.0.0.1:1/x",
            "Não consegui conectar ao banco em 127.0.0.1",
        ),
        ("sqlite:///nao/existe.db", "Não encontrei o banco SQLite “nao/existe.db”"),
        ("sqlite://", "Não encontrei o banco SQLite"),
        ("clipper://x/y", "Não conheço o tipo de banco “clipper”"),
        ("mssql+pymssql://x/y", "Falta o driver “pymssql” .* extra “sqlserver”"),
        ("oracle+oracledb://x/y", "Falta o driver “oracledb” .* extra “oracle”"),
        ("postgresql://:::/", "não pôde ser lido"),
        ("https://exemplo.org/a.csv", r"Não baixo arquivos, .* \(https://…\)"),
        ("env:NAO_HA_ESTA_VARIAVEL", "A variável de ambiente NAO_HA_ESTA_VARIAVEL não existe"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_one_sentence(
    read: Read, url: str, sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence) as caught:
        read("equipes", url, table="equipes")
    assert SECRET not in str(caught.value)


def test_what_is_said_of_a_database_is_refused_for_a_file() -> None:
    assert source_of("pasta/x.csv") == Path("pasta/x.csv")
    assert isinstance(source_of("sqlite:///x.db", table="a"), Database)
    with pytest.raises(UserError, match="é um arquivo"):
        source_of("x.csv", table="a")


MEASURE = """
import os, re
from pathlib import Path
from config.settings import Settings
from data_access.sources.readers.address import source_of
from data_access.sources.readers.database import take_snapshot
from data_access.sources.workspace import Step
from data_access.sources.step import Step
from tests.support.tables import Columns
database = source_of(os.environ["ORIGEM"], None, os.environ["CONSULTA"])
folder = Path(os.environ["PASTA"])
print(take_snapshot(database, Columns(("id_equipe", "nome", "uf")), folder, Step()).table.rows)
print(int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) >> 10)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by /proc")
def test_a_result_larger_than_the_memory_comes_in_pieces(postgres_url: str, tmp_path: Path) -> None:
    rows, width = 400_000, 1_000
    query = (
        f"SELECT i AS id_equipe, repeat('x', {width}) AS nome, 'SP' AS uf FROM generate_series(1,"
        f" {rows}) AS i"
    )
    environment = {
        "ORIGEM": postgres_url,
        "CONSULTA": query,
        "PASTA": str(tmp_path),
        "PYTHONPATH": ".",
    }
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    read, peak = (int(line) for line in done.stdout.split())
    assert read == rows
    assert peak < rows * width >> 20  # the result itself would not fit in it


@pytest.fixture
def duck(tmp_path: Path) -> str:
    import duckdb

    with duckdb.connect(str(tmp_path / "fonte.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE e AS SELECT '3550308' municipio, 'ME' porte, '2025-10' competencia, 5"
            " quantidade"
        )
    return f"duckdb:///{tmp_path / 'fonte.duckdb'}"


@pytest.mark.parametrize(
    "second",
    ["; COPY e TO '{}'", " ;\n/* x */ COPY e TO '{}'", "; -- ;\nCOPY e TO '{}';"],
)
def test_a_query_reads_and_nothing_comes_after_it(tmp_path: Path, duck: str, second: str) -> None:
    target = tmp_path / "escrito.csv"
    with pytest.raises(ImportRefusedError, match="esperava uma só"):
        source_of(duck, None, f"SELECT * FROM e{second.format(target)}")
    assert not target.exists()


def test_duckdb_is_read_and_writes_nowhere(tmp_path: Path, duck: str) -> None:
    settings = Settings(home=tmp_path / "home", threads=1)
    places = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])
    query = "SELECT *, ';' AS \"a;b\" FROM e -- ;\n;"
    report = import_table(settings, "empresas", source_of(duck, None, query), municipalities=places)
    assert report.accepted == 1
    with pytest.raises(ImportRefusedError, match="recusou a leitura"):
        import_table(
            settings,
            "empresas",
            source_of(duck, None, "SELECT * FROM read_csv('/etc/hostname')"),
            municipalities=places,
        )
    with pytest.raises(ImportRefusedError, match="Não encontrei o banco DuckDB"):
        import_table(
            settings, "empresas", source_of("duckdb://", None, "SELECT 1"), municipalities=places
        )
