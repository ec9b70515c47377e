"""Rules, changed on the page: what is wrong is said while it is typed, and what changes
is another version of the rules.
"""

from functools import partial

import streamlit as st

from config.formatting import number
from data_access.recognition.committee import Committee
from data_access.recognition.states import CHANGEABLE
from data_access.recognition.store import RecognitionRecord
from indicators.recognition_rules.compare import Change, compare_rules
from indicators.recognition_rules.edit import all_problems
from indicators.recognition_rules.model import Category, Rules
from pages.components import html, messages
from pages.components.acting import act
from pages.reconhecimento.rules_fields import asked_eligibility, asked_scale
from pages.reconhecimento.rules_structure import asked_structure

MOST = 100.0
ACROSS = 3  # fields in a row


def rules_form_card(office: Committee, record: RecognitionRecord) -> None:
    if record.state not in CHANGEABLE:
        return
    with st.container(key="card_rules_form"):
        html.title(
            "Mudar as regras",
            "Cada mudança é outra versão das regras, com motivo. Depois de aberta, a edição volta"
            " ao começo do trabalho.",
        )
        with st.expander("Abrir o formulário", key="rules_form", on_change="rerun") as expander:
            if expander.open:
                _form(office, record)


def _form(office: Committee, record: RecognitionRecord) -> None:
    changed = record.rules
    for category in record.rules.category:
        html.heading(category.name)
        changed = changed.with_category(_asked(record, category))
    problems = all_problems(changed)
    for sentence in problems:
        messages.refusal_note(sentence[0].upper() + sentence[1:])
    changes = compare_rules(record.rules, changed)
    if changes:
        html.show(_changes(changes))
    else:
        html.source("Nada foi mudado ainda.")
    key = f"rules_reason_{record.slug}_{record.rules_version}"
    st.text_area("Motivo da mudança", key=key, max_chars=2000)
    st.button(
        "Gravar outra versão",
        type="primary",
        key="save_rules",
        disabled=bool(problems) or not changes,
        on_click=partial(_save, office, record, changed, key),
    )


def _save(office: Committee, record: RecognitionRecord, rules: Rules, key: str) -> None:
    reason = str(st.session_state[key])
    saving = partial(office.save_rules, record.slug, rules, reason, record.revision)
    act("As regras têm outra versão.", saving)


def _asked(record: RecognitionRecord, category: Category) -> Category:
    """The category with what is in the fields."""
    about = f"{record.slug}_{record.rules_version}_{category.id}"
    category = asked_structure(category, about)
    pillars = _fields(
        {item.id: (f"Pilar: {item.name}", item.weight) for item in category.pillar},
        f"pillar_{about}",
    )
    criteria = _fields(
        {item.id: (item.name, item.weight) for item in category.criterion}, f"weight_{about}"
    )
    html.source(f"Os pesos dos critérios somam {number(sum(criteria.values()), 1)} de 100.")
    cuts = _fields(
        {item.name: (f"{item.name}, a partir de", item.least) for item in category.tier},
        f"cut_{about}",
    )
    html.source("Quem concorre, e ao lado de quem.")
    category = asked_eligibility(category, about)
    with st.expander("Escalas, mínimos e o que se faz sem medida", key=f"scales_{about}"):
        scaled = tuple(asked_scale(item, category, about) for item in category.criterion)
    return category.model_copy(
        update={
            "pillar": tuple(
                item.model_copy(update={"weight": pillars[item.id]}) for item in category.pillar
            ),
            "criterion": tuple(
                item.model_copy(update={"weight": criteria[item.id]}) for item in scaled
            ),
            "tier": tuple(
                item.model_copy(update={"least": cuts[item.name]}) for item in category.tier
            ),
        }
    )


def _fields(known: dict[str, tuple[str, float]], key: str) -> dict[str, float]:
    """A field per name, with its label and what it is now."""
    columns = st.columns(ACROSS, gap="small") if known else []
    found = {}
    for place, (name, (label, now)) in enumerate(known.items()):
        with columns[place % ACROSS]:
            found[name] = st.number_input(
                label,
                min_value=0.0,
                max_value=MOST,
                value=now,
                step=0.5,
                format="%g",
                key=f"{key}_{name}",
            )
    return found


def _changes(changes: list[Change]) -> str:
    cells = [
        (html.cell(item.field), html.cell(item.before or "—"), html.cell(item.after or "—"))
        for item in changes
    ]
    return html.table(
        ("o que muda", "de", "para"), cells, numeric=frozenset({1, 2}), label="O que muda"
    )
