"""What somebody must look at: cases that the radar found, and appeals."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from config.formatting import moment
from data_access.recognition.committee import Committee
from data_access.recognition.records import AppealRecord, CaseRecord
from data_access.recognition.states import AppealState, CaseState, Outcome
from data_access.recognition.store import RecognitionRecord
from pages.components import acting, html, messages
from pages.reconhecimento import radar
from pages.reconhecimento.rows import records

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
        radar.radar_search(office, record)
        known = office.cases(record.slug)
        if not known:
            messages.empty("Nenhum caso aberto.", "Procure padrões para saber se há o que olhar.")
            return
        names = office.unit_names(record.slug)
        _list(known, names)
        _one(office, record, known, names)


def _one(
    office: Committee,
    record: RecognitionRecord,
    known: Sequence[CaseRecord],
    names: Mapping[str, str],
) -> None:
    """One case at a time: its months, and what may be done with it."""
    by_id = {item.id: item for item in known}
    waiting = sum(item.state is not CaseState.CLOSED for item in known)
    # Of another key once one is closed: the next that waits is then the one in sight.
    chosen = st.selectbox(
        "Examinar o caso",
        list(by_id),
        format_func=lambda key: f"{key} · {_named(by_id[key], names)}",
        key=f"case_seen_{waiting}",
    )
    case = by_id[chosen]
    radar.months_of_case(case)
    if case.state is not CaseState.CLOSED:
        _close(office, record, case)
    elif case.outcome is Outcome.EXCLUDE:
        _leave_out(office, record, case)


def _named(case: CaseRecord, names: Mapping[str, str]) -> str:
    return names.get(case.unit, case.unit)


def _leave_out(office: Committee, record: RecognitionRecord, case: CaseRecord) -> None:
    """Months of a unit that another version of the rules does not count."""
    html.heading("Deixar meses de fora")
    html.source(
        "Uma edição conta por unidade e mês: o que um caso aponta sai da conta por mês, com uma"
        " outra versão das regras. A unidade concorre pelos outros meses; clientes distintos não se"
        " contam em meses separados, e o critério deles fica sem medida, a não ser que os meses de"
        " fora sejam os primeiros ou os últimos."
    )
    months = radar.named_months(record.rules.months, case)
    with st.form("form_leave_out", border=False):
        chosen = st.multiselect(
            "Meses de fora", list(months), format_func=months.__getitem__,
            placeholder="Escolha os meses", key=f"months_out_{case.id}",
        )  # fmt: skip
        reason = st.text_area("Motivo", max_chars=2000, key="leave_out_reason")
        sent = st.form_submit_button("Gravar outra versão", type="primary")
    if sent:
        leaving = partial(office.leave_out, record.slug, case.id, chosen, reason, record.revision)
        acting.act("As regras têm outra versão, sem esses meses.", leaving)
        st.rerun()


def _list(known: Sequence[CaseRecord], names: Mapping[str, str]) -> None:
    cells = [
        (
            str(item.id),
            html.cell(_named(item, names)),
            html.cell(item.description),
            html.cell(item.state.value),
            html.cell(item.assignee or "—"),
            html.cell(item.reason or "—"),
        )
        for item in known
    ]
    head = ("caso", "unidade", "o que se viu", "situação", "com quem", "desfecho")
    html.show(html.table(head, cells, numeric=frozenset({0}), label="Casos", stacked=True))


def _close(office: Committee, record: RecognitionRecord, case: CaseRecord) -> None:
    with st.form("form_case", border=False):
        outcome = st.selectbox("Desfecho", list(OUTCOMES), format_func=OUTCOMES.__getitem__)
        reason = st.text_area("Motivo", max_chars=2000)
        sent = st.form_submit_button("Fechar o caso", type="primary")
    if sent:
        closing = partial(office.close_case, record.slug, case.id, outcome, reason)
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
