"""Who opens a page is told no address of a server that is down; who administers finds it in the
log.
"""

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from config import operators
from tests.pages.conftest import settings_of
from tests.pages.test_pages import routed, text
from tests.support.command_line import t360

DOWN = "postgresql+psycopg://leitor:segredo@127.0.0.1:1/t360"


def _asks_the_operational_database() -> None:
    from config.settings import get_settings
    from data_access.operational.engine import operational_engine
    from pages.frame.errors import run_guarded

    run_guarded(lambda: operational_engine(get_settings()).connect())


@pytest.mark.parametrize(
    ("name", "app"),
    [
        ("T360_EDITIONS_URL", routed()),
        ("T360_OPERATIONAL_URL", AppTest.from_function(_asks_the_operational_database)),
    ],
)
def test_no_page_names_a_server(
    tmp_path: Path, name: str, app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    operators._told.clear()
    url = DOWN.replace("/t360", f"/{name.lower()}")
    with settings_of(tmp_path, **{name: url}), caplog.at_level(logging.ERROR):
        shown = text(app.run())
    assert "não pôde ser usado agora" in shown
    for secret in ("127.0.0.1", "leitor", "segredo", name.lower()):
        assert secret not in shown
    (line,) = [item for item in caplog.messages if "127.0.0.1" in item]
    assert f"leitor:***@127.0.0.1:1/{name.lower()}" in line


def test_the_command_line_names_it_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    operators._told.clear()
    answer = t360(tmp_path, "editions", "list", T360_EDITIONS_URL=DOWN)
    assert answer.code == 2
    assert answer.err.count("leitor:***@127.0.0.1:1/t360") == 1
    assert not caplog.messages
