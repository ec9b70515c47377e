"""The page inside the map of the network, drawn once for all who may see the same."""

import pandas as pd

from config.palette import Mode, load_palette
from data_access.editions.reading import Edition
from data_access.queries.tables.reference import partners
from indicators.scope import Access, TerritoryRef
from pages.components.caching import ask, ask_edition
from pages.rede.map_document import Look, colour_groups, document, shown_partners
from pages.state.view import View


def map_page(view: View, by: str, look: Look) -> str:
    """The page of the map of the partners of the territory, those of the filter alone where one is
    set, coloured `by` kind or seal; no other filter changes it.
    """
    scope = view.scope
    return ask(
        view,
        partner_map,
        by,
        look,
        territory=scope.territory,
        chosen=scope.partner,
        mode=view.mode,
    )


def chosen_partners(listed: pd.DataFrame, chosen: tuple[str, ...]) -> pd.DataFrame:
    """Those of the filter; all of them where it is not set."""
    return listed[listed["partner_id"].isin(chosen)] if chosen else listed


def partner_map(
    edition: Edition,
    by: str,
    look: Look,
    *,
    territory: TerritoryRef,
    chosen: tuple[str, ...],
    mode: Mode,
    access: Access,
) -> str:
    inside = ask_edition(edition.id, access, partners, territory=territory)
    inside = chosen_partners(inside, chosen)
    listed, palette = shown_partners(inside, by), load_palette(mode)
    located = listed.dropna(subset=["latitude", "longitude"])
    return document(located, by, colour_groups(listed, by, palette), palette, look)
