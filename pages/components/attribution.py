"""Whose an attendance is: the rule of the indicator,
or the other account that the address asks for (`vista`); and which filters an indicator leaves
unheeded, on every page in the same words.
"""

from collections.abc import Iterable
from dataclasses import replace
from html import escape

import streamlit as st

from config.formatting import enumerate_first, enumerate_words
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.measures.registry import scope_it_can_answer
from indicators.catalogue.definitions import Indicator
from indicators.scope import Attribution, Scope
from pages.components import html, messages
from pages.components.controls import folded
from pages.state import url
from pages.state.view import View

PARAM = "vista"
RULE = "regra"
AT_A_GLANCE = 8  # names of indicators in a sentence
NAMES = {Attribution.EXECUTING_UNIT: "unidade", Attribution.ESTABLISHMENT: "cliente"}
WORDS = {
    RULE: "Cada indicador pela sua regra",
    "unidade": "Pela unidade que atendeu",
    "cliente": "Pelo município do cliente",
}
ONE_RULE = {
    Attribution.EXECUTING_UNIT: "só é contado pela unidade que atendeu",
    Attribution.ESTABLISHMENT: "só é contado pelo município do cliente",
}


def switched_view(
    view: View, rule: Attribution | None, label: str = "De quem são os atendimentos"
) -> View:
    """The view that the address asks for; the rule applies silently, and the other accounts are
    under “opções”. `rule` is that of the page's indicators, None where each has its own.
    """
    default = RULE if rule is None else NAMES[rule]
    others = [name for name in NAMES.values() if name != default]
    chosen = folded(label, {name: WORDS[name] for name in (default, *others)}, param=PARAM)
    if chosen == default:
        return view
    asked = next(attribution for attribution, name in NAMES.items() if name == chosen)
    return replace(view, scope=replace(view.scope, attribution=asked))


def answerable_view(view: View, definition: Indicator) -> View:
    """The same view, by the rule where the indicator cannot be counted otherwise:
    its words say so too.
    """
    return replace(view, scope=scope_it_can_answer(definition, view.scope))


def told_again(view: View, asked: View) -> None:
    """The sentence of what is shown, where the choices of a page make it another
    than that under the filters.
    """
    if view.sentence != asked.sentence:
        html.show(f'<p class="t-sentence">{escape(view.sentence)}</p>')


def by_unit(view: View) -> bool:
    """Whether the units are asked for against the rule of the page."""
    return view.scope.attribution is Attribution.EXECUTING_UNIT


def rule_note(view: View, definition: Indicator) -> str:
    """What a card says of an indicator that does not follow the switch; empty where it does."""
    followed = scope_it_can_answer(definition, view.scope).attribution == view.scope.attribution
    return "" if followed or definition.attribution is None else ONE_RULE[definition.attribution]


def unit_note(view: View) -> None:
    """A line where a page of all levels is asked for units in a territory
    that holds none to tell apart.
    """
    if by_unit(view) and view.finer_level not in EXECUTING_LEVELS:
        messages.note(
            "A unidade que atendeu é conhecida por UF: abaixo dela esta conta não se aplica."
        )


def below_the_uf(view: View) -> bool:
    """Whether the units are asked for where they have no place;
    then a card says so, and leads back to the rule.
    """
    if not by_unit(view) or view.scope.territory.level in EXECUTING_LEVELS:
        return False
    with st.container(key="card_elsewhere"):
        html.title("Abaixo da UF não há unidade que atende")
        messages.empty(
            "Os atendimentos dizem a UF da unidade, e nada menor.",
            "Veja este território pelo município do cliente.",
        )
        back = html.anchor(
            "Ver pelo município do cliente", url.link(dict(view.params), **{PARAM: ""})
        )
        html.show(f'<p class="t-verdict">{back}</p>')
    return True


def unheeded_words(definition: Indicator, scope: Scope) -> str:
    """“o filtro de porte não muda este número”, beside the number; "" where all filters do."""
    filters = definition.unheeded(scope)
    return f"{_filters(filters)} este número" if filters else ""


def unheeded_sentence(definitions: Iterable[Indicator], scope: Scope) -> str:
    """“O filtro de porte não muda NPS e Esforço.”, a sentence for each set of filters; "" where
    every one of the indicators takes all that are on.
    """
    untouched: dict[tuple[str, ...], list[str]] = {}
    for definition in definitions:
        untouched.setdefault(definition.unheeded(scope), []).append(definition.short_title)
    return " ".join(
        f"{_filters(filters).capitalize()} {_some_of(list(dict.fromkeys(names)))}."
        for filters, names in untouched.items()
        if filters
    )


def _some_of(names: list[str]) -> str:
    """All that can be read at a glance, and of more the first of them and how many they are."""
    told = names if len(names) <= AT_A_GLANCE else names[:3]
    more = " indicadores" if len(told) < len(names) else ""
    return f"{enumerate_first(told, len(names))}{more}"


def unheeded_note(view: View, definitions: Iterable[Indicator], after: str = "") -> None:
    """The sentence as a note above what a page shows, and what follows `after` it."""
    told = unheeded_sentence(definitions, view.scope)
    if told:
        messages.note(f"{told} {after}".rstrip())


def _filters(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"o filtro de {names[0]} não muda"
    return f"os filtros de {enumerate_words(names)} não mudam"
