"""What was sealed: its digest, the result as a file, and whether it comes out the same again."""

from functools import partial

import streamlit as st

from config.formatting import moment
from data_access.recognition.store import RecognitionRecord
from pages.components import html, messages
from pages.reconhecimento import data, papers
from pages.state.view import View


def sealed_cards(view: View, record: RecognitionRecord) -> None:
    known = data.readings(view.access)
    result = known.sealed(record.slug)
    with st.container(key="card_seal"):
        html.title(
            "Resultado selado",
            "Não muda mais: o resumo é dele e de nenhum outro, e está nos certificados.",
        )
        html.show(
            f"<p>Selado por {html.cell(result.member)} em {moment(result.at)}, hora de"
            f" Brasília, com as regras, versão {result.rules_version}.</p>"
            f'<p class="t-long">Resumo (SHA-256): <code>{result.sha256}</code></p>'
        )
        with st.container(horizontal=True, key="sealed_files", gap="small"):
            papers.list_papers(view, record)
            _json(view, record, result.text)
        if st.button(
            "Refazer e comparar",
            icon=":material/replay:",
            key="reproduce",
            help="Calcula tudo de novo, dos dados e das regras, e compara com o que foi selado.",
        ):
            same, before, now = known.reproduce(record.slug)
            if same:
                messages.success("Refeito dos dados e das regras: os mesmos bytes.")
            else:
                messages.refusal_note(
                    f"Não são os mesmos: foi selado {before[:16]}…, e agora dá {now[:16]}…. Os"
                    " dados ou o banco foram mudados fora do produto; confira a trilha."
                )


def _json(view: View, record: RecognitionRecord, text: str) -> None:
    st.download_button(
        "Baixar o resultado selado (JSON)",
        data=partial(papers.take, view, record, "json", "resultado selado", text.encode),
        file_name=f"{record.slug}.json",
        mime="application/json",
        key="sealed_json",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )
