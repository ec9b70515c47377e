"""The head of every page: where one is, of when the data are, what the page is called and what it
answers.
"""

from collections.abc import Mapping
from html import escape

import pandas as pd

from config.formatting import day
from config.navigation import PageEntry
from data_access.editions.manifest import Manifest
from indicators.scope import Month
from pages.components import html
from pages.state import url

DEMONSTRATION = "Dados de demonstração: nenhum resultado é real"
INVENTED = (
    "Empresas, clientes e atendimentos são inventados; população, PIB e IDHM são os do IBGE e do"
    " Atlas."
)
# Of what contains a place, these are levels that everybody knows; the divisions of IBGE between
# them are told by the page of a municipality.
CRUMBS = ("brasil", "regiao", "uf")


def heading(entry: PageEntry, manifest: Manifest | None, crumbs: str = "", place: str = "") -> None:
    """The title and its question; with an edition, above them, the way up and the dates.

    Whoever listens to the title hears the place too, which those who see find in the way up.
    """
    above = ""
    if manifest is not None:
        badge = _demonstration() if manifest.demonstration else ""
        above = f'<div class="t-where">{crumbs}<span class="t-dates">{_dates(manifest)}</span>'
        above += f"{badge}</div>"
    html.show(
        f'<header class="t-top">{above}{named(entry.title, place)}'
        f'<p class="t-question">{escape(entry.question)}</p></header>'
    )


def named(title: str, place: str) -> str:
    """The name of a page as it is shown and heard."""
    heard = f'<span class="t-unseen"> — {escape(place)}</span>' if place else ""
    return f'<h1 class="t-page">{escape(title)}{heard}</h1>'


def _demonstration() -> str:
    return f'<span class="t-badge" title="{INVENTED}">{DEMONSTRATION}</span>'


def breadcrumb(ref: str, territories: pd.DataFrame, params: Mapping[str, str]) -> str:
    """“Brasil › Sudeste › MG”: each place that contains this one is a link that goes up to it.

    `territories` is `places.territory_options`; what the address asks besides the place is kept.
    """
    known = territories.set_index("ref")
    steps = [above for above in (*known["above"][ref], ref) if above in known.index]
    shown = [step for step in steps if step == ref or known["level"][step] in CRUMBS]
    items = [_crumb(known.loc[step], step, ref, params) for step in shown]
    return f'<nav aria-label="Onde você está"><ol class="t-crumbs">{"".join(items)}</ol></nav>'


def _crumb(place: pd.Series, ref: str, here: str, params: Mapping[str, str]) -> str:
    name = str(place["short"])
    if ref == here:
        return f'<li aria-current="location">{escape(name)}</li>'
    up = html.anchor(name, url.link(dict(params), territorio="" if ref == "brasil" else ref))
    return f"<li>{up}</li>"


def _dates(manifest: Manifest) -> str:
    """Until when the attendances go, and of when the edition is that holds them."""
    built = day(manifest.built_at)
    return f"Dados até {Month(manifest.end).label} · edição de {built}"
