"""Auditoria: who did what, and is the trail whole?"""

import streamlit as st

from config.settings import get_settings
from data_access.operational.actor import PANEL
from data_access.stewardship.auditing import auditor
from pages.auditoria import trail, verification
from pages.components import html
from pages.state.view import View


def page(view: View) -> None:
    office = auditor(get_settings(), view.access, PANEL)
    with st.container(key="card_verification"):
        html.title(
            "A trilha está inteira?",
            "Cada registro guarda o resumo do anterior: mudar, apagar ou pôr um deixa marca.",
        )
        verification.verification(office)
    with st.container(key="card_trail"):
        html.title("Quem fez o quê", "Do mais novo ao mais antigo, pela hora de Brasília.")
        trail.trail(view, office)
