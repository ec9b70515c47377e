"""Metodologia: what exactly does each number mean?"""

import streamlit as st

from indicators.catalogue.definitions import catalogue
from pages.components import html
from pages.components.controls import choice
from pages.metodologia import method
from pages.state.view import View


def page(view: View) -> None:
    names = {name: definition.title for name, definition in catalogue().items()}
    left, right = st.columns([1.4, 1], gap="small")
    with left, st.container(key="card_definition"):
        html.title(
            "Definição do indicador",
            "Tirada do catálogo, que também alimenta cartões, mapas e arquivos.",
        )
        definition = catalogue()[choice("Indicador", names, param="indicador")]
        method.definition(definition)
        method.query(view, definition)
    with left, st.container(key="card_rule"):
        html.title(
            "Atendimentos fora da contagem", "Quantos cada cláusula da regra de validade excluiu."
        )
        method.exclusions(view)
    with left, st.container(key="card_mesh"):
        html.title("Território e malha")
        method.territory(view)
    with right:
        with st.container(key="card_edition"):
            html.title("Esta edição", "O que há dentro dela e de onde veio.")
            method.edition(view)
        with st.container(key="card_socioeconomic"):
            html.title(
                "Dados socioeconômicos", "De quem é cada valor que esta edição traz, e de que ano."
            )
            method.socioeconomic_sources(view)
