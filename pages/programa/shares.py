"""A share of each state against its target:
the CSN on the strategies, and the two of the portfolio.
"""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import enumerate_words, number, percent, plural
from config.programme import programme
from indicators.programme import RECOMMENDATIONS, Rule, RuleStatus
from pages.components import html, messages
from pages.components import programme_data as data
from pages.components.controls import choice
from pages.components.downloads import downloads
from pages.components.export_columns import Kind
from pages.components.plots import chart, config
from pages.components.programme_words import MARKS, TITLES, status_word
from pages.state.view import View

SHARES = (Rule.CSN, Rule.PORTFOLIO, Rule.SYNCHRONOUS)
WHOLES: Mapping[Rule, str] = {
    Rule.CSN: (
        "Parte do recurso CSN (em reais, a coluna csn de iniciativas) que vai às seis estratégias"
        " do plano."
    ),
    Rule.PORTFOLIO: "Atendimentos com soluções do portfólio, dos atendimentos com soluções.",
    Rule.SYNCHRONOUS: "Cursos e oficinas síncronos do portfólio, dos atendimentos com soluções.",
}
COLUMNS = {
    "code": "código IBGE",
    "uf": "UF",
    "state": "estado",
    "met": "parte",
    "total": "todo",
    "value": "parcela",
    "target": "meta",
    "told": "situação",
}
SHARE_UNITS: dict[str, Kind] = {"value": "%", "target": "%"}
BAR, AXIS = 19, 48  # pixels of a state, and of the axis under them
NAMED = 6  # states that the text in the place of the chart names at each end


def csn_total(view: View) -> tuple[float, float, float | None]:
    """CSN on the strategies and all of it, in reais, of the states that tell it;
    and their target where it is one.
    """
    rows = data.rules(view)
    rows = rows[(rows["rule"] == Rule.CSN) & rows["value"].notna()]
    targets = set(rows["target"])
    return (
        float(rows["met"].sum()),
        float(rows["total"].sum()),
        targets.pop() if len(targets) == 1 else None,
    )


def csn_card(view: View) -> None:
    """The CSN beside the indicator cards."""
    part, whole, target = csn_total(view)
    value = percent(part / whole) if whole else "—"
    rows = data.rules(view)
    below = int(((rows["rule"] == Rule.CSN) & (rows["status"] == RuleStatus.NOT_MET)).sum())
    aim = f"meta {percent(target)}" if target is not None else "metas de cada estado"
    many = len(set(rows["code"])) > 1
    states = f"{plural(below, 'estado', 'estados')} abaixo" if many else "abaixo"
    where = f" · {states if below else 'atingida'}"
    words = f"R$ {number(part)} de R$ {number(whole)}" if whole else "Nenhuma iniciativa diz o CSN."
    with st.container(key="card_csn"):
        _face(value, words, aim + where if whole else "")
        with st.popover("como é calculado", type="tertiary", key="how_csn"):
            st.markdown(_method(part, whole, target))


def _face(value: str, words: str, aim: str) -> None:
    html.show(
        '<section class="t-kpi" aria-label="CSN nas estratégias"><h2>CSN nas estratégias</h2>'
        f'<div class="v">{html.cell(value)}</div><div class="t-sub">{html.cell(words)}</div>'
        f'<div class="m">{html.cell(aim)}</div></section>'
    )


def _method(part: float, whole: float, target: float | None) -> str:
    lines = [
        "**CSN nas estratégias**",
        (
            "recurso CSN das iniciativas das estratégias ÷ recurso CSN de todas as iniciativas que"
            " o dizem"
        ),
        f"Numerador: **R\\$ {number(part, 2)}**",
        f"Denominador: **R\\$ {number(whole, 2)}**",
        f"Meta: {percent(target) if target is not None else 'a de cada estado'}",
        (
            "Filtros que se aplicam: período (o ano em que ele termina) e território, pela UF"
            " responsável"
        ),
        (
            "CSN é como o plano chama o recurso, em reais, sem o escrever por extenso: é a coluna"
            " csn de iniciativas"
        ),
        f"Fonte: tabela iniciativas da edição; {programme().source}",
    ]
    return "\n\n".join(lines)


def shares_card(view: View) -> None:
    """The chosen share by state, with the line of the target."""
    names = {str(rule): TITLES[rule] for rule in SHARES}
    heading = st.container()
    rule = Rule(choice("Parcela", names, param="parcela"))
    with heading:
        html.title(f"{TITLES[rule]}: quem chega {_goal(rule, 'à', 'ao')}?", WHOLES[rule])
    rows = data.rules(view)
    rows = rows[rows["rule"] == rule]
    rows = rows.assign(told=[status_word(rule, status) for status in rows["status"]])
    known = rows[rows["value"].notna() & rows["target"].notna()].astype(
        {"value": float, "target": float}
    )
    if known.empty:
        messages.empty("Nenhum estado foi medido.", rows["sentence"].iloc[0])
        return
    known = known.sort_values(["value", "code"], kind="stable")
    height = BAR * len(known) + AXIS
    st.plotly_chart(
        _bars(view, known, height), key="parcelas", theme=None, height=height,
        config=config(name="parcelas"), alt=_in_words(rule, known),
    )  # fmt: skip
    left = sorted(set(rows["uf"]) - set(known["uf"]))
    html.source(
        f"A linha é {_goal(rule, 'a', 'o')}; ✓ e ✗ dizem de que lado dela está cada estado."
        + (f" Sem medida: {', '.join(left)}." if left else "")
    )
    with st.expander("Ver os números", key="parcelas_numbers", on_change="rerun") as expander:
        if expander.open:
            _numbers(view, rule, known[::-1], rows)


def _bars(view: View, known: pd.DataFrame, height: int) -> go.Figure:
    palette = view.palette
    kept = known["status"] == RuleStatus.MET
    names = known["uf"] if view.phone else known["state"]
    # Beside the name, for beside the bar the line of the target would cross them.
    told = [
        f"{name}  {MARKS[RuleStatus(status)]} {percent(value)}"
        for name, status, value in zip(names, known["status"], known["value"], strict=True)
    ]
    bars = go.Bar(
        x=known["value"] * 100,
        y=told,
        orientation="h",
        marker={"color": [palette.bar if met else palette.bad for met in kept]},
        customdata=known["sentence"],
        hovertemplate="<b>%{y}</b><br>%{customdata}<extra></extra>",
    )
    # One mark per state, and not a shape: each shape costs as much as the bars.
    marks = go.Scatter(
        x=known["target"] * 100,
        y=told,
        mode="markers",
        marker={"symbol": "line-ns-open", "size": BAR, "color": palette.text, "line": {"width": 2}},
        hoverinfo="skip",
    )
    top = 100 * max(known["value"].max(), known["target"].max(), 0.01)
    around = [-0.5, len(known) - 0.5]  # the marks of the target would widen it
    states = {
        "showgrid": False,
        "automargin": True,
        "fixedrange": True,
        "ticks": "",
        "tickmode": "linear",
    }
    margin = {"t": 30 if view.phone else 8}  # there the tools of the chart lie over the bars
    shares = {"range": [0, top * 1.05], "ticksuffix": " %", "fixedrange": True}
    return chart(
        [bars, marks],
        palette,
        height,
        margin=margin,
        xaxis=shares,
        yaxis={**states, "range": around},
    )


def _goal(rule: Rule, the: str, that: str) -> str:
    """What a share is held against: the portfolio's are recommendations of the plan."""
    return f"{that} mínimo recomendado" if rule in RECOMMENDATIONS else f"{the} meta"


def _in_words(rule: Rule, known: pd.DataFrame) -> str:
    """The chart in a sentence: both ends, and who is below."""
    told = [f"{row['state']} {percent(row['value'])}" for _, row in known.iterrows()]
    below = list(known.loc[known["status"] == RuleStatus.NOT_MET, "state"])
    ends = f"De {told[0]} a {told[-1]}" if len(told) > 1 else told[0]
    goal = _goal(rule, "da", "do")
    missed = enumerate_words([*below[:NAMED], *(["outros"] if len(below) > NAMED else [])])
    return (
        f"{ends}. {f'Abaixo {goal}: {missed}.' if below else f'Ninguém abaixo {goal}.'} A tabela"
        " está abaixo."
    )


def _numbers(view: View, rule: Rule, known: pd.DataFrame, rows: pd.DataFrame) -> None:
    cells = [
        (
            html.cell(row["state"]),
            number(row["met"]),
            number(row["total"]),
            percent(row["value"]),
            percent(row["target"]),
            html.cell(row["told"]),
        )
        for _, row in known.iterrows()
    ]
    head = ("estado", "parte", "todo", "parcela", _goal(rule, "", "").strip(), "situação")
    html.show(
        html.scroll(html.table(head, cells, numeric=frozenset({1, 2, 3, 4}), label=TITLES[rule]))
    )
    told = pd.concat([known, rows.drop(known.index)])
    downloads(view, f"{TITLES[rule]} por estado", told, COLUMNS, key="parcelas", units=SHARE_UNITS)
