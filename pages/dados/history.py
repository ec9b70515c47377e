"""The imports that there were: the list, one of them, and taking it back."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from config.formatting import file_size, number, plural
from data_access.contract.load import contract
from data_access.importing.telling import signature, situation, when
from data_access.operational.history import ImportRecord
from data_access.stewardship.desk import Desk
from pages.components import html, messages
from pages.components.controls import choice
from pages.components.downloads import plain_downloads
from pages.dados import background_work
from pages.state import session, url
from pages.state.view import View

SHOWN = 60
SELECTED = "importacao"
EVERY = {"": "Todas as tabelas"}
COLUMNS = {
    "import_id": "importação",
    "table": "tabela",
    "source_name": "arquivo",
    "profile": "perfil",
    "when": "quando",
    "who": "quem",
    "situation": "situação",
    "read": "lidas",
    "accepted": "aceitas",
    "rejected": "rejeitadas",
    "repeated": "repetidas",
}


def chosen_records(steward: Desk) -> list[ImportRecord]:
    """The imports of the table that is chosen, the newest first."""
    names = EVERY | {name: item.title for name, item in contract().items()}
    narrow, _ = st.columns([1, 3])
    with narrow:
        return steward.imports(choice("Tabela", names, param="historico"))


def selected_record(view: View, records: Sequence[ImportRecord]) -> ImportRecord | None:
    """The import that the address names; a code that leads to none is said."""
    code = view.params.get(SELECTED, "")
    found = next((record for record in records if record.import_id == code), None)
    if code and found is None:
        messages.note(f"Não há importação com o código “{code[:40]}” nesta lista.")
    return found


def table(view: View, records: Sequence[ImportRecord], chosen: ImportRecord | None) -> None:
    if not records:
        messages.empty(
            "Ainda não há importações.", "Traga um arquivo na parte Importar desta página."
        )
        return
    cells = [
        (
            _link(view, record, marked=record is chosen),
            html.cell(record.source_name),
            html.cell(when(record)),
            html.cell(record.who or "—"),
            number(record.read),
            number(record.accepted),
            number(record.rejected),
            html.cell(situation(record)),
        )
        for record in records[:SHOWN]
    ]
    head = ("tabela", "arquivo", "quando", "quem", "lidas", "aceitas", "rejeitadas", "situação")
    markup = html.table(
        head, cells, numeric=frozenset({4, 5, 6}), label="Importações", stacked=True
    )
    html.show(html.scroll(markup))
    if len(records) > SHOWN:
        html.source(f"As {SHOWN} mais novas de {number(len(records))}; todas estão no arquivo.")
    plain_downloads(
        view.access, "Histórico de importações", _frame(records), COLUMNS, key="imports"
    )


def title_of(name: str) -> str:
    """The title of a table; its name where the contract no longer has the table."""
    item = contract().get(name)
    return item.title if item else name


def _link(view: View, record: ImportRecord, *, marked: bool) -> str:
    link = html.anchor(
        title_of(record.table), url.link(dict(view.params), **{SELECTED: record.import_id})
    )
    return f"<b>{link}</b>" if marked else link


def _frame(records: Sequence[ImportRecord]) -> pd.DataFrame:
    rows = [
        {**vars(record), "when": record.started_at, "situation": situation(record)}
        for record in records
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def facts(steward: Desk, record: ImportRecord) -> None:
    """What identifies an import, and the way to take it back while it counts."""
    html.title(
        f"“{record.source_name}” em {title_of(record.table)}",
        f"Importação {record.import_id}: {situation(record)}.",
    )
    who = f" por {signature(record)}" if record.who else ""
    html.source(
        f"{when(record)}{who}, perfil {record.profile}, {file_size(record.source_bytes)}, "
        f"SHA-256 {record.source_sha256[:12]}…"
    )
    if record.active:
        with st.popover("Desfazer esta importação", icon=":material/undo:", key="undo"):
            st.write(
                "A próxima edição será como se as"
                f" {plural(record.accepted or 0, 'linha', 'linhas')} desta importação nunca"
                " tivessem entrado; o que elas substituíram volta a valer. As edições que já"
                " existem não mudam."
            )
            st.button(
                "Sim, desfazer",
                type="primary",
                on_click=partial(background_work.attempt, partial(_undo, steward, record)),
                key="undo_yes",
            )


def _undo(steward: Desk, record: ImportRecord) -> None:
    steward.undo(record.import_id)
    session.say(
        f"Importação {record.import_id} desfeita. Construa uma edição para que ela deixe de contar."
    )
