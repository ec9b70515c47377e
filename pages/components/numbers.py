"""Values of the catalogue's indicators as people read them."""

from collections.abc import Hashable, Mapping
from math import isnan
from typing import Any

import pandas as pd

from config.formatting import plural
from data_access.comparing.in_words import DECIMALS, show_difference, show_relative, show_value
from data_access.queries.indicators.targets import DOUBTED, PROGRAMME
from indicators.catalogue.definitions import Indicator
from indicators.comparison import Change, Verdict, by_chance
from indicators.measure import MeasuredValue
from indicators.scope import Comparison

__all__ = [
    "DECIMALS",
    "SMALLEST",
    "absent",
    "distance_to_target",
    "interval",
    "lack_verb",
    "margin",
    "rounds_to_nothing",
    "show_change",
    "show_difference",
    "show_relative",
    "show_row",
    "show_value",
    "show_verdict",
    "tone",
]

SMALLEST = "margem mínima"
IN_DOUBT = "meta em dúvida: parece estar em fração (veja Importação e qualidade)"


def absent(value: float | None) -> bool:
    return value is None or isnan(value)


def show_row(definition: Indicator, row: pd.Series | Mapping[Hashable, Any] | MeasuredValue) -> str:
    """The value of a row (numerator, denominator and value); a share of one thing says what is so
    of it.
    """
    if isinstance(row, MeasuredValue):
        numerator, denominator, value = row.numerator, row.denominator, row.value
    else:
        numerator, denominator, value = row["numerator"], row["denominator"], row["value"]
    if definition.of_one is not None and denominator == 1 and numerator in (0, 1):
        return definition.of_one[int(numerator)]
    return show_value(definition, value)


def interval(definition: Indicator, row: pd.Series) -> str:
    """The expected variation around the value; empty where the indicator has none."""
    if absent(row["lower"]) or absent(row["upper"]):
        return ""
    return f"{show_value(definition, row['lower'])} a {show_value(definition, row['upper'])}"


def margin(definition: Indicator, row: pd.Series) -> str:
    """The same, in words where both ends read alike: what is too small to be seen is not zero."""
    told = interval(definition, row)
    ends = told.split(" a ")
    return SMALLEST if len(ends) == 2 and ends[0] == ends[1] else told


SIGNS = {Verdict.HIGHER: "▲", Verdict.LOWER: "▼"}
EQUAL_TO = {
    Comparison.PREVIOUS_YEAR: "ao ano passado",
    Comparison.TARGET: "à meta",
    Comparison.PEERS: "aos pares",
}
AGAINST = {
    Comparison.PREVIOUS_YEAR: "",
    Comparison.TARGET: " que a meta",
    Comparison.PEERS: " que os pares",
}


def show_change(
    definition: Indicator, change: Change, comparison: Comparison = Comparison.PREVIOUS_YEAR
) -> str:
    """The arrow, the size and the word: neither direction nor polarity is told by colour alone."""
    if change.difference is None:
        return "sem meta para comparar" if comparison is Comparison.TARGET else str(change.verdict)
    if change.verdict is Verdict.UNKNOWN:
        return str(change.verdict)
    if change.verdict is Verdict.NO_DIFFERENCE and by_chance(definition):
        return f"= igual {EQUAL_TO[comparison]} (a diferença cabe no acaso)"
    if change.verdict is Verdict.NO_DIFFERENCE or rounds_to_nothing(definition, change):
        return f"= igual {EQUAL_TO[comparison]}"
    size = show_difference(definition, change.difference).lstrip("+−")
    return (
        f"{SIGNS[change.verdict]} {size}"
        f" {change.verdict}{AGAINST[comparison]}{_judgement_word(definition, change)}"
    )


def show_verdict(definition: Indicator, change: Change) -> str:
    """``▲ maior (pior)`` without the size, where the values stand beside it;
    empty where nothing was compared.
    """
    if change.verdict is Verdict.UNKNOWN:
        return ""
    if change.verdict is Verdict.NO_DIFFERENCE and by_chance(definition):
        return f"= {change.verdict}"
    if change.verdict is Verdict.NO_DIFFERENCE or rounds_to_nothing(definition, change):
        return "= igual"
    return f"{SIGNS[change.verdict]} {change.verdict}{_judgement_word(definition, change)}"


def _judgement_word(definition: Indicator, change: Change) -> str:
    """Whether a change is for the better, in a word: colour alone would not say it to everybody."""
    better = change.favourable(definition.polarity)
    return "" if better is None else " (melhor)" if better else " (pior)"


def rounds_to_nothing(definition: Indicator, change: Change) -> bool:
    """Whether the change, with its decimals, would be shown as zero: no arrow points at nothing."""
    return change.difference is not None and not set("123456789") & set(
        show_difference(definition, change.difference)
    )


def tone(definition: Indicator, change: Change) -> str:
    """CSS class of a change: good, bad or quiet."""
    better = (
        None if rounds_to_nothing(definition, change) else change.favourable(definition.polarity)
    )
    return "t-quiet" if better is None else "t-good" if better else "t-bad"


def lack_verb(gap: float, *, over: bool = False) -> str:
    """``faltam``, and of a year that is `over`, ``faltaram``."""
    one, many = ("faltou", "faltaram") if over else ("falta", "faltam")
    return one if gap == 1 else many


def distance_to_target(
    definition: Indicator,
    target: float | None,
    gap: float | None,
    origin: str | None = None,
    *,
    over: bool = False,
) -> str:
    """``meta 20,0 % · faltam 43.118 empresas``; empty without a target. Of a year that is `over`,
    ``faltaram``.

    `origin` is what set it; the programme is named, for nobody put its targets in the table, and a
    target that seems to be in another unit is said to be.
    """
    if target is None or absent(target):
        return IN_DOUBT if origin == DOUBTED else ""
    goal = f"meta {'do programa ' if origin == PROGRAMME else ''}{show_value(definition, target)}"
    if gap is None or absent(gap):
        return goal
    if gap <= 0:
        return f"{goal} · atingida"
    return f"{goal} · {lack_verb(gap, over=over)} {plural(gap, *definition.numerator.noun)}"
