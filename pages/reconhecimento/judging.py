"""What members bring before the order is known: how many bands, and points with a reason."""

from collections.abc import Iterable
from functools import partial

import pandas as pd
import streamlit as st

from config.formatting import number, percent
from data_access.recognition.committee import Committee
from data_access.recognition.errors import RecognitionError
from data_access.recognition.store import RecognitionRecord
from indicators.recognition_rules.model import Category, Criterion, Origin
from pages.components import acting, html, messages
from pages.components.controls import choice
from pages.reconhecimento.rows import NEARLY_ALL, records
from pages.reconhecimento.writing import Values, Writing


def bands_choice(office: Committee, record: RecognitionRecord) -> None:
    """Before any name is seen: what each number of bands gives and costs."""
    for category in record.rules.category:
        scored = office.score(record.slug, category.id)
        curve = scored.result.curve
        if curve is None or scored.choice is None:
            continue
        html.heading(
            f"{category.name}: em quantas faixas?",
            "Mais faixas separam mais unidades, e erram mais. Escolha antes de ver nomes.",
        )
        rows = curve.points.drop_duplicates("bands")
        cells = [
            (
                number(row["bands"]),
                percent(row["separated"], 0),
                "—" if row["bands"] == 1 else f"{number(100 * row['inverted'], 1)} de 100",
            )
            for row in records(rows)
        ]
        head = ("faixas", "separam", "invertidas")  # short: all three fit a phone
        html.show(html.table(head, cells, numeric=frozenset({0, 1, 2}), label="Curva das faixas"))
        html.source(_curve_words(rows["bands"], len(scored.result.ids)))
        options = [int(count) for count in rows["bands"]]
        now = int(curve.points["bands"].iloc[scored.choice])
        key = f"bands_{record.slug}_{category.id}"
        st.segmented_control(
            f"Faixas de {category.name}",
            options,
            default=now,
            key=key,
            on_change=partial(_choose, office, record.slug, category.id, key),
        )


def _curve_words(bands: pd.Series, units: int) -> str:
    """What the columns of the curve are, what is proposed, and where bands would be a list."""
    most = int(bands.max())
    listed = (
        f" {number(most)} faixas seriam quase uma por unidade: na prática, uma lista em ordem."
        if most > 1 and most >= NEARLY_ALL * units
        else ""
    )
    return (
        "Separam: das comparações de duas unidades, quantas ficam em faixas diferentes. Invertidas:"
        " dessas, quantas estariam ao contrário. A proposta é o menor número de faixas que separa"
        " quase tudo (95 de 100) do que se pode separar dentro do limite de inversões das regras."
        f"{listed}"
    )


def _choose(office: Committee, slug: str, category: str, key: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        acting.act(
            "As faixas foram escolhidas.", partial(office.choose_bands, slug, category, chosen)
        )


def points_card(office: Committee, record: RecognitionRecord) -> None:
    given = [item for item in record.rules.category if _by_members(item)]
    if not given:
        return
    with st.container(key="card_points"):
        html.title(
            "Notas dos membros", "Cada nota tem um motivo escrito, que a unidade pode pedir."
        )
        names = {item.id: item.name for item in given}
        category = record.category(
            choice("Categoria a avaliar", names, param="avaliar", labelled=True)
        )
        register = office.score(record.slug, category.id).register
        if register.empty:
            messages.empty("Não há unidades nesta categoria.")
            return
        _form(office, record, category, dict(zip(register.index, register["name"], strict=True)))


def _by_members(category: Category) -> bool:
    return any(item.origin is Origin.POINTS for item in category.criterion)


def _form(
    office: Committee, record: RecognitionRecord, category: Category, units: dict[str, str]
) -> None:
    criteria = {item.id: item for item in category.criterion if item.origin is Origin.POINTS}
    writing = Writing(office.access.account, f"{record.slug}/notas/{category.id}")
    html.source(f"Notas: {_bounds(criteria.values())}.")
    with st.form(f"form_points_{category.id}", border=False):
        _pick(writing, "Unidade", "unidade", {key: units[key] or key for key in units})
        _pick(writing, "Critério", "critério", {key: criteria[key].name for key in criteria})
        st.number_input(
            "Nota",
            min_value=0.0,
            step=0.5,
            value=writing.before("nota"),
            placeholder="Escreva a nota",
            key=writing.key("nota"),
        )
        writing.text("Motivo", "motivo")
        writing.text("Evidência (texto, sem dados pessoais)", "evidência", 4000)
        writing.button(
            "Dar a nota",
            "A nota foi gravada.",
            lambda given: _given(office, record.slug, category.id, given),
        )


def _given(office: Committee, slug: str, category: str, given: Values) -> None:
    """Points that somebody chose to give: nobody's 0 to the first of a list is a judgement."""
    chosen = [given[name] for name in ("unidade", "critério", "nota")]
    if any(item is None for item in chosen):
        raise RecognitionError(
            "Escolha a unidade e o critério, e escreva a nota; nada foi gravado."
        )
    unit, criterion, points = chosen
    office.give_points(slug, category, unit, criterion, points, given["motivo"], given["evidência"])


def _pick(writing: Writing, label: str, name: str, options: dict[str, str]) -> None:
    """One of the options: the only one, that which was picked before, or none yet."""
    before = next(iter(options)) if len(options) == 1 else writing.before(name)
    st.selectbox(
        label,
        list(options),
        index=list(options).index(before) if before in options else None,
        placeholder="Escolha",
        format_func=options.__getitem__,
        key=writing.key(name),
    )


def _bounds(criteria: Iterable[Criterion]) -> str:
    """Between which points each criterion lies."""
    return "; ".join(
        f"{item.name}: de {number(item.points.least)} a {number(item.points.most)}"
        for item in criteria
        if item.points is not None
    )
