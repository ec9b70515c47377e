"""The cache of the pages inside the maps of the network;
the key of each holds the edition and who asks.
"""

from config.palette import Mode, load_palette
from indicators.scope import Access, TerritoryRef
from pages.components import cached
from pages.components.cached import _cache
from pages.components.network_page import Look, colour_groups, document, shown
from pages.components.view import View


@_cache(40)
def _document(
    edition: str, access: Access, territory: TerritoryRef, by: str, mode: Mode, look: Look
) -> str:
    partners = shown(cached.partners(edition, access, territory), by)
    palette = load_palette(mode)
    located = partners.dropna(subset=["latitude", "longitude"])
    return document(located, by, colour_groups(partners, by, palette), palette, look)


def map_page(view: View, by: str, look: Look) -> str:
    """The page of the map of the partners of the territory, coloured `by` kind or seal;
    no other filter changes it.
    """
    return _document(view.edition_id, view.access, view.scope.territory, by, view.mode, look)
