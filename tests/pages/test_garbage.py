"""When the server looks for what nobody holds any more."""

import gc
import inspect
import tomllib
import weakref
from pathlib import Path
from threading import enumerate as threads

import pytest
from streamlit.runtime.scriptrunner import script_runner

from pages.server import garbage, turns

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"


@pytest.mark.parametrize(
    ("since_last", "quiet", "drawn", "expected"),
    [
        (5, 5, True, False),  # too soon
        (30, 5, True, True),
        (30, 0, True, False),  # somebody waits for a page
        (30, 30, False, False),  # nobody drew anything
        (130, 0, True, True),  # there was no lull in all this time
        (130, 130, False, True),
    ],
)
def test_the_search_waits_for_a_lull_but_not_for_ever(since_last, quiet, drawn, expected):
    assert garbage.is_time(since_last, quiet, drawn=drawn) is expected


class Knot:
    """Nobody but itself holds it."""

    def __init__(self) -> None:
        self.itself = self


def test_a_thread_of_our_own_searches_until_it_is_told_to_end(monkeypatch):
    monkeypatch.setattr(garbage, "LOOK", 0.01)
    monkeypatch.setattr(garbage, "is_time", lambda *_, **__: True)
    before = gc.get_threshold()
    monkeypatch.setattr(garbage, "_of_python", before)
    gc.disable()
    knot = weakref.ref(Knot())
    searched = [thread for thread in threads() if thread.name == garbage.THREAD]
    garbage.begin()
    try:
        assert gc.get_threshold()[:2] == garbage.YOUNG
        (own,) = [t for t in threads() if t.name == garbage.THREAD and t not in searched]
        while knot() is not None:
            own.join(0.01)
    finally:
        garbage.end()
        gc.enable()
    own.join(30)
    assert not own.is_alive()
    assert gc.get_threshold() == before


def test_a_page_being_drawn_is_no_lull():
    with turns.everybody.turn(turns.everybody.ticket()):
        assert turns.everybody.quiet_for() == 0


@pytest.mark.streamlit_patches
def test_streamlit_does_not_search_after_each_run():
    assert tomllib.loads(CONFIG.read_text(encoding="utf-8"))["runner"]["postScriptGC"] is False
    ending = inspect.getsource(script_runner.ScriptRunner._on_script_finished)
    guard = 'if config.get_option("runner.postScriptGC"):'
    assert ending.count("gc.collect") == 1
    assert ending.index(guard) < ending.index("gc.collect")
