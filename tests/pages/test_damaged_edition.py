"""Where the published edition is damaged the one before it is shown, and said to be that."""

import shutil
from pathlib import Path

import pytest

from config.settings import get_settings
from data_access.editions.info import current_edition
from data_access.editions.layout import DATABASE, write_published
from data_access.editions.manifest import FILE_NAME
from pages.frame.frame import STANDS_IN
from pages.state import gateway
from tests.pages.conftest import settings_of
from tests.pages.test_pages import routed, text

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


@pytest.mark.usefixtures("tiny")
def test_a_sound_edition_stands_in_for_none() -> None:
    assert not gateway.served().stands_in
    assert STANDS_IN.split("`")[0] not in text(routed().run())
