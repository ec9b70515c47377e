"""What visitors ask: pages, places and periods of an edition, and words of their answers."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from benchmarks.crowd import Question
from benchmarks.homes import settings_of
from config.navigation import load_navigation
from data_access.editions.reading import Edition, open_edition, published_id
from indicators.scope import Access, Month, Period
from pages.components.caching import territory_options
from pages.frame.heading import named
from pages.state import url


@dataclass(frozen=True)
class Place:
    """What the address calls it (empty for the country), and what the page calls it."""

    ref: str
    label: str


@lru_cache(maxsize=1)
def _edition(home: Path) -> Edition:
    settings = settings_of(home)
    return open_edition(settings, published_id(settings))


@lru_cache(maxsize=8)
def places(home: Path, level: str) -> tuple[Place, ...]:
    """The places of a level, in the order of the filter."""
    options = territory_options(_edition(home), Access.everything())
    rows = options[options["level"] == level]
    return tuple(Place(ref, label) for ref, label in zip(rows["ref"], rows["label"], strict=True))


def place_called(home: Path, level: str, label: str) -> Place:
    return next(place for place in places(home, level) if place.label == label)


def scoped_pages() -> list[tuple[str, str]]:
    """(title, path) of the pages that filters change; the first one's is that of the panel."""
    return [
        (entry.title, "/" if not number else f"/{entry.path}")
        for number, entry in enumerate(load_navigation())
        if entry.scope
    ]


def question_of(home: Path, title: str, place: Place, period: str) -> Question:
    """The address of a page's place and period (empty: the year to date), and what it must show:
    the heading that names both page and place, and the months.
    """
    params = {url.TERRITORY: place.ref, url.PERIOD: period}
    last = Month(_edition(home).manifest.end)
    months = Period.last_months(last) if period else Period.year_to_date(last)
    return Question(
        url.query(url.link({}, **params)), (named(title, place.label), escape(months.label))
    )
