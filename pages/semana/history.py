"""What was done: by whom, when, in which edition, and the way back from a mistake."""

from functools import partial

import pandas as pd
import streamlit as st

from config.formatting import moment, number
from data_access.queries.tables.week_actions import Reason
from data_access.stewardship.week import Mark
from pages.components import html, messages
from pages.components.acting import act
from pages.components.downloads import downloads
from pages.semana import data
from pages.semana.words import REASONS
from pages.state.view import View

SHOWN = 30
COLUMNS = {
    "name": "o que",
    "uf": "UF",
    "why": "motivo",
    "told": "por quê",
    "who": "feito por",
    "at": "em",
    "edition": "edição",
    "undone": "desfeito",
}


def history_card(view: View, marks: list[Mark]) -> None:
    html.title("Feitos", "O que foi marcado como feito neste território, em todas as edições.")
    if not marks:
        messages.empty(
            "Nada foi marcado como feito ainda.", "O botão “Feito” da lista traz o item para cá."
        )
        return
    for mark in marks[:SHOWN]:
        _line(view, mark)
    if len(marks) > SHOWN:
        html.source(f"Os {SHOWN} últimos de {number(len(marks))}; todos estão no arquivo.")
    downloads(view, "Feitos da semana", history_frame(marks), COLUMNS, key="week_done")


def history_frame(marks: list[Mark]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": mark.item.name,
            "uf": mark.item.uf,
            "why": REASONS[Reason(mark.item.reason)],
            "told": mark.item.told,
            "who": mark.who,
            "at": moment(mark.at),
            "edition": mark.item.edition_id,
            "undone": _undone(mark),
        }
        for mark in marks
    )


def _line(view: View, mark: Mark) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"mark_{mark.id}"):
        done = f"Feito por {mark.who} em {moment(mark.at)}"
        undone = f"; desfeito por {_undone(mark)}" if not mark.counts else ""
        html.show(
            f'<div class="t-verdict t-task"><b>{html.cell(mark.item.name)}</b>'
            f"<br>{html.cell(mark.item.told)}"
            f'<br><span class="t-quiet">{html.cell(done + undone)}.</span></div>'
        )
        if mark.counts and mark.item.edition_id == view.edition_id:
            st.button(
                "Desfazer",
                key=f"undo_{mark.id}",
                type="tertiary",
                help=f"{mark.item.name} volta à lista",
                on_click=partial(
                    act, f"“{mark.item.name}” voltou à lista.", partial(data.undo, view, mark)
                ),
            )


def _undone(mark: Mark) -> str | None:
    if mark.undone_at is None:
        return None
    return f"{mark.undone_by} em {moment(mark.undone_at)}"
