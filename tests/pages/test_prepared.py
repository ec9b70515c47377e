"""What one process prepares is read by the others, whole, of the same edition, and nothing else."""

import logging
import os
import subprocess
import sys
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.navigation import load_navigation
from config.settings import PROJECT_ROOT
from indicators.scope import Access, Attribution, Month, Period
from pages.components import caching
from pages.components.kept import Finished, Kept
from pages.server import warm
from pages.state.prepared import OWN, Prepared, PreparedError, UnnamedError, name_of
from tests.pages.test_warm import statements

EDITION = "20261001T000000000Z-00000000"
KEY = (
    EDITION,
    name_of,
    Access("", frozenset({"AC", "SP", "MG"})),
    Period(Month.of(2026, 1), Month.of(2026, 9)),
    b"\x00",
)
plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.binary(), st.dates(),
    st.sampled_from(Attribution), st.floats(allow_nan=False),
)  # fmt: skip
keys = st.recursive(
    plain, lambda inner: st.tuples(inner, inner) | st.frozensets(plain, max_size=4), max_leaves=8
)


def told(value: object) -> object:
    """A value with its kind, at every depth: what Python calls equal may be of another kind."""
    if isinstance(value, tuple):
        return tuple(map(told, value))
    if isinstance(value, frozenset):
        return frozenset(map(told, value))
    return type(value), (repr(value) if isinstance(value, float) else value)


@given(keys, keys)
def test_two_keys_have_one_name_only_if_they_are_the_same(one: Hashable, other: Hashable) -> None:
    assert (name_of(one) == name_of(other)) == (told(one) == told(other))


@pytest.mark.slow
def test_every_process_gives_a_key_the_same_name() -> None:
    """The order of a set differs from one to the next."""
    code = "from tests.pages.test_prepared import KEY, name_of; print(name_of(KEY))"
    names = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=PROJECT_ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert names == {name_of(KEY)}


class Colour(Enum):
    RED = 1


@dataclass(frozen=True)
class Pair:
    one: Hashable
    other: Hashable


def test_what_looks_alike_is_told_apart() -> None:
    alike = [(1, "1"), ("1", 1), (True, "1"), (Colour.RED,), Pair(1, "1"), ("1,", ""), (",1", "")]
    assert len({name_of(key) for key in alike}) == len(alike)
    assert name_of((date(2026, 1, 1),)) != name_of(("2026-01-01",))


@pytest.mark.parametrize("nameless", [lambda: 1, partial(name_of, 1), object()])
def test_what_has_no_name_in_another_process_is_not_shared(
    nameless: Hashable, tmp_path: Path
) -> None:
    with pytest.raises(UnnamedError):
        name_of((EDITION, nameless))
    one = Prepared(tmp_path / "shared")
    with one.turn(EDITION, "step"):
        assert one.answer((EDITION, nameless), lambda: 1) == 1
        assert one.answer((EDITION, nameless), lambda: 2) == 2


def kept(folder: Path) -> Kept:
    """What a process of its own keeps, which shares a folder with others."""
    made = Kept(10_000_000)
    made.prepared = Prepared(folder)
    return made


def never() -> None:
    raise AssertionError("it was prepared already")


def test_what_one_prepared_the_next_reads_and_what_one_was_asked_it_does_not(
    tmp_path: Path,
) -> None:
    first, second = kept(tmp_path / "shared"), kept(tmp_path / "shared")
    assert first.prepared is not None
    assert second.prepared is not None
    frame = pd.DataFrame({"code": ["31"], "value": [1.5]})
    with first.prepared.turn(EDITION, "step"):
        first.answer((*KEY, "table"), lambda: frame)
        first.answer((*KEY, "drawn"), lambda: Finished([1]))
    first.answer((*KEY, "asked"), lambda: "of a visitor")
    with second.prepared.turn(EDITION, "step"):
        pd.testing.assert_frame_equal(second.answer((*KEY, "table"), never), frame)
        assert second.answer((*KEY, "drawn"), never).value == [1]
    assert second.answer((*KEY, "asked"), lambda: "made anew") == "made anew"


def test_a_file_that_is_not_whole_is_made_again(tmp_path: Path) -> None:
    one = Prepared(tmp_path / "shared")
    with one.turn(EDITION, "step"):
        one.answer(KEY, lambda: "right")
    file = tmp_path / "shared" / OWN / EDITION / name_of(KEY)
    for damage in (b"", file.read_bytes()[:-3], b"\x80\x05cno.such.module\nx\n."):
        file.write_bytes(damage)
        assert one.answer(KEY, lambda: "right again") == "right again"


def test_a_disk_that_takes_nothing_costs_only_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    one = Prepared(tmp_path / "shared")
    monkeypatch.setattr(Path, "write_bytes", full)
    with one.turn(EDITION, "step"):
        assert one.answer(KEY, lambda: 1) == 1
        assert one.answer(KEY, lambda: 2) == 2


def test_of_another_edition_nothing_stays(tmp_path: Path) -> None:
    beside = tmp_path / "shared" / EDITION / "edicao.duckdb"  # of whoever named this folder
    beside.parent.mkdir(parents=True)
    beside.touch()
    one = Prepared(tmp_path / "shared")
    with one.turn(EDITION, "step"):
        one.answer(KEY, lambda: 1)
    with one.turn("20261101T000000000Z-00000000", "step"):
        pass
    assert [folder.name for folder in (tmp_path / "shared" / OWN).iterdir()] == [
        "20261101T000000000Z-00000000"
    ]
    assert beside.exists()
    assert one.answer(KEY, lambda: 2) == 2


def test_what_others_may_write_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tmp_path.chmod(0o770)
    with pytest.raises(PreparedError, match="chmod 700"):
        Prepared(tmp_path)
    monkeypatch.setenv("T360_PREPARED", str(tmp_path))
    with caplog.at_level(logging.ERROR):
        warm.share()
    assert caplog.messages == [
        "A pasta de T360_PREPARED pode ser escrita por outras contas desta máquina, e por isso não"
        " é usada. Indique uma pasta que só a conta do painel escreva (chmod 700)."
    ]
    assert caching._kept.prepared is None


@pytest.mark.usefixtures("demo", "nothing_kept")
def test_a_page_that_another_process_prepared_asks_the_edition_nothing(tmp_path: Path) -> None:
    opening, view = load_navigation()[0], warm.opening_view(Access.everything())
    caching.share(tmp_path / "shared")
    try:
        with statements(view.edition.engine) as asked:
            warm._draw(opening, view)
        assert asked
        caching.forget()  # as in the next process
        with statements(view.edition.engine) as again:
            warm._draw(opening, view)
        assert again == []
    finally:
        caching.share(None)
