"""What somebody must look at: cases that the radar found, and appeals."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from config.formatting import moment
from data_access.recognition.committee import Committee
from data_access.recognition.records import AppealRecord, CaseRecord
from data_access.recognition.states import AppealState, CaseState, Outcome
from data_access.recognition.store import RecognitionRecord
from pages.components import acting, html, messages
from pages.reconhecimento.results import records

OUTCOMES = {
    Outcome.NOTHING: "Sem efeito",
    Outcome.EXCLUDE: "Pedir novas regras que excluam o que o caso aponta",
}

VERDICTS = ("Acolher", "Negar")


def cases_card(office: Committee, record: RecognitionRecord) -> None:
    with st.container(key="card_cases"):
        html.title(
            "Casos a examinar",
            "Um padrão é uma pergunta, e não uma acusação: nada é descontado sozinho.",
        )
        known = office.cases(record.slug)
        if not known:
            messages.empty("Nenhum padrão chamou a atenção.")
            return
        _list(known)
        still = {item.id: item for item in known if item.state is not CaseState.CLOSED}
        if still:
            _close(office, record, still)
        out = {item.id: item for item in known if item.outcome is Outcome.EXCLUDE}
        if out:
            _leave_out(office, record, out)


def _leave_out(office: Committee, record: RecognitionRecord, out: dict[int, CaseRecord]) -> None:
    """Months of a unit that another version of the rules does not count."""
    html.heading("Deixar meses de fora")
    html.source(
        "Uma edição conta por unidade e mês: o que um caso aponta sai da conta por mês, com uma"
        " outra versão das regras. A unidade concorre pelos outros meses; clientes distintos não se"
        " contam em meses separados, e o critério deles fica sem medida, a não ser que os meses de"
        " fora sejam os primeiros ou os últimos."
    )
    period = record.rules.months
    months = {str(period.start + place): (period.start + place).label
              for place in range(period.months)}  # fmt: skip
    with st.form("form_leave_out", border=False):
        case = st.selectbox(
            "Caso fechado", list(out), format_func=lambda key: f"{key} · {out[key].unit}"
        )
        chosen = st.multiselect(
            "Meses de fora", list(months), format_func=months.__getitem__,
            placeholder="Escolha os meses",
        )  # fmt: skip
        reason = st.text_area("Motivo", max_chars=2000, key="leave_out_reason")
        sent = st.form_submit_button("Gravar outra versão", type="primary")
    if sent:
        leaving = partial(office.leave_out, record.slug, case, chosen, reason, record.revision)
        acting.act("As regras têm outra versão, sem esses meses.", leaving)
        st.rerun()


def _list(known: Sequence[CaseRecord]) -> None:
    cells = [
        (
            str(item.id),
            html.cell(item.unit),
            html.cell(item.description),
            html.cell(item.state.value),
            html.cell(item.assignee or "—"),
            html.cell(item.reason or "—"),
        )
        for item in known
    ]
    head = ("caso", "unidade", "o que se viu", "situação", "com quem", "desfecho")
    html.show(html.table(head, cells, numeric=frozenset({0}), label="Casos", stacked=True))


def _close(office: Committee, record: RecognitionRecord, still: dict[int, CaseRecord]) -> None:
    with st.form("form_case", border=False):
        case = st.selectbox(
            "Caso", list(still), format_func=lambda key: f"{key} · {still[key].unit}"
        )
        outcome = st.selectbox("Desfecho", list(OUTCOMES), format_func=OUTCOMES.__getitem__)
        reason = st.text_area("Motivo", max_chars=2000)
        sent = st.form_submit_button("Fechar o caso", type="primary")
    if sent:
        closing = partial(office.close_case, record.slug, case, outcome, reason)
        acting.act("O caso foi fechado.", closing)
        st.rerun()


def appeals_card(office: Committee, record: RecognitionRecord) -> None:
    with st.container(key="card_appeals"):
        html.title("Recursos", _until(record))
        known = office.appeals(record.slug)
        if not known:
            messages.empty("Nenhum recurso.")
            return
        cells = [
            (
                str(item.id),
                html.cell(item.unit),
                html.cell(item.author),
                html.cell(item.reason),
                html.cell(item.state.value),
                html.cell(item.answer or "—"),
            )
            for item in known
        ]
        head = ("recurso", "unidade", "de quem", "motivo", "situação", "resposta")
        html.show(html.table(head, cells, numeric=frozenset({0}), label="Recursos", stacked=True))
        still = {item.id: item for item in known if item.state is AppealState.FILED}
        if still:
            _answer(office, record, still)


def _until(record: RecognitionRecord) -> str:
    return f"Podem ser abertos até {moment(record.appeals_until)}." if record.appeals_until else ""


def _answer(office: Committee, record: RecognitionRecord, still: dict[int, AppealRecord]) -> None:
    chosen = st.selectbox(
        "Recurso",
        list(still),
        format_func=lambda key: f"{key} · {still[key].unit}",
        key="appeal_chosen",
    )
    appeal = still[chosen]
    compared = office.compare_unit(record.slug, appeal.category, appeal.unit)
    html.show(f'<p class="t-sub">O que mudaria hoje para {html.cell(appeal.unit)}:</p>')
    changed = compared[compared["changed"].astype(bool)]
    if changed.empty:
        html.show("<p>Nada: refeito hoje, o resultado é o mesmo.</p>")
    else:
        cells = [
            (html.cell(row["what"]), html.cell(row["before"]), html.cell(row["after"]))
            for row in records(changed)
        ]
        head = ("o quê", "selado", "hoje")
        html.show(html.table(head, cells, numeric=frozenset({1, 2}), label="O que mudaria"))
    with st.form("form_appeal", border=False):
        verdict = st.radio("Decisão", VERDICTS)
        answer = st.text_area("Resposta", max_chars=2000)
        sent = st.form_submit_button("Responder", type="primary")
    if sent:
        answering = partial(
            office.answer_appeal, record.slug, chosen, verdict == VERDICTS[0], answer
        )
        acting.act("O recurso foi respondido.", answering)
        st.rerun()
