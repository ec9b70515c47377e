"""Importação e qualidade: can I trust the data?"""

import streamlit as st

from config.settings import get_settings
from data_access.operational.actor import PANEL
from data_access.stewardship.desk import Desk, desk
from pages.components import html
from pages.components.controls import segments
from pages.dados import (
    background_work,
    compare,
    contract_card,
    doubts,
    editions,
    history,
    import_form,
    import_outcome,
    quality,
)
from pages.dados.import_report import report_card
from pages.state.view import View

IMPORT, HISTORY, QUALITY, EDITIONS = "importar", "historico", "qualidade", "edicoes"
SECTIONS = {
    IMPORT: "Importar",
    HISTORY: "Histórico",
    QUALITY: "Frescor e completude",
    EDITIONS: "Edições",
}


def page(view: View) -> None:
    steward = desk(get_settings(), view.access, PANEL)
    section = segments("Parte da página", SECTIONS, param="secao")
    background_work.show_running()
    {IMPORT: _import, HISTORY: _history, QUALITY: _quality, EDITIONS: _editions}[section](
        view, steward
    )


def _import(view: View, steward: Desk) -> None:
    left, right = st.columns([1, 1.7], gap="small")
    card = left.container(key="card_import")
    with card:
        html.title(
            "Importar um arquivo", "Nada entra antes de você ver como ele é lido e confirmar."
        )
        sent = import_form.form(steward)
    with right, st.container(key="card_outcome"):
        readable = import_outcome.show(view, steward, sent)
    if sent is not None:
        with card:
            import_form.confirm(steward, sent[1], readable=readable)
    with st.container(key="card_contract"):
        contract_card.table_accepted(import_form.chosen_table())


def _history(view: View, steward: Desk) -> None:
    with st.container(key="card_history"):
        html.title(
            "Importações", "Da mais nova à mais antiga; abra uma para ver tudo o que ela disse."
        )
        records = history.chosen_records(steward)
        selected = history.selected_record(view, records)
        history.table(view, records, selected)
    if selected is not None:
        with st.container(key="card_record"):
            history.facts(steward, selected)
            report_card(steward, selected)


def _quality(view: View, steward: Desk) -> None:
    with st.container(key="card_fresh"):
        html.title("Frescor", "Até quando vão os dados de cada tabela, e quando foram importados.")
        quality.freshness(view, steward)
    with st.container(key="card_complete"):
        html.title(
            "Completude",
            "Parte das células preenchidas, por coluna e UF, na edição que você está vendo.",
        )
        quality.completeness(view)
    with st.container(key="card_doubts"):
        html.title(
            "Avisos de plausibilidade", "O que entrou pelas regras e mesmo assim merece um olhar."
        )
        doubts.findings(view)


def _editions(view: View, steward: Desk) -> None:
    with st.container(key="card_editions"):
        html.title("Edições", "Cada uma é um retrato imutável; só a publicada é servida.")
        editions.outcome()
        editions.shelf(view, steward)
    with st.container(key="card_compare"):
        html.title(
            "Comparar duas edições", "Que indicadores mudaram, quanto e por causa de que fonte."
        )
        compare.compare(view, steward)
