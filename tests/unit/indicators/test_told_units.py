"""A team or initiative that is safe beside the others is safe by itself too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from indicators.disclosure.rules import Members, Opinions
from indicators.disclosure.units import Answers, ClientYear, told_units

TOWNS = 6
CLIENT = ClientYear(
    places=np.arange(TOWNS),
    states=np.zeros(TOWNS, np.int64),
    whole=np.arange(TOWNS),
    block=np.stack([np.arange(TOWNS), np.full(TOWNS, -1)], axis=1),
)


def told(counts, rule, division):
    """Of a unit that has a row of `counts` in each of some towns, beside one with a hundred in each
    of all.
    """
    own = np.asarray(counts, np.int64)
    others = np.full((TOWNS, own.shape[1]), 100)
    lines = np.concatenate([own, others])
    home = np.concatenate([np.arange(len(own)), np.arange(TOWNS)])
    everything = np.zeros(len(lines), np.int64)
    answers = Answers(
        counts=lines,
        part=everything,
        state=everything,
        state_sum=everything,
        home=home,
        values={division: np.repeat([0, 1], [len(own), TOWNS])},
    )
    found = told_units(answers, {division: ["A", "B"]}, CLIENT, rule)[division]
    return dict(zip(found.value.tolist(), found.is_told.tolist(), strict=True))


@pytest.mark.parametrize("division", ["equipe", "iniciativa", "parceiro"])
def test_one_that_is_nowhere_in_most_is_told_only_if_it_is_safe(division):
    """One here and one there: no town has half of its answers, and so no town is asked about it."""
    assert told([[1], [1], [1]], Members(1), division)[0] is False
    assert told([[9, 1], [9, 1], [9, 1]], Members(1), division)[0] is False
    assert told([[9, 9], [9, 9], [9, 9]], Members(1), division)[0] is True
    assert told([[2, 0], [2, 0], [2, 0]], Opinions(2), division)[0] is False
    assert told([[9, 5], [9, 5], [9, 5]], Opinions(2), division)[0] is True


UNITS, PARTS = 3, 2
COUNTS = arrays(np.int64, (PARTS, UNITS, TOWNS, 2), elements=st.sampled_from([0, 0, 0, 1, 1, 2, 5]))


@pytest.mark.parametrize("rule", [Opinions(2), Members(2)], ids=["opinions", "members"])
@given(counts=COUNTS, divisions=st.sampled_from([("equipe",), ("parceiro", "equipe")]))
def test_whatever_is_told_of_a_part_of_a_year_is_safe_by_itself(rule, counts, divisions):
    part, unit, town = (found.ravel() for found in np.indices(counts.shape[:3]))
    lines = counts.reshape(-1, 2)
    states = np.zeros(len(lines), np.int64)
    places = np.arange(TOWNS)
    client = ClientYear(
        places, np.zeros(TOWNS, np.int64), places, np.stack([places, places + TOWNS], axis=1)
    )
    # Partners divide the units otherwise than teams do.
    values = {name: unit if name == "equipe" else (unit + town) % UNITS for name in divisions}
    answers = Answers(lines, part, states, part, town, values)
    words = {name: ["A", "B", "C"] for name in divisions}
    for division, found in told_units(answers, words, client, rule).items():
        for each_part, value, is_told in zip(found.part, found.value, found.is_told, strict=True):
            own = lines[(part == each_part) & (values[division] == value)].sum(axis=0)
            assert not is_told or (own.any() and not rule.unsafe(own[None])[0])
