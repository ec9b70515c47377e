"""Where a partner, team or municipality is told of: its card, on the Rede page, or its page."""

from collections.abc import Mapping

from indicators.recognition_rules.measurable import UnitKind
from pages.components import html
from pages.state import url

PAGE, UNIT = "rede", "unidade"
TOWNS = "municipio"  # the page of a municipality
ANSWERS = "satisfacao"
CARDS = (UnitKind.PARTNER, UnitKind.TEAM)  # those that have one


def unit_params(params: Mapping[str, str], kind: UnitKind, unit: str) -> dict[str, str]:
    """The filters of an address, and whose card is asked for."""
    return url.link(_filters(params), **{UNIT: f"{kind.value}:{unit}"})


def unit_anchor(text: str, params: Mapping[str, str], kind: UnitKind, unit: str) -> str:
    """A link to the card."""
    return html.anchor(text, unit_params(params, kind, unit), PAGE)


def town_anchor(text: str, params: Mapping[str, str], code: str) -> str:
    """A link to the page of a municipality, with the filters of the address."""
    town = url.link(_filters(params), **{url.TERRITORY: f"municipio:{code}"})
    return html.anchor(text, town, TOWNS)


def waiting_anchor(text: str, params: Mapping[str, str], *, by_client: bool) -> str:
    """A link to the detractors who wait for a return: by team, or by the municipality of the
    client.
    """
    by = {"espera": "territorio", "vista": "cliente"} if by_client else {"espera": "equipe"}
    return html.anchor(text, url.link(_filters(params), parte="quem", **by), ANSWERS)


def _filters(params: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in params.items() if name in url.SCOPE_PARAMS}
