"""Reading an edition: locked down, shared by threads, and steady while others are published."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from data_access.base.durable import flush_file, replace_text
from data_access.base.edition_errors import EditionError
from data_access.editions.info import current_edition, list_editions
from data_access.editions.manifest import read_manifest
from data_access.editions.publishing import publish, seal
from data_access.editions.reading import open_edition
from data_access.editions.verification import verify
from data_access.schema import tables as schema

COUNT = sa.select(sa.func.sum(schema.client_month.c.attendances))


def attendances(edition):
    with edition.engine.connect() as connection:
        return connection.scalar(COUNT)


def test_without_an_edition_the_message_says_what_to_run(settings):
    with pytest.raises(EditionError, match=r"t360 demo.*t360 import.*t360 build"):
        open_edition(settings)
    assert current_edition(settings) is None
    assert list_editions(settings) == []


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"2026", b"../../x\n", b"\xff\xfe\x00", b"a" * 5000]
)
def test_a_damaged_pointer_is_told_and_publishing_repairs_it(settings, ready, content):
    info = ready()
    publish(settings, info.id)
    (settings.editions_folder / "current").write_bytes(content)

    for ask in (open_edition, current_edition):
        with pytest.raises(EditionError, match=r"editions/current.*danificado"):
            ask(settings)
    assert [i.published for i in list_editions(settings)] == [False]
    assert publish(settings, info.id).published
    assert current_edition(settings).id == info.id


def test_a_published_edition_that_is_gone_is_told(settings, ready):
    info = ready()
    publish(settings, info.id)
    info.folder.rename(settings.home / "elsewhere")

    with pytest.raises(EditionError, match="não está mais na pasta"):
        open_edition(settings)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM read_text('/etc/hostname')",
        "ATTACH '/nowhere/other.duckdb'",
        "COPY municipality TO '/nowhere/out.csv'",
        "INSTALL httpfs",
        "SET threads = 1",
        "SET enable_external_access = true",
        "CREATE TABLE other (a INTEGER)",
        "DELETE FROM municipality",
    ],
)
def test_an_open_edition_reaches_nothing_else_and_changes_nothing(settings, ready, statement):
    edition = open_edition(settings, ready().id)

    with pytest.raises(sa.exc.DBAPIError), edition.engine.connect() as connection:
        connection.execute(sa.text(statement)).fetchall()


def test_many_threads_read_one_edition_at_once(settings, ready):
    edition = open_edition(settings, ready().id)
    expected = attendances(edition)
    query = sa.select(schema.client_month.c.attendances).where(
        schema.client_month.c.month >= sa.bindparam("m")
    )

    def read(number):
        with edition.engine.connect() as connection:
            some = connection.execute(query, {"m": 0}).scalars().all()
            none = connection.execute(query, {"m": 32_000}).scalars().all()
            return sum(some), none

    with ThreadPoolExecutor(40) as pool:
        results = list(pool.map(read, range(200)))

    assert results == [(expected, [])] * 200


def test_an_open_edition_stays_while_others_are_published(settings, ready):
    publish(settings, ready(1).id)
    edition = open_edition(settings)
    before = attendances(edition)

    publish(settings, ready(2).id)

    assert attendances(edition) == before
    assert open_edition(settings).id == current_edition(settings).id != edition.id


def test_two_openings_share_the_file_and_closing_one_leaves_the_other(settings, ready):
    info = ready()
    one, other = open_edition(settings, info.id), open_edition(settings, info.id)

    one.close()

    assert attendances(other) == attendances(open_edition(settings, info.id))


def test_replacing_a_text_leaves_no_other_file(tmp_path):
    path = tmp_path / "current"
    for text in ("first\n", "second\n"):
        replace_text(path, text)
        flush_file(path)

    assert [p.name for p in tmp_path.iterdir()] == ["current"]
    assert path.read_text(encoding="utf-8") == "second\n"


def test_an_edition_of_before_a_field_existed_is_still_whole_and_sealed(settings, ready):
    info = ready()
    path = info.folder / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["manifest"]["territory"]["licence"]
    canonical = json.dumps(
        content["manifest"], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    content["digest"] = hashlib.sha256(canonical.encode()).hexdigest()
    path.write_text(json.dumps(content), encoding="utf-8")

    seal(settings, info.id)
    assert read_manifest(info.folder).territory.licence == ""
    assert [problem for problem in verify(settings, info.id) if problem.serious] == []
