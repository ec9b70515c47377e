"""Doing what was asked, and saying what came of it on the page that is drawn next; and, above what
asks for a fresh login, the way to log in again and back here.
"""

from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from config.formatting import plural
from config.machine import sentence_of
from data_access.identity.asking import FRESH, Door
from pages.components import html, messages
from pages.state import session, url
from pages.streamlit_patches.base_path import base_path


def act(done: str | Callable[[Any], str], action: Callable[[], Any]) -> None:
    """Do `action` and leave the sentence `done` (which may depend on what came of it, and is empty
    where the page shows it by itself), or why it was not done.
    """
    try:
        result = action()
    except Exception as error:
        session.say(sentence_of(error), done=False)
    else:
        if said := done if isinstance(done, str) else done(result):
            session.say(said)


def tell_what_was_done() -> None:
    text, done = session.take_said_sentence()
    if text:
        (messages.success if done else messages.refusal_note)(text)


def login_note(door: Door, what: str) -> None:
    """Nothing where the login is fresh, or where nobody is asked to log in. It stands above the
    form, before anybody writes in it.
    """
    if not door.needs_login:
        return
    minutes = plural(int(FRESH.total_seconds() // 60), "minuto", "minutos")
    way = escape(f"{base_path()}entrar?{urlencode({'de_novo': '1', 'para': _here()})}")
    html.show(
        f'<div class="t-note" role="status">{escape(what)} pede que você tenha entrado há menos de'
        f' {minutes}: <a href="{way}" target="_self">entrar de novo</a>, e voltar a esta página.'
        "</div>"
    )


def _here() -> str:
    """The address of the page with all that it shows, without the name of the server."""
    path = urlsplit(st.context.url or "").path or base_path()
    asked = url.query(st.query_params.to_dict())
    return f"{path}?{asked}" if asked else path
