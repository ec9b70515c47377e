"""Small pieces of HTML, in which every text that is not ours is escaped."""

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

import streamlit as st

from pages.components.plain_text import without_direction
from pages.state import url

WIDE = "t-wide"


def show(markup: str) -> None:
    st.html(without_direction(markup))


def title(text: str, subtitle: str = "") -> None:
    """The heading of a card and one line under it."""
    below = f'<div class="t-sub">{prose(subtitle)}</div>' if subtitle else ""
    show(f'<h2 class="t-title">{escape(text)}</h2>{below}')


def heading(text: str, subtitle: str = "") -> None:
    """The heading of a part of a card."""
    below = f'<div class="t-sub">{prose(subtitle)}</div>' if subtitle else ""
    show(f'<h3 class="t-heading">{escape(text)}</h3>{below}')


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: frozenset[int],
    label: str,
    stacked: bool = False,
) -> str:
    """A dense table that scrolls sideways in its card where it is too wide.

    Cells are finished markup (see `cell`); `numeric` columns are aligned to the right. On a phone
    each row of a `stacked` one becomes a block: its first cell over the others, every one of these
    under its heading.
    """
    kind = [' class="n"' if i in numeric else "" for i in range(len(head))]
    cells = "".join(_heading_cell(text, kind[i]) for i, text in enumerate(head))
    named = [
        f' data-of="{escape(text, quote=True)}"' if stacked and i and text else ""
        for i, text in enumerate(head)
    ]
    opening = [f"<td{one}{other}>" for one, other in zip(kind, named, strict=True)]
    body = "".join(
        "<tr>" + "".join(f"{opening[i]}{value}</td>" for i, value in enumerate(row)) + "</tr>"
        for row in rows
    )
    look = "t-table t-stack" if stacked else "t-table"
    name = f'aria-label="{escape(label, quote=True)}"'
    # What scrolls must be reachable without a mouse: it takes the focus, and a focus needs a name.
    return (
        f'<div class="{WIDE}" tabindex="0" role="group" {name}><table class="{look}" {name}>'
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def scroll(table: str) -> str:
    """A long `table` in a window of its own, where it scrolls both ways under its heading."""
    return table.replace(f'class="{WIDE}"', 'class="t-scroll"', 1)


def _heading_cell(text: str, kind: str) -> str:
    """A column without a name, as that of the bars, has no heading to announce."""
    return f'<th scope="col"{kind}>{escape(text)}</th>' if text else f"<td{kind}></td>"


def cell(text: object) -> str:
    return escape(str(text))


def prose(text: str) -> str:
    """A sentence of ours whose commands, between backticks, are set as such."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def anchor(text: str, params: dict[str, str], page: str = "") -> str:
    """A link to this page, or to another, with other parameters;
    the address shows the view, so a link can be one.
    """
    return (
        f'<a href="{page}?{escape(url.query(params), quote=True)}"'
        f' target="_self">{escape(text)}</a>'
    )


def bar(fraction: float, width: int = 64) -> str:
    """A horizontal bar of at most `width` pixels; the number beside it says the value."""
    size = max(0.0, min(1.0, fraction)) * width
    return (
        '<span class="t-track" aria-hidden="true"><span class="t-bar"'
        f' style="width:{size:.0f}px"></span></span>'
    )


def picture(svg: str, alternative: str) -> str:
    """An SVG as an image, so that it needs no script and has a text alternative."""
    return f'<img src="data:image/svg+xml,{quote(svg)}" alt="{escape(alternative, quote=True)}">'


def legend(items: Iterable[tuple[str, str]], caption: str = "", *, dots: bool = False) -> str:
    """Colour samples with their words."""
    kind = ' class="dot"' if dots else ""
    samples = "".join(
        f'<span><i{kind} style="background:{colour}"></i>{escape(text)}</span>'
        for colour, text in items
    )
    head = f"<span>{escape(caption)}</span>" if caption else ""
    return f'<div class="t-legend">{head}{samples}</div>'


def source(text: str) -> None:
    show(f'<div class="t-source">{prose(text)}</div>')


def method(text: str, title: str = "como é calculado") -> None:
    """How a figure is made, in the words of statistics: folded, for whoever wants to know. Beside
    another of that name it has a `title` of its own.
    """
    folded = f"<summary>{escape(title)}</summary><p>{prose(text)}</p>"
    show(f'<details class="t-how">{folded}</details>')


def term(text: str, meaning: str) -> str:
    """A word with what it means, for whoever stays on it."""
    return f'<abbr class="t-term" title="{escape(meaning, quote=True)}">{escape(text)}</abbr>'


def json_text(value: object) -> str:
    """JSON that is safe inside a script element: no ``<`` can end it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
