"""The address is the state: scope and choices of a page are read from it and written to it.

Nothing is kept elsewhere, so a pasted link, the back button and a new tab all show the same view.
Parameters at their default are left out:
``?periodo=2026-01..2026-10&territorio=uf:31&porte=ME,EPP``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from config.errors import UserError
from indicators.scope import PORTES, Comparison, Month, Period, Scope, ScopeError, TerritoryRef

PERIOD, TERRITORY, PORTE = "periodo", "territorio", "porte"
CHANNEL, PARTNER, COMPARISON = "canal", "parceiro", "comparar"
SCOPE_PARAMS = (PERIOD, TERRITORY, PORTE, CHANNEL, PARTNER, COMPARISON)
FILTERS = {
    "Período": PERIOD,
    "Território": TERRITORY,
    "Porte": PORTE,
    "Canal": CHANNEL,
    "Parceiro": PARTNER,
    "Comparar com": COMPARISON,
}
REPEATED = 40  # characters of an address that a note repeats
UNKNOWN_PAGE = "pagina"  # which page was asked for in vain, for the frame to tell
YEAR_TO_DATE, LAST_TWELVE = "ano", "12m"


@dataclass(frozen=True)
class Choices:
    """What the edition has, so that an address cannot ask for what nobody has."""

    first: Month
    last: Month
    whole: Month  # the last that is no unfinished one
    channels: Collection[str]
    partners: Collection[str]
    territories: Collection[str]

    def default(self) -> Scope:
        return Scope(Period.year_to_date(self.whole))


@dataclass(frozen=True)
class ReadScope:
    """The scope of an address, and a sentence for each part of it that could not be used."""

    scope: Scope
    notices: tuple[str, ...] = ()


def read_scope(params: Mapping[str, str], choices: Choices) -> ReadScope:
    """The scope that an address asks for;
    a part that cannot be used is said and left at its default.
    """
    scope, notices = choices.default(), []
    for name, (field, parse) in _PARSERS.items():
        text = params.get(name, "").strip()
        if not text:
            continue
        try:
            scope = replace(scope, **{field: parse(text, choices)})
        except UserError as error:
            notices.append(f"O filtro “{name}” do endereço não foi usado. {error}")
    return ReadScope(scope, tuple(notices))


def period_choice(text: str) -> str:
    """Which of the three ways of choosing a period an address uses:
    ``ano``, ``12m`` or ``intervalo``.
    """
    return text if text in (YEAR_TO_DATE, LAST_TWELVE) else "intervalo" if text else YEAR_TO_DATE


def period_text(period: Period) -> str:
    return f"{period.start}..{period.end}"


def territory_text(territory: TerritoryRef) -> str:
    """Empty for the country, which is the default."""
    return "" if territory.level == "brasil" else str(territory)


def link(params: Mapping[str, str], **changes: str) -> dict[str, str]:
    """The parameters of an address, some of them changed; an empty value removes its own."""
    return {name: value for name, value in {**params, **changes}.items() if value}


def query(params: Mapping[str, str]) -> str:
    """The query string of an address, with the marks that people read left as they are."""
    return urlencode(sorted(params.items()), quote_via=quote, safe=":,.")


def _period(text: str, choices: Choices) -> Period:
    if text == YEAR_TO_DATE:
        return Period.year_to_date(choices.whole)
    if text == LAST_TWELVE:
        return Period.last_months(choices.whole)
    start, separator, end = text.partition("..")
    period = Period.parse(start, end if separator else start)
    if period.start < choices.first or period.end > choices.last:
        raise ScopeError(
            f"Esta edição tem dados de {choices.first.label} a {choices.last.label}; "
            f"o endereço pede {period.label}. Escolha meses dentro desse intervalo."
        )
    return period


def _territory(text: str, choices: Choices) -> TerritoryRef:
    territory = TerritoryRef.parse(text)
    if territory.level != "brasil" and str(territory) not in choices.territories:
        raise ScopeError(
            f"Não há território “{text}” nesta edição, ou ele está fora do seu escopo. "
            "Procure-o pelo nome no filtro Território."
        )
    return territory


def _option_parser(
    options: Callable[[Choices], Collection[str]], name: str
) -> Callable[[str, Choices], tuple[str, ...]]:
    def parse(text: str, choices: Choices) -> tuple[str, ...]:
        values = tuple(value for value in text.split(",") if value)
        unknown = [value for value in values if value not in options(choices)]
        if unknown:
            raise ScopeError(
                f"Esta edição não tem {name} “{unknown[0]}”. Escolha entre as opções do filtro."
            )
        return values

    return parse


def _comparison(text: str, _: Choices) -> Comparison:
    try:
        return Comparison(text)
    except ValueError:
        options = ", ".join(Comparison)
        raise ScopeError(
            f"Esperava uma destas comparações: {options}; encontrei “{text}”."
        ) from None


_PARSERS: dict[str, tuple[str, Callable[[str, Choices], Any]]] = {
    PERIOD: ("period", _period),
    TERRITORY: ("territory", _territory),
    PORTE: ("porte", _option_parser(lambda _: PORTES, "o porte")),
    CHANNEL: ("channel", _option_parser(lambda choices: choices.channels, "o canal")),
    PARTNER: ("partner", _option_parser(lambda choices: choices.partners, "o parceiro")),
    COMPARISON: ("comparison", _comparison),
}
