"""The frame: identity, navigation by audience, notes, scope bar, and the page inside."""

import importlib
from collections.abc import Sequence
from functools import partial

import streamlit as st

from config.navigation import PageEntry, load_navigation
from pages.components import html, messages
from pages.frame import frame
from pages.frame.errors import run_guarded
from pages.frame.frame import Frame
from pages.frame.style import apply_style, current_mode
from pages.server import turns, warm
from pages.server.forbidden import note_forbidden
from pages.server.identity.visitor import NoSessionError, Visitor, visitor
from pages.state import session
from pages.streamlit_patches.asked_page import asked_page
from pages.streamlit_patches.still_wanted import leave_if_unwanted

# never shown: Streamlit serves the first page at the root, and only wants another name for it
HOME = "inicio"
SIDEBAR_WIDTH = 240  # pixels; Streamlit collapses it by itself on a phone


def open_page(setting: Frame) -> None:
    """Import the page only when it is opened, and give it the view."""
    module = importlib.import_module(f"pages.{setting.entry.module}.page")
    view = setting.view
    if view is not None:
        module.page(view)


def main() -> None:
    st.set_page_config(layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
    apply_style(current_mode())
    if session.drop_excess():
        messages.note("O endereço tinha partes longas demais, que foram deixadas de lado.")
    try:
        ticket = session.kept_ticket(turns.everybody.ticket)
        with turns.everybody.turn(ticket, leave_if_unwanted):
            session.drop_ticket()  # who is interrupted from now on waits behind the others
            draw()
    except (turns.BusyServerError, NoSessionError) as error:
        messages.user_error(str(error))


def draw() -> None:
    """The frame and the page inside, for whoever asks."""
    asking = visitor()
    closed = [item.path for item in load_navigation() if not _opens(asking, item)]
    asked = asked_page(closed)
    if asked:
        note_forbidden(asking.rights, asked)
    entries = [entry for entry in load_navigation() if _opens(asking, entry)]
    if entries:
        draw_pages(asking, entries)
    else:
        nothing_to_open(asking)


def _opens(asking: Visitor, entry: PageEntry) -> bool:
    return asking.rights.opens(entry.roles, by_territory=entry.own_territories)


def _setting(asking: Visitor, entry: PageEntry) -> Frame:
    access = asking.rights.access(entry.roles, by_territory=entry.own_territories)
    return Frame(access, entry, asking.account)


def draw_pages(asking: Visitor, entries: Sequence[PageEntry]) -> None:
    settings = {entry.path: _setting(asking, entry) for entry in entries}
    pages = {
        entry.path: st.Page(
            partial(run_guarded, partial(open_page, settings[entry.path])),
            title=f"{entry.title} · Território 360",
            url_path=HOME if entry is entries[0] else entry.path,
            default=entry is entries[0],
        )
        for entry in entries
    }
    # The first page answers at the root; whoever types its name must not read that there is no such
    # page.
    opening = partial(run_guarded, partial(open_page, settings[entries[0].path]))
    named = st.Page(opening, title=f"{entries[0].title} · Território 360", url_path=entries[0].path)
    current = st.navigation([*pages.values(), named], position="hidden")
    setting = next(
        (settings[path] for path, page in pages.items() if page is current),
        settings[entries[0].path],
    )
    # Its own link tells which page is open.
    menu = pages | {entries[0].path: named} if current is named else pages
    run_guarded(partial(frame.draw, setting, entries, menu))
    asking.note_use(setting.entry.roles)
    if setting.view is not None:
        warm.prepare(setting.view.edition_id)
        current.run()


def nothing_to_open(asking: Visitor) -> None:
    """Somebody who entered, and was given nothing yet."""
    account = asking.account
    html.title("Sua conta ainda não tem acesso")
    messages.note(
        "Quem administra o painel dá os acessos, na página Acessos. Diga a essa pessoa o código da"
        f" sua conta: {account.code if account else '—'}."
    )
    if account is not None:
        frame.who_is_here(account)


main()
