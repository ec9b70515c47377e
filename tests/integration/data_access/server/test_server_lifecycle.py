"""From a built edition to one that replicas read from the database alone."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from config.settings import Settings
from data_access.base.edition_errors import EditionError
from data_access.editions import checksums
from data_access.editions.info import current_edition, list_editions
from data_access.editions.publishing import publish, rollback, seal
from data_access.editions.reading import open_edition
from data_access.editions.server.tables import edition_tables, schema_name
from data_access.editions.verification import verify
from data_access.operational.actor import Actor
from data_access.queries.tables.mesh import mesh_layer
from data_access.schema import tables as schema
from indicators.scope import Access
from tests.support.small_country import Borders

COUNT = sa.select(sa.func.sum(schema.client_month.c.attendances))


def attendances(edition):
    with edition.reading(Access.everything()) as connection:
        return connection.scalar(COUNT)


def execute(url, *statements):
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        rows = [
            result.all() if result.returns_rows else []
            for result in map(connection.exec_driver_sql, statements)
        ]
    engine.dispose()
    return rows[-1] if rows else []


def schemas(url):
    found = execute(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 't360%%' ORDER BY 1")
    return [name for (name,) in found]


def replica(settings, tmp_path):
    """Another machine with the same database and a folder of its own."""
    return settings.model_copy(update={"home": tmp_path / "elsewhere"})


def folder_only(settings):
    return settings.model_copy(update={"editions_url": None})


def serious(settings, edition):
    return [problem.sentence for problem in verify(settings, edition) if problem.serious]


def test_an_empty_database_has_nothing_published_and_readers_make_nothing_there(
    settings, postgres_url
):
    with pytest.raises(EditionError, match="Ainda não há edição publicada"):
        open_edition(settings)
    assert current_edition(settings) is None
    assert list_editions(settings) == []
    assert schemas(postgres_url) == []


def test_a_replica_needs_no_folder(settings, ready, tmp_path):
    edition = ready(1)
    local = open_edition(folder_only(settings), edition)
    publish(settings, edition)
    other = replica(settings, tmp_path)
    served = open_edition(other)
    assert served.id == current_edition(other).id == edition
    assert served.manifest == local.manifest
    assert attendances(served) == attendances(local) == 61
    assert mesh_layer(served, "municipio") == Borders().geojson_gz
    assert serious(other, edition) == []
    assert not other.home.exists()
    local.close()


def test_every_value_of_every_table_arrives_as_it_was(settings, ready):
    edition = ready(1)
    publish(settings, edition)
    local = open_edition(folder_only(settings), edition)
    served = open_edition(settings)
    for table in schema.metadata.sorted_tables:
        with local.engine.connect() as here, served.engine.connect() as there:
            expected = sorted(map(repr, here.execute(sa.select(table)).all()))
            assert sorted(map(repr, there.execute(sa.select(table)).all())) == expected, table.name
    local.close()


@pytest.mark.slow
def test_publishing_swaps_and_rolling_back_goes_one_back_each_time(settings, ready):
    a, b = ready(1), ready(2)
    publish(settings, a)
    session = open_edition(settings)
    publish(settings, b)
    assert current_edition(settings).id == open_edition(settings).id == b
    assert attendances(session) == 61  # it finishes on the edition that it began with
    assert rollback(settings).id == a
    assert publish(settings, b).published
    assert [(info.id, info.published) for info in list_editions(settings)] == [
        (a, False),
        (b, True),
    ]
    rollback(settings)
    with pytest.raises(EditionError, match="Não há edição publicada antes"):
        rollback(settings)


@pytest.mark.slow
def test_what_was_built_and_not_published_is_listed_and_read_from_the_folder(
    settings, ready, tmp_path, postgres_url
):
    a, b = ready(1), ready(2)
    publish(settings, a)
    assert [(info.id, info.published) for info in list_editions(settings)] == [
        (a, True),
        (b, False),
    ]
    assert attendances(open_edition(settings, b)) == 62
    assert [info.id for info in list_editions(replica(settings, tmp_path))] == [a]
    assert schema_name(b) not in schemas(postgres_url)


@pytest.mark.slow
def test_an_edition_published_again_is_not_copied_again(settings, ready, monkeypatch):
    a, b = ready(1), ready(2)
    publish(settings, a)
    publish(settings, b)
    shutil.rmtree(settings.editions_folder)  # all that is needed is in the database
    assert publish(settings, a).published
    assert serious(settings, a) == []


@pytest.mark.slow
def test_two_publishers_at_once_take_turns(settings, ready):
    a, b, c = ready(1), ready(2), ready(3)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda name: publish(settings, name, thorough=False), (a, b, c)))
    assert {info.id for info in list_editions(settings)} == {a, b, c}
    assert [info.published for info in list_editions(settings)].count(True) == 1
    assert all(serious(settings, name) == [] for name in (a, b, c))


@pytest.mark.slow
def test_leftovers_of_an_unfinished_copy_are_removed_by_the_next(settings, ready, postgres_url):
    publish(settings, ready(1))
    execute(
        postgres_url,
        "CREATE SCHEMA t360_20200101t000000000z_00000000",
        "CREATE TABLE t360_20200101t000000000z_00000000.client (id integer)",
        "CREATE SCHEMA t360_other",  # somebody else's
        f"CREATE SCHEMA {schema_name(list_editions(settings)[0].id).replace('2026', '2027')}",
    )
    last = ready(2)
    publish(settings, last)
    first = list_editions(settings)[0].id
    assert schemas(postgres_url) == sorted(
        ["t360", "t360_other", schema_name(first), schema_name(last)]
    )


def test_sealing_binds_the_manifest_and_takes_the_permission_to_write(
    settings, ready, postgres_url
):
    edition = ready(1)
    publish(settings, edition)
    first = seal(settings, edition, actor=Actor("comitê")).seal
    assert seal(settings, edition, actor=Actor("outra")).seal == first
    assert (first.who, list_editions(settings)[0].seal) == ("comitê", first)
    granted = execute(
        postgres_url,
        "SELECT DISTINCT privilege_type FROM information_schema.table_privileges WHERE"
        f" table_schema = '{schema_name(edition)}' AND privilege_type IN ('INSERT', 'UPDATE',"
        " 'DELETE')",
    )
    assert granted == []
    execute(
        postgres_url,
        'UPDATE t360.edition SET seal = replace(seal, \'"manifest":"\', \'"manifest":"0\')',
    )
    execute(
        postgres_url,
        'UPDATE t360.edition SET seal = replace(seal, \'"manifest": "\', \'"manifest": "0\')',
    )
    assert serious(settings, edition) == [
        f"A edição {edition} foi alterada depois de selada por comitê."
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE {0}.municipality SET name = 'Outro' WHERE id = 3106200",
            "O conteúdo da tabela municipality não é",
        ),
        (
            (
                "UPDATE {0}.socioeconomic SET value = value * 1.0000000000000002 WHERE"
                " municipality_id = 3106200"
            ),
            "O conteúdo da tabela socioeconomic não é",
        ),
        ("DELETE FROM {0}.window_sum WHERE ctid = '(0,1)'", "A tabela window_sum deveria ter"),
        ("UPDATE {0}.mesh SET geojson_gz = '\\x00'", "1 malhas estão alteradas"),
        (
            "UPDATE {0}.client_month SET porte = 'XX' WHERE ctid = '(0,1)'",
            "não concordam com o cadastro de clientes",
        ),
        ("DROP TABLE {0}.socioeconomic", "foi construída por outra versão do produto"),
        (
            "UPDATE t360.edition SET manifest = replace(manifest, '2025', '2024')",
            "está danificado ou foi alterado",
        ),
    ],
)
def test_damage_in_the_database_is_told_and_keeps_it_from_being_published(
    served, statement, sentence
):
    edition = current_edition(served).id
    execute(served.editions_url.get_secret_value(), statement.format(schema_name(edition)))
    assert any(sentence in found for found in serious(served, edition))
    with pytest.raises(EditionError, match="não passou na verificação e nada mudou"):
        publish(served, edition)


def test_a_copy_that_arrives_different_is_refused_and_leaves_nothing(
    settings, ready, postgres_url, monkeypatch
):
    publish(settings, ready(1))
    before, last = schemas(postgres_url), ready(2)
    whole = checksums.all_tables
    other = {"client": checksums.TableContent(rows=17, checksum="1")}
    monkeypatch.setattr(checksums, "all_tables", lambda *asked: whole(*asked) | other)
    with pytest.raises(EditionError, match="na tabela client não é o que foi enviado; nada mudou"):
        publish(settings, last)
    assert schemas(postgres_url) == before
    assert [info.published for info in list_editions(settings)] == [True, False]


@pytest.mark.slow
def test_a_schema_dropped_by_hand_is_told_skipped_by_rollback_and_copied_again(
    settings, ready, postgres_url
):
    a, b, c = ready(1), ready(2), ready(3)
    for name in (a, b, c):
        publish(settings, name)
    execute(postgres_url, f"DROP SCHEMA {schema_name(b)} CASCADE")
    assert rollback(settings).id == a
    publish(settings, c)
    execute(postgres_url, f"DROP SCHEMA {schema_name(c)} CASCADE")
    with pytest.raises(EditionError, match=f"{c}. não está mais no banco das edições"):
        open_edition(settings)
    assert publish(settings, c).published
    assert attendances(open_edition(settings)) == 63


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM municipality",
        "CREATE TABLE other (a integer)",
        "UPDATE t360.published SET position = 9",
    ],
)
def test_a_reader_changes_nothing_whatever_its_role_may_do(served, statement):
    edition = open_edition(served)
    with (
        pytest.raises(sa.exc.DBAPIError, match="read-only"),
        edition.engine.connect() as connection,
    ):
        connection.exec_driver_sql(
            statement.replace("municipality", f"{schema_name(edition.id)}.municipality")
        )


def test_texts_are_ordered_by_their_bytes_whatever_the_locale(served):
    place = edition_tables(schema_name(current_edition(served).id))
    columns = [
        column for table in place for column in table.columns if isinstance(column.type, sa.String)
    ]
    with open_edition(served).engine.connect() as connection:
        for column in columns:
            collation = connection.scalar(sa.select(sa.func.pg_collation_for(column)).limit(1))
            assert collation in ('"C"', None), column  # None where the table has no row


def test_a_query_that_takes_too_long_is_stopped_and_told(served, monkeypatch):
    edition = open_edition(served)
    with edition.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "1min"
    with edition.engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 20")
        with pytest.raises(EditionError, match="levou mais de 60s"):
            connection.exec_driver_sql("SELECT pg_sleep(5)")


def test_a_reader_survives_a_restart_of_the_server(served):
    edition = open_edition(served)
    assert attendances(edition) == 61
    execute(
        served.editions_url.get_secret_value(),
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
        " 'territorio360' AND datname = current_database()",
    )
    assert attendances(edition) == 61


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("isto não é um endereço", "T360_EDITIONS_URL não é um endereço de PostgreSQL"),
        ("sqlite:///x.db", "T360_EDITIONS_URL não é um endereço de PostgreSQL"),
        (
            "postgresql+psycopg://u:segredo@127.0.0.1:1/x",
            "O banco de edições não pôde ser usado agora",
        ),
    ],
)
def test_an_address_that_does_not_work_is_told_without_its_password(tmp_path, url, sentence):
    settings = Settings(home=tmp_path, editions_url=url, _env_file=None)
    for ask in (open_edition, list_editions, current_edition):
        with pytest.raises(EditionError, match=sentence) as caught:
            ask(settings)
        detail = caught.value.detail
        assert "segredo" not in str(caught.value) + detail
        assert "127.0.0.1" not in str(caught.value)
        assert ("u:***@127.0.0.1:1/x" in detail) == url.startswith("postgresql")


def test_a_role_without_permission_is_told_what_it_lacks(served, settings, ready, postgres_server):
    role = f"leitor_{settings.home.parent.name[-8:]}".replace("-", "_").lower()
    execute(postgres_server, f"CREATE ROLE {role} LOGIN")
    url = sa.make_url(served.editions_url.get_secret_value()).set(username=role)
    reader = served.model_copy(
        update={"editions_url": SecretStr(url.render_as_string(hide_password=False))}
    )
    with pytest.raises(EditionError, match="O banco de edições não pôde ser usado") as refused:
        current_edition(reader)
    assert f"O papel “{role}” do banco de edições não tem permissão" in refused.value.detail
    assert "Quem lê precisa de USAGE" in refused.value.detail
    assert role not in str(refused.value)
    execute(
        served.editions_url.get_secret_value(),
        *(
            f"GRANT USAGE ON SCHEMA {name} TO {role}"
            for name in schemas(served.editions_url.get_secret_value())
        ),
        *(
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO {role}"
            for name in schemas(served.editions_url.get_secret_value())
        ),
    )
    assert attendances(open_edition(reader)) == 61
    mine = reader.model_copy(update={"home": settings.home})
    with pytest.raises(EditionError) as refused:
        publish(mine, ready(2))
    assert "não tem permissão" in refused.value.detail


def test_a_served_edition_without_a_column_says_so_when_opened_and_verified(
    settings, ready, postgres_url
):
    edition = ready(1)
    publish(settings, edition)
    place = schema_name(edition)
    execute(postgres_url, f"ALTER TABLE {place}.municipality DROP COLUMN nearest_sala_km")
    with pytest.raises(EditionError, match=r"não tem esta coluna.*municipality\.nearest_sala_km"):
        open_edition(settings)
    assert "municipality.nearest_sala_km" in serious(settings, edition)[0]
