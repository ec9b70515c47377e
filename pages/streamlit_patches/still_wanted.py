"""Whether the page that is being drawn is still wanted.

Streamlit stops a script only where the script speaks to it: whoever waits must do so now and then,
and asking for what the session holds is the least that counts. Where it stopped counting, a page
that nobody wants would wait for its turn, and end there.
"""

import streamlit as st


def leave_if_unwanted() -> None:
    """Raises what Streamlit ends a script with, where the visitor has gone or asked for more."""
    "turn" in st.session_state  # noqa: B015 - what it answers does not matter
