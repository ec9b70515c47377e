"""The pages on an edition that a database serves: what they show is what they show of the file."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")


def _shown() -> str:
    app = AppTest.from_file(SHELL, default_timeout=120)
    app.query_params["territorio"] = "uf:29"
    app.run()
    assert not app.exception, app.exception
    return " ".join(str(block.proto.body) for block in app.get("html")) + " ".join(
        m.value for m in app.markdown
    )


@pytest.fixture
def of_the_file(demo: Path) -> str:
    return _shown()


@pytest.mark.slow
def test_a_page_shows_of_the_database_what_it_shows_of_the_file(
    of_the_file: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue("replica")
    shown = _shown()
    assert "Todos os portes · Bahia" in shown
    assert shown == of_the_file
    assert not (folder / "editions").exists()
