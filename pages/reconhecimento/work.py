"""The committee's work: under whose name, in which step, and what that step asks for."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from config.formatting import enumerate_words, plural
from config.ibge import UFS
from config.settings import get_settings
from data_access.editions.info import list_editions
from data_access.recognition.committee import FINAL, Committee
from data_access.recognition.states import STATE_WORDS, CaseState, State
from data_access.recognition.store import RecognitionRecord
from indicators.recognition_rules.model import NATIONAL
from pages.components import html, messages
from pages.components.acting import act, login_note, tell_what_was_done
from pages.components.controls import choice
from pages.reconhecimento import (
    approval,
    cases,
    data,
    deliberation,
    judging,
    rules_form,
    versions,
    writing,
)
from pages.state.view import View

ADVANCE = {
    State.OPEN: "Abrir a prévia: cada unidade vê o seu resultado",
    State.PREVIEW: "Encerrar a prévia e começar a avaliação",
    State.REVIEW: "Encerrar a avaliação e começar a deliberação",
}


# What is asked for in each step, and what comes of it.
ASKED = {
    State.DRAFT: "Falta abrir a edição sobre dados selados; até lá, as regras se escrevem.",
    State.OPEN: "Escolha em quantas faixas, e abra a prévia: depois dela esse número não muda.",
    State.PREVIEW: "Dê às unidades tempo de olhar o seu resultado; depois, comece a avaliação.",
    State.DELIBERATION: "Ordene dentro das faixas, se houver por quê, e proponha o resultado.",
    State.APPROVAL: "Falta a assinatura de outro membro: quem propôs não aprova.",
    State.APPROVED: "Falta selar: o que for selado não muda mais.",
    State.SEALED: "Falta anunciar: só então as unidades o veem, e podem recorrer.",
    State.ANNOUNCED: "O trabalho acabou; restam os recursos, se houver.",
}


def work_cards(view: View, record: RecognitionRecord) -> None:
    office = _office(view, record)
    writing.begin()
    with st.container(key="card_step"):
        place = f"Passo {list(State).index(record.state) + 1} de {len(State)}"
        html.title("Onde está", f"{place}: {STATE_WORDS[record.state]}.")
        tell_what_was_done()
        unrecorded = st.container()
        lacking = _lacking(office, record) if record.state is State.REVIEW else []
        html.show(f"<p>{html.cell(_asked(record.state, lacking))}</p>")
        if record.state in (State.APPROVAL, State.APPROVED, State.SEALED):
            login_note(office, FINAL)
        if record.state is State.APPROVAL:
            approval.approval_forms(view, office, record)
        else:
            _step(office, record, ready=not lacking)
    if record.state in (State.OPEN, State.PREVIEW, State.REVIEW):
        judging.points_card(office, record)
        cases.cases_card(office, record)
    if record.state is State.DELIBERATION:
        deliberation.order_card(view, office, record)
    if record.state is State.ANNOUNCED:
        cases.appeals_card(office, record)
    versions.versions_card(office, record)
    rules_form.rules_form_card(office, record)
    with st.container(key="card_members"):
        html.title("Quem é do comitê")
        _members(office, record)
    with unrecorded:
        writing.tell_unrecorded(office.access.account, f"{record.slug}/")


def _office(view: View, record: RecognitionRecord) -> Committee:
    """A member is the account; where there are no identities a member says his name, and the trail
    keeps the account of the machine too.
    """
    if view.access.account:
        return data.office(view.access, None)
    members = [item.name for item in data.readings(view.access).members(record.slug)]
    if not members:
        return data.office(view.access, None)
    left, _ = st.columns([1, 2])
    with left:
        names = {name: name for name in members}
        return data.office(view.access, choice("Você é", names, param="membro", labelled=True))


def _asked(state: State, lacking: list[str]) -> str:
    """What the step asks for: of the review, what of it is still to be done."""
    if state is not State.REVIEW:
        return ASKED[state]
    if not lacking:
        return "Nada falta: os casos estão fechados, e a deliberação pode começar."
    return f"Antes da deliberação falta {enumerate_words(lacking)}."


def _lacking(office: Committee, record: RecognitionRecord) -> list[str]:
    waiting = sum(item.state is not CaseState.CLOSED for item in office.cases(record.slug))
    cases_words = [f"fechar {plural(waiting, 'caso', 'casos')}"] if waiting else []
    return cases_words + [f"dar nota em {name}" for name in office.missing_points(record.slug)]


def _step(office: Committee, record: RecognitionRecord, *, ready: bool) -> None:
    if record.state is State.DRAFT:
        _open(office, record)
    elif record.state in ADVANCE:
        if record.state is State.OPEN:
            judging.bands_choice(office, record)
        _button(
            ADVANCE[record.state],
            "A edição passou ao passo seguinte.",
            partial(office.advance, record.slug, record.revision),
            disabled=not ready,
        )
    elif record.state is State.DELIBERATION:
        approval.proposal_form(office, record)
    elif record.state is State.APPROVED:
        with st.popover("Selar", icon=":material/lock:", key="seal"):
            st.write(
                "Selado, o resultado não muda mais: notas, regras e dados ficam como estão, e o que"
                " um recurso corrigir será outra edição."
            )
            _button("Sim, selar", "O resultado foi selado.", partial(office.seal, record.slug))
    elif record.state is State.SEALED:
        with st.popover("Anunciar", icon=":material/campaign:", key="announce"):
            st.write(
                "Anunciado, o resultado é visto fora do comitê, e o prazo dos recursos começa a"
                " correr. Não se desfaz."
            )
            announced = "O resultado foi anunciado."
            _button("Sim, anunciar", announced, partial(office.announce, record.slug))


def _open(office: Committee, record: RecognitionRecord) -> None:
    sealed = [item.id for item in list_editions(get_settings()) if item.seal is not None]
    if not sealed:
        messages.empty(
            "Não há edição de dados selada.",
            "Quem cuida dos dados sela uma com `t360 editions seal`; é sobre ela que se mede.",
        )
        return
    names = {name: name for name in reversed(sealed)}
    chosen = choice("Edição de dados selada", names, param="dados_selados", labelled=True)
    _button("Abrir", "A edição foi aberta.", partial(office.open_on, record.slug, chosen))


def _button(label: str, done: str, action: Callable[[], object], *, disabled: bool = False) -> None:
    st.button(
        label,
        type="primary",
        key=f"do_{label}",
        on_click=partial(act, done, action),
        disabled=disabled,
    )


def _members(office: Committee, record: RecognitionRecord) -> None:
    rows = [
        (html.cell(item.name), html.cell("nacional" if item.uf == NATIONAL else item.uf), item.role)
        for item in office.members(record.slug)
    ]
    html.show(html.table(("nome", "de onde", "papel"), rows, numeric=frozenset(), label="Membros"))
    with (
        st.form("form_member", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        if office.access.account:
            st.selectbox(
                "Conta de um novo membro", office.candidates(record.slug), key="new_member"
            )
        else:
            st.text_input("Nome de um novo membro", key="new_member", max_chars=120)
        places = {NATIONAL: "nacional"} | {item.sigla: item.sigla for item in UFS}
        st.selectbox("De onde", list(places), format_func=places.__getitem__, key="new_member_uf")
        st.form_submit_button(
            "Inscrever",
            on_click=lambda: act(
                "O membro foi inscrito.",
                partial(
                    office.enrol,
                    record.slug,
                    str(st.session_state["new_member"]),
                    str(st.session_state["new_member_uf"]),
                ),
            ),
        )
