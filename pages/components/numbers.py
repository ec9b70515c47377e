"""Values of the catalogue's indicators as people read them."""

from math import isnan

import pandas as pd

from config.formatting import MISSING, number, percent, plural, points, signed
from indicators.catalogue import Indicator, Polarity


def absent(value: float | None) -> bool:
    return value is None or isnan(value)


def show_value(definition: Indicator, value: float | None) -> str:
    """``18,4 %`` for a ratio, ``3.214.870`` for a count, a dash where there is none."""
    return percent(value) if definition.is_ratio else number(value)


def interval(definition: Indicator, row: pd.Series) -> str:
    """The expected variation around the value; empty where the indicator has none."""
    if absent(row["lower"]) or absent(row["upper"]):
        return ""
    return f"{show_value(definition, row['lower'])} a {show_value(definition, row['upper'])}"


def change(definition: Indicator, now: float | None, before: float | None) -> float | None:
    """Difference of ratios, relative growth of counts; None where it cannot be said."""
    if now is None or before is None or absent(now) or absent(before):
        return None
    if definition.is_ratio:
        return now - before
    return now / before - 1 if before else None


def show_change(definition: Indicator, difference: float | None) -> str:
    """The arrow, the size and the word: the polarity is never told by colour alone."""
    if difference is None:
        return "sem comparação"
    size = points(difference) if definition.is_ratio else f"{signed(difference * 100, 1)} %"
    shown = round(difference * 100, 1)
    if shown == 0:
        return "= estável"
    arrow, word = ("▲", _word(definition, rising=True)) if shown > 0 else ("▼", _word(definition, rising=False))
    return f"{arrow} {size.lstrip('+−')} {word}".strip()


def _word(definition: Indicator, *, rising: bool) -> str:
    if definition.polarity is Polarity.NEUTRAL:
        return "a mais" if rising else "a menos"
    better = rising == (definition.polarity is Polarity.HIGHER_IS_BETTER)
    return "melhor" if better else "pior"


def tone(definition: Indicator, difference: float | None) -> str:
    """CSS class of a change: good, bad or quiet."""
    if difference is None or definition.polarity is Polarity.NEUTRAL or round(difference * 100, 1) == 0:
        return "t-quiet"
    better = (difference > 0) == (definition.polarity is Polarity.HIGHER_IS_BETTER)
    return "t-good" if better else "t-bad"


def distance_to_target(definition: Indicator, target: float | None, gap: float | None) -> str:
    """``meta 20,0 % · faltam 43.118 empresas``; empty without a target."""
    if target is None or absent(target):
        return ""
    goal = f"meta {show_value(definition, target)}"
    if gap is None or absent(gap):
        return goal
    if gap <= 0:
        return f"{goal} · atingida"
    verb = "falta" if gap == 1 else "faltam"
    return f"{goal} · {verb} {plural(gap, *definition.numerator.noun)}"


def difference_of(value: float | None, other: float | None) -> str:
    return MISSING if absent(value) or absent(other) else points((value or 0) - (other or 0))
