"""Acessos: what may I do here, and who may do what?"""

import streamlit as st

from config.formatting import enumerate_words, name_key
from config.roles import ADMINISTRATOR, ROLES
from config.settings import get_settings
from data_access.operational.actor import PANEL
from data_access.queries.tables.reference import territories
from data_access.stewardship.accesses import OwnSessions, access_office
from indicators.scope import OWN, Access
from pages.acessos import administration, sessions
from pages.components import html, messages
from pages.components.acting import tell_what_was_done
from pages.components.caching import ask_edition
from pages.state.view import View

NOBODY_ASKED = (
    "Este painel não pergunta quem o abre: atende como um só usuário, o desta máquina, que vê todos"
    " os estados e pode tudo. Para que cada pessoa entre com a sua conta, e veja e faça o que lhe"
    " cabe, configure um provedor de identidade (docs/identidades.md)."
)


def page(view: View) -> None:
    tell_what_was_done()
    with st.container(key="card_self"):
        html.title("Você")
        _self(view)
    if view.access.account:
        with st.container(key="card_sessions"):
            html.title("Onde você está", "Cada navegador em que a sua conta entrou.")
            sessions.own(OwnSessions(get_settings(), view.access, PANEL))
    if view.access.account and view.access.holds(ADMINISTRATOR):
        office = access_office(get_settings(), view.access, PANEL)
        administration.cards(office, own_territories(view))


def own_territories(view: View) -> dict[str, str]:
    """What the own territories of the published edition are called, by code: their names are no
    secret, and whoever gives accesses reads no number of theirs.
    """
    if not view.edition_id:
        return {}
    found = ask_edition(view.edition_id, Access.everything(), territories, OWN)
    names = zip(found["code"], found["name"], found["uf"], strict=True)
    return {str(code): f"{name} ({uf}), {code}" for code, name, uf in names}


def _self(view: View) -> None:
    if not view.access.account:
        messages.note(NOBODY_ASKED)
        return
    held = [ROLES[role] for role in ROLES if role in view.access.roles]
    lines = "".join(f"<li>{html.cell(words)}</li>" for words in held)
    html.show(
        f"<p>{html.cell(view.access.subject)}</p><ul>{lines}</ul><p>{html.cell(_where(view))}</p>"
    )


def _where(view: View) -> str:
    """Of which places the account reads numbers; nothing where it reads those of all, which its
    roles say, or of none.
    """
    ufs, territories = view.access.places
    names = own_territories(view) if territories else {}
    places = [
        *sorted(ufs or ()),
        *sorted((names.get(code, code) for code in territories), key=name_key),
    ]
    return f"Onde: {enumerate_words(places)}." if places else ""
