"""The address is the state: scope and choices of a page are read from it and written to it.

Nothing is kept elsewhere, so a pasted link, the back button and a new tab all show the same view.
Parameters at their default are left out:
``?periodo=2026-01..2026-10&territorio=uf:31&porte=ME,EPP``. Several values stand between commas;
a comma that belongs to a value has a backslash before it, and so any text can be a value.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
MOST_PARAMS, LONGEST_ADDRESS = 60, 16_000  # parameters, and characters of them all
REPEATED = 40  # characters of an address that a note repeats
_LONG_QUOTE = re.compile(rf"“([^“”]{{{REPEATED}}})[^“”]+”")
_COMMA_OR_MARK = re.compile(r"[\\,]")
_PIECE = re.compile(r"(?:\\.|[^,])+", re.DOTALL)
_MARKED = re.compile(r"\\([\\,])")
UNKNOWN_PAGE = "pagina"  # which page was asked for in vain, for the frame to tell
YEAR_TO_DATE, LAST_TWELVE = "ano", "12m"


BRAZIL = TerritoryRef()


@dataclass(frozen=True)
class Choices:
    """What the edition has, so that an address cannot ask for what nobody has."""

    first: Month
    last: Month
    whole: Month  # the last that is no unfinished one
    channels: Collection[str]
    partners: Collection[str]
    territories: Collection[str]
    home: TerritoryRef = BRAZIL  # where whoever asks for no place is

    def default(self) -> Scope:
        return Scope(Period.year_to_date(self.whole), self.home)


@dataclass(frozen=True)
class ReadScope:
    """The scope of an address, and a sentence for each part of it that could not be used, by the
    name of its parameter. With any of these the scope is not what was asked: nothing may be told
    of it.
    """

    scope: Scope
    refused: Mapping[str, str] = field(default_factory=dict)


def read_scope(params: Mapping[str, str], choices: Choices) -> ReadScope:
    """The scope that an address asks for;
    a part that cannot be used is said and left at its default.
    """
    scope, refused = choices.default(), {}
    for name, (part, parse) in _PARSERS.items():
        text = params.get(name, "").strip()
        if not text:
            continue
        try:
            scope = replace(scope, **{part: parse(text, choices)})
        except UserError as error:
            reason = shorten_quotes(str(error))
            refused[name] = f"O filtro “{name}” do endereço não pode ser usado. {reason}"
    return ReadScope(scope, refused)


def shorten_quotes(sentence: str) -> str:
    """A sentence about an address, which may be very long: what it quotes is cut."""
    return _LONG_QUOTE.sub(r"“\1…”", sentence)


def join_values(values: Iterable[str]) -> str:
    """Several values as one parameter, of which `split_values` finds them again."""
    return ",".join(_COMMA_OR_MARK.sub(r"\\\g<0>", value) for value in values)


def split_values(text: str, known: Collection[str]) -> tuple[str, ...]:
    """The values of a parameter. Of one that somebody wrote without the marks, pieces that together
    are one of the `known` stay together.
    """
    pieces = [piece for piece in _PIECE.findall(text) if piece.strip()]
    values = tuple(_MARKED.sub(r"\1", piece) for piece in pieces)
    return values if all(value in known for value in values) else _join_known_pieces(values, known)


def _join_known_pieces(pieces: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    most = 1 + max((value.count(",") for value in known), default=0)
    found, start = [], 0
    while start < len(pieces):
        ends = range(min(start + most, len(pieces)), start, -1)
        joined = ((",".join(pieces[start:end]).strip(), end) for end in ends)
        value, start = next(
            ((text, end) for text, end in joined if text in known), (pieces[start], start + 1)
        )
        found.append(value)
    return tuple(found)


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


def excess(params: Mapping[str, str]) -> list[str]:
    """The parameters beyond what any address of ours has: each link of a page would repeat them."""
    gone, total = [], 0
    for place, (name, value) in enumerate(params.items()):
        size = len(name) + len(value)
        if place >= MOST_PARAMS or total + size > LONGEST_ADDRESS:
            gone.append(name)
        else:
            total += size
    return gone


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
    anybody = territory == choices.home == BRAZIL
    if not anybody and str(territory) not in choices.territories:
        raise ScopeError(
            f"Não há território “{text}” nesta edição, ou ele está fora do seu escopo. "
            "Procure-o pelo nome no filtro Território."
        )
    return territory


def _option_parser(
    options: Callable[[Choices], Collection[str]], name: str
) -> Callable[[str, Choices], tuple[str, ...]]:
    def parse(text: str, choices: Choices) -> tuple[str, ...]:
        values = split_values(text, options(choices))
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
