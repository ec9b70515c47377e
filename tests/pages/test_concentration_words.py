"""What the curve of concentration is said to say."""

import numpy as np
import pytest

from indicators.inequality import Concentration, concentration
from pages.inclusao.gradient import curve_words


def test_the_most_vulnerable_half_is_half_of_the_companies() -> None:
    """The first town has 90 % of the companies and 64 % of those reached: the half ends in it."""
    curve = concentration([0.9, 0.1], [64, 36], [90, 10])
    assert curve is not None
    assert "das empresas tem 35,6 % das alcançadas" in curve_words(curve)


@pytest.mark.parametrize(
    ("index", "told"),
    [
        (0.0004, "0,000 (0 é igual; aqui o alcance é igual)"),
        (-0.0004, "0,000 (0 é igual; aqui o alcance é igual)"),
        (0.2, "aqui o alcance está concentrado nos menos vulneráveis"),
        (-0.2, "aqui o alcance está concentrado nos mais vulneráveis"),
    ],
)
def test_an_index_that_is_shown_as_nought_is_equal(index: float, told: str) -> None:
    corners = np.array([0.0, 1.0])
    assert told in curve_words(Concentration(corners, corners, index))
