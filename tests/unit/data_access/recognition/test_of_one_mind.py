"""Which units have answers that all agree: by a score, and by a share of them."""

import numpy as np
import pandas as pd

from data_access.recognition.scoring import _of_one_mind


def test_all_promoters_all_neutrals_and_all_detractors_are_of_one_mind() -> None:
    answers = pd.DataFrame(
        {
            "promoters": [20, 0, 0, 10, np.nan],
            "neutrals": [0, 20, 0, 0, np.nan],
            "detractors": [0, 0, 20, 10, np.nan],
        },
        index=["todos", "mornos", "nenhum", "divididos", "ninguém"],
    )
    assert list(_of_one_mind(answers)) == ["todos", "mornos", "nenhum"]


def test_a_share_of_none_or_of_all_is_of_one_mind() -> None:
    answers = pd.DataFrame(
        {"successes": [20, 0, 19], "trials": [20, 20, 20]}, index=["sim", "não", "quase"]
    )
    assert list(_of_one_mind(answers)) == ["sim", "não"]
