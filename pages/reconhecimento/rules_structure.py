"""Which criteria, pillars and tiers a category has: what is taken away, and what is added."""

from collections.abc import Callable

import streamlit as st

from indicators.catalogue.definitions import catalogue
from indicators.recognition_rules.edit import (
    new_criterion,
    with_criterion,
    with_pillar,
    with_tier,
    without,
)
from indicators.recognition_rules.measurable import UnitKind, indicators_of
from indicators.recognition_rules.model import Category

POINTS = ""  # of a criterion that members give points in
NO_PILLAR = ""
Added = list[Callable[[Category], Category]]


def asked_structure(category: Category, key: str) -> Category:
    """The category with what was added in this session, and without what was chosen to go."""
    added: Added = st.session_state.setdefault(f"added_{key}", [])
    for change in added:
        category = change(category)
    with st.expander("Criar ou tirar critérios, pilares e níveis", key=f"structure_{key}"):
        changed = _taken_away(category, key)
        _additions(changed, added, key)
    return changed


def _taken_away(category: Category, key: str) -> Category:
    known = {
        "Tirar critérios": {item.id: item.name for item in category.criterion},
        "Tirar pilares": {item.id: item.name for item in category.pillar},
        "Tirar níveis": {item.name: item.name for item in category.tier},
    }
    chosen = []
    for column, (label, names) in zip(
        st.columns(len(known), gap="small"), known.items(), strict=True
    ):
        with column:
            chosen.append(
                st.multiselect(
                    label, list(names), format_func=names.__getitem__, key=f"{label}_{key}",
                    placeholder="Nenhum",
                )
            )  # fmt: skip
    return without(category, *chosen)


def _additions(category: Category, added: Added, key: str) -> None:
    criterion, pillar, tier = st.columns([1.4, 1, 1], gap="small")
    with criterion:
        _add_criterion(category, added, key)
    with pillar, st.form(f"add_pillar_{key}", clear_on_submit=True, border=False):
        name = st.text_input("Novo pilar", max_chars=200, key=f"pillar_name_{key}")
        weight = st.number_input(
            "Peso do pilar", 0.0, 100.0, 0.0, 0.5, "%g", key=f"pillar_weight_{key}"
        )
        if st.form_submit_button("Criar pilar") and name.strip():
            _add(added, lambda own: with_pillar(own, name.strip(), weight))
    with tier, st.form(f"add_tier_{key}", clear_on_submit=True, border=False):
        called = st.text_input("Novo nível", max_chars=200, key=f"tier_name_{key}")
        least = st.number_input("A partir de", 0.0, 100.0, 0.0, 0.5, "%g", key=f"tier_least_{key}")
        if st.form_submit_button("Criar nível") and called.strip():
            _add(added, lambda own: with_tier(own, called.strip(), least))


def _add_criterion(category: Category, added: Added, key: str) -> None:
    measures = {POINTS: "notas do comitê"}
    if category.unit is not UnitKind.PROCESS:
        measures |= {name: catalogue()[name].title for name in indicators_of(category.unit)}
    pillars = {NO_PILLAR: "—"} | {item.id: item.name for item in category.pillar}
    with st.form(f"add_criterion_{key}", clear_on_submit=True, border=False):
        name = st.text_input("Novo critério", max_chars=200, key=f"criterion_name_{key}")
        measure = st.selectbox(
            "De onde vem", list(measures), format_func=measures.__getitem__,
            key=f"criterion_measure_{key}",
        )  # fmt: skip
        pillar = st.selectbox(
            "Pilar", list(pillars), format_func=pillars.__getitem__, key=f"criterion_pillar_{key}"
        )
        weight = st.number_input("Peso", 0.0, 100.0, 0.0, 0.5, "%g", key=f"criterion_weight_{key}")
        if st.form_submit_button("Criar critério") and name.strip():
            _add(
                added,
                lambda own: with_criterion(
                    own,
                    new_criterion(own, name.strip(), measure or None, weight, pillar or None),
                ),
            )


def _add(added: Added, change: Callable[[Category], Category]) -> None:
    added.append(change)
    st.rerun()
