"""The page inside the map of the network, drawn once for all who may see the same."""

from config.palette import Mode, load_palette
from data_access.editions.reading import Edition
from data_access.queries.tables.reference import partners
from indicators.scope import Access, TerritoryRef
from pages.components.caching import ask, ask_edition
from pages.rede.map_document import Look, colour_groups, document, shown_partners
from pages.state.view import View


def map_page(view: View, by: str, look: Look) -> str:
    """The page of the map of the partners of the territory, coloured `by` kind or seal; no other
    filter changes it.
    """
    territory = view.scope.territory
    return ask(view, partner_map, by, look, territory=territory, mode=view.mode)


def partner_map(
    edition: Edition, by: str, look: Look, *, territory: TerritoryRef, mode: Mode, access: Access
) -> str:
    inside = ask_edition(edition.id, access, partners, territory=territory)
    listed, palette = shown_partners(inside, by), load_palette(mode)
    located = listed.dropna(subset=["latitude", "longitude"])
    return document(located, by, colour_groups(listed, by, palette), palette, look)
