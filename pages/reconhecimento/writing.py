"""Forms whose text is not lost: what somebody wrote and could not be recorded, because the login
had grown old or somebody else acted first, comes back in the form, and is shown where that is gone.

Of an account it is kept in memory beside its sessions, for a new login begins another one; where
nobody logs in, the session keeps it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import streamlit as st

from config.machine import sentence_of
from pages.components import html
from pages.state import session

SECONDS, MOST = 2 * 3600, 300
KEPT = "O que você escreveu não se perdeu: está no formulário, ou acima dele."
Values = Mapping[str, Any]
SHELF, DRAWN = "unrecorded_text", "forms_drawn"


@dataclass(frozen=True)
class Draft:
    at: float
    values: Values


_of_accounts: "OrderedDict[tuple[str, str], Draft]" = OrderedDict()
_changing = Lock()


def keep(account: str, form: str, values: Values) -> None:
    with _changing:
        shelf = _shelf(account)
        shelf[account, form] = Draft(time.time(), dict(values))
        while len(shelf) > MOST:
            shelf.popitem(last=False)


def forget(account: str, form: str) -> None:
    with _changing:
        _shelf(account).pop((account, form), None)


def drafts_of(account: str, prefix: str) -> dict[str, Values]:
    """What a person wrote in the forms that begin so, and was not recorded."""
    oldest = time.time() - SECONDS
    with _changing:
        return {
            form: draft.values
            for (whose, form), draft in _shelf(account).items()
            if whose == account and form.startswith(prefix) and draft.at >= oldest
        }


def _shelf(account: str) -> "OrderedDict[tuple[str, str], Draft]":
    if account:
        return _of_accounts
    found: OrderedDict[tuple[str, str], Draft] = st.session_state.setdefault(SHELF, OrderedDict())
    return found


class Writing:
    """One form of one person, about one thing: made before its fields are drawn."""

    def __init__(self, account: str, form: str) -> None:
        self._account, self._form = account, form
        self._kept = drafts_of(account, form).get(form, {})
        self._times = f"{form}_times"
        self._keys: dict[str, str] = {}
        st.session_state.setdefault(DRAWN, set()).add(form)

    def before(self, name: str, default: Any = None) -> Any:
        """What was in a field, where it is drawn anew."""
        return self._kept.get(name, default)

    def key(self, name: str) -> str:
        """Another one once the form was recorded: its fields are then empty."""
        self._keys[name] = f"{self._form}_{name}_{st.session_state.get(self._times, 0)}"
        return self._keys[name]

    def text(self, label: str, name: str, max_chars: int = 2000) -> str:
        return st.text_area(
            label, value=str(self.before(name, "")), key=self.key(name), max_chars=max_chars
        )

    def button(
        self, label: str, done: str, action: Callable[[Values], object], *, main: bool = True
    ) -> None:
        """Does `action` with what is in the fields, and says `done`, or why not and keeps them. It
        is done before the page is drawn again, where the form may be no more.
        """
        st.form_submit_button(
            label,
            type="primary" if main else "secondary",
            on_click=self._send,
            args=(done, action, dict(self._keys)),
        )

    def _send(self, done: str, action: Callable[[Values], object], keys: Mapping[str, str]) -> None:
        values = {name: st.session_state[key] for name, key in keys.items()}
        try:
            action(values)
        except Exception as error:
            keep(self._account, self._form, values)
            session.say(f"{sentence_of(error)} {KEPT}", done=False)
        else:
            forget(self._account, self._form)
            st.session_state[self._times] = st.session_state.get(self._times, 0) + 1
            session.say(done)


def begin() -> None:
    """Before the forms of a page are drawn."""
    st.session_state[DRAWN] = set()


def tell_unrecorded(account: str, prefix: str) -> None:
    """What was written in forms that are there no more, to be copied from here; after the forms of
    the page were drawn.
    """
    for form, values in drafts_of(account, prefix).items():
        written = [str(value).strip() for value in values.values() if isinstance(value, str)]
        text = "\n\n".join(filter(None, written))
        if form in st.session_state.get(DRAWN, set()) or not text:
            continue
        html.source("Você escreveu isto, e não foi gravado:")
        st.code(text, language=None, wrap_lines=True)
        st.button("Descartar", key=f"discard_{form}", on_click=forget, args=(account, form))
