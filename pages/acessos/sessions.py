"""Where accounts are logged in, and the way to end it."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from config.formatting import moment
from data_access.identity.sessions import OpenSession
from data_access.stewardship.accesses import OwnSessions
from pages.components import html, messages
from pages.components.acting import act

HEAD = ("conta", "navegador", "entrou em", "usado pela última vez")
ENDED = "A sessão foi encerrada."


def own(sessions: OwnSessions) -> None:
    found = sessions.own_sessions()
    listed(found, "As suas sessões")
    ending(found, sessions.end_own, "own")


def listed(found: Sequence[OpenSession], label: str) -> None:
    if not found:
        messages.empty("Nenhuma sessão aberta.")
        return
    rows = [
        (
            html.cell(item.account.who),
            html.cell(item.device),
            html.cell(moment(item.issued_at)),
            html.cell(moment(item.seen_at)),
        )
        for item in found
    ]
    html.show(html.table(HEAD, rows, numeric=frozenset(), label=label, stacked=True))


def ending(found: Sequence[OpenSession], end: Callable[[int], object], key: str) -> None:
    """One of them, and the button that ends it in every tab."""
    if not found:
        return
    words = {
        item.id: f"{item.account.who} · {item.device} · {moment(item.issued_at)}" for item in found
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Sessão", list(words), format_func=words.__getitem__, key=f"session_{key}"
        )
        st.button(
            "Encerrar",
            key=f"end_{key}",
            icon=":material/logout:",
            on_click=act,
            args=(ENDED, partial(end, chosen)),
        )
