"""Which addresses are pages: any other would open a dialog of Streamlit
in English over the first page.
"""

from urllib.parse import urlencode

import streamlit as st
from starlette.types import Scope

from config.navigation import load_navigation
from pages.components.url import UNKNOWN_PAGE


def base() -> str:
    """The path at which the panel is served, from slash to slash."""
    return f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/") + "/"


def elsewhere(scope: Scope) -> str:
    """Where an address that is of no page leads: the first page, which says so.
    Empty for those of the menu.
    """
    asked = str(scope["path"]).removeprefix(base().rstrip("/")).strip("/")
    if asked in ("", *(entry.path for entry in load_navigation())):
        return ""
    return f"{base()}?{urlencode({UNKNOWN_PAGE: asked})}"
