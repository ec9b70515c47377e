"""The list of the week, by what is to be visited: each item with its reason and a button."""

from functools import partial

import pandas as pd
import streamlit as st

from config.formatting import number, plural
from data_access.queries.tables.week_actions import PARTNER, TEAM, TOWN, Reason
from indicators.recognition_rules.measurable import UnitKind
from pages.components import html, messages
from pages.components.acting import act
from pages.components.downloads import downloads
from pages.components.unit_links import town_anchor, unit_anchor, waiting_anchor
from pages.semana import data
from pages.semana.data import NEW, Week
from pages.semana.words import REASONS, untold_words
from pages.state.view import View

SHOWN = 8
GROUPS = {TOWN: "Municípios", PARTNER: "Salas e parceiros", TEAM: "Equipes"}
NOUNS = {
    TOWN: ("município", "municípios"),
    PARTNER: ("Sala ou parceiro", "Salas e parceiros"),
    TEAM: ("equipe", "equipes"),
}
NOTHING = "Nada a fazer aqui."
NOTHING_TOLD = "Nada a fazer aqui, do que o sigilo deixa dizer."
COLUMNS = {
    "what": "o que é",
    "id": "código",
    "name": "nome",
    "uf": "UF",
    "why": "motivo",
    "told": "por quê",
    "since_before": "desde a edição anterior",
    "done_before": "feito em edição anterior",
}
BELOW_UF = (
    "Equipes das Salas e dos parceiros que ficam aqui. Agências e equipes itinerantes são da UF"
    " inteira: veja a lista dela."
)


def group_card(view: View, week: Week, kind: str) -> None:
    """The items of a kind, the most urgent of each reason first."""
    rows = in_turns(week.rows[week.rows["kind"] == kind])
    count = plural(len(rows), "item", "itens")
    html.title(GROUPS[kind], count if len(rows) else "")
    secrecy = untold_words(week.untold[week.untold["kind"] == kind])
    if rows.empty:
        messages.empty(NOTHING_TOLD if secrecy else NOTHING)
    for _, row in rows.head(SHOWN).iterrows():
        _line(view, row)
    if len(rows) > SHOWN:
        html.source(f"Os {SHOWN} primeiros de {number(len(rows))}; todos estão no arquivo.")
    if secrecy:
        html.source(secrecy)
    if kind == TEAM and view.scope.territory.level != "uf":
        html.source(BELOW_UF)


def in_turns(rows: pd.DataFrame) -> pd.DataFrame:
    """The first of each reason, then the second of each: a long reason hides no other."""
    turn = rows.groupby("reason", sort=False).cumcount()
    return rows.assign(turn=turn).sort_values("turn", kind="stable").drop(columns="turn")


def _line(view: View, row: pd.Series) -> None:
    key = f"{row['kind']}_{row['id']}_{row['reason']}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"week_{key}"):
        html.show(
            f'<div class="t-verdict t-task"><b>{_name(view, row)}</b> {_marks(row)}<br>'
            f"{html.cell(row['told'])}"
            f"{_again(row['done_before'])}</div>"
        )
        st.button(
            "Feito",
            key=f"done_{key}",
            help=f"Marcar {row['name']} como feito: sai da lista e fica em “Feitos”",
            on_click=partial(
                act, f"“{row['name']}” está em Feitos.", partial(data.mark_done, view, row)
            ),
        )


def _name(view: View, row: pd.Series) -> str:
    if row["reason"] == str(Reason.WAITING):
        return waiting_anchor(row["name"], view.params, by_client=row["kind"] == TOWN)
    if row["kind"] == TOWN:
        return town_anchor(row["name"], view.params, row["id"])
    return unit_anchor(row["name"], view.params, UnitKind(row["kind"]), row["id"])


def _marks(row: pd.Series) -> str:
    words = REASONS[Reason(row["reason"])]
    fresh = f' <span class="t-badge">{NEW}</span>' if row["since_before"] == NEW else ""
    return f'<span class="t-quiet">· {html.cell(words)}</span>{fresh}'


def _again(told: str) -> str:
    return f'<br><span class="t-quiet">{html.cell(told)}</span>' if told else ""


def week_downloads(view: View, rows: pd.DataFrame) -> None:
    """The whole list, as a table to take away."""
    frame = rows.assign(
        what=rows["kind"].map({kind: one for kind, (one, _) in NOUNS.items()}),
        why=rows["reason"].map({str(reason): words for reason, words in REASONS.items()}),
        done_before=rows["done_before"].replace("", None),
    )
    downloads(view, "Minha semana", frame, COLUMNS, key="week")
