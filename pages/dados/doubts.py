"""The doubts of an edition about its own data, and the rows behind each."""

import re
from datetime import date

import pandas as pd

from config.formatting import day, number, percent
from config.plausibility import plausibility_checks
from data_access.plausibility.finding import Finding
from data_access.queries.tables.findings import edition_findings, finding_rows
from pages.components import html, messages
from pages.components.caching import ask
from pages.components.controls import choice
from pages.components.downloads import downloads
from pages.state.view import View

SHOWN = 15
# Columns whose name says nothing to who reads, and words that a name of a column writes bare.
WRITTEN = {
    "vizinhos": "perto do limite",
    "parcela": "parte no limite",
    "parcela_de_todos": "parte, entre todos",
}
SPELLED = {
    "codigo": "código",
    "uf": "UF",
    "ufs": "UFs",
    "mes": "mês",
    "municipio": "município",
    "municipios": "municípios",
    "proximo": "próximo",
    "inicio": "início",
    "competencia": "competência",
    "ultimo": "último",
    "numero": "número",
    "socioeconomico": "socioeconômico",
}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def findings(view: View) -> None:
    """The doubts of the edition; one of them with the rows behind it."""
    if not view.edition_id:
        messages.empty(*messages.NO_EDITION)
        return
    found = ask(view, edition_findings)
    if not found:
        messages.empty(
            "Nenhum aviso nesta edição.",
            "As conferências de plausibilidade não encontraram o que apontar.",
        )
        return
    rows = [
        (
            html.cell(item.severity),
            html.cell(_title(item)),
            html.cell(item.sentence),
            number(item.rows),
        )
        for item in found.values()
    ]
    head = ("", "conferência", "o que se viu", "casos")
    html.show(html.table(head, rows, numeric=frozenset({3}), label="Avisos de plausibilidade"))
    names = {str(place): f"{_title(item)} ({item.table})" for place, item in found.items()}
    place = int(choice("Aviso", names, param="aviso"))
    _rows_behind(view, place, found[place])


def _title(item: Finding) -> str:
    check = plausibility_checks().get(item.check)
    return check.title if check else item.check


def _rows_behind(view: View, place: int, item: Finding) -> None:
    check = plausibility_checks().get(item.check)
    if check:
        html.source(f"{check.why} {check.action}")
    frame = ask(view, finding_rows, place)
    if frame.empty:
        messages.empty("Este aviso não guardou linhas.")
        return
    said = frame.dropna(axis="columns", how="all")
    names = list(said.columns)
    cells = [
        tuple(html.cell(value_text(name, value)) for name, value in zip(names, row, strict=True))
        for row in said.head(SHOWN).to_numpy()
    ]
    heads = tuple(heading_of(name) for name in names)
    markup = html.table(heads, cells, numeric=frozenset(), label=_title(item))
    html.show(html.scroll(markup))
    if len(frame) > SHOWN:
        html.source(f"As {SHOWN} primeiras de {number(len(frame))}; todas estão no arquivo.")
    columns = {name: heading_of(name) for name in frame.columns}
    downloads(view, _title(item), frame, columns, key="finding")


def heading_of(column: str) -> str:
    """``mais_proximo`` → ``mais próximo``: what a column of the rows behind a doubt is called."""
    words = (SPELLED.get(word, word) for word in column.split("_"))
    return WRITTEN.get(column) or " ".join(words)


def value_text(column: str, value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return "—"
    if isinstance(value, float) and column.startswith("parcela"):
        return percent(value)
    if isinstance(value, float):
        return number(value, 0 if value.is_integer() else 2)
    if isinstance(value, str) and ISO_DAY.fullmatch(value):  # rows are kept as text
        return day(date.fromisoformat(value))
    return day(value) if isinstance(value, date) else str(value)
