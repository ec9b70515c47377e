"""Streamlit asks a server on the internet for the address of this one: when it starts, to print it,
and inside the event loop, to compare it with the origin of a WebSocket. Here nobody is asked.
"""

from streamlit import net_util


def ask_nobody() -> None:
    """The name is looked up in the module each time."""
    net_util.get_external_ip = lambda: None
