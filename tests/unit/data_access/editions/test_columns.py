"""An edition of another version of the product: told in a sentence, never in the engine's words."""

import duckdb
import pytest
import sqlalchemy as sa
from duckdb_sqlalchemy import Dialect
from sqlalchemy.schema import CreateTable

from data_access.base.durable import sha256_of
from data_access.base.edition_errors import EditionError
from data_access.editions import checksums
from data_access.editions.columns import missing_sentence
from data_access.editions.layout import DATABASE
from data_access.editions.manifest import write_manifest
from data_access.editions.publishing import publish, rollback
from data_access.editions.reading import open_edition, read_only_engine
from data_access.editions.verification import verify
from data_access.queries.tables.units import require_units
from data_access.schema import tables as schema
from data_access.schema.retired import unit_mix, unit_month, window_count
from data_access.schema.version import OLDEST_READABLE


def created(table):
    return str(CreateTable(table).compile(dialect=Dialect()))


# The windows as editions kept them before `window_sum`: a row for each that holds anything.
WINDOWS_BY_ROW = (
    created(window_count),
    *(
        "INSERT INTO window_count SELECT"
        f" last_month, last_month - {months - 1}, municipality_id, porte,"
        f" clients_{months}, once_{months}, attendances_{months}"
        f" FROM window_sum WHERE attendances_{months} > 0"
        for months in range(1, schema.WINDOW_LIMIT + 1)
    ),
)


def as_built_before(info, *statements):
    """The edition as a product whose tables were others would have built it."""
    path = info.folder / DATABASE
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    changes = {"size": path.stat().st_size, "sha256": sha256_of(path), "product_version": "0.0.9"}
    write_manifest(info.folder, info.manifest.model_copy(update=changes))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "ALTER TABLE municipality DROP COLUMN nearest_sala_km",
            "não tem esta coluna, que esta versão lê: municipality.nearest_sala_km. Construa",
        ),
        (
            "DROP TABLE team",
            "não tem colunas que esta versão lê: team.team_id, team.name, team.uf e mais 2.",
        ),
    ],
)
def test_an_older_edition_without_a_column_says_so_when_opened(settings, ready, statement, told):
    info = ready()
    as_built_before(info, statement)

    with pytest.raises(EditionError) as caught:
        open_edition(settings, info.id)
    assert told in str(caught.value)
    assert "construída por outra versão do produto (0.0.9)" in str(caught.value)
    assert [str(problem) for problem in verify(settings, info.id)] == [str(caught.value)]


@pytest.mark.slow
def test_an_older_edition_without_a_column_is_neither_published_nor_gone_back_to(settings, ready):
    old, new = ready(1), ready(2)
    publish(settings, old.id)
    publish(settings, new.id)
    as_built_before(old, "ALTER TABLE municipality DROP COLUMN nearest_sala_km")

    for act in (lambda: publish(settings, old.id), lambda: rollback(settings)):
        with pytest.raises(EditionError, match=r"nada mudou\..*municipality\.nearest_sala_km"):
            act()
    assert open_edition(settings).id == new.id


def test_a_refused_edition_leaves_its_file_free(settings, ready):
    info = ready()
    as_built_before(info, "ALTER TABLE municipality DROP COLUMN nearest_sala_km")
    with pytest.raises(EditionError):
        open_edition(settings, info.id)

    duckdb.connect(str(info.folder / DATABASE)).close()  # another way of opening it is refused


def test_an_edition_of_another_schema_version_says_so(settings, ready):
    info = ready()
    write_manifest(
        info.folder, info.manifest.model_copy(update={"schema_version": OLDEST_READABLE - 1})
    )

    with pytest.raises(EditionError, match=f"tem a versão {OLDEST_READABLE - 1} das tabelas"):
        open_edition(settings, info.id)


def test_the_sentence_counts_what_it_does_not_name(ready):
    told = missing_sentence(ready().manifest, ["a.x", "a.y", "b.x", "b.y"])
    assert "lê: a.x, a.y, b.x e mais 1. Construa" in told


def as_of_version(settings, info, version, *statements):
    """The edition with the tables of an older schema version."""
    path = info.folder / DATABASE
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        for table in schema.metadata.sorted_tables:
            if table not in schema.tables_of(version):
                connection.execute(f"DROP TABLE {table.name}")
            for column in table.columns:
                if table in schema.tables_of(version) and not schema.is_in(column.info, version):
                    connection.execute(f"ALTER TABLE {table.name} DROP COLUMN {column.name}")
    engine, instance = read_only_engine(path, settings)
    with engine.connect() as connection:
        tables = checksums.all_tables(connection, version)
    engine.dispose()
    instance.close()
    changes = {
        "schema_version": version,
        "tables": tables,
        "size": path.stat().st_size,
        "sha256": sha256_of(path),
    }
    write_manifest(info.folder, info.manifest.model_copy(update=changes))


def test_an_edition_from_before_columns_and_tables_were_added_is_read_with_nulls(settings, ready):
    info = ready()
    as_of_version(settings, info, OLDEST_READABLE, *WINDOWS_BY_ROW)

    assert [problem for problem in verify(settings, info.id) if problem.serious] == []
    edition = open_edition(settings, info.id)
    with edition.engine.connect() as connection:
        own = connection.execute(sa.select(schema.municipality.c.own_code)).scalars().all()
    assert own
    assert set(own) == {None}
    with pytest.raises(EditionError, match="antes de se contarem equipes"):
        require_units(edition)
    edition.close()


def test_a_table_that_took_the_place_of_another_is_made_of_it(settings, ready):
    info = ready()
    rows = ", ".join(
        f"('equipe', 'E1', 24300, '{measure}', 'ME', '{channel}', '', {cases})"
        for measure, channel, cases in (
            ("promotores", "Chat", 2),
            ("respostas_nps", "Chat", 3),
            ("respostas_csat", "", 4),
        )
    )
    as_of_version(
        settings, info, 6, *WINDOWS_BY_ROW, created(unit_month), created(unit_mix),
        f"INSERT INTO unit_mix VALUES {rows}",
    )  # fmt: skip

    assert [problem for problem in verify(settings, info.id) if problem.serious] == []
    edition = open_edition(settings, info.id)
    c = schema.unit_answer.c
    columns = [c.channel, c.promotores, c.respostas_nps, c.respostas_csat, c.faceis]
    with edition.engine.connect() as connection:
        found = connection.execute(sa.select(*columns).order_by(c.channel)).all()
    edition.close()
    assert found == [("", 0, 0, 4, 0), ("Chat", 2, 3, 0, 0)]


def test_windows_and_months_of_units_are_read_from_the_rows_of_an_older_edition(settings, ready):
    info = ready()
    edition = open_edition(settings, info.id)
    windows = sa.select(schema.window_sum).order_by(*list(schema.window_sum.c)[:3])
    with edition.engine.connect() as connection:
        today = connection.execute(windows).all()
    edition.close()
    rows = ", ".join(
        f"('equipe', '{unit}', 24300, '{measure}', {cases})"
        for unit, measure, cases in (
            ("E1", "atendimentos", 5),
            ("E1", "digitais", 2),
            ("E2", "atendimentos", 1),
        )
    )
    as_of_version(
        settings, info, 7, *WINDOWS_BY_ROW, created(unit_month),
        f"INSERT INTO unit_month VALUES {rows}",
    )  # fmt: skip

    assert [problem for problem in verify(settings, info.id) if problem.serious] == []
    edition = open_edition(settings, info.id)
    c = schema.unit_count.c
    columns = [c.unit, c.atendimentos, c.digitais, c.sincronos]
    with edition.engine.connect() as connection:
        found = connection.execute(windows).all()
        units = connection.execute(sa.select(*columns).order_by(c.unit)).all()
    edition.close()
    assert today
    assert found == today
    assert units == [("E1", 5, 2, None), ("E2", 1, None, None)]
