"""The one place that turns values into Brazilian Portuguese text."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from math import floor, isfinite, log10
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import get_decimal_symbol, get_group_symbol

LOCALE = "pt_BR"
BRASILIA = ZoneInfo("America/Sao_Paulo")
# Babel's marks on Python's digits: a page writes thousands of numbers, and Babel's own writing
# takes eight times that.
MARKS = str.maketrans({",": get_group_symbol(LOCALE), ".": get_decimal_symbol(LOCALE), "-": "−"})
MONTHS = ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez")
MISSING = "—"
SMALLEST_DECIMALS = 4  # of a percentage; what is less is rounding, and nothing to anybody


def without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def name_key(value: Any) -> Any:
    """What names are ordered by, for people: “Araçaí” before “Araxá”, “Pará” before “Paraíba”;
    anything else than a text stays as it is, so that a table can be ordered by names and figures.
    """
    if not isinstance(value, str):
        return value
    return without_accents(value.casefold())


def names_key(column: Any) -> Any:
    """The `key` of pandas' sort_values by names."""
    return column.map(name_key)


def _absent(value: float | None) -> bool:
    return value is None or not isfinite(value)


def number(value: float | None, decimals: int = 0) -> str:
    """``1234.5, 1`` → ``1.234,5``; a missing value is a dash, never zero."""
    if value is None or not isfinite(value):
        return MISSING
    rounded = round(float(value), decimals) + 0.0  # +0.0 turns −0.0 into 0.0
    return f"{rounded:,.{decimals}f}".translate(MARKS)


def percent(fraction: float | None, decimals: int = 1) -> str:
    """``0.123`` → ``12,3 %``; few are not none:
    what would be written as zero gets two digits, ``0,017 %``.
    """
    if fraction is None or _absent(fraction):
        return MISSING
    value = fraction * 100
    if not round(value, decimals) and round(value, SMALLEST_DECIMALS):
        decimals = 1 - floor(log10(abs(value)))
    return f"{number(value, decimals)} %"


def points(fraction: float | None, decimals: int = 1) -> str:
    """A signed difference of fractions in percentage points: ``0.012`` → ``+1,2 p.p.``."""
    if fraction is None or _absent(fraction):
        return MISSING
    return f"{signed_number(fraction * 100, decimals)} p.p."


def signed_number(value: float | None, decimals: int = 0) -> str:
    """``1234`` → ``+1.234``; zero has no sign."""
    text = number(value, decimals)
    if text == MISSING or value is None:
        return text
    return f"+{text}" if round(value, decimals) > 0 else text


def duration(minutes: float | None) -> str:
    """``8`` → ``8 min``, ``135`` → ``2 h 15 min``, ``3 000`` → ``2 d 2 h``: the two largest."""
    if minutes is None or _absent(minutes):
        return MISSING
    if minutes < 10:
        return f"{number(minutes, 1)} min"
    whole = round(minutes)
    parts = [(whole // 1440, "d"), (whole % 1440 // 60, "h"), (whole % 60, "min")]
    first = next((place for place, (count, _) in enumerate(parts) if count), 2)
    return " ".join(f"{number(count)} {unit}" for count, unit in parts[first : first + 2] if count)


def compact(value: float | None) -> str:
    """``3860000`` → ``3,86 mi``; below one hundred thousand the number itself."""
    if value is None or not isfinite(value):
        return MISSING
    for limit, unit in ((1e9, "bi"), (1e6, "mi")):
        if abs(value) >= limit:
            return f"{number(value / limit, 2)} {unit}"
    return f"{number(value / 1e3, 1)} mil" if abs(value) >= 1e5 else number(value)


def plural(count: float, one: str, many: str) -> str:
    """``1, "município", "municípios"`` → ``1 município``; zero takes the plural."""
    return f"{number(count)} {one if abs(count) == 1 else many}"


def times(value: float, decimals: int = 0) -> str:
    """``2.5, 1`` → ``2,5 vezes``; under two of it, as it is read, it is singular: ``1,9 vez``."""
    return f"{number(value, decimals)} {'vezes' if round(value, decimals) >= 2 else 'vez'}"


def enumerate_words(words: Iterable[str]) -> str:
    """``["ME", "EPP", "MEI"]`` → ``ME, EPP e MEI``."""
    items = list(words)
    return (
        items[0] if len(items) == 1 else f"{', '.join(items[:-1])} e {items[-1]}" if items else ""
    )


def enumerate_first(words: Iterable[str], of: int) -> str:
    """Some words of so many, and how many more there are: “a, b e c e mais 4”."""
    told = list(words)
    more = f" e mais {number(of - len(told))}" if of > len(told) else ""
    return f"{enumerate_words(told)}{more}"


def brasilia(value: datetime) -> datetime:
    """A moment by the clock of the capital, whatever the machine's: all who read are told the same
    hour. One that does not say its zone stays as it is.
    """
    return value.astimezone(BRASILIA) if value.tzinfo else value


def day(value: date) -> str:
    """``31/12/2026``; of a moment, the day that it is in Brasília."""
    return (brasilia(value) if isinstance(value, datetime) else value).strftime("%d/%m/%Y")


def moment(value: datetime) -> str:
    """``31/12/2026 18:30``, by the clock of Brasília."""
    return brasilia(value).strftime("%d/%m/%Y %H:%M")


def distance(km: float | None) -> str:
    """Kilometres, with a decimal only below ten."""
    if km is None or not isfinite(km):
        return MISSING
    return f"{number(km, 1 if km < 10 else 0)} km"


def file_size(size: float) -> str:
    """Bytes in the largest decimal unit that leaves at least one: ``2300000`` → ``2,3 MB``."""
    for limit, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= limit:
            return f"{number(size / limit, 1)} {unit}"
    return f"{number(size)} bytes"
