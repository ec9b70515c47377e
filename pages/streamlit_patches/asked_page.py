"""Which page an open tab asks for: by its name, as an address does, or by the hash of its name,
which whoever speaks to the server without the page can make up.
"""

from collections.abc import Collection

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.util import calc_hash


def asked_page(paths: Collection[str]) -> str:
    """The one of `paths` that this drawing was asked for; empty where it was none of them."""
    context = get_script_run_ctx()
    if context is None:
        return ""
    manager = context.pages_manager
    name, hashed = manager.intended_page_name, manager.intended_page_script_hash
    if hashed:
        return next((path for path in paths if calc_hash(path) == hashed), "")
    return name if name and name in paths else ""
