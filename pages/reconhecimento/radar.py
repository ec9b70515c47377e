"""The radar: what it looks for, what these data cannot answer, and the months of each case."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from config.formatting import enumerate_words, number, percent, plural
from data_access.recognition.committee import Committee
from data_access.recognition.radar import CaseMonth, case_months
from data_access.recognition.records import CaseRecord
from data_access.recognition.store import RecognitionRecord
from indicators.scope import Period
from pages.components import html
from pages.components.acting import act


def radar_search(office: Committee, record: RecognitionRecord) -> None:
    """A button that has the radar look at every unit, and the list of its patterns."""
    if record.data_edition is None:
        return
    st.button(
        "Procurar padrões",
        key="search_patterns",
        help="Olha todas as unidades e abre um caso de cada padrão que se destaca entre os pares.",
        on_click=partial(act, _found_sentence, partial(office.search_patterns, record.slug)),
    )
    with st.expander(
        "O que se procura, e o que estes dados não respondem",
        key="patterns_sought",
        on_change="rerun",
    ) as opened:
        if opened.open:
            for category in record.rules.category:
                _sought(office, record.slug, category.id, category.name)


def _found_sentence(new: int) -> str:
    if not new:
        return "Os padrões foram procurados: nenhum caso novo."
    return f"Os padrões foram procurados: {plural(new, 'caso novo', 'casos novos')}."


def _sought(office: Committee, slug: str, category: str, name: str) -> None:
    known = office.patterns(slug, category)
    if not known:
        html.source(f"{name}: são inscrições do comitê, e nada se conta delas.")
        return
    cells = [
        (
            f"<b>{html.cell(item.title)}</b>",
            html.cell(item.description),
            html.cell(" ".join(filter(None, ("Sim." if item.answered else "Não.", item.note)))),
        )
        for item in known
    ]
    head = ("padrão", "o que se vê", "estes dados respondem?")
    html.heading(name)
    html.show(html.table(head, cells, numeric=frozenset(), label=f"Padrões: {name}", stacked=True))


def months_of_case(case: CaseRecord) -> None:
    """In which months it is: what is chosen from to be left out."""
    months = case_months(case.evidence)
    if not months:
        html.source(
            "Este caso não se vê por mês: é do que clientes responderam, que não é dito mês a mês,"
            " ou foi aberto por um membro."
        )
        return
    html.source(months_sentence(months))
    html.show(_months_table(months))


def named_months(period: Period, case: CaseRecord) -> dict[str, str]:
    """The months of a period by how they are written, and what the case says of each."""
    known = {item.month: item for item in case_months(case.evidence)}
    found = {}
    for month in (period.start + place for place in range(period.months)):
        said = known.get(month)
        told = "" if said is None else f" · {number(said.cases)} de {number(said.base)}"
        found[str(month)] = month.label + told + (" · destaca-se" if said and said.bears else "")
    return found


def months_sentence(months: Sequence[CaseMonth]) -> str:
    bearing = [item.month.label for item in months if item.bears]
    if not bearing:
        return (
            "Nenhum mês se destaca sozinho: o que o caso aponta está espalhado por todos os meses."
        )
    if len(bearing) == len(months):
        return "Todos os meses se destacam: o que o caso aponta é do período inteiro."
    noun = plural(len(bearing), "mês se destaca", "meses se destacam")
    return f"{noun}: {enumerate_words(bearing)}. Nos outros, há o que os pares também teriam."


def _months_table(months: Sequence[CaseMonth]) -> str:
    cells = [
        (
            html.cell(item.month.label),
            number(item.cases),
            number(item.base),
            percent(item.cases / item.base),
            "<b>destaca-se</b>" if item.bears else "—",
        )
        for item in months
    ]
    head = ("mês", "casos", "de", "parte", "entre os pares")
    return html.table(head, cells, numeric=frozenset({1, 2, 3}), label="Meses do caso")
