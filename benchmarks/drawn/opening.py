"""Opening what a page folds away, each time until all of it is drawn."""

import re
from collections.abc import Iterator

from playwright.sync_api import Locator

from benchmarks.browsing import Visit

MAIN = "[data-testid=stMain]"
CLOSED = f"{MAIN} details:not([open]) > summary"
POPOVER = f"{MAIN} [data-testid=stPopoverButton]"  # each has a key, or is in a box that has one
GROUP = f"{MAIN} [role=radiogroup]"
BODY = "[data-testid=stPopoverBody]"
# What opens by a run of the script is empty until that run has ended.
UNFOLDED = (
    f"[...document.querySelectorAll('{MAIN} details[open] [data-testid=stExpanderDetails]')]"
    ".every((one) => one.querySelector('[data-testid=stElementContainer]'))"
)
KEY = "one => one.closest('[class*=st-key-]').className.match(/st-key-(\\S+)/)[1]"
FILLED = f"document.querySelector('{BODY} [data-testid=stElementContainer]') !== null"


def expand_all(visit: Visit) -> None:
    """Open every expander of the main part, one inside another too."""
    closed = visit.page.locator(CLOSED)
    while closed.count():
        closed.first.click()
        visit.wait(UNFOLDED)
        visit.settled()


class Popovers:
    """The popovers of a page, each opened once, at whichever scope has it first."""

    def __init__(self, *, filters_too: bool) -> None:
        self._buttons = POPOVER if filters_too else f"{POPOVER}:not(.st-key-scope *)"
        self._opened: set[str] = set()

    def open_new(self, visit: Visit) -> Iterator[str]:
        """Open each that was not yet, and tell its key; whoever asks for the next has closed it."""
        for place in range(visit.page.locator(self._buttons).count()):
            button = visit.page.locator(self._buttons).nth(place)
            key = str(button.evaluate(KEY))
            if key in self._opened or not button.is_enabled():
                continue
            self._opened.add(key)
            button.click()
            visit.wait(FILLED)
            visit.settled()
            yield key


def close_popover(visit: Visit) -> None:
    visit.page.keyboard.press("Escape")
    visit.wait(f"document.querySelector('{BODY}') === null")
    visit.settled()


def other_segments(visit: Visit) -> Iterator[str]:
    """Choose each segment that is not chosen, group by group, and tell its name; a group has its
    first choice again before the next one.
    """
    for place in range(visit.page.locator(GROUP).count()):
        group = visit.page.locator(GROUP).nth(place)
        label, first = group.get_attribute("aria-label") or "", _chosen(group)
        for number in range(group.get_by_role("radio").count()):
            if number == first:
                continue
            _choose(visit, group, number)
            words = f"{label} {group.get_by_role('radio').nth(number).inner_text()}"
            yield re.sub(r"\W+", "-", words.lower()).strip("-")
        _choose(visit, group, first)


def _chosen(group: Locator) -> int:
    states = group.get_by_role("radio").evaluate_all("all => all.map((one) => one.ariaChecked)")
    return int(states.index("true"))


def _choose(visit: Visit, group: Locator, number: int) -> None:
    clicked = visit.now()
    group.get_by_role("radio").nth(number).click()
    visit.wait(f"window.bench.ended > {clicked}")
    visit.settled()
