"""The report of an import: where each row went, and what is behind each count."""

from functools import partial

import streamlit as st

from config.formatting import number, percent, plural
from data_access.contract.accepted import BLANK
from data_access.importing.details import details
from data_access.importing.report import ImportReport, Unresolved
from data_access.importing.telling import (
    breakdown,
    broken_rule,
    in_place_of_others,
    in_words,
    recorded_report,
)
from data_access.operational.history import ImportRecord
from data_access.stewardship.desk import Desk
from pages.components import html, messages

SHOWN_PLACES = 50
CSV = "text/csv"


def report_card(steward: Desk, record: ImportRecord) -> None:
    """The report of an import of the past; its sentence where it kept no more."""
    report = recorded_report(record)
    if report is not None and report.read:
        notices(report)
        body(steward, report)
    elif record.message:
        messages.refusal_note(record.message)
    else:
        messages.empty(
            "Esta importação não deixou relatório.",
            "Ela não chegou ao fim, ou é de uma versão anterior.",
        )


def headline(report: ImportReport) -> None:
    tell = messages.success if report.status == "ok" else messages.refusal_note
    tell(report.message)
    notices(report)


def notices(report: ImportReport) -> None:
    for notice in report.notices:
        messages.note(notice)


def body(steward: Desk, report: ImportReport) -> None:
    """Everything below the sentence. A repeated import read nothing and has nothing to tell."""
    if not report.read:
        return
    _parts(report)
    if replaced := in_place_of_others(report):
        html.source(replaced)
    for sentence in details(report):
        html.source(sentence)
    show_rejections(report)
    show_repairs(report)
    show_unresolved_places(report)
    _warnings(steward, report)
    _files(steward, report)


def _parts(report: ImportReport) -> None:
    """A row of each part and the sum of them all."""
    rows = [
        (
            html.cell(words),
            number(count),
            html.bar(count / report.read, 120),
            percent(count / report.read, 2),
        )
        for words, count in breakdown(report)
    ]
    rows.append(("<b>lidas</b>", f"<b>{number(report.read)}</b>", "", percent(1.0, 2)))
    html.show(
        html.table(
            ("destino", "linhas", "", "parte das lidas"),
            rows,
            numeric=frozenset({1, 3}),
            label="O que foi feito de cada linha",
        )
    )


def show_rejections(report: ImportReport) -> None:
    """By rule, with the first cells that broke each."""
    if not report.rejected:
        return
    ordered = sorted(report.rejected.items(), key=lambda item: (-item[1], item[0]))
    rows = [
        (
            f"{html.cell(broken_rule(rule, report))}"
            f'<small class="t-code">{html.cell(rule)}</small>',
            number(count),
            _examples(report, rule),
        )
        for rule, count in ordered
    ]
    html.heading("Rejeitadas, por regra", "Uma linha pode quebrar mais de uma regra.")
    html.show(
        html.table(
            ("regra", "vezes", "exemplos"),
            rows,
            numeric=frozenset({1}),
            label="Rejeições por regra",
        )
    )


def _examples(report: ImportReport, rule: str) -> str:
    """Of a cell that is empty the report keeps the whole row:
    it is told as such, and not as what the cell holds.
    """
    told = []
    for item in report.examples.get(rule, ()):
        where = f"linha {number(item.line)}{f', {item.column}' if item.column else ''}"
        empty = rule == BLANK and item.value
        told.append(
            f"{where} vazio, na linha “{item.value}”"
            if empty
            else f"{where}: {item.value or '(vazio)'}"
        )
    return "<br>".join(map(html.cell, told)) or "—"


def show_repairs(report: ImportReport) -> None:
    if report.repaired:
        html.heading("Reparadas", "Linhas lidas depois de um conserto que não muda o que contam.")
        rows = [
            (html.cell(in_words(kind)), number(count)) for kind, count in report.repaired.items()
        ]
        html.show(html.table(("reparo", "linhas"), rows, numeric=frozenset({1}), label="Reparos"))


def show_unresolved_places(report: ImportReport) -> None:
    if not report.unresolved:
        return
    total = max(report.unresolved_spellings, len(report.unresolved))
    html.heading(
        "Lugares não reconhecidos",
        "Nada é adivinhado: corrija na origem ou no perfil e importe de novo.",
    )
    rows = [
        (
            _spelling(place),
            number(place.rows),
            html.cell(in_words(place.reason)),
            "<br>".join(map(html.cell, place.suggestions)) or "—",
        )
        for place in report.unresolved[:SHOWN_PLACES]
    ]
    head = ("como veio", "linhas", "por quê", "os mais próximos")
    table = html.table(head, rows, numeric=frozenset({1}), label="Lugares não reconhecidos")
    html.show(html.scroll(table))
    if total > SHOWN_PLACES:
        html.source(f"As {SHOWN_PLACES} grafias mais frequentes de {number(total)}.")


def _spelling(place: Unresolved) -> str:
    return html.cell(f"{place.spelling} ({place.uf})" if place.uf else place.spelling)


def _warnings(steward: Desk, report: ImportReport) -> None:
    if not report.warnings:
        return
    html.heading("Avisos", "Linhas que entraram pelas regras e mesmo assim merecem um olhar.")
    for place, finding in enumerate(report.warnings):
        text, button = st.columns([4, 1], vertical_alignment="center")
        with text:
            messages.note(finding.sentence)
        file = steward.warning_rows(report.import_id, place)
        if file is not None:
            button.download_button(
                plural(finding.rows, "linha", "linhas"),
                data=partial(steward.take_warning_rows, report.import_id, place),
                file_name=f"{report.table}-{finding.check}.csv",
                mime=CSV,
                key=f"warning_{report.import_id}_{place}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
                help="Baixar as linhas por trás deste aviso",
            )


def _files(steward: Desk, report: ImportReport) -> None:
    html.source(
        f"Importação {report.import_id}; o registro dela, com este código, fica em logs, na pasta"
        " dos dados."
    )
    if steward.has_rejections(report.import_id):
        st.download_button(
            "Baixar as linhas rejeitadas",
            data=partial(steward.rejections, report.import_id),
            file_name=f"rejeicoes-{report.import_id}.csv",
            mime=CSV,
            key=f"rejections_{report.import_id}",
            icon=":material/download:",
            on_click="ignore",
            help=(
                "CSV com a linha, a coluna, a regra e o valor; identificadores pessoais vêm"
                " escondidos"
            ),
        )
