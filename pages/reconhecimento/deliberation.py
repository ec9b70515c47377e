"""The order inside a band, which members may change with a reason, and nothing across bands."""

import streamlit as st

from config.formatting import plural
from data_access.recognition.committee import Committee
from data_access.recognition.store import RecognitionRecord
from pages.components import html
from pages.components.controls import choice
from pages.reconhecimento import data
from pages.reconhecimento.writing import Writing
from pages.state.view import View


def order_card(view: View, office: Committee, record: RecognitionRecord) -> None:
    with st.container(key="card_order"):
        html.title(
            "Ordem dentro de uma faixa",
            "Entre faixas a ordem é a dos critérios; dentro de uma, o comitê pode ordenar, e diz"
            " por quê.",
        )
        names = {item.id: item.name for item in record.rules.category}
        category = choice("Categoria a ordenar", names, param="ordenar", labelled=True)
        rows = data.standing(view.access, record, category).competing
        known = dict(zip(rows["unit"], rows["name"].fillna(rows["unit"]), strict=True))
        band_of = dict(zip(rows["unit"], rows["band"].astype(int), strict=True))
        counts = rows["band"].astype(int).value_counts().sort_index()
        html.source(
            "; ".join(
                f"{band}ª faixa: {plural(n, 'unidade', 'unidades')}" for band, n in counts.items()
            )
            + "."
        )
        writing = Writing(office.access.account, f"{record.slug}/ordem/{category}")
        with st.form("form_order", border=False):
            st.multiselect(
                "Quem vem primeiro, na ordem",
                list(known),
                format_func=lambda key: f"{known[key]} · {band_of[key]}ª faixa",
                placeholder="Escolha na ordem; as demais seguem como estavam",
                default=[item for item in writing.before("ordem", []) if item in known],
                key=writing.key("ordem"),
            )
            writing.text("Motivo", "motivo")
            writing.button(
                "Gravar a ordem",
                "A ordem foi gravada.",
                lambda given: office.reorder(
                    record.slug, category, given["ordem"], given["motivo"]
                ),
            )
