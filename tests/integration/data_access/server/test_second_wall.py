"""With the first wall taken away (a query that asks for everything) the database gives a reader no
row of elsewhere.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from config.settings import Settings
from data_access.editions.reading import Edition, server_engine
from data_access.editions.server import wall
from data_access.editions.server.connection import engine_for
from data_access.editions.server.contents import table_content
from data_access.editions.server.sight import Shared, problem_of_wall, reading, whole_country
from data_access.editions.server.tables import edition_tables, schema_name
from data_access.editions.server.wall import POLICY, READER, guard_all, unguarded
from data_access.schema import tables as schema
from indicators.scope import OWN as TERRITORY
from indicators.scope import Access, Period, Scope, TerritoryRef
from tests.integration.test_both_engines import QUALITY, _country
from tests.integration.test_non_interference import ASKED, difference
from tests.integration.test_own_territory_access import values_of
from tests.support import engines, small_country
from tests.support.tiers import few
from tests.support.ways_to_ask import answer_of, ways_to_ask

TABLES = [table for table in schema.metadata.sorted_tables if table.name not in wall.OPEN]
SP, MG = Access("eva", frozenset({"SP"})), Access("ana", frozenset({"MG"}))
OWN = Access("rui", frozenset(), territories=frozenset({"35-capital"}))
Rows = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    """Rows of every table, of several UFs; São Paulo is an own territory."""
    folder = tmp_path_factory.mktemp("walled")
    made = small_country.edition_of(
        folder,
        territory=small_country.WithBorders(),
        **_country(Random(1)),  # noqa: S311 - the same every time
    )
    made.close()
    database = folder / "edition.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(QUALITY)
        connection.execute(
            "UPDATE municipality SET own_code = '35-capital', own_name = 'Capital' WHERE id ="
            " 3550308"
        )
    edition = small_country.opened(database, made.manifest)
    yield edition
    edition.close()


@pytest.fixture(scope="module")
def country(file: Edition, editions_url: str) -> Iterator[Edition]:
    """The same in a database."""
    database = Path(str(file.engine.url.database))
    settings = Settings(home=database.parent, editions_url=SecretStr(editions_url), _env_file=None)
    edition = engines.copied(database, file.manifest, settings)
    yield edition
    edition.close()


def _everything(connection: sa.Connection) -> Rows:
    """What the database gives of every table to who asks for all of it."""
    return {
        table.name: pd.DataFrame(
            connection.execute(sa.select(table)).all(), columns=table.c.keys(), dtype=object
        )
        for table in TABLES
    }


@pytest.fixture(scope="module")
def rows(country: Edition) -> Rows:
    """What there is, read by who administers the server, whom no policy holds."""
    with country.engine.connect() as connection:
        return _everything(connection)


def _of(table: sa.Table, frame: pd.DataFrame, uf: str, code: str, units: set[object]) -> set[int]:
    """The numbers of the rows that are of a UF, written from what the columns mean."""
    here = pd.Series(data=False, index=frame.index)
    if "uf" in frame:
        return {*frame.index[frame["uf"] == uf]}
    for name in ("executing_uf", "initiative_uf", "place"):
        if name in frame:
            here |= frame[name] == uf
    for name in ("municipality_id", "place", "territory"):
        if name in frame:
            here |= frame[name].map(lambda value: str(value).startswith(code))
    if table.name == "target":
        here |= frame["level"].isin(["brasil", "regiao"])
    if {"kind", "unit"} <= {*frame}:
        here |= pd.Series([*zip(frame["kind"], frame["unit"], strict=True)]).isin(units)
    return {*frame.index[here]}


def _counted(frame: pd.DataFrame) -> dict[tuple[str, ...], int]:
    return pd.Series([tuple(map(repr, row)) for row in frame.to_numpy()]).value_counts().to_dict()


@pytest.mark.asvs("8.2.2", "8.3.1", "8.4.1")
@pytest.mark.parametrize(("access", "uf", "code"), [(SP, "SP", "35"), (MG, "MG", "31")])
def test_a_query_without_its_where_gives_the_rows_of_the_own_uf(
    country: Edition, rows: Rows, access: Access, uf: str, code: str
) -> None:
    units = rows["unit"][rows["unit"]["uf"] == uf]
    own: set[object] = {*zip(units["kind"], units["unit"], strict=True)}
    with country.reading(access) as connection:
        given = _everything(connection)
    foreign = 0
    for table in TABLES:
        every = rows[table.name]
        expected = every.loc[sorted(_of(table, every, uf, code, own))]
        assert _counted(given[table.name]) == _counted(expected), table.name
        foreign += len(every) - len(expected)
    assert foreign > 1000


@pytest.mark.asvs("8.2.2", "8.4.1")
def test_an_own_territory_gives_its_municipalities_and_nothing_known_by_uf(
    country: Edition, rows: Rows
) -> None:
    with country.reading(OWN) as connection:
        given = _everything(connection)
    towns = rows["cell_active_all"]
    expected = towns[towns["municipality_id"] == 3550308]
    assert _counted(given["cell_active_all"]) == _counted(expected) != {}
    for name in ("team", "initiative", "attendance_cell", "attendant_name", "source_content"):
        assert given[name].empty, name


@pytest.mark.parametrize(
    ("access", "place"),
    [
        (OWN, TerritoryRef(TERRITORY, "35-capital")),
        pytest.param(SP, TerritoryRef("uf", "35"), marks=pytest.mark.slow),
    ],
)
def test_nothing_is_held_back_that_the_queries_give(
    file: Edition, country: Edition, access: Access, place: TerritoryRef
) -> None:
    """A file has the first wall alone: what it says to somebody, the database says too."""
    scopes = [Scope(Period.parse("2024-07", "2026-06"), place)]
    values = {**values_of(scopes), "access": [access]}
    told = 0
    for query in ASKED:
        for given in [*ways_to_ask(query, values)][:: few(3, 1)]:
            answers = [answer_of(query, edition, given) for edition in (country, file)]
            assert difference(*answers, query.__name__) == "", (query.__name__, given)
            told += not isinstance(answers[0], tuple)
    assert told > few(10, 100)


@pytest.mark.asvs("8.3.1")
def test_without_a_setting_there_is_no_row(country: Edition, rows: Rows) -> None:
    with country.engine.connect() as connection:
        connection.exec_driver_sql(f"SET LOCAL ROLE {READER}")
        given = _everything(connection)
    public = {"target"}  # of the country and of regions
    assert {name for name, frame in given.items() if len(frame)} == public
    assert all(len(frame) for name, frame in rows.items() if name in ("client", "unit_count"))


@pytest.mark.asvs("8.3.1")
def test_the_owner_of_the_tables_is_held_too(country: Edition) -> None:
    """Without the reading role, who publishes also reads."""
    name = schema_name(country.id)
    statement = f"SELECT count(*) FROM {name}.client_month"
    with engine_for_publishing(country).connect() as connection:
        connection.exec_driver_sql("CREATE ROLE an_owner")
        connection.exec_driver_sql(f"GRANT USAGE, CREATE ON SCHEMA {name} TO an_owner")
        connection.exec_driver_sql(f"ALTER TABLE {name}.client_month OWNER TO an_owner")
        connection.exec_driver_sql("SET LOCAL ROLE an_owner")
        assert connection.exec_driver_sql(statement).scalar() == 0
        connection.exec_driver_sql(f"SELECT set_config('{wall.UFS}', '*', true)")
        assert int(connection.exec_driver_sql(statement).scalar_one()) > 0
        connection.rollback()


def engine_for_publishing(country: Edition) -> sa.Engine:
    url = country.engine.url.render_as_string(hide_password=False)
    return engine_for(Settings(home=Path("/nowhere"), editions_url=url, _env_file=None), "publish")


@pytest.mark.asvs("8.4.1")
def test_a_connection_keeps_nothing_of_who_had_it_before(country: Edition) -> None:
    statement = sa.select(schema.team.c.uf).distinct()
    asked = sa.text(f"SELECT pg_backend_pid(), current_user, current_setting('{wall.UFS}', true)")
    processes = set()
    for access, seen in ((Access("", None), "*"), (SP, "SP"), (MG, "MG")):
        with country.reading(access) as connection:
            process, user, setting = connection.execute(asked).one()
            processes.add(process)
            assert (user, setting) == (READER, seen)
            if access.ufs is not None:
                assert {*connection.scalars(statement)} <= access.ufs
    with country.engine.connect() as connection:
        process, user, setting = connection.execute(asked).one()
    assert {process} == processes
    assert user != READER
    assert not setting


def test_the_setting_ends_with_the_transaction(country: Edition) -> None:
    with country.reading(MG) as connection:
        counted = sa.select(sa.func.count()).select_from(schema.cell_active["all"])
        assert int(connection.scalar(counted) or 0) > 0
        connection.commit()  # what is set for a session outlives this, and not a rollback
        connection.exec_driver_sql(f"SET LOCAL ROLE {READER}")
        assert connection.scalar(counted) == 0


def test_what_is_read_of_the_country_is_read_within_its_block_alone(country: Edition) -> None:
    counted = sa.select(sa.func.count()).select_from(schema.cell_active["all"])
    with country.reading(SP) as connection:
        before = connection.scalar(counted)
        with whole_country(connection, Shared.SUMS):
            assert int(connection.scalar(counted) or 0) > int(before or 0) > 0
        assert connection.scalar(counted) == before
        with pytest.raises(sa.exc.DBAPIError), whole_country(connection, Shared.SUMS):
            connection.exec_driver_sql("SELECT 1 / 0")
        assert connection.scalar(counted) == before
        with pytest.raises(ZeroDivisionError), whole_country(connection, Shared.SUMS):
            raise ZeroDivisionError
        assert connection.scalar(counted) == before


def test_nobody_names_all_ufs_by_a_word(country: Edition) -> None:
    for word in ("*", "SP,MG", "mg", ""):
        with country.reading(Access("", frozenset({word}))) as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(schema.team)) == 0


@pytest.mark.asvs("8.3.1")
def test_every_table_of_a_published_edition_has_its_policy(served: Settings) -> None:
    """As the server itself says, whatever the code believes; and no view looks past a policy."""
    with engine_for(served, "read").connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT c.relname, c.relkind, c.relrowsecurity AND c.relforcerowsecurity"
            " AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname LIKE 't360\\_%%' AND c.relkind IN ('r', 'p', 'v', 'm')"
        ).all()
    assert {name for name, *_ in found} == {*schema.metadata.tables}
    assert {kind for _, kind, _ in found} == {"r"}
    assert {name for name, _, held in found if not held} == {*wall.OPEN}


@pytest.mark.slow
def test_an_edition_of_before_gets_its_policies_with_the_next(served: Settings) -> None:
    """And until then, whoever asks the doctor is told."""
    (name,) = _ids(served)
    assert problem_of_wall(served, name) == ""
    place = schema_name(name)
    with engine_for(served, "publish").begin() as connection:
        for table in edition_tables(place):
            if table.name not in wall.OPEN:
                connection.exec_driver_sql(f"DROP POLICY {POLICY} ON {place}.{table.name}")
                connection.exec_driver_sql(
                    f"ALTER TABLE {place}.{table.name} DISABLE ROW LEVEL SECURITY"
                )
        assert len(unguarded(connection, place)) == len(TABLES)
    assert "t360 editions publish" in problem_of_wall(served, name)
    with engine_for(served, "publish").begin() as connection:
        guard_all(connection)
        assert unguarded(connection, place) == []
    assert problem_of_wall(served, name) == ""


def _ids(settings: Settings) -> list[str]:
    with engine_for(settings, "read").connect() as connection:
        return [*connection.exec_driver_sql("SELECT id FROM t360.edition").scalars()]


@pytest.mark.slow
def test_a_reader_of_its_own_is_held_and_verifies(served: Settings) -> None:
    """The role of docs/servidor.md, which owns nothing and is no member of anything."""
    (name,) = _ids(served)
    with engine_for(served, "publish").begin() as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS um_leitor")
        connection.exec_driver_sql("CREATE ROLE um_leitor LOGIN")
        for schema_of in ("t360", schema_name(name)):
            connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema_of} TO um_leitor")
            connection.exec_driver_sql(
                f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema_of} TO um_leitor"
            )
    url = sa.make_url(str(served.editions_url and served.editions_url.get_secret_value()))
    reader = served.model_copy(
        update={"editions_url": type(served.editions_url)(  # type: ignore[misc]
            url.set(username="um_leitor").render_as_string(hide_password=False)
        )}
    )  # fmt: skip
    assert problem_of_wall(reader, name) == ""
    engine = server_engine(reader, name)
    counted = sa.select(sa.func.count()).select_from(schema.cell_active["all"])
    with engine.connect() as connection:
        assert connection.scalar(counted) == 0
    with reading(engine, SP) as connection:
        some = connection.scalar(counted)
    with reading(engine, Access("", None)) as connection:
        assert 0 < int(some or 0) < int(connection.scalar(counted) or 0)
    verifying = server_engine(reader, name, "verify")
    table = next(t for t in edition_tables(schema_name(name)) if t.name == "client_month")
    with verifying.connect() as connection, whole_country(connection, Shared.VERIFICATION):
        assert table_content(connection, table).rows > 0


@pytest.mark.slow
def test_a_role_that_no_policy_holds_is_told(served: Settings) -> None:
    """Where the reading role may not be used, an administrator's address reads past the wall."""
    (name,) = _ids(served)
    with engine_for(served, "publish").begin() as connection:
        connection.exec_driver_sql(f"REVOKE USAGE ON SCHEMA t360 FROM {READER}")
    assert "BYPASSRLS" in problem_of_wall(served, name)


@pytest.mark.slow
def test_publishing_needs_no_right_to_make_roles(
    served: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "_may_make_roles", lambda _connection: False)
    monkeypatch.setattr(wall, "READER", "a_role_that_is_not_there")
    (name,) = _ids(served)
    place = schema_name(name)
    with engine_for(served, "publish").begin() as connection:
        connection.exec_driver_sql(f"DROP POLICY {POLICY} ON {place}.client")
        guard_all(connection)
        assert unguarded(connection, place) == []
