"""Which counts are of too few people to be shown."""

import numpy as np
import pytest

from indicators.disclosure.small_groups import primary_suppression


@pytest.mark.parametrize(
    ("people", "small"), [(0, False), (1, True), (4, True), (5, False), (np.nan, False)]
)
def test_small_is_one_to_four(people, small):
    assert primary_suppression([people]).tolist() == [small]
