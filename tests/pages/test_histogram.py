"""The distribution of a rate: what each bar says that it holds."""

import pandas as pd

from config.formatting import percent
from pages.cobertura.histogram import bands, bins


def test_the_last_bar_is_open_where_values_lie_above_it() -> None:
    values = pd.Series([i / 1000 for i in range(600)] + [0.8, 0.95, 1.0])
    counts, edges = bins(values)
    assert (values >= edges[-2]).sum() == counts[-1]
    assert (values > edges[-1]).any()
    assert bands(edges, values)[-1] == f"{percent(edges[-2])} ou mais"


def test_the_last_bar_has_an_end_where_nothing_lies_above_it() -> None:
    values = pd.Series([0.1, 0.2, 0.2, 0.2])
    counts, edges = bins(values)
    assert counts.sum() == len(values)
    assert bands(edges, values)[-1].endswith("a 20,0 %")
