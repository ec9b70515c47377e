"""What a finger presses on a phone is 44 pixels tall, and the last column of a list is in sight."""

from collections.abc import Callable

import pytest

from tests.browser.session import Session
from tests.browser.test_parts import PARTS
from tests.support.tiers import some

Visit = Callable[..., Session]
PHONE = {"width": 390, "height": 844}
ON_A_PHONE = {"user_agent": "Mozilla/5.0 (Linux; Android 14) Mobile", "has_touch": True}
# A link in a sentence or a cell is as tall as its line; the arrow of a list is a part of its field.
PRESSED = """
  [data-testid=stMain] :is(button:not([role=group] > button), summary, [role=group]:has(input),
  [data-testid=stCheckbox] label, [data-testid=stRadio] label)
"""
LOW = """all => all.map(e => [e, e.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height && box.height < 43.5)
  .map(([e, box]) => `${Math.round(box.height)}: ${e.innerText || e.outerHTML.slice(0, 99)}`)"""


def on_a_phone(server: str, visit: Visit, path: str) -> Session:
    session = visit(server, is_mobile=True, **ON_A_PHONE)
    session.page.set_viewport_size(PHONE)
    session.open(path)
    return session


@pytest.mark.parametrize("path", ["", *some(["dados", "auditoria", *PARTS])])
def test_what_a_finger_presses_is_tall_enough(server: str, visit: Visit, path: str) -> None:
    session = on_a_phone(server, visit, f"/{path}")
    pressed = session.page.locator(PRESSED)
    # A country with few Salas has nothing to recognise, and one way to read of what is missing.
    assert pressed.count() >= (1 if path.startswith("reconhecimento") else 6)
    assert pressed.evaluate_all(LOW) == []


@pytest.mark.slow
def test_a_list_of_seven_columns_is_seen_whole_on_a_phone(server: str, visit: Visit) -> None:
    """The last says how much is missing."""
    session = on_a_phone(server, visit, "/")
    found = session.page.locator(".st-key-card_ranking .t-scroll").first
    assert found.locator("thead tr").first.locator("> *").count() == 7
    assert found.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
