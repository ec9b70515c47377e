"""A damaged edition is told as such by whoever meets it."""

import pytest
import sqlalchemy as sa

from data_access.base.edition_errors import EditionError
from data_access.editions.layout import DATABASE, write_published
from data_access.editions.manifest import FILE_NAME
from data_access.editions.reading import open_edition
from data_access.schema import tables as schema
from tests.support.command_line import t360


def test_a_query_that_meets_damage_says_so_and_what_to_do(settings, ready) -> None:
    info = ready(1)
    file = info.folder / DATABASE
    content = bytearray(file.read_bytes())
    for place in range(4096 * 3, len(content), 20_000):
        content[place] ^= 255
    file.write_bytes(content)
    with pytest.raises(EditionError, match=rf"{info.id} está danificado .*t360 editions rollback"):
        read_all(settings, info.id)


def read_all(settings, edition_id: str) -> None:
    edition = open_edition(settings, edition_id)
    with edition.engine.connect() as connection:
        for table in schema.metadata.sorted_tables:
            connection.execute(sa.select(table)).all()


def test_a_damaged_manifest_is_no_missing_edition(settings, ready) -> None:
    info = ready(1)
    write_published(settings, [info.id])
    (info.folder / FILE_NAME).write_text("{", "utf-8")
    told = t360(settings.home, "doctor").out
    assert f"[FALHA] Edição publicada: {info.id}: O arquivo manifest.json" in told
    assert "t360 demo" not in told
