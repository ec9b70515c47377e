"""Which addresses are pages: any other would open a dialog of Streamlit
in English over the first page.
"""

from urllib.parse import parse_qsl, urlencode

from starlette.types import Scope

from config.formatting import without_accents
from config.navigation import PageEntry, load_navigation
from pages.server.identity.gate import STANDING
from pages.state.url import UNKNOWN_PAGE
from pages.streamlit_patches.base_path import base_path


def redirect_address(scope: Scope) -> str:
    """Where an address that is of no page leads, with what it asks of the page: to the one that is
    called so but for capitals and accents, else to the first, which says that there is none.
    Empty for those of the menu. A page that is not for whoever asks is none.
    """
    asked = str(scope["path"]).removeprefix(base_path().rstrip("/")).strip("/")
    paths = [entry.path for entry in load_navigation() if _opens(scope, entry)]
    if asked in ("", *paths):
        return ""
    query = scope.get("query_string", b"").decode("latin-1")
    meant = next((path for path in paths if path == without_accents(asked).casefold()), None)
    if meant is not None:
        return f"{base_path()}{meant}?{query}" if query else f"{base_path()}{meant}"
    kept = [(name, value) for name, value in parse_qsl(query) if name != UNKNOWN_PAGE]
    return f"{base_path()}?{urlencode([(UNKNOWN_PAGE, asked), *kept])}"


def _opens(scope: Scope, entry: PageEntry) -> bool:
    standing = scope.get(STANDING)
    if standing is None:
        return True
    return bool(standing.rights.opens(entry.roles, by_territory=entry.own_territories))
