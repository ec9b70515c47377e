"""What was sealed: its digest, the result as a file, and whether it comes out the same again."""

from functools import partial

import streamlit as st

from config.formatting import moment
from config.settings import get_settings
from data_access.operational.actor import PANEL
from data_access.recognition.store import RecognitionRecord
from data_access.stewardship.auditing import record_export
from pages.components import html, messages
from pages.reconhecimento import data
from pages.state.view import View

DIGITS = 64


def sealed_cards(view: View, record: RecognitionRecord) -> None:
    known = data.readings(view.access)
    result = known.sealed(record.slug)
    with st.container(key="card_seal"):
        html.title("Resultado selado", "Os mesmos dados e as mesmas regras dão os mesmos bytes.")
        html.show(
            f"<p>Selado por {html.cell(result.member)} em {moment(result.at)}, com as regras,"
            f" versão {result.rules_version}.</p>"
            f"<p>Resumo (SHA-256): <code>{result.sha256}</code></p>"
        )
        st.download_button(
            "Baixar o resultado selado (JSON)",
            data=partial(_take, view, record, result.text),
            file_name=f"{record.slug}.json",
            mime="application/json",
            key="sealed_json",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
        if st.button("Refazer e comparar", icon=":material/replay:", key="reproduce"):
            same, before, now = known.reproduce(record.slug)
            if same:
                messages.success("Refeito dos dados e das regras: os mesmos bytes.")
            else:
                messages.refusal_note(
                    f"Não são os mesmos: foi selado {before[:16]}…, e agora dá {now[:16]}…. Os"
                    " dados ou o banco foram mudados fora do produto; confira a trilha."
                )
    with st.container(key="card_check"):
        html.title("Conferir um certificado", "Cole o resumo que está impresso nele.")
        _check(result.sha256)


def _take(view: View, record: RecognitionRecord, text: str) -> str:
    """Run when the button is pressed: what cannot be recorded does not leave."""
    detail = {"formato": "json", "edicao": record.data_edition or ""}
    record_export(get_settings(), view.access, PANEL, record.name, detail)
    return text


def _check(sha256: str) -> None:
    given = (
        st.text_input("Resumo (SHA-256)", key="certificate_digest", max_chars=200).strip().lower()
    )
    if not given:
        return
    if given == sha256:
        messages.success("É o deste resultado.")
    elif len(given) != DIGITS or set(given) - set("0123456789abcdef"):
        messages.refusal_note(
            f"Esperava os {DIGITS} algarismos de um resumo SHA-256 e encontrei outra coisa."
            " Confira o que foi colado."
        )
    else:
        messages.refusal_note("Não é o deste resultado. Confira a edição de reconhecimento.")
