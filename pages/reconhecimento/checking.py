"""Whether a certificate is what it says: the sum printed on it, and the code of its unit."""

import streamlit as st

from config.errors import UserError
from pages.components import html, messages
from pages.reconhecimento import data
from pages.state.view import View
from reports.recognition.verifying import verify

SUM, CODE = "resumo", "certificado"  # in the address that the QR code leads to


def check_card(view: View) -> None:
    with st.container(key="card_check"):
        html.title(
            "Conferir um certificado",
            "O código QR traz aqui; ou copie o resumo e o código da unidade que estão nele.",
        )
        digest = st.text_input(
            "Resumo (SHA-256)",
            value=view.params.get(SUM, ""),
            key="certificate_digest",
            max_chars=200,
        )
        code = st.text_input(
            "Código da unidade",
            value=view.params.get(CODE, ""),
            key="certificate_unit",
            max_chars=200,
        )
        if not digest.strip():
            html.source("Com o resumo escrito e a tecla Enter, digo o que foi selado.")
            return
        try:
            found = verify(data.readings(view.access), digest, code)
        except UserError as error:
            messages.refusal_note(str(error))
            return
        messages.success(found.seal)
        if found.unit:
            html.show(f"<p><b>{html.cell(found.unit)}</b></p>")
        else:
            html.source("Com o código da unidade, mostro também o que ela alcançou.")
        html.source(found.trail)
