"""The only reader of Streamlit's session state: values of widgets on their way to the address, and the edition."""

from collections.abc import Callable
from typing import Any

import streamlit as st

_EDITION = "edition_id"


def bound(key: str, value: Any, write: Callable[[Any], None]) -> dict[str, Any]:
    """Arguments that tie a widget to the address: it shows `value`, and `write` gets what the user chooses."""
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: write(st.session_state[key])}


def clicked(key: str) -> list[dict[str, Any]]:
    """The points that a user has just selected on the chart of that key."""
    state = st.session_state.get(key)
    return list(state["selection"]["points"]) if state else []


def pinned_edition(published: str) -> str:
    """The edition that this session began with: a session does not change under its user's feet."""
    return str(st.session_state.setdefault(_EDITION, published))


def unpin_edition() -> None:
    st.session_state.pop(_EDITION, None)
