"""The states of a scope against the plan: strategy by strategy, and rule by rule.
Each cell opens its rows.
"""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd
import streamlit as st

from config.formatting import enumerate_words, number, percent, plural
from config.programme import Strategy, programme
from indicators.programme import RECOMMENDATIONS, Rule, RuleStatus, conformity
from pages.components import html
from pages.components import programme_data as data
from pages.components.downloads import downloads
from pages.components.programme_words import (
    TITLES,
    cell_link,
    definitions,
    legend,
    matrix,
    state_link,
    status_word,
    verdict_mark,
)
from pages.state.view import View

STRATEGIES = {
    "code": "código IBGE",
    "uf": "UF",
    "state": "estado",
    "strategy": "estratégia",
    "initiatives": "iniciativas",
    "csn": "CSN (R$)",
}
RULES = {
    "code": "código IBGE",
    "uf": "UF",
    "state": "estado",
    "title": "regra",
    "status": "situação",
    "met": "cumprem",
    "total": "de quantos",
    "value": "parcela",
    "target": "meta",
    "sentence": "o que se esperava e o que há",
}
NOBODY = "sem iniciativas no ano"


def strategies_card(view: View) -> None:
    """Initiatives of each strategy in each state."""
    plan = programme()
    year = view.scope.period.end.year
    html.title(
        "Estratégias por estado",
        f"Iniciativas de cada estratégia em {year}; abra uma célula para ver quais.",
    )
    found = data.strategies(view)
    head = [("Estado", "Estado"), *((strategy.short, strategy.name) for strategy in plan.strategy)]
    rows = (
        [
            state_link(view, states.iloc[0]),
            *(_strategy_cell(view, row, names) for _, row in states.iterrows()),
        ]
        for names in [{strategy.id: strategy for strategy in plan.strategy}]
        for _, states in found.groupby("code", sort=True)
    )
    label = f"Iniciativas por estado e estratégia, {year}"
    if view.phone:
        html.show(_narrow(("Estado", "Tem", "Não tem"), _lacking_strategy_rows(view, found), label))
    else:
        html.show(matrix(head, rows, label=label))
        html.show(legend())
    names = {strategy.id: strategy.name for strategy in plan.strategy}
    told = found.assign(strategy=found["strategy_id"].map(names))
    downloads(view, f"Estratégias por estado em {year}", told, STRATEGIES, key="estrategias")


def _strategy_cell(view: View, row: pd.Series, names: dict[str, Strategy]) -> str:
    strategy = names[row["strategy_id"]]
    where = f"{row['state']}, {strategy.name}"
    if pd.isna(row["initiatives"]):
        markup, said = verdict_mark(RuleStatus.NOT_MEASURED, ""), NOBODY
    else:
        count = int(row["initiatives"])
        said = plural(count, "iniciativa", "iniciativas") if count else "nenhuma iniciativa"
        markup = verdict_mark(RuleStatus.MET if count else RuleStatus.NOT_MET, number(count), said)
    return cell_link(view, f"{row['uf']}.estrategia.{strategy.id}", markup, f"{where}: {said}")


def rules_card(view: View) -> None:
    """Each rule in each state, with how many are kept."""
    year = view.scope.period.end.year
    html.title(
        "Regras por estado",
        f"O que cada estado cumpre do plano em {year}; abra uma célula para ver por quê.",
    )
    found = data.rules(view)
    head = [
        ("Estado", "Estado"),
        *((TITLES[rule], TITLES[rule]) for rule in Rule),
        ("Cumpre", "Obrigações cumpridas"),
    ]
    rows = [_state_row(view, states) for _, states in found.groupby("code", sort=True)]
    if len(rows) > 1:
        rows.append(_total_row(found))
    label = f"Regras do programa por estado, {year}"
    if view.phone:
        html.show(
            _narrow(("Estado", "Cumpre", "Não cumpre"), _missing_rule_rows(view, found), label)
        )
    else:
        html.show(matrix(head, rows, label=label))
        html.show(legend())
    html.source(
        "As frações contam estratégias ou iniciativas; as porcentagens são do CSN ou dos"
        " atendimentos com soluções. “Cumpre” conta as obrigações que se aplicam e puderam ser"
        f" medidas; {_recommendations()} são recomendações do plano, e não contam."
    )
    with st.expander("Como cada regra é julgada"):
        items = (
            f"<li><b>{TITLES[rule]}</b>: {html.cell(text)}</li>"
            for rule, text in definitions().items()
        )
        html.show(f'<ul class="t-plain">{"".join(items)}</ul>')
    told = found.assign(
        title=[TITLES[Rule(rule)] for rule in found["rule"]],
        status=[
            status_word(rule, status)
            for rule, status in zip(found["rule"], found["status"], strict=True)
        ],
    )
    downloads(
        view,
        f"Regras do programa em {year}",
        told,
        RULES,
        key="regras",
        units={"value": "%", "target": "%"},
    )


def _recommendations() -> str:
    """Their names, without the word that tells them apart on the boards."""
    return enumerate_words(TITLES[rule].partition(" (")[0] for rule in RECOMMENDATIONS)


def _narrow(head: Sequence[str], rows: Iterable[tuple[str, str, list[str]]], label: str) -> str:
    """What a board says of each state, as wide as a phone:
    how many, and by name only what is missing.
    """
    nothing = '<span class="t-good">✓ nada falta</span>'
    cells = ((state, kept, "<br>".join(missed) or nothing) for state, kept, missed in rows)
    return html.table(head, cells, numeric=frozenset(), label=label)


def _missing_rule_rows(view: View, found: pd.DataFrame) -> Iterator[tuple[str, str, list[str]]]:
    for _, states in found.groupby("code", sort=True):
        missed = states[states["status"] == RuleStatus.NOT_MET]  # a recommendation says what it is
        links = [
            cell_link(view, _rule_key(row), _missed_rule_words(row), row["sentence"])
            for _, row in missed.iterrows()
        ]
        yield state_link(view, states.iloc[0]), _rules_met_cell(states), links


def _missed_rule_words(row: pd.Series) -> str:
    figure = _figure(row)[0].replace(" ", "\N{NO-BREAK SPACE}")
    return f"✗ {TITLES[Rule(row['rule'])]} {figure}"


def _lacking_strategy_rows(view: View, found: pd.DataFrame) -> Iterator[tuple[str, str, list[str]]]:
    short = {strategy.id: strategy.short for strategy in programme().strategy}
    for _, states in found.groupby("code", sort=True):
        some, none = (
            int((states["initiatives"].fillna(-1) > 0).sum()),
            states[states["initiatives"] == 0],
        )
        known = states["initiatives"].notna().any()
        links = [
            cell_link(
                view,
                f"{row['uf']}.estrategia.{row['strategy_id']}",
                f"✗ {short[row['strategy_id']]}",
                "",
            )
            for _, row in none.iterrows()
        ]
        yield (
            state_link(view, states.iloc[0]),
            f"{some} de {len(states)}" if known else "—",
            links if known else [NOBODY],
        )


def _state_row(view: View, states: pd.DataFrame) -> list[str]:
    by_rule = {Rule(row["rule"]): row for _, row in states.iterrows()}
    cells = [_rule_cell(view, by_rule[rule]) for rule in Rule]
    return [state_link(view, states.iloc[0]), *cells, _rules_met_cell(states)]


def _rule_cell(view: View, row: pd.Series) -> str:
    figure, said = _figure(row)
    markup = verdict_mark(row["status"], figure, said, row["rule"])
    return cell_link(view, _rule_key(row), markup, f"{row['state']}: {row['sentence']}")


def _rule_key(row: pd.Series) -> str:
    return f"{row['uf']}.regra.{row['rule']}"


def _figure(row: pd.Series) -> tuple[str, str]:
    """What a cell shows, and how it is said."""
    if row["status"] not in (RuleStatus.MET, RuleStatus.NOT_MET):
        return "", ""
    if row["value"] is not None:
        return percent(row["value"]), percent(row["value"])
    return (
        f"{number(row['met'])}/{number(row['total'])}",
        f"{number(row['met'])} de {number(row['total'])}",
    )


def _rules_met_cell(states: pd.DataFrame) -> str:
    """Of the obligations: those of a state without initiatives are not known."""
    obliged = states[~states["rule"].isin(RECOMMENDATIONS)]
    total = conformity(RuleStatus(status) for status in obliged["status"])
    strategies = states.loc[states["rule"] == Rule.STRATEGIES, "sentence"].iloc[0]
    if not total.applicable or states["total"][states["rule"] == Rule.STRATEGIES].isna().all():
        return f'<span class="t-quiet" title="{html.cell(strategies)}">—</span>'
    return f"<b>{number(total.met)} de {number(total.applicable)}</b>"


def _total_row(found: pd.DataFrame) -> list[str]:
    """How many states keep each rule, of those to which it applies."""
    return ["<b>Estados que cumprem</b>", *_totals(found), ""]


def _totals(found: pd.DataFrame) -> Iterator[str]:
    for rule in Rule:
        total = conformity(
            RuleStatus(status) for status in found.loc[found["rule"] == rule, "status"]
        )
        yield f"{number(total.met)} de {number(total.applicable)}" if total.applicable else "—"
