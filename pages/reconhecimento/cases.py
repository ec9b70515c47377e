"""What somebody must look at: cases that the radar found, and appeals."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from config.formatting import moment
from data_access.recognition.committee import Committee
from data_access.recognition.errors import RecognitionError
from data_access.recognition.records import AppealRecord, CaseRecord
from data_access.recognition.states import AppealState, CaseState, Outcome
from data_access.recognition.store import RecognitionRecord
from pages.components import acting, html, messages
from pages.reconhecimento import radar
from pages.reconhecimento.rows import records
from pages.reconhecimento.writing import Writing

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
    writing = Writing(office.access.account, f"{record.slug}/meses/{case.id}")
    with st.form("form_leave_out", border=False):
        st.multiselect(
            "Meses de fora", list(months), format_func=months.__getitem__,
            placeholder="Escolha os meses", key=writing.key("meses"),
            default=[month for month in writing.before("meses", []) if month in months],
        )  # fmt: skip
        writing.text("Motivo", "motivo")
        writing.button(
            "Gravar outra versão",
            "As regras têm outra versão, sem esses meses.",
            lambda given: office.leave_out(
                record.slug, case.id, given["meses"], given["motivo"], record.revision
            ),
        )


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
    _assign(office, record, case)
    writing = Writing(office.access.account, f"{record.slug}/caso/{case.id}")
    with st.form("form_case", border=False):
        before = writing.before("desfecho")
        st.selectbox(  # a decision that nobody took is not one
            "Desfecho",
            list(OUTCOMES),
            index=list(OUTCOMES).index(before) if before in OUTCOMES else None,
            placeholder="Escolha o desfecho",
            format_func=OUTCOMES.__getitem__,
            key=writing.key("desfecho"),
        )
        writing.text("Motivo", "motivo")
        writing.button(
            "Fechar o caso",
            "O caso foi fechado.",
            lambda given: _closed(office, record.slug, case.id, given["desfecho"], given["motivo"]),
        )


def _closed(office: Committee, slug: str, case: int, outcome: Outcome | None, reason: str) -> None:
    if outcome is None:
        raise RecognitionError("Escolha o desfecho do caso; nada foi gravado.")
    office.close_case(slug, case, outcome, reason)


def _assign(office: Committee, record: RecognitionRecord, case: CaseRecord) -> None:
    """Who looks into the case."""
    members = [item.name for item in office.members(record.slug)]
    if not members:
        return
    key = f"assignee_{case.id}"
    with (
        st.form("form_assign", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.selectbox(
            "Com quem fica",
            members,
            index=members.index(case.assignee) if case.assignee in members else None,
            placeholder="Escolha um membro",
            key=key,
        )
        sent = st.form_submit_button("Encarregar")
    if sent and st.session_state[key]:
        assigning = partial(office.assign_case, record.slug, case.id, st.session_state[key])
        acting.act("O caso ficou com quem foi escolhido.", assigning)
        st.rerun()


def appeals_card(office: Committee, record: RecognitionRecord) -> None:
    with st.container(key="card_appeals"):
        html.title("Recursos", _until(record))
        known = office.appeals(record.slug)
        if not known:
            messages.empty(
                "Nenhum recurso.",
                "Quem discorda do resultado da sua unidade recorre com `t360 recognition appeal`.",
            )
            return
        names = office.unit_names(record.slug)
        cells = [
            (
                str(item.id),
                html.cell(names.get(item.unit, item.unit)),
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
            _answer(office, record, still, names)


def _until(record: RecognitionRecord) -> str:
    if not record.appeals_until:
        return ""
    return f"Podem ser abertos até {moment(record.appeals_until)}, hora de Brasília."


def _answer(
    office: Committee,
    record: RecognitionRecord,
    still: dict[int, AppealRecord],
    names: Mapping[str, str],
) -> None:
    named = {key: names.get(item.unit, item.unit) for key, item in still.items()}
    chosen = st.selectbox(
        "Recurso",
        list(still),
        format_func=lambda key: f"{key} · {named[key]}",
        key="appeal_chosen",
    )
    appeal = still[chosen]
    compared = office.compare_unit(record.slug, appeal.category, appeal.unit)
    html.show(f'<p class="t-sub">O que mudaria hoje para {html.cell(named[chosen])}:</p>')
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
    writing = Writing(office.access.account, f"{record.slug}/recurso/{chosen}")
    with st.form("form_appeal", border=False):
        before = writing.before("decisão")
        st.radio(  # a decision that nobody took is not one
            "Decisão",
            VERDICTS,
            index=VERDICTS.index(before) if before in VERDICTS else None,
            key=writing.key("decisão"),
        )
        writing.text("Resposta", "resposta")
        writing.button(
            "Responder",
            "O recurso foi respondido.",
            lambda given: _answered(
                office, record.slug, chosen, given["decisão"], given["resposta"]
            ),
        )


def _answered(office: Committee, slug: str, appeal: int, verdict: str | None, answer: str) -> None:
    if verdict is None:
        raise RecognitionError("Escolha a decisão, acolher ou negar; nada foi gravado.")
    office.answer_appeal(slug, appeal, verdict == VERDICTS[0], answer)
