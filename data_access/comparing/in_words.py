"""Values of the catalogue's indicators, and their differences, in the units in which people read
them.
"""

from config.formatting import duration, number, percent, points, signed_number
from indicators.catalogue.definitions import Indicator

DECIMALS = {"pontos": 1, "por mil": 2, "razão": 2, "nota": 1, "p.p.": 1}


def show_value(definition: Indicator, value: float | None) -> str:
    """``18,4 %`` for a share, ``3.214.870`` for a count, ``2 h 15 min`` for a duration;
    a dash where there is none.
    """
    if definition.is_share:
        return percent(value)
    if definition.unit == "minutos":
        return duration(value)
    if definition.unit == "p.p.":
        return points(value)
    return number(
        None if value is None else value * definition.scale, DECIMALS.get(definition.unit, 0)
    )


def show_difference(definition: Indicator, difference: float) -> str:
    """A signed difference of two values in the unit in which they are read; relative for counts."""
    if definition.is_share or definition.unit == "p.p.":
        return points(difference)
    if definition.unit == "contagem":
        return show_relative(difference)
    if definition.unit == "minutos":
        return f"{'+' if difference > 0 else '−'}{duration(abs(difference))}"
    return signed_number(difference * definition.scale, DECIMALS[definition.unit])


def show_relative(difference: float) -> str:
    """``0.042`` → ``+4,2 %``."""
    return f"{signed_number(difference * 100, 1)} %"
