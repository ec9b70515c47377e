"""What `t360 editions compare` prints of a move: each value in its own unit."""

import pytest

from cli.comparing import _cells
from data_access.comparing.compare import IndicatorMove
from indicators.measure import MeasuredValue, Status


def cells(indicator: str, before: float, after: float) -> tuple[str, ...]:
    values = (MeasuredValue(1, 1, value, None, None, Status.MEASURED) for value in (before, after))
    change = after - before
    move = IndicatorMove(
        indicator, "brasil", "BR", "Brasil", *values, change, change, 0.0, ("contatos",), ()
    )
    return _cells(move)[1:5]


@pytest.mark.parametrize(
    ("indicator", "before", "after", "told"),
    [
        ("tma", 17.0, 15.5, ("17 min", "16 min", "−1,5 min", "−1,5 min")),
        ("nps", 0.827, 0.8, ("82,7", "80,0", "−2,7", "−2,7")),
        ("cobertura_me_epp", 0.2, 0.21, ("20,0 %", "21,0 %", "+1,0 p.p.", "+1,0 p.p.")),
        ("atendimentos_realizados", 10, 1200, ("10", "1.200", "+1.190", "+1.190")),
    ],
)
def test_a_value_is_printed_in_its_unit(
    indicator: str, before: float, after: float, told: tuple[str, ...]
) -> None:
    assert cells(indicator, before, after) == told
