"""Choosing, previewing and importing a file."""

from functools import partial

import streamlit as st

from config.formatting import enumerate_words
from data_access.contract.load import contract, table_contract
from data_access.contract.model import Table
from data_access.sources.examine import READ
from data_access.sources.parts import Parts, parts_of
from data_access.sources.readers.opening import Choice
from data_access.stewardship.desk import Desk
from data_access.stewardship.upload import Sent
from pages.components import html, messages
from pages.components.controls import choice
from pages.dados import background_work
from pages.state import gateway, session

KIND, TABLE = "importar", "tabela"
FIRST = "atendimentos"  # what is brought most
UPLOAD = "upload"
MOST_MB = 500  # the file is held in memory while it is here: the command line has no such limit


def form(steward: Desk) -> tuple[str, Sent] | None:
    """The form, and what was sent with it, after its id; None until there is a file."""
    names = {table.name: table.title for table in _offered()}
    table = choice("Tabela", names, param=TABLE, labelled=True)
    profile = choice("Perfil", steward.profiles(table), param="perfil", labelled=True)
    profile = _with_arguments(steward, profile)
    _columns(table)
    file = st.file_uploader(
        f"Arquivo, até {MOST_MB} MB",
        type=None,  # as the command: what a file is, its bytes say, and not its name
        key=session.own_key(UPLOAD),
        max_upload_size=MOST_MB,
    )
    html.source(f"{READ}. Para arquivos maiores há o comando t360 import, no servidor.")
    if file is None:
        return None
    part = _part_of(file.name, parts_of(file))
    return file.file_id, Sent(file.name, file.getbuffer(), table, profile, part)


def chosen_table() -> Table:
    """The table that the form is about."""
    return contract().get(st.query_params.get(TABLE, ""), _offered()[0])


def _offered() -> list[Table]:
    """In the order of their titles, after the one that everything else needs."""
    return sorted(contract().values(), key=lambda table: (table.name != FIRST, table.title))


def confirm(steward: Desk, sent: Sent, *, readable: bool) -> None:
    """The button that begins the import; it waits for other work and for a readable file."""
    if any(record.active and record.demonstration for record in steward.imports()):
        messages.note(
            "Ao importar, os dados de demonstração deixam de valer: a próxima edição terá só os"
            " seus dados."
        )
    busy = background_work.running_work() is not None
    why = (
        "Espere o trabalho em andamento terminar"
        if busy
        else "O arquivo seria recusado: veja por quê"
    )
    st.button(
        "Importar",
        type="primary",
        disabled=busy or not readable,
        on_click=partial(background_work.attempt, partial(_begin, steward, sent)),
        help=why if busy or not readable else None,
        width="stretch",
    )


def _part_of(name: str, parts: Parts) -> Choice:
    """Which sheet or file, asked where there may be several."""
    inside, sheet = "", ""
    if parts.members:
        inside = st.text_input("Arquivo dentro do ZIP, se há mais de um", key=f"member_{name}")
    if parts.sheets:
        sheet = st.text_input("Aba da planilha, se há mais de uma", key=f"sheet_{name}")
    return Choice(sheet.strip() or None, inside.strip() or None)


def _with_arguments(steward: Desk, profile: str) -> str:
    """The profile with the values of its parameters, as the command line writes them."""
    asked = steward.parameters(profile)
    given = {
        name: st.text_input(f"{name}: {what}", key=f"parameter_{profile}_{name}")
        for name, what in asked.items()
    }
    written = ",".join(f"{name}={value.strip()}" for name, value in given.items() if value.strip())
    return f"{profile}:{written}" if written else profile


def _columns(table: str) -> None:
    item = table_contract(table)
    others = [name for name in item.names if name not in item.required]
    more = f"; as outras são {enumerate_words(others)}" if others else ""
    html.source(f"{item.description} Colunas obrigatórias: {enumerate_words(item.required)}{more}.")


def _begin(steward: Desk, sent: Sent) -> None:
    title = f"Importação de “{sent.name}” em {sent.table}"
    background_work.begin(
        KIND, title, steward.who, partial(steward.bring, sent, gateway.territory())
    )
    session.next_round(UPLOAD)
