"""What members bring before the order is known: how many bands, and points with a reason."""

from functools import partial

import streamlit as st

from config.formatting import number, percent
from data_access.recognition.committee import Committee
from data_access.recognition.store import RecognitionRecord
from indicators.recognition_rules.model import Category, Origin
from pages.components import acting, html, messages
from pages.components.controls import choice
from pages.reconhecimento.rows import records


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
        head = ("faixas", "comparações entre faixas", "delas, invertidas")
        html.show(html.table(head, cells, numeric=frozenset({0, 1, 2}), label="Curva das faixas"))
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
    with st.form("form_points", border=False):
        unit = st.selectbox("Unidade", list(units), format_func=lambda key: units[key] or key)
        criterion = st.selectbox(
            "Critério", list(criteria), format_func=lambda key: criteria[key].name
        )
        points = st.number_input("Nota", min_value=0.0, step=0.5)
        reason = st.text_area("Motivo", max_chars=2000)
        evidence = st.text_area("Evidência (texto, sem dados pessoais)", max_chars=4000)
        sent = st.form_submit_button("Dar a nota", type="primary")
    if sent:
        acting.act(
            "A nota foi gravada.",
            partial(
                office.give_points,
                record.slug,
                category.id,
                unit,
                criterion,
                points,
                reason,
                evidence,
            ),
        )
        st.rerun()
