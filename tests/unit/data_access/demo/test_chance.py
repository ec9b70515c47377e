"""Draws that can be repeated, and columns made without Python objects."""

import numpy as np

from data_access.demo.chance import Choice, normal_of, stream, uniform_of
from data_access.demo.columns import blank_where_absent, numbered_ids, take_text, text_from_codes


def test_streams_depend_on_seed_purpose_and_block() -> None:
    def first(seed: int, purpose: str, block: int) -> float:
        return float(stream(seed, purpose, block).random())

    assert first(1, "a", 0) == first(1, "a", 0)
    assert len({first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1)}) == 4


def test_numbers_of_codes_are_uniform_and_normal() -> None:
    codes = np.arange(1_100_000, 1_150_000)
    uniform = uniform_of(codes, "x")
    assert abs(uniform.mean() - 0.5) < 0.005
    assert abs(np.corrcoef(uniform, uniform_of(codes, "y"))[0, 1]) < 0.02
    assert abs(normal_of(codes, "x").std() - 1) < 0.01


def test_a_choice_follows_the_weights_of_its_situation() -> None:
    choice = Choice([[1, 3, 0], [0, 0, 2]])
    drawn = choice.draw(stream(1, "choice"), np.repeat([0, 1], 20_000))
    shares = np.bincount(drawn[:20_000], minlength=3) / 20_000
    assert abs(shares[0] - 0.25) < 0.02
    assert shares[2] == 0
    assert (drawn[20_000:] == 2).all()
    assert choice.at(np.array([0, 0]), np.array([0.2499, 0.25])).tolist() == [0, 1]


def test_numbers_become_text_with_leading_zeros() -> None:
    column = numbered_ids(np.array([ord("J"), ord("F")]), np.array([7, 123_456]), 6)
    assert column.to_pylist() == ["J000007", "F123456"]
    assert blank_where_absent(column, np.array([False, True])).to_pylist() == [None, "F123456"]


def test_codes_become_words_and_minus_one_is_missing() -> None:
    words = np.array(["a", "b", "c"])
    assert text_from_codes(np.array([2, -1]), ["a", "b", "c"]).to_pylist() == ["c", None]
    assert take_text(np.array([2, -1, 0]), words).to_pylist() == ["c", None, "a"]
    assert take_text(np.array([1, 1]), words).to_pylist() == ["b", "b"]
    assert take_text(np.array([], dtype=int), words).to_pylist() == []
