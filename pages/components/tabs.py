"""The parts of a long page, one open at a time; which one is in the address (``parte``).

Only what is open is asked for and drawn. What stands beside the names of the parts, as the options
of the page, is drawn by the page itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from pages.components.controls import segments
from pages.state.view import View

PARAM = "parte"
ALL = "tudo"


@dataclass(frozen=True)
class Part:
    """A part of a page: what it is called, and what draws it."""

    label: str
    draw: Callable[[View], None]


Parts = Mapping[str, Part]


def open_part(parts: Parts) -> Part:
    """The part that the address asks for, the first where it asks for none; the names of all are
    drawn. The last is all of them below each other, for paper.
    """
    all_of_them = Part("Tudo, para imprimir", partial(_draw_all, parts))
    offered = {**parts, ALL: all_of_them}
    labels = {name: part.label for name, part in offered.items()}
    return offered[segments("Parte da página", labels, param=PARAM)]


def _draw_all(parts: Parts, view: View) -> None:
    for part in parts.values():
        part.draw(view)
