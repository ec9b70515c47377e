"""The recommendation score of a territory:
whose it is, whether it changed, how it went, and the scores behind it.
"""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import number, plural
from indicators import nps
from indicators.comparison import Verdict, compare
from indicators.measure import Status, as_value
from indicators.scope import Month, Period
from indicators.trend import PERIODS, Direction, trend_of_estimates
from indicators.uncertainty import Z95
from pages.components import caching, html, messages, numbers
from pages.components.downloads import downloads
from pages.components.plots import chart, config
from pages.satisfacao import data
from pages.satisfacao.scores import NPS, parts, points_of_score
from pages.state.view import View

QUARTER, MILLION = 3, 1_000_000
HEIGHT = 210
PART = " (só os meses que a edição tem)"
SERIES = {
    "start": "de",
    "end": "até",
    "value": "NPS",
    "lower": "limite inferior",
    "upper": "limite superior",
    "n": "n (casos do intervalo)",
    "method": "método do intervalo",
    "denominator": "respostas",
    "status": "situação",
}
# The two may say opposite things, and both be right.
ANOTHER_QUESTION = (
    "É outra pergunta que a de cima: aqui, um trimestre após o outro; lá, o período diante do mesmo"
    " no ano anterior."
)


def porte_note(view: View) -> None:
    if view.scope.porte:
        messages.note(
            "As pesquisas não dizem o porte do cliente: o filtro de porte não muda os números desta"
            " página."
        )


def conclusion(view: View, total: pd.Series) -> None:
    """Both periods with their intervals and answers, and what may be said of the difference."""
    # The first of the thirteen windows is that of the year before.
    before = caching.series(view, NPS.id).iloc[0]
    if pd.isna(total["value"]):
        messages.empty("Não há NPS neste período.", messages.reason(total["status"]))
        return
    periods = ((view.scope.period, total), (view.scope.previous_year.period, before))
    rows = [
        (
            html.cell(f"{period.label}{PART if _is_part(row) else ''}"),
            numbers.show_value(NPS, row["value"]),
            numbers.interval(NPS, row) or "—",
            number(row["denominator"]),
        )
        for period, row in periods
    ]
    html.show(
        html.table(
            ("período", "NPS", "entre (95 %)", "respostas"),
            rows,
            numeric=frozenset({1, 2, 3}),
            label="NPS dos dois períodos",
        )
    )
    html.show(f'<p class="t-verdict">{verdict(view, total, before)}</p>')


def _is_part(row: pd.Series) -> bool:
    return bool(row["status"] == Status.PARTLY_RECORDED)


def verdict(view: View, total: pd.Series, before: pd.Series) -> str:
    """A sentence: what changed, or that nothing may be concluded and
    with how many answers it might.
    """
    change = compare(NPS, as_value(total), as_value(before))
    if change.difference is None or change.verdict is Verdict.UNKNOWN:
        if Status.PARTLY_RECORDED in (total["status"], before["status"]):
            partly = total["status"] == Status.PARTLY_RECORDED
            which = "este período" if partly else "o período do ano anterior"
            return (
                f"<b>Não conclua:</b> a edição não tem {which} inteiro, e períodos de tamanhos"
                " diferentes não se comparam."
            )
        if before["status"] == Status.SUPPRESSED:
            return "<b>Não conclua:</b> as respostas do ano anterior são suprimidas neste período."
        return "<b>Não conclua:</b> não há respostas do ano anterior com que comparar."
    size = points_of_score(change.difference)
    if change.verdict is not Verdict.NO_DIFFERENCE:
        tone = numbers.tone(NPS, change)
        return (
            f'<b class="{tone}">O NPS é {change.verdict}</b> ({size}): mais do que o acaso explica.'
        )
    now = parts(data.distribution(view))
    then = parts(data.distribution(view, scope=view.scope.previous_year))
    needed = nps.answers_needed(now, then)
    more = (
        " Uma diferença desse tamanho, se for verdadeira, precisaria de cerca de"
        f" {answers_in_words(needed)} em cada período para aparecer em quatro de cada cinco"
        " pesquisas."
        if needed
        else ""
    )
    return (
        f"<b>Não conclua que mudou:</b> a diferença ({size}) é do tamanho que o acaso traz.{more}"
    )


def answers_in_words(count: int) -> str:
    """``220.000 respostas``, rounded up to two digits:
    more of them would sell an order of size as a measure.
    """
    step = int("1".ljust(len(str(count)) - 1, "0"))
    rounded = -(-count // step) * step
    if rounded < MILLION:
        return plural(rounded, "resposta", "respostas")
    return f"{number(rounded / MILLION, 1 if rounded % MILLION else 0)} mi de respostas"


def evolution(view: View) -> None:
    """Thirteen windows with the interval as a band, and the direction of the last five quarters."""
    series = whole_windows(caching.series(view, NPS.id))
    known = series.dropna(subset="value")
    if len(known) < 2:
        messages.empty(f"{messages.no_line(series['status']).capitalize()}.")
        return
    st.plotly_chart(
        _line(view, series),
        key="evolucao-nps",
        theme=None,
        height=HEIGHT,
        config=config(name="evolucao-nps"),
        alt=_line_in_words(known),
    )
    html.source(f"{windows_in_words(view.scope.period.months)} {_direction(view)}")
    with st.expander("Ver os números", key="evolucao_numbers", on_change="rerun") as expander:
        if expander.open:
            cells = [
                (html.cell(f"{row['start']} a {row['end']}"), numbers.show_value(NPS, row["value"]),
                 numbers.interval(NPS, row) or "—", number(row["denominator"]))
                for _, row in series.iterrows()
            ]  # fmt: skip
            head = ("janela", "NPS", "entre (95 %)", "respostas")
            html.show(html.table(head, cells, numeric=frozenset({1, 2, 3}), label="NPS por janela"))
            downloads(
                view,
                "NPS nas últimas treze janelas",
                series,
                SERIES,
                key="evolucao",
                definition=NPS,
            )


def whole_windows(windows: pd.DataFrame) -> pd.DataFrame:
    """The windows without the figures of those of which the edition has a part: a point of fewer
    months would pass for one of all of them.
    """
    partly = windows["status"] == Status.PARTLY_RECORDED
    figures = ["value", "lower", "upper", "denominator"]
    return windows.assign(
        **{name: windows[name].mask(partly) for name in figures if name in windows}
    )


def windows_in_words(months: int) -> str:
    """What each point of the line is; windows of one month have none in common."""
    again = " Janelas seguidas repetem meses." if months > 1 else ""
    return (
        f"Cada ponto é uma janela de {plural(months, 'mês', 'meses')} que termina no mês indicado;"
        f" a faixa, ou a haste, é o intervalo de 95 %.{again}"
    )


def _line(view: View, series: pd.DataFrame) -> go.Figure:
    palette = view.palette
    labels = [Month(int(month)).label for month in series["last_month"]]
    scaled = {name: series[name] * 100 for name in ("value", "lower", "upper")}
    told = [
        f"{numbers.show_value(NPS, row['value'])} ({numbers.interval(NPS, row) or 'sem intervalo'})"
        f"<br>{plural(row['denominator'], 'resposta', 'respostas')}"
        for _, row in series.iterrows()
    ]
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    whole = bool(series["value"].notna().all())
    line = go.Scatter(
        x=labels,
        y=scaled["value"],
        mode="lines+markers",
        line={"color": palette.accent, "width": 2},
        marker={"size": 5},
        # A band would cover the windows that are not told as if they were.
        error_y={
            "type": "data",
            "symmetric": False,
            "array": scaled["upper"] - scaled["value"],
            "arrayminus": scaled["value"] - scaled["lower"],
            "visible": not whole,
            "color": palette.outline,
            "thickness": 1,
        },
        text=told,
        hovertemplate="<b>%{x}</b><br>%{text}<extra></extra>",
    )
    upper = go.Scatter(x=labels, y=scaled["upper"], **edge)
    lower = go.Scatter(x=labels, y=scaled["lower"], fill="tonexty", fillcolor=palette.soft, **edge)
    months = {"showgrid": False, "nticks": 5 if view.phone else 7}
    traces = [upper, lower, line] if whole else [line]
    return chart(traces, palette, HEIGHT, xaxis=months, margin={"l": 36})


def _line_in_words(known: pd.DataFrame) -> str:
    ends = [
        f"{numbers.show_value(NPS, row['value'])} em {Month(int(row['last_month'])).label}"
        for _, row in known.iloc[[0, -1]].iterrows()
    ]
    return f"Evolução do NPS: de {ends[0]} para {ends[1]}. A tabela está abaixo."


def _direction(view: View) -> str:
    """Five quarters that share no month, the last of them ending with the period."""
    end = view.scope.period.end
    quarters = tuple(
        Period(end + (1 - QUARTER * back), end + QUARTER * (1 - back))
        for back in range(1, PERIODS + 1)
    )
    return direction_words(caching.windows(view, NPS.id, quarters))


def direction_words(windows: pd.DataFrame) -> str:
    """Whether the score of five windows (lower, upper, status) rises or falls, as a sentence."""
    windows = whole_windows(windows)
    centres = (windows["lower"] + windows["upper"]) / 2
    errors = (windows["upper"] - windows["lower"]) / (2 * Z95)
    found = trend_of_estimates(centres, errors)
    if found.direction is Direction.UNKNOWN:
        if (windows["status"] == Status.SUPPRESSED).any():
            return "O sigilo não deixa dizer os cinco trimestres: não se diz se sobe ou desce."
        return "Não há cinco trimestres com respostas para dizer se sobe ou desce."
    words = {
        Direction.RISING: f"Nos últimos cinco trimestres, sobe além do acaso. {ANOTHER_QUESTION}",
        Direction.FALLING: f"Nos últimos cinco trimestres, desce além do acaso. {ANOTHER_QUESTION}",
        Direction.UNEVEN: "Nos últimos cinco trimestres, oscila além do acaso, sem um rumo só.",
        Direction.STEADY: "Nos últimos cinco trimestres não há tendência que o acaso não explique.",
    }
    return words[found.direction]
