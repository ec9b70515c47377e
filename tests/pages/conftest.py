"""Pages run on a small demonstration edition, in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from config.settings import get_settings
from pages.components import gateway


def _forget() -> None:
    get_settings.cache_clear()
    gateway._open.cache_clear()
    gateway._layers.clear()
    st.cache_data.clear()


@pytest.fixture
def demo(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings point to the demonstration edition."""
    monkeypatch.setenv("T360_HOME", str(demo_home))
    _forget()
    yield demo_home
    _forget()


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings point to a folder without any edition."""
    monkeypatch.setenv("T360_HOME", str(tmp_path))
    _forget()
    yield tmp_path
    _forget()
