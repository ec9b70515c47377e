"""The two ways of counting an answer, side by side:
by the unit that attended and by the client's municipality.
"""

import pandas as pd
import streamlit as st

from config.formatting import number
from data_access.queries.base.units import EXECUTING_LEVELS
from indicators.disclosure.small_groups import SMALLEST_GROUP
from pages.components import html, messages
from pages.components.downloads import downloads
from pages.satisfacao import data
from pages.state import url
from pages.state.view import View

COLUMNS = {
    "uf": "UF",
    "both": "unidade e cliente da UF",
    "clients_elsewhere": "clientes de outras UFs",
    "clients_unknown": "clientes sem município",
    "executing": "pela unidade",
    "units_elsewhere": "unidades de outras UFs",
    "units_unknown": "sem UF executora",
    "client": "pelo cliente",
}


def client_link(view: View) -> None:
    """The way to the view that has an answer below the UF."""
    link = html.anchor(
        "Ver pelo município do cliente", url.link(dict(view.params), vista="cliente")
    )
    html.show(f'<p class="t-verdict">{link}</p>')


def below_the_uf(view: View) -> None:
    """Where no unit is known, and the way to the view that has an answer."""
    with st.container(key="card_elsewhere"):
        html.title("Abaixo da UF não há unidade que atende")
        messages.empty(
            "As pesquisas dizem a UF da unidade que atendeu, e nada menor.",
            "Veja este território pelo município do cliente.",
        )
        client_link(view)


def views_card(view: View) -> None:
    """Where both counts meet and where they part, state by state, adding up to both totals."""
    html.title(
        "Respostas de clientes de outra UF",
        "A mesma resposta conta na UF que atendeu ou na UF do cliente; a tabela mostra onde as duas"
        " se separam.",
    )
    if view.scope.territory.level not in EXECUTING_LEVELS:
        messages.empty("A conferência é por UF.", "Escolha uma UF, uma região ou o Brasil.")
        return
    table = data.both_views(view)
    if table.empty:
        messages.empty("Não há respostas neste período.", "Escolha outro período ou outro canal.")
        return
    whole = pd.concat([with_total(table), table], ignore_index=True)
    cells = [
        (html.cell(row["uf"]), *(number(row[name]) for name in list(COLUMNS)[1:]))
        for _, row in whole.iterrows()
    ]
    numeric = frozenset(range(1, len(COLUMNS)))
    markup = html.table(
        list(COLUMNS.values()), cells, numeric=numeric, label="Respostas de outra UF", stacked=True
    )
    html.show(html.scroll(markup))
    html.source(
        "Pela unidade = unidade e cliente da UF + clientes de outras UFs + clientes sem município. "
        "Pelo cliente = unidade e cliente da UF + unidades de outras UFs + sem UF executora. As"
        f" partes de uma UF em que alguma é de menos de {SMALLEST_GROUP} respostas são omitidas"
        " (—), e com elas as do total; com filtro de canal ou parceiro, ou em meses que não são o"
        " ano, nem o ano até o último mês inteiro da edição, todas."
    )
    downloads(view, "Respostas pelas duas contas", whole, COLUMNS, key="views")


def with_total(table: pd.DataFrame) -> pd.DataFrame:
    """One row with the sums of all states; of what one of them does not tell, none."""
    sums = table.drop(columns="uf").sum(skipna=False)
    return sums.to_frame().T.assign(uf="Total")[list(table.columns)]
