"""What a session keeps that more than one page asks for: values of widgets on their way to the
address, the edition that it began with, and what is still to be said. What one form alone keeps of
itself stands in its own page.
"""

import secrets
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.state import url

_EDITION = "edition_id"
_WORK = "work_id"
_SAID = "said"
_OWN = "own_mark"
_TICKET = "ticket"


def bound_widget_args(key: str, value: Any, write: Callable[[Any], None]) -> dict[str, Any]:
    """Arguments that tie a widget to the address:
    it shows `value`, and `write` gets what the user chooses.
    """
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: write(st.session_state[key])}


def put_param(name: str, value: str) -> None:
    """Write one parameter of the address; an empty value removes it."""
    if url.UNKNOWN_PAGE in st.query_params:  # told once: whoever goes on has read it
        del st.query_params[url.UNKNOWN_PAGE]
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def drop_excess() -> bool:
    """Take out of the address what no page asks for and every link would repeat."""
    gone = url.excess(st.query_params.to_dict())
    for name in gone:
        del st.query_params[name]
    return bool(gone)


def clicked_points(key: str) -> list[dict[str, Any]]:
    """The points that a user has just selected on the chart of that key."""
    state = st.session_state.get(key)
    return list(state["selection"]["points"]) if state else []


def pinned_edition(published: str) -> str:
    """The edition that this session began with: a session does not change under its user's feet."""
    return str(st.session_state.setdefault(_EDITION, published))


def unpin_edition() -> None:
    st.session_state.pop(_EDITION, None)


def kept_ticket(take: Callable[[], int]) -> int:
    """The place in the queue of whoever waits for a page, taken when it began to wait."""
    if _TICKET not in st.session_state:
        st.session_state[_TICKET] = take()
    return int(st.session_state[_TICKET])


def drop_ticket() -> None:
    st.session_state.pop(_TICKET, None)


def own_work() -> str:
    """The id of the work that this session began last;
    empty where it began none or has put it aside.
    """
    return str(st.session_state.get(_WORK, ""))


def keep_work(work_id: str) -> None:
    st.session_state[_WORK] = work_id


def own_key(name: str) -> str:
    """A key for a widget that no other session has, and that `next_round` changes.

    A browser that comes back after the server was restarted, or after its session ended, still
    shows what a widget of the same key held, as the name of a file that nobody has any more.
    """
    mark = st.session_state.setdefault(_OWN, secrets.token_hex(4))
    return f"{name}_{mark}_{round_of(name)}"


def round_of(name: str) -> int:
    """A number in the key of widgets: when it changes they begin anew,
    an uploader empty and a popover closed.
    """
    return int(st.session_state.get(name, 0))


def next_round(name: str) -> None:
    st.session_state[name] = round_of(name) + 1


def keep_words(name: str, text: str, here: str) -> None:
    """Keep what was typed in a field, for as long as one is `here`."""
    st.session_state[name] = (text, here)


def words_kept(name: str, here: str) -> str:
    """What was typed `here`; empty where it was elsewhere."""
    text, where = st.session_state.get(name, ("", ""))
    return str(text) if where == here else ""


def say(text: str, *, done: bool = True) -> None:
    """Leave a sentence for the page that is drawn next: what was done, or why it was not."""
    st.session_state[_SAID] = (text, done)


def take_said_sentence() -> tuple[str, bool]:
    """The sentence that was left, once; empty where there is none."""
    text, done = st.session_state.pop(_SAID, ("", True))
    return str(text), bool(done)


def first_time(name: str, key: str) -> bool:
    """Whether this session asks of `key` under that name for the first time since another key."""
    before = st.session_state.get(name)
    st.session_state[name] = key
    return bool(before != key)


def kept_value(name: str, key: object, make: Callable[[], Any]) -> Any:
    """What `make` gave for this `key`; made again only when the key of that name changes."""
    held = st.session_state.get(name)
    if held is None or held[0] != key:
        held = (key, make())
        st.session_state[name] = held
    return held[1]
