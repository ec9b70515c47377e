"""At least five thousand damaged files: never a traceback, never a silent loss, never a half-stored
import.
"""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.contract.load import contract
from data_access.sources.readers import read_sheet
from tests.integration.data_access.fuzz.door import Door, open_here
from tests.integration.data_access.fuzz.seeds import Seed, sheet_seeds, text_seeds
from tests.support.command_line import t360
from tests.support.damage import JUNK, damaged
from tests.support.tiers import everything_runs, few, some

PARTS, FILES = 23, 200
SHEET_PARTS, SHEETS = 4, 70
TEXTS = 150
assert PARTS * FILES + SHEET_PARTS * SHEETS + TEXTS >= 5_000
FILES, SHEETS = few(16, FILES), few(8, SHEETS)  # of each part


def push_damaged(door: Door, seeds: list[Seed], part: int, files: int) -> None:
    for number in range(files):
        name = f"{part}/{number}"
        chance = random.Random(name)  # noqa: S311 - repeatable, not secret
        seed = chance.choice(seeds)
        extension, content = damaged(seed.content, seed.extension, name)
        door.push(seed.table, seed.profile, extension, content, chance.choice([0.05, 1.0, 1.0]))


@pytest.mark.parametrize("part", some(range(PARTS), 0))
def test_damaged_tables(part: int, tmp_path: Path) -> None:
    door = Door(tmp_path)
    push_damaged(door, text_seeds(), part, FILES)
    assert sum(door.outcomes.values()) == FILES
    assert min(door.outcomes["accepted"], door.outcomes["refused"]) > FILES // 10


@pytest.mark.parametrize("part", some(range(SHEET_PARTS), 0))
def test_damaged_spreadsheets(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not everything_runs():  # some of the others ask for all the memory there is
        monkeypatch.setattr(read_sheet, "open_workbook", open_here)
    door = Door(tmp_path)
    push_damaged(door, sheet_seeds(), 1000 + part, SHEETS)
    assert sum(door.outcomes.values()) == SHEETS
    assert min(door.outcomes["accepted"], door.outcomes["refused"]) > SHEETS // 20


NAMES = sorted({name for table in contract().values() for name in table.names})
CELLS = st.one_of(
    st.sampled_from(JUNK), st.text(max_size=12), st.integers().map(str), st.floats().map(str)
)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A table, and a text that may have its columns, in some order, with cells of any kind."""
    table = draw(st.sampled_from(sorted(contract())))
    separator, codec = (
        draw(st.sampled_from(";,\t|")),
        draw(st.sampled_from(["utf-8", "cp1252", "utf-16"])),
    )
    header = list(contract()[table].required) + draw(st.lists(st.sampled_from(NAMES), max_size=3))
    rows = draw(st.lists(st.lists(CELLS, min_size=1, max_size=len(header) + 1), max_size=6))
    text = draw(st.sampled_from(["\n", "\r\n"])).join(
        separator.join(row) for row in [header, *rows]
    )
    return table, text.encode(codec, "replace")


def test_texts_that_nobody_wrote(tmp_path: Path) -> None:
    door = Door(tmp_path)
    texts = few(10, everything=TEXTS)

    @settings(
        max_examples=texts, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(files())
    def push(file: tuple[str, bytes]) -> None:
        door.push(file[0], "padrao", "csv", file[1])

    push()
    assert sum(door.outcomes.values()) >= texts


def test_the_command_line_tells_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    seeds = [*text_seeds()[: few(5, 12)], *sheet_seeds()[: few(1, 2)]]
    for number, seed in enumerate(seeds):
        extension, content = damaged(seed.content, seed.extension, f"cli/{number}")
        file = tmp_path / f"fonte.{extension}"
        file.write_bytes(content)
        answer = t360(tmp_path / "home", "import", seed.table, file, "--profile", seed.profile)
        assert answer.code == 0 or answer.err.strip(), answer
        assert "Traceback" not in answer.out + answer.err
