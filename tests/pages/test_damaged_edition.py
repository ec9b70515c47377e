"""Where the published edition is damaged the one before it is shown, and said to be that."""

import shutil
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from config.settings import get_settings
from data_access.base.edition_errors import DamagedEditionError
from data_access.editions.info import current_edition
from data_access.editions.layout import DATABASE, write_published
from data_access.editions.manifest import FILE_NAME
from data_access.editions.reading import Edition
from data_access.schema import tables as schema
from indicators.scope import Access
from pages.frame.frame import STANDS_IN
from pages.state import gateway
from tests.pages.conftest import settings_of
from tests.pages.test_pages import routed, text

FIRST_BLOCK, BLOCK = 3 * 4096, 262_144  # of a file of DuckDB, after its headers
NEWER = "20990101T000000000Z-00000000"


@pytest.fixture
def damaged(tiny_home: Path, tmp_path: Path, request: pytest.FixtureRequest):
    """A home whose published edition is damaged, or gone; gives the edition before it."""
    home = tmp_path / "home"
    shutil.copytree(tiny_home, home)
    with settings_of(home):
        before = current_edition(get_settings())
        if request.param == "cut":
            newer = before.folder.with_name(NEWER)
            shutil.copytree(before.folder, newer)
            manifest = newer / FILE_NAME
            manifest.write_text(manifest.read_text("utf-8").replace(before.id, NEWER), "utf-8")
            with (newer / DATABASE).open("r+b") as file:
                file.truncate(4096)
        write_published(get_settings(), [NEWER, before.id])
        yield before.id


@pytest.mark.parametrize("damaged", ["cut", "gone"], indirect=True)
def test_the_panel_shows_the_edition_before_a_damaged_one_and_says_so(damaged: str) -> None:
    assert gateway.served() == gateway.Served(damaged, stands_in=True)
    shown = text(routed().run())
    assert STANDS_IN.split("`")[0] in shown
    assert "Todos os portes" in shown


def flip_inside(file: Path) -> None:
    """Damage the first block of a file after which it still opens: some rows cannot be read."""
    sound = file.read_bytes()
    for start in range(FIRST_BLOCK, len(sound), BLOCK):
        middle = start + 5000
        flipped = bytes(255 - byte for byte in sound[middle : middle + 64])
        file.write_bytes(sound[:middle] + flipped + sound[middle + 64 :])
        try:
            with duckdb.connect(str(file), read_only=True) as connection:
                connection.execute("FROM mesh").fetchall()
        except duckdb.Error:
            if _opens(file):
                return
    raise AssertionError("no block holds the mesh")


def _opens(file: Path) -> bool:
    try:
        duckdb.connect(str(file), read_only=True).close()
    except duckdb.Error:
        return False
    return True


def all_rows(edition: Edition) -> None:
    with edition.reading(Access.everything()) as connection:
        connection.execute(sa.select(schema.mesh)).all()


def test_damage_that_a_query_meets_has_the_edition_before_shown_from_then_on(
    tiny_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, before = tmp_path / "home", gateway.Served("a anterior", stands_in=True)
    shutil.copytree(tiny_home, home)
    monkeypatch.setattr(gateway, "_stand_in", lambda: before)
    with settings_of(home):
        published = current_edition(get_settings())
        file = published.folder / DATABASE
        sound = file.read_bytes()
        flip_inside(file)
        assert gateway.served() == gateway.Served(published.id)
        with pytest.raises(DamagedEditionError, match="está danificado"):
            all_rows(gateway.edition(published.id))
        assert gateway.served() == before
        file.rename(tmp_path / "a perícia")  # somebody takes it away to look at it
        assert gateway.served() == before
        file.write_bytes(sound)
        assert gateway.served() == gateway.Served(published.id)


@pytest.mark.usefixtures("tiny")
def test_a_sound_edition_stands_in_for_none() -> None:
    assert not gateway.served().stands_in
    assert STANDS_IN.split("`")[0] not in text(routed().run())
