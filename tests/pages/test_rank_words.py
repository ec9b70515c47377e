"""How sure an order of recognition is said to be."""

import pandas as pd
import pytest

from pages.reconhecimento.certainty import _rank_words


def ranks(low: list[int], high: list[int], all_low: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"rank_low": low, "rank_high": high, "all_low": all_low})


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (ranks([2, 2, 2], [3, 3, 3], [1, 1, 1]), "com folga de 0,5 para mais ou para menos, de 3"),
        (ranks([2, 2, 2], [3, 3, 3], [1, 1, 1]), "3 podem ser a primeira"),
        (ranks([1, 2, 3], [1, 2, 3], [1, 2, 3]), "se conhece sem folga, de 3. Uma só pode"),
        (ranks([2, 3, 4], [6, 7, 8], [2, 2, 2]), "folga de 2 para mais"),
        (ranks([2, 3, 4], [6, 7, 8], [2, 2, 2]), "Nenhuma destas pode ser a primeira"),
    ],
)
def test_who_may_be_first_is_read_of_all_at_once(rows: pd.DataFrame, told: str) -> None:
    assert told in _rank_words(rows)
