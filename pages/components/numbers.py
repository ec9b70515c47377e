"""Values of the catalogue's indicators as people read them."""

from math import isnan

import pandas as pd

from config.formatting import MISSING, duration, number, percent, plural, points, signed
from indicators.catalogue import Indicator, Polarity, Uncertainty
from indicators.comparison import Change, Verdict
from indicators.scope import Comparison


def absent(value: float | None) -> bool:
    return value is None or isnan(value)


DECIMALS = {"pontos": 1, "por mil": 2, "razão": 2}


def show_value(definition: Indicator, value: float | None) -> str:
    """``18,4 %`` for a share, ``3.214.870`` for a count, ``2 h 15 min`` for a duration; a dash where there is none."""
    if definition.is_share:
        return percent(value)
    if definition.unit == "minutos":
        return duration(value)
    return number(None if value is None else value * definition.scale, DECIMALS.get(definition.unit, 0))


def show_difference(definition: Indicator, difference: float) -> str:
    """A signed difference of two values in the unit in which they are read; a count's is relative."""
    if definition.is_share:
        return points(difference)
    if definition.unit == "contagem":
        return f"{signed(difference * 100, 1)} %"
    if definition.unit == "minutos":
        return f"{'+' if difference > 0 else '−'}{duration(abs(difference))}"
    return signed(difference * definition.scale, DECIMALS[definition.unit])


def interval(definition: Indicator, row: pd.Series) -> str:
    """The expected variation around the value; empty where the indicator has none."""
    if absent(row["lower"]) or absent(row["upper"]):
        return ""
    return f"{show_value(definition, row['lower'])} a {show_value(definition, row['upper'])}"


NOTHING = 0.0005  # half of the last decimal shown, as a fraction
FILTERS = {"periodo": "período", "porte": "porte", "canal": "canal", "parceiro": "parceiro"}
AGAINST = {
    Comparison.PREVIOUS_YEAR: None,
    Comparison.TARGET: ("acima da meta", "abaixo da meta"),
    Comparison.PEERS: ("acima dos pares", "abaixo dos pares"),
}


def show_change(definition: Indicator, change: Change, comparison: Comparison = Comparison.PREVIOUS_YEAR) -> str:
    """The arrow, the size and the word: neither direction nor polarity is told by colour alone."""
    if change.difference is None:
        return "sem meta para comparar" if comparison is Comparison.TARGET else str(change.verdict)
    if change.verdict is Verdict.NO_DIFFERENCE and definition.uncertainty is not Uncertainty.NONE:
        return f"= {change.verdict}"
    if change.verdict is Verdict.NO_DIFFERENCE or _rounds_to_nothing(change):
        return "= estável" if comparison is Comparison.PREVIOUS_YEAR else "= igual"
    size = show_difference(definition, change.difference)
    rising = change.verdict is Verdict.HIGHER
    words = AGAINST[comparison] or _words(definition)
    return f"{'▲' if rising else '▼'} {size.lstrip('+−')} {words[0] if rising else words[1]}"


def _rounds_to_nothing(change: Change) -> bool:
    """Whether the change, with its one decimal, would be shown as zero: no arrow points at nothing."""
    return change.difference is not None and abs(change.difference) < NOTHING


def _words(definition: Indicator) -> tuple[str, str]:
    """What it is to rise and to fall."""
    if definition.polarity is Polarity.NEUTRAL:
        return "a mais", "a menos"
    return ("melhor", "pior") if definition.polarity is Polarity.HIGHER_IS_BETTER else ("pior", "melhor")


def tone(definition: Indicator, change: Change) -> str:
    """CSS class of a change: good, bad or quiet."""
    better = None if _rounds_to_nothing(change) else change.favourable(definition.polarity)
    return "t-quiet" if better is None else "t-good" if better else "t-bad"


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
