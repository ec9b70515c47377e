"""Rede parceira: where does the network act, and where is it missing?"""

import pandas as pd
import streamlit as st

from config.formatting import enumerate_words, number, plural
from config.ibge import of_place
from data_access.queries.indicators.sizes import small_businesses
from data_access.queries.tables import municipalities as municipality_tables
from data_access.queries.tables import reference
from data_access.queries.tables.partner_clients import attended_by_partner
from indicators.catalogue.definitions import indicator
from indicators.scope import TerritoryRef
from pages.components import html, messages
from pages.components.caching import ask
from pages.components.card import indicator_cards
from pages.components.controls import choice
from pages.components.map_card import caption
from pages.rede.data import chosen_partners
from pages.rede.lists import (
    at_work,
    beside_expected,
    partner_table,
    without_sala,
    without_sala_table,
)
from pages.rede.map import network_map
from pages.rede.map_document import shown_partners
from pages.rede.unit_card import METHOD, asked_card
from pages.rede.unit_data import expected
from pages.state.view import View

COLOURS = {"kind": "Cor por tipo", "seal": "Salas, cor por selo"}
HEADLINES = (
    "capilaridade_salas",
    "alcance_salas",
    "pequenos_negocios_atendidos",
    "atendimentos_realizados",
)
ELSEWHERE = (
    "Não há parceiros cadastrados neste território.",
    "Escolha um território maior ou importe os dele na tabela parceiros.",
)
NOT_CHOSEN = (
    "Nenhum dos parceiros do filtro tem sede neste território.",
    "Tire o filtro de parceiro ou escolha um território maior.",
)
NOWHERE = (
    "Esta edição não tem parceiros nem Salas.",
    "Importe a tabela de parceiros e construa outra edição.",
)


def page(view: View) -> None:
    asked_card(view)
    with st.container(key="kpis"):
        indicator_cards(view, [indicator(name) for name in HEADLINES])
    partners = ask(view, reference.partners, territory=view.scope.territory)
    everybody = ask(view, reference.partners, territory=TerritoryRef())
    chosen = chosen_partners(partners, view.scope.partner)
    nobody_here = NOWHERE if everybody.empty else ELSEWHERE
    attended = ask(view, attended_by_partner)
    register = ask(view, municipality_tables.municipalities, territory=view.scope.territory)
    companies = ask(view, small_businesses, level="municipio")
    left, right = st.columns([1.25, 1], gap="small")
    with left, st.container(key="card_map"):
        points = plural(int(chosen["active"].sum()), "ponto ativo", "pontos ativos")
        html.title("Onde a rede está", "" if chosen.empty else points)
        by = choice("Cor dos pontos", COLOURS, param="cor")
        drawn = shown_partners(chosen, by)
        if drawn.empty:
            filtered = chosen.empty and not partners.empty
            messages.empty(*(NOT_CHOSEN if filtered else nobody_here))
        else:
            network_map(view, drawn, by)
        caption(view, None)
    with right, st.container(key="card_without"):
        _without_sala(view, register, companies, nobody_here)
    # Of one municipality the right column has room.
    below = right if view.single else st.container()
    with below, st.container(key="card_partners"):
        html.title(
            "Cobertura por parceiro",
            _listed_words(view),
        )
        listed = at_work(chosen, everybody, attended)
        partner_table(view, beside_expected(listed, expected(view)), key="partners")
        html.method(METHOD)


def _listed_words(view: View) -> str:
    """What is counted of whom, and beside what: also of those that came from elsewhere."""
    elsewhere = (
        ""
        if view.whole_country
        else f" Em “atendidos”, só clientes {of_place(view.place)}, também os de parceiros com sede"
        " fora; “do esperado” conta os clientes deles de todo lugar."
    )
    return (
        "Pequenos negócios distintos atendidos por cada parceiro no período; quem foi a dois conta"
        f" nos dois.{elsewhere} O esperado são as empresas do lugar dele, vezes a parte que atende"
        " o parceiro do meio entre os do mesmo tipo em municípios do mesmo porte, vezes a parte do"
        " período em que esteve aberto."
    )


def _without_sala(
    view: View, register: pd.DataFrame, companies: pd.DataFrame, nobody_here: tuple[str, str]
) -> None:
    """Without the list of partners of a UF nobody knows where it has no Sala."""
    known = register.dropna(subset="active_salas")
    if known.empty:
        html.title("Municípios sem Sala")
        messages.empty(*nobody_here)
        return
    frame = without_sala(register, companies)
    count = plural(len(frame), "município", "municípios")
    ordered = "; os de mais empresas primeiro" if len(frame) > 1 else ""
    html.title(
        "Municípios sem Sala",
        f"{count} de {number(len(known))}{ordered}.{_unlisted_ufs_words(register)}",
    )
    all_known = len(known) == len(register)
    without_sala_table(view, frame, all_known=all_known, key="without")


def _unlisted_ufs_words(register: pd.DataFrame) -> str:
    """Which UFs of the territory sent no list of partners."""
    states = sorted(register.loc[register["active_salas"].isna(), "uf"].unique())
    one, many = "UF sem parceiros na lista fica fora", "UFs sem parceiros na lista ficam fora"
    return f" {plural(len(states), one, many)}: {enumerate_words(states)}." if states else ""
