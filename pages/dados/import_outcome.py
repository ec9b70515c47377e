"""Beside the form of an import: how the file would be read, or what the import came to."""

from functools import partial

import streamlit as st

from config.formatting import number, percent, plural
from config.machine import sentence_of
from data_access.importing.details import details
from data_access.importing.preview import Preview, PreviewCell
from data_access.importing.report import ImportReport
from data_access.importing.telling import rule_in_words
from data_access.stewardship.desk import Desk
from data_access.stewardship.upload import Sent
from pages.components import html, messages
from pages.dados import background_work, import_report
from pages.dados.background_work import Work
from pages.dados.import_form import KIND
from pages.state import gateway, session, url
from pages.state.view import View


def show(view: View, steward: Desk, given: tuple[str, Sent] | None) -> bool:
    """Whether there is a file that can be read."""
    ended, running = background_work.finished_work(KIND), background_work.running_work()
    if given is not None:
        return _preview(steward, *given)
    if ended is not None:
        _show_ended_import(view, steward, ended)
    else:
        html.title("Como o arquivo será lido")
        if running is not None and running.kind == KIND:
            messages.empty(
                "A importação está em andamento.", "O relatório aparece aqui quando ela terminar."
            )
        else:
            messages.empty(
                "Ainda não há arquivo.",
                "Escolha a tabela e envie o arquivo: as primeiras linhas aparecem aqui.",
            )
    return False


def _preview(steward: Desk, file_id: str, sent: Sent) -> bool:
    """The first rows as understood, or why the file would be refused; whether it can be read."""
    html.title(f"Como “{sent.name}” será lido")
    try:
        key = (file_id, sent.table, sent.profile, sent.choice)
        with st.spinner("Lendo o arquivo…"):  # a spreadsheet is read whole
            found = session.kept_value("preview", key, partial(_look, steward, sent))
    except Exception as error:
        messages.refusal_note(sentence_of(error))
        return False
    report = found.report
    for sentence in details(report):
        html.source(sentence)
    _verdict(found)
    if found.rows:
        html.show(html.scroll(_table(found)))
        html.source(
            "Em cinza, o texto do arquivo onde ele difere do que se entendeu; ✗ marca o que seria"
            " rejeitado."
        )
    import_report.notices(report)
    import_report.show_rejections(report)
    import_report.show_repairs(report)
    import_report.show_unresolved_places(report)
    return not found.refused


def _look(steward: Desk, sent: Sent) -> Preview:
    return steward.preview(sent, gateway.territory().municipalities)


def _verdict(found: Preview) -> None:
    """What would be rejected; and, where that is more than an import tolerates, that the file would
    be refused: for certain where no rest of it could mend that, else if the rest is like it.
    """
    report = found.report
    looked = "o arquivo todo" if found.whole else "as primeiras"
    bad = plural(report.rejected_rows, "linha seria rejeitada", "linhas seriam rejeitadas")
    told = bad if report.rejected_rows else "nenhuma seria rejeitada"
    text = f"Olhei {plural(report.read, 'linha', 'linhas')} ({looked}): {told}."
    if found.exceeds:
        share = percent(report.rejected_rows / max(report.data_rows, 1))
        would = (
            "O arquivo seria recusado"
            if found.refused
            else "Se o resto for assim, o arquivo será recusado"
        )
        of = "das linhas de dados" if found.whole else "das que olhei"
        text += f" {would}: são {share} {of}, e o limite é {percent(found.limit)}."
        if found.refused and not found.whole and found.most_rows:
            text += (
                f" Mesmo que o resto fosse bom, {number(report.rejected_rows)} passam do limite de"
                f" um arquivo de no máximo {plural(found.most_rows, 'linha', 'linhas')}."
            )
    (messages.refusal_note if report.rejected_rows else messages.success)(text)


def _table(found: Preview) -> str:
    table, columns = found.report.table, found.report.columns
    cells = [
        (number(row.line), *(_cell(*each, table) for each in zip(row.cells, columns, strict=True)))
        for row in found.rows
    ]
    head = ("linha", *columns)
    return html.table(
        head, cells, numeric=frozenset({0}), label="Primeiras linhas como foram entendidas"
    )


def _cell(cell: PreviewCell, column: str, table: str) -> str:
    if cell.rule:
        why = html.cell(rule_in_words(cell.rule, table, [column]))
        return (
            f'<span class="t-bad" title="{why}">✗'
            f" {html.cell(cell.raw or '(vazio)')}</span><small>{why}</small>"
        )
    if cell.value is None:
        return '<span class="t-quiet">—</span>'
    # A code, before its name.
    said_again = cell.raw == cell.value or cell.value.startswith(f"{cell.raw} ")
    raw = "" if said_again else f"<small>{html.cell(cell.raw)}</small>"
    return f"{html.cell(cell.value)}{raw}"


def _show_ended_import(view: View, steward: Desk, ended: Work) -> None:
    """What an import that this session began came to."""
    report: ImportReport | None = ended.result
    html.title(ended.title)
    if report is None:
        messages.refusal_note(ended.problem)
    else:
        import_report.headline(report)
        if report.status == "ok" and report.read:
            link = html.anchor("parte Edições", url.link(dict(view.params), secao="edicoes"))
            html.show(
                '<div class="t-sub">Para que apareça no painel, construa e publique uma edição, na'
                f" {link}.</div>"
            )
        if report.status == "repetido":
            place = {"secao": "historico", "importacao": report.import_id}
            link = html.anchor("a importação ativa", url.link(dict(view.params), **place))
            html.show(f'<div class="t-sub">Veja {link}, e ali o botão que a desfaz.</div>')
        import_report.body(steward, report)
    st.button("Fechar este relatório", on_click=background_work.put_aside, type="tertiary")
