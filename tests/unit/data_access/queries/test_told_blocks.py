"""Territories of which a block is not whole: counted by numbers, as pandas counts by rows."""

from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data_access.queries.base.told_blocks import Blocks, Members
from indicators.scope import Month, Period

START = Month.of(2025, 1).index
PLACES = ("1", "2", "3", "4")
TERRITORIES = ("a", "b", "c")

rows = st.lists(
    st.fixed_dictionaries(
        {
            "place": st.sampled_from(PLACES),
            "value": st.sampled_from(("x", "y")),
            "first_month": st.sampled_from((START, START + 6)),
            "block": st.integers(-1, 2),
            "block_size": st.integers(0, 3),
        }
    ),
    max_size=14,
)
places = st.lists(
    st.tuples(st.sampled_from(TERRITORIES), st.sampled_from((*PLACES, "9"))), max_size=8
)
periods = st.lists(st.sampled_from([(0, 5), (6, 11), (0, 11)]), min_size=1, max_size=2)


def frame_of(found: list[dict[str, Any]]) -> pd.DataFrame:
    """Blocks of half a year; a block has one size, which is that of its first row."""
    frame = pd.DataFrame(
        found, columns=["place", "value", "first_month", "block", "block_size"]
    ).astype({"first_month": int, "block": int, "block_size": int})
    frame["last_month"] = frame["first_month"] + 5
    sizes = frame.groupby(["first_month", "block"])["block_size"].transform("first")
    return frame.assign(block_size=sizes)


def by_rows(
    frame: pd.DataFrame,
    pairs: pd.DataFrame,
    asked: list[tuple[int, int]],
    values: tuple[str, ...] | None,
) -> set[str]:
    inside = pd.Series(False, index=frame.index)
    for first, last in asked:
        inside |= frame["first_month"].ge(START + first) & frame["last_month"].le(START + last)
    chosen = frame[inside]
    if values is not None:
        chosen = chosen[chosen["value"].isin(values)]
    joined = chosen.merge(pairs.drop_duplicates(), on="place")
    sizes = joined.groupby(["code", "first_month", "block"])["block_size"].agg(["size", "first"])
    return set(sizes[sizes["size"] != sizes["first"]].reset_index()["code"])


@given(rows, places, periods, st.sampled_from([None, ("x",), ("x", "y"), ()]))
def test_the_same_territories_as_by_rows(
    found: list[dict[str, Any]],
    held: list[tuple[str, str]],
    asked: list[tuple[int, int]],
    values: tuple[str, ...] | None,
) -> None:
    frame = frame_of(found)
    pairs = pd.DataFrame(held, columns=["code", "place"], dtype=object)
    members = Members(pairs.assign(name=pairs["code"]), "place")
    windows = [Period(Month(START + first), Month(START + last)) for first, last in asked]
    broken = Blocks(frame).broken(windows, members, values)
    told = {members.territories["code"].iloc[number] for number in broken}
    assert told == by_rows(frame, pairs, asked, values)


def test_the_month_of_a_row_may_be_its_value() -> None:
    frame = pd.DataFrame({
        "place": ["1", "1"], "value": [str(START), str(START + 1)], "first_month": START,
        "last_month": START + 5, "block": [0, 1], "block_size": [1, 2],
    })  # fmt: skip
    members = Members(pd.DataFrame({"code": ["a"], "name": ["a"], "place": ["1"]}), "place")
    blocks = Blocks(frame, by_month=True)
    first, second = (Period(Month(START + n), Month(START + n)) for n in (0, 1))
    assert blocks.broken([first], members) == set()
    assert blocks.broken([second], members) == {0}
    assert list(blocks.of([second])["block"]) == [1]


def test_a_place_counts_in_every_territory_that_holds_it() -> None:
    frame = pd.DataFrame({
        "place": ["1", "2"], "value": "x", "first_month": START, "last_month": START + 5,
        "block": 0, "block_size": 2,
    })  # fmt: skip
    held = pd.DataFrame({"code": ["a", "a", "b", "b", "c"], "place": ["1", "2", "2", "1", "1"]})
    members = Members(held.assign(name=held["code"]), "place")
    period = Period(Month(START), Month(START + 5))
    assert list(members.territories["code"]) == ["a", "b", "c"]
    assert Blocks(frame).broken([period], members) == {2}
