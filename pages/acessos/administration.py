"""Who has what, since when and given by whom; giving, taking away, ending."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial

import streamlit as st

from config.formatting import BRASILIA, day
from config.ibge import UFS
from config.roles import COMMITTEE, COORDINATION, ROLES
from data_access.identity.accounts import AccountRecord
from data_access.identity.granted import GivenRight
from data_access.stewardship.accesses import GRAVE, AccessOffice
from indicators.scope import COUNTRY
from pages.acessos import sessions
from pages.components import html, messages
from pages.components.acting import act, login_note

HEAD = ("nº", "conta", "pode", "desde", "dado por", "até", "último uso")
ACCOUNTS_HEAD = ("conta", "existe desde", "entrou pela última vez", "situação")


def cards(office: AccessOffice, own: Mapping[str, str]) -> None:
    """`own`: what each own territory of the published edition is called, by code."""
    login_note(office, GRAVE)
    rights, accounts = office.rights(), office.accounts()
    disabled = {item.account.code for item in accounts if item.disabled}
    with st.container(key="card_rights"):
        html.title(
            "Quem tem o quê",
            "O que foi dado aqui; o que os grupos do provedor dão está no arquivo de acessos.",
        )
        _rights(rights, disabled, "Acessos em vigor", "Ninguém tem acesso dado aqui.")
        _taking(office, rights)
    with st.container(key="card_give"):
        html.title("Dar um acesso", "Vale em menos de um segundo, em todas as abas da pessoa.")
        _giving(office, accounts, own)
    with st.container(key="card_unused"):
        html.title("Para rever", "Acessos que ninguém usa há 60 dias.")
        _rights(office.unused(), disabled, "Acessos sem uso", "Todos os acessos são usados.")
    with st.container(key="card_accounts"):
        html.title("Contas", "Cada uma passou a existir quando a pessoa entrou pela primeira vez.")
        _accounts(office, accounts)
    with st.container(key="card_all_sessions"):
        html.title("Sessões abertas", "De todas as contas.")
        found = office.all_sessions()
        sessions.listed(found, "Sessões abertas")
        sessions.ending(found, office.end, "any")


def _rights(rights: Sequence[GivenRight], disabled: Collection[str], label: str, none: str) -> None:
    """`disabled`: the codes of accounts that nobody enters with, whatever they were given."""
    if not rights:
        messages.empty(none)
        return
    rows = [
        (
            str(item.id),
            html.cell(item.account.who)
            + (" <small>conta desativada</small>" if item.account.code in disabled else ""),
            html.cell(item.right.words),
            day(item.given_at),
            html.cell(item.given_by),
            day(item.expires_at) if item.expires_at else "sem fim",
            day(item.used_at) if item.used_at else "nenhum",
        )
        for item in rights
    ]
    html.show(html.table(HEAD, rows, numeric=frozenset({0}), label=label, stacked=True))


def _taking(office: AccessOffice, rights: Sequence[GivenRight]) -> None:
    if not rights:
        return
    words = {item.id: f"{item.id} · {item.account.who}: {item.right.words}" for item in rights}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Acesso", list(words), format_func=words.__getitem__, key="chosen_right"
        )
        st.button(
            "Tirar este acesso",
            key="take_away",
            on_click=act,
            args=("O acesso foi retirado.", partial(office.take_away, chosen)),
        )


def _giving(
    office: AccessOffice, accounts: Sequence[AccountRecord], own: Mapping[str, str]
) -> None:
    names = {item.account.code: item.account.who for item in accounts}
    left, right = st.columns(2, gap="small")
    with left:
        st.selectbox("Conta", list(names), format_func=names.__getitem__, key="give_account")
        role = st.selectbox("Papel", list(ROLES), format_func=ROLES.__getitem__, key="give_role")
        st.date_input("Até (vazio: sem fim)", None, format="DD/MM/YYYY", key="give_until")
    with right:
        st.multiselect(
            "Onde (vazio: o país)", [uf.sigla for uf in UFS], key="give_places", placeholder="UFs"
        )
        if role == COORDINATION and own:
            st.multiselect(
                "Territórios próprios",
                list(own),
                format_func=lambda code: own.get(code, code),
                key="give_territories",
                placeholder="regionais",
            )
        if role == COMMITTEE:
            st.text_input(
                "Edição de reconhecimento (* para todas)", key="give_edition", max_chars=60
            )
    st.button("Dar acesso", key="give", type="primary", on_click=lambda: _give(office))


def _give(office: AccessOffice) -> None:
    """Reads what was chosen when the button is pressed."""
    kept = st.session_state
    last: date | None = kept["give_until"]
    edition = str(kept.get("give_edition", "")).strip() if kept["give_role"] == COMMITTEE else ""
    own = kept.get("give_territories", []) if kept["give_role"] == COORDINATION else []
    act(
        "O acesso foi dado.",
        partial(
            office.give,
            str(kept["give_account"]),
            str(kept["give_role"]),
            [*kept["give_places"], *own] or [COUNTRY],
            edition,
            datetime.combine(last, time.max, BRASILIA) if last else None,
        ),
    )


def _accounts(office: AccessOffice, accounts: Sequence[AccountRecord]) -> None:
    rows = [
        (
            html.cell(item.account.who),
            day(item.created_at),
            day(item.last_login_at),
            "desativada" if item.disabled else "ativa",
        )
        for item in accounts
    ]
    html.show(html.table(ACCOUNTS_HEAD, rows, numeric=frozenset(), label="Contas", stacked=True))
    known = {item.account.code: item for item in accounts}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox(
            "Conta",
            list(known),
            format_func=lambda code: known[code].account.who,
            key="chosen_account",
        )
        disabled = known[code].disabled
        st.button(
            "Reativar" if disabled else "Desativar",
            key="disable",
            on_click=act,
            args=(
                "A conta foi reativada." if disabled else "A conta foi desativada.",
                partial(office.disable, code, not disabled),
            ),
        )
