"""Pages run on a small demonstration edition, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st
from pydantic import SecretStr

from config.settings import Settings, get_settings
from data_access.editions.info import current_edition
from data_access.editions.publishing import publish
from pages.state import gateway
from tests.support.one_state import publish_one_state


def _forget() -> None:
    get_settings.cache_clear()
    gateway._open.cache_clear()
    gateway._layers.clear()
    gateway.mesh_parts.cache_clear()
    st.cache_data.clear()


@contextmanager
def _settings_of(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("T360_HOME", str(home))
    _forget()
    yield home
    _forget()


@pytest.fixture
def demo(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings point to the demonstration edition."""
    with _settings_of(demo_home, monkeypatch):
        yield demo_home


@pytest.fixture
def tiny(tiny_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings point to the smallest edition."""
    with _settings_of(tiny_home, monkeypatch):
        yield tiny_home


@pytest.fixture(scope="session")
def one_state_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tests that use it belong to the group ``one state``: made once."""
    home = tmp_path_factory.mktemp("one-state-home")
    publish_one_state(home)
    return home


@pytest.fixture
def one_state(one_state_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings point to an edition with the attendances of Minas alone."""
    with _settings_of(one_state_home, monkeypatch):
        yield one_state_home


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings point to a folder without any edition."""
    with _settings_of(tmp_path, monkeypatch):
        yield tmp_path


@pytest.fixture
def replica(
    demo_home: Path, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The settings point to a folder without editions and to a database that serves the
    demonstration.
    """
    builder = Settings(home=demo_home, _env_file=None)
    edition = current_edition(builder)
    assert edition is not None
    publish(
        builder.model_copy(update={"editions_url": SecretStr(postgres_url)}),
        edition.id,
        thorough=False,
    )
    monkeypatch.setenv("T360_EDITIONS_URL", postgres_url)
    with _settings_of(tmp_path, monkeypatch):
        yield tmp_path
