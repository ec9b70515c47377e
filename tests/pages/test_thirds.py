"""Low, middle and high: only beside others, and never beside itself."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from config.palette import load_palette
from indicators.catalogue.definitions import indicator
from pages.cobertura.vacancies import _vulnerability_words
from pages.components import bivariate

COVERAGE = indicator("cobertura_me_epp")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([0.7], ["0,70"]),
        ([0.7, 0.7, np.nan], ["0,70", "0,70", "—"]),
        ([0.1, 0.5, 0.9], ["baixa", "média", "alta"]),
        ([0.2, 0.9, 0.9, 0.9, 0.9], ["baixa", "alta", "alta", "alta", "alta"]),
        ([0.2, 0.2, 0.2, 0.2, 0.9], ["baixa", "baixa", "baixa", "baixa", "alta"]),
        ([0.1, 0.5, 0.5, 0.5, 0.9], ["baixa", "média", "média", "média", "alta"]),
    ],
)
def test_nothing_is_low_beside_itself(values: list[float], words: list[str]) -> None:
    assert _vulnerability_words(pd.Series(values)) == words


def test_a_map_of_two_variables_needs_two_values_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(bivariate.messages, "empty", lambda *words: told.append(words))
    rows = pd.DataFrame({"code": ["3106200"], "value": [0.3]})
    view = SimpleNamespace(palette=load_palette("light"))
    bivariate.bivariate_map(view, COVERAGE, rows, bivariate.Against(pd.Series([0.4])), key="alone")
    assert told[0][0] == "Não há terços de cobertura a mostrar."
