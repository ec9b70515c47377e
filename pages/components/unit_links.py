"""The address of the card of a partner or team: a page of its own that the Rede page draws."""

from collections.abc import Mapping

from indicators.recognition_rules.measurable import UnitKind
from pages.components import html
from pages.state import url

PAGE, UNIT = "rede", "unidade"
CARDS = (UnitKind.PARTNER, UnitKind.TEAM)  # those that have one


def unit_params(params: Mapping[str, str], kind: UnitKind, unit: str) -> dict[str, str]:
    """The filters of an address, and whose card is asked for."""
    kept = {name: value for name, value in params.items() if name in url.SCOPE_PARAMS}
    return url.link(kept, **{UNIT: f"{kind.value}:{unit}"})


def unit_anchor(text: str, params: Mapping[str, str], kind: UnitKind, unit: str) -> str:
    """A link to the card."""
    return html.anchor(text, unit_params(params, kind, unit), PAGE)
