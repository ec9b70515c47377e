"""Which differences between two editions would be of a few people."""

import numpy as np
import pandas as pd
import pytest

from data_access.comparing.few_people import tells_of_few, without_figures
from indicators.catalogue.definitions import catalogue
from indicators.measure import Status


def row(numerator, denominator, n=np.nan):
    return pd.Series(
        {"numerator": numerator, "denominator": denominator, "n": n, "value": 0.5, "status": "x"}
    )


@pytest.mark.parametrize(
    ("indicator", "before", "after", "few"),
    [
        ("nps", (40, 78), (38, 80), True),  # two answers came
        ("nps", (40, 78), (50, 88), True),  # ten, of promoters all
        ("nps", (40, 78), (42, 88), False),
        ("nps", (40, 78), (40, 88), False),  # as many who recommend as who do not
        ("nps", (40, 78), (38, 78), True),  # somebody changed his mind
        ("csat", (30, 50), (30, 60), True),  # nobody of ten was satisfied
        ("csat", (30, 50), (33, 60), False),
        ("taxa_resposta", (20, 121), (21, 121), True),
        ("taxa_resposta", (20, 121), (20, 122), False),  # an attendance is of no opinion
        ("taxa_resposta", (20, 121), (26, 140), False),
        ("paridade_pcd", (10, 90), (10, 96), False),
        ("paridade_pcd", (10, 90), (12, 100), True),
        ("paridade_pcd", (10, 90), (20, 102), True),  # two of the others
        ("cobertura_cadunico", (10, 9000), (13, 9000), True),
        ("indice_reputacao", (np.nan, 30, 12), (np.nan, 31, 13), True),
        ("indice_reputacao", (np.nan, 30, 12), (np.nan, 31, 12), False),
        ("nps", (np.nan, np.nan), (38, 80), False),  # one of the editions tells nothing
        ("recorrencia", (10, 90), (11, 91), False),  # of companies
    ],
)
def test_what_a_few_people_moved_is_known_by_the_difference(indicator, before, after, few):
    assert tells_of_few(catalogue()[indicator], row(*before), row(*after)) == few


def test_nothing_of_a_row_that_is_withheld_is_left():
    hidden = without_figures(row(10, 20, 20))
    assert hidden[["numerator", "denominator", "n", "value"]].isna().all()
    assert hidden["status"] == Status.SUPPRESSED
