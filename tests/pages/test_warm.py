"""The first visitor finds the opening page ready."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from config.navigation import load_navigation
from indicators.scope import Access
from pages.server.warm import opening_view, warm_up, warm_up_or_tell

SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.usefixtures("demo")
def test_after_the_warm_up_the_opening_page_asks_the_edition_nothing() -> None:
    engine = opening_view(Access.everything()).edition.engine
    with statements(engine) as warming:
        warm_up(Access.everything())
    with statements(engine) as drawing:
        app = AppTest.from_file(SHELL, default_timeout=90).run()
    assert load_navigation()[0].module == "panorama"
    assert not app.exception
    assert warming
    assert drawing == []


@pytest.mark.usefixtures("empty")
def test_without_an_edition_the_server_starts_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="pages.server.warm"):
        warm_up_or_tell()
    assert "Ainda não há edição publicada" in caplog.text
