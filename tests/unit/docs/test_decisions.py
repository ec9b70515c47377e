"""Every decision says when it was taken and whether it holds, and the index lists them all."""

import re
from datetime import date

import pytest

from config.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "docs" / "adr"
FILES = {file.name: file for file in sorted(FOLDER.glob("[0-9]*.md"))}
HEADER = re.compile(
    r"# (?P<number>\d{4}) — (?P<title>[^\n]+)\n\n"
    r"\*\*Situação\.\*\* (?P<situation>Aceita em (?P<day>\d{2}/\d{2}/\d{4})"
    r"(?P<changes>(?:; (?:emendada|substituída) por (?:\[\d{4}\]\([^)]+\)(?:, | e )?)+)*))\.\n"
)
LINK = re.compile(r"\[(\d{4})\]\(([^)]+)\)")


def header(name: str) -> re.Match[str]:
    found = HEADER.match(FILES[name].read_text(encoding="utf-8"))
    assert found, f"{name} does not begin with its title and its situation"
    return found


def day_of(name: str) -> date:
    day, month, year = header(name)["day"].split("/")
    return date(int(year), int(month), int(day))


@pytest.mark.parametrize("name", FILES)
def test_a_decision_has_a_date_and_a_situation(name: str) -> None:
    assert header(name)["number"] == name[:4]


@pytest.mark.parametrize("name", FILES)
def test_what_amends_or_replaces_a_decision_came_after_it(name: str) -> None:
    for number, file in LINK.findall(header(name)["changes"]):
        assert file.startswith(f"{number}-")
        assert file > name
        assert day_of(file) >= day_of(name)


def test_numbers_and_dates_follow_each_other() -> None:
    """A number may be left out, as one that was kept for what was not decided in the end."""
    numbers = [name[:4] for name in FILES]
    assert numbers == sorted(set(numbers))
    days = [day_of(name) for name in FILES]
    assert days == sorted(days)


def test_the_index_lists_every_decision_with_its_situation() -> None:
    rows = "\n".join(
        f"| [{header(name)['number']}]({name}) | {header(name)['title']} |"
        f" {header(name)['situation'].removeprefix('Aceita ')} |"
        for name in FILES
    )
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert index.partition("|---|---|---|\n")[2].strip() == rows
