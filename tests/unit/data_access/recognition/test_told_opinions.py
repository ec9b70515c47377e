"""What is scored of answers: nothing of fewer than five, and nothing that says that all agree."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.recognition.told_opinions import scored_as_told, untold_measures
from indicators.recognition.rules import Scoring

NOW = Scoring.OF_WHAT_IS_TOLD


def category(**indicators):
    return SimpleNamespace(
        criterion=[
            SimpleNamespace(id=name, indicator=indicator) for name, indicator in indicators.items()
        ]
    )


def scores(*rows):
    return pd.DataFrame(rows, columns=["promoters", "neutrals", "detractors"], dtype=float)


def shares(*rows):
    return pd.DataFrame(rows, columns=["successes", "trials"], dtype=float)


def seen(table, indicator, scoring=NOW):
    """What anybody may see of each unit: what it is scored by, and whether its measure is told."""
    of = category(x=indicator)
    told = scored_as_told(of, {"x": table}, scoring)
    untold = untold_measures(of, told, scoring).get("x", [])
    return {
        unit: (tuple(row), unit in untold)
        for unit, row in zip(told["x"].index, told["x"].to_numpy(), strict=True)
    }


@pytest.mark.parametrize(
    ("alike", "beside"),
    [((20, 0, 0), (19, 1, 0)), ((0, 20, 0), (1, 19, 0)), ((0, 0, 20), (0, 1, 19))],
)
def test_a_score_of_all_alike_cannot_be_told_from_all_but_one(alike, beside):
    found = seen(scores(alike, beside, (10, 5, 5)), "nps")
    assert found[0] == found[1] == (beside, True)
    assert found[2] == ((10, 5, 5), False)


@pytest.mark.parametrize(("alike", "beside"), [((20, 20), (19, 20)), ((0, 20), (1, 20))])
def test_nor_can_a_share(alike, beside):
    found = seen(shares(alike, beside, (10, 20)), "csat")
    assert found[0] == found[1] == (beside, True)
    assert found[2] == ((10, 20), False)


@given(st.lists(st.tuples(*[st.integers(0, 8)] * 3), min_size=1, max_size=30))
def test_what_is_seen_of_one_mind_is_seen_of_another_too(rows):
    """Of everything that may be seen, there are answers that do not all agree."""
    for counts, is_untold in seen(scores(*rows), "nps").values():
        assert sum(counts) >= 5
        assert max(counts) < sum(counts)
        assert is_untold or counts in rows


def test_few_answers_are_not_scored_whatever_the_rules_ask():
    assert list(seen(scores((2, 1, 1), (3, 1, 1)), "nps")) == [1]
    assert list(seen(shares((1, 4), (1, 5)), "percepcao_aumento_renda")) == [1]


def test_how_many_answered_is_scored_of_five_and_not_of_one_of_ten():
    found = seen(shares((0, 20), (1, 10), (4, 300), (5, 50), (30, 30)), "taxa_resposta")
    assert found == {3: ((5, 50), False), 4: ((30, 30), False)}


def test_what_is_no_opinion_and_what_was_scored_before_stay_as_they_were():
    few = shares((1, 3), (3, 3))
    assert seen(few, "canais_digitais") == {0: ((1, 3), False), 1: ((3, 3), False)}
    for former in (Scoring.OF_THE_MEAN, Scoring.MEAN_OF_POINTS):
        assert seen(few, "taxa_resposta", former) == {0: ((1, 3), False), 1: ((3, 3), True)}
        assert seen(scores((7, 0, 0), (np.nan,) * 3), "nps", former)[0] == ((7, 0, 0), True)
