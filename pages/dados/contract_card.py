"""What a table of the data contract accepts, beside the form that imports it."""

import streamlit as st

from data_access.contract.accepted import accepted_by_contract
from data_access.contract.model import Table
from data_access.importing.contract_page import (
    HEADINGS,
    NAME,
    ColumnTold,
    columns_told,
    contract_page,
)
from data_access.importing.telling import in_words
from pages.components import html


def table_accepted(table: Table) -> None:
    """The columns of a table, closed until somebody asks, and the whole contract to take away."""
    with st.expander(f"O que a tabela {table.title} aceita"):
        html.source(f"{table.description} Chave: {', '.join(table.key)}.")
        rows = [_row(column) for column in columns_told(table)]
        html.show(
            html.table(
                HEADINGS,
                rows,
                numeric=frozenset(),
                label=f"Colunas da tabela {table.title}",
                stacked=True,
            )
        )
        _types(table)
        st.download_button(
            "Baixar o contrato de dados",
            data=contract_page,
            file_name=NAME,
            mime="text/markdown",
            key="download_contract",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
            help="Todas as tabelas, os tipos, as regras e os reparos, em Markdown",
        )


def _types(table: Table) -> None:
    """What people write in a column of each type that the table has."""
    html.heading("O que se escreve em cada tipo")
    told = accepted_by_contract().type
    for name in dict.fromkeys(column.type for column in table.columns):
        forms = "; ".join(cell for cell, _ in told[name].forms)
        html.show(
            f"<p><b>{html.cell(name)}</b>: {html.cell(told[name].accepts)}"
            f' <span class="t-quiet">Por exemplo: {html.cell(forms)}</span></p>'
        )


def _row(column: ColumnTold) -> tuple[str, ...]:
    name = html.cell(column.name)
    refused = [in_words(rule) for rule in column.refused]
    if column.of_type:
        refused.append(f"{in_words(column.of_type[0])}, ou outra das {len(column.of_type)} do tipo")
    return (
        f"<b>{name}</b><small>obrigatória</small>" if column.required else name,
        html.cell(column.type),
        html.cell(column.meaning),
        html.cell(column.example),
        html.cell("; ".join(refused) or "—"),
    )
