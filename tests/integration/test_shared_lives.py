"""Clients that share a life say the same of a country as each in rows of its own: every table of an
edition, from the same seed.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from pydantic import SecretStr

from config.settings import Settings
from data_access.building.build import build_edition
from data_access.demo.generate import LARGE, generate
from data_access.demo.size import Size
from data_access.importing.made_here import enter_made_here
from data_access.importing.run import import_table
from data_access.operational.imports import active_imports
from data_access.schema import tables as schema
from geo.territory import load_territory
from tests.support.command_line import t360
from tests.support.made_once import made_once

pytestmark = pytest.mark.heavy

UFS = ("AC", "AP", "RR", "SE")  # units of one attend clients of another
SIZE = Size(attendances=16_000, lives=900, asked=1.5)
END_MONTH = "2026-10"
KEY = SecretStr("the key that both countries have in common")
# Told client by client: compared by what they say of as many.
BY_CLIENT = {"client", "client_month", "crossing"}
# What happened by itself is counted once, however many share the life (ADR 0068).
BY_LIFE = {"unit_signal"}
# Rows of the imports themselves, which are other ones.
OF_ROWS = {"finding_row"}
ALIKE = set(schema.metadata.tables) - BY_CLIENT - BY_LIFE - OF_ROWS


@dataclass(frozen=True)
class Pair:
    """One country, with lives that are shared and with every case apart."""

    shared: Path
    apart: Path

    def differing(self, columns: str, table: str) -> int:
        """Rows that only one of the two has."""
        with duckdb.connect() as connection:
            for name, file in (("shared", self.shared), ("apart", self.apart)):
                connection.execute(f"ATTACH '{file}' AS {name} (READ_ONLY)")
            one, other = (
                f"(SELECT {columns} FROM {name}.{table} GROUP BY ALL)"
                if "sum(" in columns
                else f"(SELECT {columns} FROM {name}.{table})"
                for name in ("shared", "apart")
            )
            found = connection.execute(
                f"SELECT (SELECT count(*) FROM ({one} EXCEPT ALL {other}))"
                f" + (SELECT count(*) FROM ({other} EXCEPT ALL {one}))"
            ).fetchone()
        assert found is not None
        return int(found[0])

    def numbers(self, sql: str) -> list[tuple[int, ...]]:
        return [duckdb.connect(str(file), read_only=True).execute(sql).fetchone() or ()
                for file in (self.shared, self.apart)]  # fmt: skip


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Pair:
    folder = made_once(tmp_path_factory, worker_id, "shared-lives", _build_both)
    shared, apart = (next((folder / name / "editions").glob("*/*.duckdb"))
                     for name in ("shared", "apart"))  # fmt: skip
    return Pair(shared, apart)


def _build_both(folder: Path) -> None:
    for shared in (True, False):
        # Of one key: attendants are told by their pseudonyms.
        settings = Settings(home=folder / ("shared" if shared else "apart"), hash_key=KEY)
        settings.home.mkdir()
        territory = load_territory(settings.home)
        register = territory.municipalities
        files = settings.home / "demo"
        generate(
            files,
            municipalities=register[register["uf"].isin(UFS)],
            size=SIZE,
            shared=shared,
            end_month=END_MONTH,
        )
        for file in sorted(files.glob("*.parquet")):
            if shared and file.stem in LARGE:
                enter_made_here(settings, file.stem, file)
            else:
                import_table(settings, file.stem, file, municipalities=register)
        build_edition(settings, territory=territory)


@pytest.mark.parametrize("table", sorted(ALIKE))
def test_every_table_says_the_same_of_shared_lives(pair: Pair, table: str) -> None:
    assert pair.differing("*", table) == 0


@pytest.mark.parametrize("table", sorted(BY_CLIENT))
def test_every_client_is_counted(pair: Pair, table: str) -> None:
    names = [column.name for column in schema.metadata.tables[table].columns]
    keys = ", ".join(name for name in names if name not in ("client_id", "copies"))
    assert pair.differing(f"{keys}, sum(copies)", table) == 0


def test_what_many_share_is_marked_once_and_nothing_else_is(pair: Pair) -> None:
    with duckdb.connect() as connection:
        for name, file in (("one", pair.shared), ("each", pair.apart)):
            connection.execute(f"ATTACH '{file}' AS {name} (READ_ONLY)")
        rows = connection.execute("""
            SELECT one.cases, each.cases FROM one.unit_signal AS one
            FULL JOIN each.unit_signal AS each USING (kind, unit, month, signal)
        """).fetchall()
    assert rows
    assert all(None not in row and 0 < row[0] <= row[1] for row in rows)
    assert any(one < each for one, each in rows)


def test_lives_are_truly_shared_and_written_apart(pair: Pair) -> None:
    (rows, clients, most), apart = pair.numbers(
        "SELECT count(*), sum(copies)::BIGINT, max(copies) FROM client"
    )
    assert most > 5
    assert clients > 3 * rows
    assert apart == (clients, clients, 1)


def test_there_is_something_to_compare(pair: Pair) -> None:
    for table in ("detractor_cell", "crossing", "income_cell", "risk_team", "complaint_cell"):
        assert pair.numbers(f"SELECT count(*) FROM {table}")[0][0] > 5, table


@pytest.mark.slow
def test_without_options_the_command_makes_a_country_of_shared_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Size(attendances=3_000, lives=400, contacts=300)
    monkeypatch.setattr("data_access.demo.size.COUNTRY", small)
    home = tmp_path / "home"
    made = t360(home, "demo")
    assert made.code == 0, made.err
    taken = {row["table"]: row for row in t360(home, "imports", "list", "--format", "json").json}
    assert set(LARGE) < set(taken)
    settings = Settings(home=home, _env_file=None)
    for table, cases in (("atendimentos", 2_000), ("clientes", 600), ("contatos", 300)):
        (file,) = active_imports(settings, table)
        assert file.demonstration
        assert file.rows == taken[table]["accepted"] >= cases
    # What the lines of the files say of people has not gone in.
    staged = duckdb.sql(f"FROM '{active_imports(settings, 'pesquisas')[0].path}'").df()
    assert not staged["comentario"].dropna().str.contains(r"\d{3}\.\d{3}\.\d{3}-\d{2}").any()


def test_only_files_of_the_demonstration_enter_as_they_were_made(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", _env_file=None)
    with pytest.raises(ValueError, match="is not of the demonstration"):
        enter_made_here(settings, "atendimentos", tmp_path / "atendimentos.parquet")
