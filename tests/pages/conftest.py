"""Pages run on a small demonstration edition, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.settings import Settings, get_settings
from data_access.editions.info import current_edition
from data_access.editions.publishing import publish
from pages.components import caching
from pages.server.identity.client import client_of
from pages.state import gateway
from tests.support.oidc_double import Provider, oidc_provider
from tests.support.one_state import publish_one_state
from tests.support.panel_double import settings_with


def forget() -> None:
    """Empty what pages keep in memory."""
    gateway._open.cache_clear()
    gateway._layers.clear()
    gateway.mesh_parts.cache_clear()
    gateway.mesh_boxes.cache_clear()
    gateway._joined_mesh.cache_clear()
    caching.forget()


@pytest.fixture
def nothing_kept() -> Iterator[None]:
    """Pages begin and end with nothing in memory."""
    forget()
    yield
    forget()


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    """A double of a provider of identities, by which people enter the panel."""
    with oidc_provider() as double, settings_with(double, T360_HOME=str(tmp_path)):
        yield double
    client_of.cache_clear()


@contextmanager
def settings_of(home: Path, **more: str) -> Iterator[Path]:
    """The settings point to `home`. What pages keep of an edition stays from test to test: an
    edition never changes.
    """
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {"T360_HOME": str(home), **more}.items():
                patch.setenv(name, value)
            get_settings.cache_clear()
            yield home
    finally:
        get_settings.cache_clear()


@pytest.fixture(autouse=True)
def _nothing_kept_of_what_is_patched(request: pytest.FixtureRequest) -> None:
    """A test that puts something else in the place of what answers neither finds nor leaves an
    answer in memory.
    """
    if "monkeypatch" in request.fixturenames:
        request.getfixturevalue("nothing_kept")


@pytest.fixture
def demo(demo_home: Path) -> Iterator[Path]:
    """The settings point to the demonstration edition."""
    with settings_of(demo_home):
        yield demo_home


@pytest.fixture
def tiny(tiny_home: Path) -> Iterator[Path]:
    """The settings point to the smallest edition."""
    with settings_of(tiny_home):
        yield tiny_home


@pytest.fixture(scope="session")
def one_state_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tests that use it belong to the group ``one state``: made once."""
    home = tmp_path_factory.mktemp("one-state-home")
    publish_one_state(home)
    return home


@pytest.fixture
def one_state(one_state_home: Path) -> Iterator[Path]:
    """The settings point to an edition with the attendances of Minas alone."""
    with settings_of(one_state_home):
        yield one_state_home


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    """The settings point to a folder without any edition."""
    with settings_of(tmp_path):
        yield tmp_path


@pytest.fixture
def replica(
    demo_home: Path, postgres_url: str, tmp_path: Path, nothing_kept: None
) -> Iterator[Path]:
    """The settings point to a folder without editions and to a database that serves the
    demonstration: the same edition, asked of another server.
    """
    del nothing_kept
    builder = Settings(home=demo_home, _env_file=None)
    edition = current_edition(builder)
    assert edition is not None
    publish(
        builder.model_copy(update={"editions_url": SecretStr(postgres_url)}),
        edition.id,
        thorough=False,
    )
    with settings_of(tmp_path, T360_EDITIONS_URL=postgres_url):
        yield tmp_path
