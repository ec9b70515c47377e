"""Which addresses are pages: any other would open a dialog of Streamlit
in English over the first page.
"""

from urllib.parse import urlencode

from starlette.types import Scope

from config.navigation import load_navigation
from pages.state.url import UNKNOWN_PAGE
from pages.streamlit_patches.base_path import base_path


def redirect_address(scope: Scope) -> str:
    """Where an address that is of no page leads: the first page, which says so.
    Empty for those of the menu.
    """
    asked = str(scope["path"]).removeprefix(base_path().rstrip("/")).strip("/")
    if asked in ("", *(entry.path for entry in load_navigation())):
        return ""
    return f"{base_path()}?{urlencode({UNKNOWN_PAGE: asked})}"
