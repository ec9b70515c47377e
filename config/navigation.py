"""Navigation as data: ``navigation.toml`` lists the pages by audience."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config.roles import ROLES


@dataclass(frozen=True)
class PageEntry:
    """One page of the dashboard and the question that it answers.

    ``role`` is who may open it, empty for everybody; ``edition``: whether it has nothing to show
    without one; ``scope``: whether the filters of the bar change what it shows; ``indicators``:
    those that it tells about.
    """

    section: str
    title: str
    path: str
    module: str
    question: str
    role: str = ""
    edition: bool = True
    scope: bool = True
    indicators: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def load_navigation() -> tuple[PageEntry, ...]:
    """Every page, in the order of the menu; unknown keys or roles and repeated addresses fail."""
    text = Path(__file__).with_name("navigation.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["page"]
    pages = tuple(
        PageEntry(**entry | {"indicators": tuple(entry.get("indicators", ()))}) for entry in entries
    )
    if len({page.path for page in pages}) != len(pages):
        raise ValueError("navigation.toml: two pages have the same path")
    unknown = {page.role for page in pages} - {"", *ROLES}
    if unknown:
        raise ValueError(f"navigation.toml: roles that do not exist: {', '.join(sorted(unknown))}")
    return pages


def sections(pages: tuple[PageEntry, ...]) -> dict[str, list[PageEntry]]:
    """Pages by section, both in the order of the file."""
    grouped: dict[str, list[PageEntry]] = {}
    for page in pages:
        grouped.setdefault(page.section, []).append(page)
    return grouped


def page_about(indicator: str) -> PageEntry:
    """The page that tells most of an indicator: the first one, where none names it."""
    pages = load_navigation()
    return next((page for page in pages if indicator in page.indicators), pages[0])
