"""What is kept for all: nobody can change another's, it is made once, and it makes room."""

from dataclasses import dataclass, field
from threading import Event, Thread

import numpy as np
import pandas as pd
import pytest

from indicators.scope import Access, Period, Scope
from pages.components import caching
from pages.components.kept import Finished, Kept, digest
from pages.state.view import View

PATIENCE = 30


@dataclass(frozen=True)
class Held:
    frame: pd.DataFrame
    names: dict[str, list[int]] = field(default_factory=dict)


def answer() -> tuple[Held, pd.Series, list[int], np.ndarray]:
    frame = pd.DataFrame({"code": ["31", "35"], "value": [1.5, 2.5]}, index=["a", "b"])
    return Held(frame, {"x": [1]}), frame["value"], [1, 2], np.array([1.0, 2.0])


def spoil(given: tuple[Held, pd.Series, list[int], np.ndarray]) -> None:
    """Change all that can be changed, in every way that pages might."""
    held, series, items, array = given
    held.frame.loc["a", "value"] = 99.0
    held.frame["other"] = 1
    held.frame.iloc[1, 0] = "99"
    held.frame.columns = ["q", "r", "s"]
    held.frame.index.name = "changed"
    held.frame.at["b", "r"] = 99.0  # noqa: PD008
    held.names["x"].append(2)
    held.names["y"] = []
    series.iloc[0] = 99.0
    series.name = "changed"
    items.append(3)
    array[0] = 99.0
    with pytest.raises(ValueError, match="read-only"):
        held.frame["r"].to_numpy()[0] = 99.0


def test_nobody_can_change_what_another_is_given() -> None:
    kept = Kept(1_000_000)
    for _ in range(3):
        held, series, items, array = kept.answer("key", answer)
        other = answer()
        pd.testing.assert_frame_equal(held.frame, other[0].frame)
        assert held.frame.index.name is None
        assert held.names == other[0].names
        pd.testing.assert_series_equal(series, other[1])
        assert items == other[2]
        np.testing.assert_array_equal(array, other[3])
        spoil((held, series, items, array))


def test_an_answer_is_made_once_and_what_fails_is_made_again() -> None:
    kept, made = Kept(1000), list[int]()

    def make() -> str:
        made.append(1)
        if len(made) == 1:
            raise LookupError
        return "answer"

    with pytest.raises(LookupError):
        kept.answer("key", make)
    assert [kept.answer("key", make) for _ in range(3)] == ["answer"] * 3
    assert len(made) == 2
    kept.clear()
    assert kept.answer("key", make) == "answer"
    assert len(made) == 3


@pytest.mark.parametrize("fails", [False, True])
def test_those_who_ask_together_wait_for_one(fails: bool) -> None:
    """And where it fails for the first, it is made for the next: the first may only have left."""
    kept, began, may_end, made = Kept(1000), Event(), Event(), list[int]()

    def make() -> str:
        made.append(1)
        if len(made) == 1:
            began.set()
            assert may_end.wait(PATIENCE)
            if fails:
                raise SystemExit
        return "answer"

    told: list[str] = []

    def ask() -> None:
        try:
            told.append(kept.answer("key", make))
        except SystemExit:
            told.append("left")

    threads = [Thread(target=ask, daemon=True) for _ in range(4)]
    threads[0].start()
    assert began.wait(PATIENCE)
    for thread in threads[1:]:
        thread.start()
    may_end.set()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert sorted(told) == sorted(["left" if fails else "answer", *["answer"] * 3])
    assert len(made) == 1 + fails


def test_what_was_asked_longest_ago_makes_room() -> None:
    kept, made = Kept(250), list[str]()

    def ask(key: str) -> str:
        return kept.answer(key, lambda: made.append(key) or key * 100)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert ask(key) == key * 100
    assert made == ["a", "b", "c", "b"]
    assert kept.answer("large", lambda: "x" * 1000) == "x" * 1000
    assert kept._taken == 0
    assert not kept._answers


def test_two_tables_have_one_digest_only_if_they_hold_the_same() -> None:
    frame = answer()[0].frame
    assert digest(frame) == digest(frame.copy())
    for other in (frame.assign(value=[1.5, 2.6]), frame[::-1], frame.rename(columns=str.upper)):
        assert digest(other) != digest(frame)


def test_what_is_drawn_is_drawn_once_and_handed_out_as_it_is() -> None:
    """A copy of a map would cost as much as another map."""
    kept, figure = Kept(10_000), {"layout": {}}
    drawn = [kept.answer("map", lambda: Finished(figure)).value for _ in range(2)]
    assert drawn[0] is drawn[1] is figure


def test_two_people_who_may_see_the_same_share_what_is_drawn() -> None:
    period = Period.parse("2026-01", "2026-06")
    made: list[str] = []

    def asked_by(access: Access) -> str:
        view = View("edition", access, Scope(period), "Brasil", {})
        return caching.drawn(view, lambda: made.append(access.subject) or access.subject, "map")

    minas = frozenset({"MG"})
    caching.forget()
    assert asked_by(Access("ana", minas, account="1")) == "ana"
    assert asked_by(Access("rui", minas, account="2")) == "ana"
    assert asked_by(Access("ana", frozenset({"BA"}), account="1")) == "ana"
    assert made == ["ana", "ana"]
    caching.forget()
