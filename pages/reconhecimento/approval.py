"""The two signatures of a result: one member proposes it, another approves it or sends it back."""

from collections.abc import Callable

import streamlit as st

from config.formatting import moment
from data_access.recognition.committee import Committee
from data_access.recognition.records import Proposal
from data_access.recognition.store import RecognitionRecord
from pages.components import html
from pages.reconhecimento.writing import Writing
from pages.state import url
from pages.state.view import View


def proposal_form(office: Committee, record: RecognitionRecord) -> None:
    _with_reason(
        office, record, "Propor o resultado",
        "O resultado foi proposto; outro membro o aprova.", office.propose,
    )  # fmt: skip


def approval_forms(view: View, office: Committee, record: RecognitionRecord) -> None:
    """What was proposed, by whom and why, before anybody signs it; who proposed it cannot."""
    proposal = office.proposal(record.slug)
    seen = html.anchor("Resultado", url.link(view.params, parte="resultado"))
    html.show(f"<p>{html.cell(proposal_words(proposal))} O que se aprova está em {seen}.</p>")
    if proposal.own:
        html.show("<p>Você o propôs: quem aprova é outro membro. Ainda pode tomá-lo de volta.</p>")
    else:
        _with_reason(office, record, "Aprovar", "O resultado foi aprovado.", office.approve)
        html.heading("Ou devolver, se algo deve mudar")
    _with_reason(
        office, record, "Devolver à deliberação", "O resultado voltou à deliberação.",
        office.send_back, main=False,
    )  # fmt: skip


def proposal_words(proposal: Proposal) -> str:
    return (
        f"Proposto por {proposal.member} em {moment(proposal.at)}, hora de Brasília, por este"
        f" motivo: “{proposal.reason}”."
    )


def _with_reason(
    office: Committee,
    record: RecognitionRecord,
    label: str,
    done: str,
    action: Callable[[str, str], object],
    *,
    main: bool = True,
) -> None:
    """A form that asks why, and then does it."""
    written = Writing(office.access.account, f"{record.slug}/{label}")
    with st.form(f"form_{label}", border=False):
        written.text("Motivo", "motivo")
        written.button(label, done, lambda given: action(record.slug, given["motivo"]), main=main)
