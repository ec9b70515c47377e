"""Whoever is connected may ask Streamlit to forget what it keeps for everybody: a key of its menu
does, and so can a stranger, again and again. Here nobody is heard who asks.
"""

from streamlit.runtime.app_session import AppSession

REQUEST = "_handle_clear_cache_request"


def keep_what_is_for_all() -> None:
    """The session goes on; `t360 build` and a new edition make the cache anew by themselves."""
    setattr(AppSession, REQUEST, lambda _session: None)
