"""The entries of the trail: filters that live in the address, a page of them, and all of them as a
file.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from config.audit import act_words
from config.formatting import moment, number
from data_access.operational.reading_trail import TrailEntry, TrailQuestion
from data_access.stewardship.auditing import Auditor
from pages.components import html, messages
from pages.components.controls import choice
from pages.components.downloads import plain_downloads
from pages.state import url
from pages.state.session import bound_widget_args, put_param
from pages.state.view import View

SHOWN, TAKEN = 50, 50_000
PLACE = "folha"  # of the list, in the address
HEAD = ("registro", "quando", "quem", "de onde", "ato", "objeto", "detalhe")
COLUMNS = {
    "id": "registro",
    "at": "quando",
    "who": "quem",
    "origin": "de onde",
    "machine": "máquina",
    "words": "ato",
    "action": "código do ato",
    "object": "objeto",
    "detail": "detalhe",
    "hash": "resumo (SHA-256)",
}
_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")  # whole in the file, too long to read
NOTHING = "Nenhum registro com estes filtros."


def trail(view: View, office: Auditor) -> None:
    question = _question(office)
    count = office.count(question)
    if not count:
        messages.empty(NOTHING, "Tire um dos filtros acima para ver os demais.")
        return
    place = _place(view, count)
    rows = office.entries(question, SHOWN, place * SHOWN)
    markup = html.table(
        HEAD, map(_row, rows), numeric=frozenset({0}), label="Trilha de auditoria", stacked=True
    )
    html.show(markup)
    _turn_pages(view, place, count)
    if count > TAKEN:
        html.source(
            f"O arquivo leva os {number(TAKEN)} mais novos; `t360 audit list --format csv --limit"
            f" {count}` leva todos."
        )
    plain_downloads(
        view.access,
        "Trilha de auditoria",
        lambda: _frame(office.entries(question, TAKEN)),
        COLUMNS,
        key="trail",
    )


def _question(office: Auditor) -> TrailQuestion:
    people, acts = office.choices()
    who, action, text, since, until = st.columns([1, 1.2, 1.2, 0.8, 0.8], gap="small")
    with who:
        name = choice(
            "Quem", {"": "Todos"} | {one: one for one in people}, param="quem", labelled=True
        )
    with action:
        words = {"": "Todos"} | {one: act_words(one) for one in acts}
        act = choice("Ato", words, param="ato", labelled=True)
    with text:
        sought = st.query_params.get("objeto", "")
        st.text_input(
            "Objeto contém",
            max_chars=120,
            **bound_widget_args("audit_text", sought, lambda value: put_param("objeto", value)),
        )
    with since:
        first = _day("De", "desde")
    with until:
        last = _day("Até", "ate")
    return TrailQuestion(name, act, sought, first, last)


def _day(label: str, param: str) -> date | None:
    asked = st.query_params.get(param, "")
    try:
        value = date.fromisoformat(asked) if asked else None
    except ValueError:
        value = None
        messages.note(
            f"O endereço pede “{param}={asked[: url.REPEATED]}”; esperava um dia, como 2026-11-29."
        )
    st.date_input(
        label,
        format="DD/MM/YYYY",
        **bound_widget_args(
            f"audit_{param}", value, lambda day: put_param(param, day.isoformat() if day else "")
        ),
    )
    return value


def _place(view: View, count: int) -> int:
    """Which page of the list, from 0; one that is not there is the nearest that is."""
    asked = view.params.get(PLACE, "1")
    wanted = int(asked) - 1 if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    return max(0, min(wanted, (count - 1) // SHOWN))


def _turn_pages(view: View, place: int, count: int) -> None:
    first = place * SHOWN + 1
    last = min(first + SHOWN - 1, count)
    links = [
        html.anchor(words, url.link(dict(view.params), **{PLACE: str(to + 1)}))
        for words, to, there in (
            ("mais novos", place - 1, place > 0),
            ("mais antigos", place + 1, last < count),
        )
        if there
    ]
    told = f"{number(first)} a {number(last)} de {number(count)}"
    html.show(f'<div class="t-source">{" · ".join([told, *links])}</div>')


def _row(entry: TrailEntry) -> tuple[str, ...]:
    return (
        str(entry.id),
        html.cell(moment(entry.at)),
        html.cell(entry.who),
        html.cell(" · ".join(part for part in (entry.origin, entry.machine) if part) or "—"),
        html.cell(act_words(entry.action)),
        html.cell(entry.object),
        html.cell(_DIGEST.sub(r"\1…", _detail(entry))),
    )


def _detail(entry: TrailEntry) -> str:
    return _named(entry.detail) or "—"


def _named(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {_said(value)}" for name, value in values.items())


def _said(value: object) -> str:
    """A value as people write it, and not as a program does."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, Mapping):
        return f"({_named(value)})"
    if isinstance(value, list):
        return ", ".join(map(_said, value)) or "—"
    return str(value)


def _frame(entries: list[TrailEntry]) -> pd.DataFrame:
    rows = [
        {**vars(entry), "words": act_words(entry.action), "detail": _detail(entry)}
        for entry in entries
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
