"""Who draws and who waits: in order, never more at once than there are places, and nobody stays
behind who is not wanted any more.
"""

import time
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.server.turns import BusyServerError, Queue

PATIENCE = 30  # seconds for what takes milliseconds


class NotWantedError(Exception):
    """What Streamlit raises where a script is stopped."""


class Visitor:
    """Draws in a thread of its own, until it is told to end."""

    def __init__(self, queue: Queue, order: list[str], name: str, ticket: int | None = None):
        self.ticket = queue.ticket() if ticket is None else ticket
        self.began, self.may_end, self.unwanted = Event(), Event(), Event()
        self.error: BaseException | None = None
        self._thread = Thread(target=self._draw, args=(queue, order, name), daemon=True)
        self._thread.start()

    def _draw(self, queue: Queue, order: list[str], name: str) -> None:
        try:
            with queue.turn(self.ticket, self._look):
                order.append(name)
                self.began.set()
                assert self.may_end.wait(PATIENCE)
        except Exception as error:
            self.error = error

    def _look(self) -> None:
        if self.unwanted.is_set():
            raise NotWantedError

    def end(self) -> None:
        self.may_end.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def gone(self) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


def waiting(queue: Queue, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(queue._waiting) != number:
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_pages_are_drawn_in_the_order_in_which_they_were_asked_for() -> None:
    queue, order = Queue(at_once=1), list[str]()
    first = Visitor(queue, order, "0")
    assert first.began.wait(PATIENCE)
    others = []
    for number in range(1, 6):
        others.append(Visitor(queue, order, str(number)))
        waiting(queue, number)
    for visitor in (first, *others):
        assert visitor.began.wait(PATIENCE)
        visitor.end()
    assert order == list("012345")


def test_whoever_comes_when_a_place_is_free_does_not_pass_those_who_wait() -> None:
    """A place that has just become free is of the first of the queue, however late it wakes up."""
    queue = Queue(at_once=1)
    queue._waiting.append(queue.ticket())
    assert not queue._taken(queue.ticket(), 0)
    assert queue._taken(queue._waiting[0], 0)


def test_as_many_draw_at_once_as_there_are_places() -> None:
    queue, order = Queue(at_once=2), list[str]()
    one, two = Visitor(queue, order, "1"), Visitor(queue, order, "2")
    for visitor in (one, two):
        assert visitor.began.wait(PATIENCE)
    three = Visitor(queue, order, "3")
    waiting(queue, 1)
    assert not three.began.is_set()
    two.end()
    assert three.began.wait(PATIENCE)
    for visitor in (one, three):
        visitor.end()


def test_a_page_that_is_not_wanted_any_more_leaves_the_queue() -> None:
    queue, order = Queue(at_once=1), list[str]()
    first = Visitor(queue, order, "1")
    assert first.began.wait(PATIENCE)
    second = Visitor(queue, order, "2")
    waiting(queue, 1)
    third = Visitor(queue, order, "3")
    waiting(queue, 2)
    second.unwanted.set()
    second.gone()
    assert isinstance(second.error, NotWantedError)
    first.end()
    assert third.began.wait(PATIENCE)
    third.end()
    assert order == ["1", "3"]


def test_whoever_asks_for_another_page_meanwhile_keeps_its_place() -> None:
    queue, order = Queue(at_once=1), list[str]()
    first = Visitor(queue, order, "1")
    assert first.began.wait(PATIENCE)
    impatient = Visitor(queue, order, "2")
    waiting(queue, 1)
    third = Visitor(queue, order, "3")
    waiting(queue, 2)
    impatient.unwanted.set()
    impatient.gone()
    again = Visitor(queue, order, "2, another filter", impatient.ticket)
    waiting(queue, 2)
    first.end()
    assert again.began.wait(PATIENCE)
    again.end()
    assert third.began.wait(PATIENCE)
    third.end()
    assert order == ["1", "2, another filter", "3"]


def test_what_fails_while_it_is_drawn_gives_its_place_back() -> None:
    queue = Queue(at_once=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), queue.turn(queue.ticket()):
            _ = 1 / 0
    with queue.turn(queue.ticket()):
        assert queue.quiet_for() == 0
    assert queue.quiet_for() > 0


def test_whoever_would_wait_in_vain_is_told_so() -> None:
    queue, order = Queue(at_once=1, most=1, patience=0.05), list[str]()
    first = Visitor(queue, order, "1")
    assert first.began.wait(PATIENCE)
    with pytest.raises(BusyServerError), queue.turn(queue.ticket()):
        pass
    late = Queue(at_once=1, most=0)
    with pytest.raises(BusyServerError), late.turn(late.ticket()):
        pass
    first.end()
    assert queue._waiting == []


def test_whoever_would_wait_too_long_is_told_at_once_for_how_long() -> None:
    queue, order = Queue(at_once=1, patience=20), list[str]()
    queue._pace = 12.0
    first = Visitor(queue, order, "1")
    assert first.began.wait(PATIENCE)
    second = Visitor(queue, order, "2")
    waiting(queue, 1)
    refused = queue.ticket()
    began = time.monotonic()
    with pytest.raises(BusyServerError, match="uns 30 segundos"), queue.turn(refused):
        pass
    assert time.monotonic() - began < 1
    first.end()
    assert second.began.wait(PATIENCE)
    queue._pace = 12.0
    third = Visitor(queue, order, "3")
    waiting(queue, 1)
    again = Visitor(queue, order, "refused", refused)  # its place is still before the third's
    waiting(queue, 2)
    second.end()
    assert again.began.wait(PATIENCE)
    for visitor in (again, third):
        visitor.end()
    assert order == ["1", "2", "refused", "3"]


def test_how_long_pages_take_is_learnt_from_those_that_are_drawn() -> None:
    queue = Queue(at_once=1)
    assert queue.expected_wait(queue.ticket()) == 0
    for _ in range(3):
        with queue.turn(queue.ticket()):
            time.sleep(0.01)
            while_drawn = queue.expected_wait(queue.ticket())
    assert 0 < while_drawn < 1
    assert queue.expected_wait(queue.ticket()) == 0  # nobody is before


@settings(max_examples=15)
@given(st.lists(st.sampled_from(["draws", "fails", "leaves"]), max_size=12), st.integers(1, 3))
def test_every_place_comes_back_whatever_happens(what: list[str], places: int) -> None:
    queue = Queue(at_once=places)

    def visit(fate: str) -> None:
        def look() -> None:
            if fate == "leaves":
                raise NotWantedError

        try:
            with queue.turn(queue.ticket(), look):
                assert queue._drawing <= places
                if fate == "fails":
                    raise NotWantedError
        except NotWantedError:
            pass

    threads = [Thread(target=visit, args=(fate,), daemon=True) for fate in what]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert (queue._free, queue._drawing, queue._waiting) == (places, 0, [])


def interrupted() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from pages.streamlit_patches.still_wanted import leave_if_unwanted

    runs = st.session_state.setdefault("runs", [])
    runs.append("began")
    if len(runs) == 1:
        get_script_run_ctx().script_requests.request_rerun(RerunData())
    leave_if_unwanted()
    runs.append("went on")


@pytest.mark.streamlit_patches
def test_streamlit_ends_a_script_that_asks_whether_it_is_wanted() -> None:
    app = AppTest.from_function(interrupted).run()
    assert app.session_state["runs"] == ["began", "began", "went on"]
