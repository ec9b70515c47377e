"""Navigation as data: ``navigation.toml`` lists the pages by audience."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from config.roles import READERS, ROLES


@dataclass(frozen=True)
class PageEntry:
    """One page of the dashboard and the question that it answers.

    ``roles`` are those that open it, any of them; ``edition``: whether it has nothing to show
    without one; ``scope``: whether the filters of the bar change what it shows;
    ``own_territories``: whether whoever coordinates an own territory alone finds it; ``answers``:
    the other questions that it answers, for its help; ``indicators``: the indicators of which it is
    the page, each with the part of the page (``parte``) that tells of it, empty where that is the
    first.
    """

    section: str
    title: str
    path: str
    module: str
    question: str
    roles: tuple[str, ...] = READERS
    edition: bool = True
    scope: bool = True
    own_territories: bool = False
    answers: tuple[str, ...] = ()
    indicators: Mapping[str, str] = field(default_factory=dict, hash=False)


@lru_cache(maxsize=1)
def load_navigation() -> tuple[PageEntry, ...]:
    """Every page, in the order of the menu; unknown keys or roles and repeated addresses fail."""
    text = Path(__file__).with_name("navigation.toml").read_text(encoding="utf-8")
    pages = tuple(_entry(**read) for read in tomllib.loads(text)["page"])
    if len({page.path for page in pages}) != len(pages):
        raise ValueError("navigation.toml: two pages have the same path")
    unknown = {role for page in pages for role in page.roles} - set(ROLES)
    if unknown:
        raise ValueError(f"navigation.toml: roles that do not exist: {', '.join(sorted(unknown))}")
    return pages


def _entry(answers: Sequence[str] = (), roles: Sequence[str] = READERS, **read: Any) -> PageEntry:
    return PageEntry(answers=tuple(answers), roles=tuple(roles), **read)


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
