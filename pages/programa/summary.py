"""What is missing, in sentences: rule by rule of one state, or which states miss each rule."""

import pandas as pd
import streamlit as st

from config.formatting import enumerate_words, number, plural
from config.programme import programme
from indicators.programme import RECOMMENDATIONS, Rule, RuleStatus, conformity
from pages.components import html, messages
from pages.components import programme_data as data
from pages.components.programme_words import (
    MARKS,
    TITLES,
    TONES,
    WORDS,
    cell_link,
    common_reason,
    status_word,
)
from pages.state.view import View

NAMED = 9  # states that a sentence names


def summary_card(view: View) -> None:
    found = data.rules(view)
    states = found["code"].nunique()
    year = view.scope.period.end.year
    html.title("O que falta", f"{view.place}: {_headline(found, states)}")
    items = _of_one(view, found) if states == 1 else _of_many(view, found)
    html.show(f'<ul class="t-rules">{"".join(items)}</ul>')
    plan = programme()
    html.source(f"Regras: {plan.source}, versão {plan.version}, aplicadas a {year}.")


def _headline(found: pd.DataFrame, states: int) -> str:
    obliged = ~found["rule"].isin(RECOMMENDATIONS)
    total = conformity(RuleStatus(status) for status in found.loc[obliged, "status"])
    advised = conformity(RuleStatus(status) for status in found.loc[~obliged, "status"])
    words = ("obrigação aplicável cumprida", "obrigações aplicáveis cumpridas")
    kept = f"{number(total.met)} de {plural(total.applicable, *words)}"
    if advised.applicable:
        words = ("recomendação seguida", "recomendações seguidas")
        kept += f" e {number(advised.met)} de {plural(advised.applicable, *words)}"
    apart = plural(total.unmeasured, "não pôde ser medida", "não puderam ser medidas")
    unmeasured = f"; {apart}" if total.unmeasured else ""
    where = "" if states == 1 else f", em {plural(states, 'estado', 'estados')}"
    return f"{kept}{where}{unmeasured}."


def _item(status: RuleStatus, markup: str) -> str:
    tone = TONES.get(status, "t-quiet")
    return (
        f'<li><span class="{tone}"'
        f' aria-hidden="true">{MARKS[status]}</span><span>{markup}</span></li>'
    )


def _of_one(view: View, found: pd.DataFrame) -> list[str]:
    """Every rule, those that are missed first, and of these the obligations."""
    order = (RuleStatus.NOT_MET, RuleStatus.NOT_MEASURED, RuleStatus.MET, RuleStatus.NOT_APPLICABLE)
    rows = sorted(
        (row for _, row in found.iterrows()),
        key=lambda row: (order.index(RuleStatus(row["status"])), row["rule"] in RECOMMENDATIONS),
    )
    items = []
    for row in rows:
        status = RuleStatus(row["status"])
        name = cell_link(
            view,
            f"{row['uf']}.regra.{row['rule']}",
            TITLES[Rule(row["rule"])],
            "Ver as iniciativas",
        )
        items.append(
            _item(
                status,
                f"<b>{name}</b> ({status_word(row['rule'], status)}). {html.cell(row['sentence'])}",
            )
        )
    return items


def _of_many(view: View, found: pd.DataFrame) -> list[str]:
    """For each rule, how many states keep it, and which do not."""
    return [_item(*_of_rule(view, rule, found[found["rule"] == rule])) for rule in Rule]


def _of_rule(view: View, rule: Rule, rows: pd.DataFrame) -> tuple[RuleStatus, str]:
    status = rows.set_index("uf")["status"]
    missed, unknown = (
        list(status.index[status == kind]) for kind in (RuleStatus.NOT_MET, RuleStatus.NOT_MEASURED)
    )
    total = conformity(RuleStatus(value) for value in status)
    if not total.applicable:
        worst = RuleStatus.NOT_MEASURED if unknown else RuleStatus.NOT_APPLICABLE
        return (
            worst,
            f"<b>{TITLES[rule]}</b> ({WORDS[worst]}). {html.cell(common_reason(rows, worst))}",
        )
    verbs = ("segue", "seguem") if rule in RECOMMENDATIONS else ("cumpre", "cumprem")
    kept = verbs[total.met != 1]
    text = (
        f"<b>{TITLES[rule]}</b>: {number(total.met)} de"
        f" {plural(total.applicable, 'estado', 'estados')} {kept}"
    )
    if missed:
        text += f"; não {verbs[len(missed) != 1]} {_links(view, rule, missed)}"
    if unknown:
        text += f"; não medida em {plural(len(unknown), 'estado', 'estados')}"
    return RuleStatus.NOT_MET if missed else RuleStatus.MET, f"{text}."


def _links(view: View, rule: Rule, ufs: list[str]) -> str:
    names = _absent_strategies(view) if rule is Rule.STRATEGIES else {}
    shown = [
        cell_link(
            view, f"{uf}.regra.{rule}", html.cell(uf + names.get(uf, "")), "Ver as iniciativas"
        )
        for uf in ufs[:NAMED]
    ]
    rest = len(ufs) - NAMED
    return enumerate_words([*shown, f"mais {number(rest)}"] if rest > 0 else shown)


def _absent_strategies(view: View) -> dict[str, str]:
    """By state, the strategies that it lacks: the name of one, the number of several."""
    short = {strategy.id: strategy.short for strategy in programme().strategy}
    found = data.strategies(view)
    absent = found[found["initiatives"] == 0].groupby("uf")["strategy_id"].agg(list)
    return {
        str(uf): f" ({short[ids[0]] if len(ids) == 1 else f'{number(len(ids))} delas'})"
        for uf, ids in absent.items()
    }


def has_year(view: View) -> bool:
    """Whether the edition has initiatives of the year of the scope."""
    return view.scope.period.end.year in data.years(view)


def year_notes(view: View) -> bool:
    """Say what the year lacks; False where there is nothing to show, and the page ends."""
    years, year = data.years(view), view.scope.period.end.year
    known = sorted(each for each in years if each is not None)
    if not years:
        whose = " dos seus estados" if view.access.ufs is not None else " do programa"
        _only(
            "Ainda não há iniciativas",
            f"Esta edição não tem iniciativas{whose}.",
            "Importe a tabela iniciativas e construa outra edição.",
        )
        return False
    if year not in years:
        others = enumerate_words(map(str, known)) if known else "nenhum ano"
        _only(
            f"Não há iniciativas de {year}",
            f"As {'dos seus estados' if view.access.ufs is not None else 'desta edição'} são de"
            f" {others}.",
            "Escolha um período que termine num desses anos, ou importe as do ano.",
        )
        return False
    if years.get(None):
        undated = plural(years[None], "iniciativa não diz o ano", "iniciativas não dizem o ano")
        messages.note(f"{undated} e não {'entra' if years[None] == 1 else 'entram'} em nenhum.")
    _absent_states(view)
    return True


def _only(title: str, reason: str, what_to_do: str) -> None:
    with st.container(key="card_no_initiatives"):
        html.title(title)
        messages.empty(reason, what_to_do)


def _absent_states(view: View) -> None:
    found = data.strategies(view)
    absent = sorted(set(found.loc[found["initiatives"].isna(), "uf"]))
    if absent:
        messages.note(
            f"Sem iniciativas no ano: {', '.join(absent)}. As regras sobre iniciativas não são"
            " medidas ali, e o estado fica fora da conformidade."
        )
