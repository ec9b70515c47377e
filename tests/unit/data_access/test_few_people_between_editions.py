"""Which differences between two editions would be of a few people."""

import numpy as np
import pandas as pd
import pytest

from data_access.comparing.few_people import tells_of_few, untold_moves, without_figures
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


def rows(before, after, status="medido"):
    both = (row(*before), row(*after))
    for each in both:
        each["status"] = status
    return both


NOTHING = (np.nan, np.nan)
SECRET = rows(NOTHING, NOTHING, Status.SUPPRESSED)
COUNTRY = ((40, 98), (46, 110))


@pytest.mark.parametrize(
    ("country", "states", "untold"),
    [
        # The country less Minas Gerais would be three answers of Acre.
        (COUNTRY, {"31": ((15, 38), (20, 47)), "12": None}, {"31"}),
        # Of the states that would hide it, the one that moved least.
        (
            ((40, 98), (50, 130)),
            {"31": ((15, 38), (20, 47)), "35": ((20, 50), (24, 70)), "12": None},
            {"31"},
        ),
        # All the others did not move: only the country can be withheld.
        (((40, 98), (41, 101)), {"31": ((15, 38), (15, 38)), "12": None}, {"BR"}),
        # Twelve of Acre and another, who disagree.
        (COUNTRY, {"31": ((15, 38), (15, 38)), "12": None, "14": None}, set()),
        # Nine of Acre, who all agree.
        (((40, 98), (54, 116)), {"31": ((15, 38), (20, 47)), "12": None}, {"31"}),
        # A state of two more, and no other that moved but a large one.
        (
            ((40, 98), (46, 109)),
            {"31": ((15, 38), (20, 47)), "12": ((3, 20), (4, 22))},
            {"12", "31"},
        ),
        # Acre had nobody, which is known: its nine are told, and the three are of another.
        (
            COUNTRY,
            {"12": (NOTHING, (5, 9)), "14": None, "31": ((15, 38), (15, 38))},
            {"12"},
        ),
    ],
)
def test_what_the_country_leaves_of_the_others_is_not_of_few(country, states, untold):
    found = untold_moves(
        catalogue()["nps"],
        rows(*country),
        {code: SECRET if counts is None else rows(*counts) for code, counts in states.items()},
    )
    assert found == untold


def test_what_is_of_companies_withholds_nothing():
    moved = {"31": rows((15, 38), (20, 47)), "12": SECRET}
    assert untold_moves(catalogue()["recorrencia"], rows(*COUNTRY), moved) == set()
