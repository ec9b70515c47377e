"""Whether the trail is as it was written, and until which entry it is signed."""

from datetime import datetime

import streamlit as st

from config.errors import UserError
from config.formatting import moment, number
from data_access.operational.verification import Verification
from data_access.stewardship.auditing import Auditor
from pages.components import html, messages


def verification(office: Auditor) -> None:
    try:
        _signature(office)
    except UserError as error:
        messages.user_error(str(error))
        return
    if st.button("Conferir a trilha", icon=":material/verified_user:", key="verify_trail"):
        with st.spinner("Conferindo a trilha…"):
            _show(office.verify(lambda *_: None))


def _signature(office: Auditor) -> None:
    signed = office.newest_signature()
    if signed is None:
        html.source(
            "Ainda não foi assinada: quem grava no banco poderia cortar o fim dela sem que se"
            " visse. O painel a assina sozinho uma vez por dia, e `t360 audit sign`, na hora."
        )
        return
    html.source(
        f"Assinada até o registro {number(signed.entry)}, em"
        f" {moment(datetime.fromisoformat(signed.at))}, com a chave {signed.key}."
        f" Resumo: {signed.hash[:16]}…"
    )


def _show(outcome: Verification) -> None:
    if outcome.intact:
        messages.note(outcome.sentence)
        return
    messages.user_error(outcome.sentence)
    rows = [(number(fault.entry), html.cell(fault.sentence)) for fault in outcome.faults]
    html.show(
        html.table(("registro", "o que se encontrou"), rows, numeric=frozenset({0}), label="Falhas")
    )
    if outcome.found > len(outcome.faults):
        html.source(f"As primeiras {len(outcome.faults)} de {number(outcome.found)}.")
