"""A damaged edition is told as such by whoever meets it."""

import pytest
import sqlalchemy as sa

from data_access.base.edition_errors import DamagedEditionError, EditionError
from data_access.editions.layout import DATABASE, write_published
from data_access.editions.manifest import FILE_NAME
from data_access.editions.reading import Edition, damage_sentence, open_edition
from data_access.editions.served import ask_served
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


@pytest.mark.parametrize("harm", ["cut", "manifest", "gone"])
def test_the_edition_before_answers_where_the_published_one_is_damaged(
    settings, ready, harm: str
) -> None:
    before, after = ready(1), ready(2)
    write_published(settings, [after.id, "20200101T000000000Z-00000000", before.id])
    if harm == "cut":
        file = after.folder / DATABASE
        file.write_bytes(file.read_bytes()[:-4096])
    elif harm == "manifest":
        (after.folder / FILE_NAME).write_text("{", "utf-8")
    else:
        (after.folder / DATABASE).unlink()
    answer, told = ask_served(settings, lambda edition: edition.id)
    assert answer == before.id
    assert after.id in told
    assert told.endswith(f"quem responde é a edição anterior, {before.id}.")


def test_damage_that_a_question_meets_sends_it_to_the_edition_before(settings, ready) -> None:
    before, after = ready(1), ready(2)
    write_published(settings, [after.id, before.id])

    def ask(edition: Edition) -> str:
        if edition.id == after.id:
            raise DamagedEditionError(damage_sentence(after.id))
        return edition.id

    assert ask_served(settings, ask) == (
        before.id,
        f"{damage_sentence(after.id)} Por ora, quem responde é a edição anterior, {before.id}.",
    )
    write_published(settings, [after.id])
    with pytest.raises(DamagedEditionError):
        ask_served(settings, ask)


def test_an_error_that_is_no_damage_is_told_and_not_asked_of_another(settings, ready) -> None:
    before, after = ready(1), ready(2)
    write_published(settings, [after.id, before.id])

    def ask(_edition: Edition) -> str:
        raise EditionError("não conhece unidades")

    with pytest.raises(EditionError, match="não conhece unidades"):
        ask_served(settings, ask)


def test_the_list_says_which_damaged_edition_is_the_published_one(settings, ready) -> None:
    info = ready(1)
    write_published(settings, [info.id])
    (info.folder / FILE_NAME).write_text("{", "utf-8")
    told = t360(settings.home, "editions", "list").out
    assert "publicada — O arquivo manifest.json" in told
