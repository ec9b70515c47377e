"""Reconhecimento: who deserves recognition, how surely, and why?"""

import streamlit as st

from config.errors import UserError
from config.formatting import moment
from data_access.editions.info import made_at
from data_access.recognition.states import SEALED_STATES, STATE_WORDS, State
from data_access.recognition.store import RecognitionRecord
from indicators.recognition_rules.model import NATIONAL
from pages.components import html, messages
from pages.components.controls import choice, segments
from pages.reconhecimento import (
    certainty,
    checking,
    data,
    results,
    rules,
    sealed,
    unit,
    where,
    work,
)
from pages.state.view import View

RESULT, UNIT, WHERE, CERTAINTY = "resultado", "unidade", "onde", "certeza"
RULES, SEALED, CHECK, WORK = "regras", "selo", "conferir", "comite"
PARTS = {
    RESULT: "Resultado",
    UNIT: "Uma unidade",
    WHERE: "Onde estão",
    CERTAINTY: "Quão certo é",
    RULES: "Regras",
    SEALED: "Selo",
    CHECK: "Conferir um certificado",
    WORK: "Trabalho do comitê",
}
# Parts that show what one category scored.
SCORED = {
    RESULT: results.result_cards,
    UNIT: unit.unit_cards,
    WHERE: where.where_cards,
    CERTAINTY: certainty.certainty_cards,
}


def page(view: View) -> None:
    editions = data.readings(view.access).editions()
    if not editions:
        with st.container(key="card_none"):
            html.title("Edições de reconhecimento", "Quem concorre, por que regras, e o resultado.")
            messages.empty(
                "Ainda não há edições de reconhecimento.",
                "O comitê cria uma com as regras prontas: veja `t360 recognition --help`.",
            )
        return
    record = _chosen_edition(editions)
    html.source(_situation(record))
    parts = {name: words for name, words in PARTS.items() if _applies(name, view, record)}
    part = segments("Parte da página", parts, param="parte")
    try:
        _draw(part, view, record)
    except UserError as error:
        messages.empty("Isto ainda não pode ser mostrado.", str(error))


def _draw(part: str, view: View, record: RecognitionRecord) -> None:
    if part == RULES:
        rules.rules_cards(record)
    elif part == SEALED:
        sealed.sealed_cards(view, record)
    elif part == CHECK:
        checking.check_card(view)
    elif part == WORK:
        work.work_cards(view, record)
    else:
        standing = data.standing(view.access, record, _chosen_category(record))
        SCORED[part](view, standing)


def _applies(part: str, view: View, record: RecognitionRecord) -> bool:
    if part == WORK:
        return view.access.sits(record.slug)
    return part != SEALED or record.state in SEALED_STATES


def _chosen_edition(editions: list[RecognitionRecord]) -> RecognitionRecord:
    known = {record.slug: record for record in editions}
    names = {slug: _named(known[slug]) for slug in sorted(known, key=lambda s: _first(known[s]))}
    left, _ = st.columns([1.4, 1])
    with left:
        return known[choice("Edição de reconhecimento", names, param="premio", labelled=True)]


def _first(record: RecognitionRecord) -> tuple[bool, int, bool, str]:
    """Announced before open, the newest year first, and the country before a UF."""
    announced, national = record.state is State.ANNOUNCED, record.scope == NATIONAL
    return not announced, -record.year, not national, record.slug


def _named(record: RecognitionRecord) -> str:
    """What tells editions apart comes first: on a phone the rest of a long name is cut."""
    place = "Brasil" if record.scope == NATIONAL else record.scope
    return f"{record.year} · {place} · {record.name}"


def _chosen_category(record: RecognitionRecord) -> str:
    names = {item.id: item.name for item in record.rules.category}
    if len(names) == 1:
        return next(iter(names))
    left, _ = st.columns([1.4, 1])
    with left:
        return choice("Categoria", names, param="categoria", labelled=True)


def _built(edition_id: str) -> str:
    """As the foot of the menu names a data edition."""
    at = made_at(edition_id)
    return edition_id if at is None else moment(at)


def _situation(record: RecognitionRecord) -> str:
    where = "nacional" if record.scope == NATIONAL else f"de {record.scope}"
    told = f"Edição {where}, {record.rules.months.label}, {STATE_WORDS[record.state]}."
    if record.data_edition:
        told += f" Medida nos dados da edição de {_built(record.data_edition)}, com as"
        told += f" regras, versão {record.rules_version}."
    if record.appeals_until:
        told += f" Recursos até {moment(record.appeals_until)}, hora de Brasília."
    return told + (" Dados de demonstração: nada aqui é real." if record.demonstration else "")
