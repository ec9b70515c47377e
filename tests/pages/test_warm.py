"""The first visitor of each page finds it ready."""

import gc
import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from itertools import product
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pandas as pd
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from config.navigation import PageEntry, load_navigation
from indicators.scope import Access, TerritoryRef
from pages.components import caching
from pages.server import warm
from pages.server.health import ALL_WARM
from pages.server.warm import opening_view, warm_states, warm_up, warm_up_or_tell
from pages.state.view import View
from tests.support.tiers import few

pytestmark = pytest.mark.streamlit_patches

LEVELS = few(("uf",), everything=("brasil", "uf", "municipio"))
SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def warmed(demo: Path, nothing_kept: None) -> View:
    """Everything was warmed up; the view of whoever opens the panel."""
    del demo, nothing_kept
    with statements(opening_view(Access.everything()).edition.engine) as warming:
        warm_up(Access.everything())
    assert warming
    return opening_view(Access.everything())


def parts_of(entry: PageEntry, view: View) -> list[str]:
    """The parts of a page, by their names in the address; one without a name where it is whole."""
    module = importlib.import_module(f"pages.{entry.module}.page")
    return list(module.parts(view)) if hasattr(module, "parts") else [""]


def _first(options: pd.DataFrame, level: str) -> TerritoryRef:
    return TerritoryRef.parse(options.loc[options["level"] == level, "ref"].iloc[0])


@pytest.mark.slow
def test_after_the_warm_up_no_page_asks_the_edition_anything(
    warmed: View, caplog: pytest.LogCaptureFixture
) -> None:
    options = caching.ask(warmed, caching.territory_options)
    with statements(warmed.edition.engine) as drawing:
        for entry, level in product(load_navigation(), LEVELS):
            app = AppTest.from_file(SHELL, default_timeout=90)
            app._page_hash = calc_hash("" if entry is load_navigation()[0] else entry.path)
            app.query_params["territorio"] = str(_first(options, level))
            for part in parts_of(entry, warmed.within(_first(options, level))) or [""]:
                app.query_params["parte"] = part
                app.run()
                assert not app.exception
                assert any(entry.title in mark.value for mark in app.html), entry.title
    assert drawing == []
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.usefixtures("demo")
def test_an_edition_published_later_is_warmed_once_and_by_a_server_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(warm, "_in_background", lambda: begun.append("again"))
    monkeypatch.setattr(warm, "_begun", {"the first"})
    warm.prepare("the second")
    assert begun == []
    monkeypatch.setattr(warm, "serving", Event())
    warm.serving.set()
    for edition_id in ("the first", "the second", "the second"):
        warm.prepare(edition_id)
    assert begun == ["again"]
    assert warm._asked > 0


def test_the_warm_up_steps_aside_for_whoever_asks_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(
        warm,
        "time",
        SimpleNamespace(monotonic=lambda: now[0], sleep=lambda s: now.append(now.pop() + s)),
    )
    monkeypatch.setattr(warm, "_asked", 99.5)
    warm._step_aside()
    assert now[0] == pytest.approx(99.5 + warm.CALM, abs=0.3)
    monkeypatch.setattr(warm, "_asked", float("inf"))
    warm._step_aside()
    assert now[0] == pytest.approx(99.5 + warm.CALM + warm.PATIENCE, abs=0.6)
    monkeypatch.setattr(warm, "_asked", float("-inf"))
    before = now[0]
    warm._step_aside()
    assert now[0] == before


@pytest.mark.usefixtures("demo")
def test_nothing_is_prepared_for_a_server_that_ended(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drawn: list[str] = []

    def draw_and_end(entry: PageEntry, _view: View) -> None:
        drawn.append(entry.module)
        monkeypatch.setattr(warm, "_life", warm._life + 1)

    monkeypatch.setattr(warm, "_draw", draw_and_end)
    with caplog.at_level(logging.INFO, logger="pages.server.warm"):
        copy_context().run(warm._warm_up_in, warm._life)
    assert drawn == ["panorama"]
    assert "The server ended before all was warm" in caplog.text


@pytest.mark.usefixtures("demo")
def test_the_states_leave_their_turn_to_a_newer_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(warm, "_draw", lambda _entry, view: drawn.append(str(view.scope.territory)))

    def another_is_published(*lull: float) -> None:
        if lull:
            monkeypatch.setattr(warm.gateway, "published_id", lambda: "newer")

    monkeypatch.setattr(warm, "_step_aside", another_is_published)
    warm_states(Access.everything())
    assert drawn == []


@pytest.mark.usefixtures("demo")
def test_the_opening_page_is_ready_for_every_state_of_its_map(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[tuple[str, str]] = []
    monkeypatch.setattr(
        warm, "_draw", lambda entry, view: drawn.append((entry.path, str(view.scope.territory)))
    )
    warm_states(Access.everything())
    opening = load_navigation()[0].path
    states = {place for path, place in drawn if path == opening and place.startswith("uf:")}
    assert len(states) == 27


@pytest.mark.usefixtures("demo")
def test_a_page_that_cannot_be_warmed_leaves_the_others_warm(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drawn: list[str] = []
    modules = {
        f"pages.{entry.module}.page": SimpleNamespace(
            page=lambda _view, n=entry.path: drawn.append(n)
        )
        for entry in load_navigation()
    }
    modules["pages.cobertura.page"] = SimpleNamespace(page=lambda _view: 1 / 0)
    monkeypatch.setattr(warm, "importlib", SimpleNamespace(import_module=modules.__getitem__))
    warm_up(Access.everything())
    assert set(drawn) == {entry.path for entry in load_navigation()} - {"cobertura"}
    assert "Cobertura could not be warmed up" in caplog.text


@pytest.mark.usefixtures("empty")
def test_without_an_edition_the_server_starts_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, logger="pages.server.warm"):
        warm_up_or_tell()
    assert "Ainda não há edição publicada" in caplog.text


def test_what_a_warm_server_keeps_is_not_looked_through_for_garbage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: list[tuple[bool, bool]] = []
    monkeypatch.setattr(warm, "warm_up", lambda _: gc.unfreeze())
    monkeypatch.setattr(
        warm, "warm_states", lambda _: kept.append((ALL_WARM.is_set(), gc.get_freeze_count() > 0))
    )
    ALL_WARM.clear()
    warm_up_or_tell()
    assert kept == [(True, True)]  # before the states, which wait for a lull
    assert gc.get_freeze_count()
    gc.unfreeze()
