"""Choosing, previewing and importing a file."""

from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from config.formatting import enumerate_words
from data_access.contract import contract, table_contract
from data_access.stewardship import Desk
from pages.components import gateway, html, session, work
from pages.components.scope_filters import choice

KIND = "importar"
UPLOAD = "upload"
MOST_MB = 500  # the file is held in memory while it is here: the command line has no such limit
FORMATS = "CSV, Parquet, XLSX ou XLS, também em ZIP, gzip ou bzip2"
TYPES = ["csv", "txt", "tsv", "parquet", "xlsx", "xls", "zip", "gz", "bz2"]


class Sent:
    """A file that was sent, and what it is to become."""

    def __init__(self, file: UploadedFile, table: str, profile: str) -> None:
        self.file, self.table, self.profile = file, table, profile

    @property
    def content(self) -> memoryview:
        return self.file.getbuffer()


def form(steward: Desk) -> Sent | None:
    """The form, and what was sent with it; None until there is a file."""
    table = choice("Tabela", {name: item.title for name, item in contract().items()}, param="tabela", labelled=True)
    profile = choice("Perfil", steward.profiles(table), param="perfil", labelled=True)
    profile = _with_arguments(steward, profile)
    _columns(table)
    file = st.file_uploader(
        f"Arquivo, até {MOST_MB} MB",
        type=TYPES,
        key=f"upload_{session.round_of(UPLOAD)}",
        max_upload_size=MOST_MB,
    )
    html.source(f"{FORMATS}. Para arquivos maiores há o comando t360 import, no servidor.")
    if file is None:
        return None
    sent = Sent(file, table, profile)
    busy = work.running() is not None
    st.button(
        "Importar",
        type="primary",
        disabled=busy,
        on_click=partial(work.attempt, partial(_begin, steward, sent)),
        help="Espere o trabalho em andamento terminar" if busy else None,
        width="stretch",
    )
    return sent


def _with_arguments(steward: Desk, profile: str) -> str:
    """The profile with the values of its parameters, as the command line writes them."""
    asked = steward.parameters(profile)
    given = {name: st.text_input(f"{name}: {what}", key=f"parameter_{profile}_{name}") for name, what in asked.items()}
    written = ",".join(f"{name}={value.strip()}" for name, value in given.items() if value.strip())
    return f"{profile}:{written}" if written else profile


def _columns(table: str) -> None:
    item = table_contract(table)
    others = [name for name in item.names if name not in item.required]
    more = f"; as outras são {enumerate_words(others)}" if others else ""
    html.source(f"{item.description} Colunas obrigatórias: {enumerate_words(item.required)}{more}.")


def _begin(steward: Desk, sent: Sent) -> None:
    territory = gateway.territory()
    content, name = sent.content, sent.file.name
    title = f"Importação de “{name}” em {sent.table}"
    action = partial(steward.bring, sent.table, content, name, sent.profile, territory)
    work.begin(KIND, title, steward.who, action)
    session.next_round(UPLOAD)
