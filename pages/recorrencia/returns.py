"""The time until clients come back: Kaplan–Meier curves by group,
with their intervals and who is still watched.
"""

import math

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import number, percent, plural
from config.segments import segment_rule
from data_access.schema import tables as schema
from indicators.comparison import Verdict
from indicators.scope import PORTES, Month
from indicators.survival import (
    Durations,
    durations,
    kaplan_meier,
    log_rank,
    share_back_within,
    still_away,
)
from indicators.uncertainty import false_discovery_keep
from pages.components import html, messages
from pages.components.controls import choice
from pages.components.downloads import downloads
from pages.components.numbers import SIGNS
from pages.components.plots import chart, config
from pages.recorrencia import data as cached_recurrence
from pages.state.view import View

BY = {
    "porte": "Por porte",
    "canal": "Por canal do primeiro dia",
    "instrumento": "Por instrumento do primeiro dia",
}
WORDS = {
    schema.NOT_INFORMED: "não informado",
    schema.SEVERAL: "mais de um no dia",
    "DEMAIS": "Demais",
}
SHOWN, FEW, HEIGHT = 5, 30, 300
TOO_FEW = "poucos dados"
BACK, AWAY = (6, 12), (6, 12, 18)  # months of the columns of the table
CURVE = {
    "group": "grupo",
    "time": "mês depois do primeiro atendimento",
    "at_risk": "sem voltar no início do mês",
    "returned": "voltaram no mês",
    "censored": "deixaram de ser acompanhados até o mês",
    "returned_share": "já voltaram (fração)",
    "returned_lower": "limite inferior",
    "returned_upper": "limite superior",
    "verdict": "volta contra a dos demais (log-rank)",
}


def return_curves(view: View) -> None:
    rule = segment_rule()
    html.title("Quanto tempo até voltar", "De cada cem que chegam, quantos já voltaram, mês a mês.")
    by = choice("Separar", BY, param="separar")
    rows = cached_recurrence.durations(view, by)
    groups = durations_by_group(rows, by)
    if not groups:
        messages.empty(
            "Ninguém foi atendido pela primeira vez neste recorte.",
            f"Contam os {rule.first_months} meses até o fim do período. Escolha outro período,"
            " porte ou território.",
        )
        return
    large = {name: data for name, data in groups.items() if data.clients >= FEW}
    if large:
        _chart(view, large)
    else:
        messages.empty(
            f"Cada grupo tem menos de {FEW} clientes.", "Uma curva de tão poucos não diria nada."
        )
    verdicts = against_the_others(rows, groups)
    html.show(_table(groups, verdicts))
    html.source(_reading(view, len(groups) - len(large)))
    html.method(METHOD)
    curves = [
        kaplan_meier(data).assign(group=name, verdict=str(verdicts[name] or TOO_FEW))
        for name, data in groups.items()
    ]
    downloads(view, "Tempo até voltar", pd.concat(curves, ignore_index=True), CURVE, key="curvas")


def durations_by_group(rows: pd.DataFrame, by: str) -> dict[str, Durations]:
    """Clients of the groups that have most; portes in their own order."""
    sizes = rows.groupby("group")["clients"].sum().sort_values(ascending=False, kind="stable")
    names = (
        [porte for porte in PORTES if porte in sizes.index]
        if by == "porte"
        else list(sizes.index[:SHOWN])
    )
    return {WORDS.get(name, name): _durations(rows[rows["group"] == name]) for name in names}


def against_the_others(
    rows: pd.DataFrame, groups: dict[str, Durations]
) -> dict[str, Verdict | None]:
    """Whether each group returns more or less than all other clients together, those of groups that
    are not shown too.

    Log-rank tests with 5 % of false discoveries over the table; groups of few clients are not
    judged: None.
    """
    words = rows["group"].replace(WORDS)
    tests = {name: log_rank(data, _durations(rows[words != name])) for name, data in groups.items()}
    judged = [
        test.p_value if groups[name].clients >= FEW else float("nan")
        for name, test in tests.items()
    ]
    found: dict[str, Verdict | None] = {}
    for (name, test), kept in zip(tests.items(), false_discovery_keep(judged), strict=True):
        side = Verdict.HIGHER if test.returned > test.expected else Verdict.LOWER
        known = Verdict.UNKNOWN if math.isnan(test.p_value) else Verdict.NO_DIFFERENCE
        found[name] = (side if kept else known) if groups[name].clients >= FEW else None
    return found


METHOD = (
    "Curvas pelo método de Kaplan–Meier; cada grupo contra os demais por um teste log-rank, com 5 %"
    " de descobertas falsas na tabela (Benjamini–Hochberg)."
)


def _durations(rows: pd.DataFrame) -> Durations:
    return durations(rows["time"], rows["back"], rows["clients"])


def _reading(view: View, small: int) -> str:
    rule, last = segment_rule(), view.scope.period.end
    first = last + (1 - rule.first_months)
    one, many = "grupo com menos de {} clientes fica", "grupos com menos de {} clientes ficam"
    hidden = f" {plural(small, one.format(FEW), many.format(FEW))} só na tabela." if small else ""
    return (
        f"Clientes com o primeiro atendimento de {first.label} a {last.label}, acompanhados até o"
        f" fim de {last.label}; quem ainda não voltou conta só pelos meses em que foi acompanhado,"
        " para que quem chegou há pouco não pareça perdido. Voltar é ser"
        " atendido em outro dia. A faixa em volta da linha, e os números embaixo de cada parcela,"
        " são a margem de erro de 95 %: quanto menos clientes, mais larga. “Maior” e “menor” é a"
        " volta em todo o tempo acompanhado, contra a de todos os outros clientes: das"
        " diferenças assim ditas, no máximo 5 % devem ser engano. A edição nada sabe de antes de"
        f" {Month(view.manifest.first_month).label}: um cliente mais antigo passa por novo.{hidden}"
    )


def _chart(view: View, groups: dict[str, Durations]) -> None:
    coloured = zip(groups.items(), view.palette.partners, strict=False)
    traces = [trace for (name, data), colour in coloured for trace in _curve(name, data, colour)]
    title = {"text": "meses desde o primeiro atendimento", "font": {"size": 11}, "standoff": 6}
    figure = chart(
        traces, view.palette, HEIGHT, margin={"l": 48, "b": 44},
        xaxis={"title": title, "dtick": 3, "range": [0, segment_rule().first_months]},
        yaxis={"rangemode": "tozero", "ticksuffix": " %"},
    )  # fmt: skip
    st.plotly_chart(
        figure,
        key="curvas-volta",
        theme=None,
        height=HEIGHT,
        config=config(name="tempo-ate-voltar"),
        alt=_words(groups),
    )
    html.show(html.legend(list(zip(view.palette.partners, groups, strict=False))))


def _curve(name: str, data: Durations, colour: str) -> list[go.Scatter]:
    """The share back by month, over the band of its interval."""
    curve = kaplan_meier(data)
    times = [0, *curve["time"], int(data.time.max())]

    def steps(column: str) -> list[float]:
        values = [100 * value for value in curve[column].fillna(curve["returned_share"])]
        return [0.0, *values, values[-1] if values else 0.0]

    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    edge = {"width": 0, "shape": "hv", "color": colour}
    quiet_trace = {"mode": "lines", "line": edge, "hoverinfo": "skip"}
    lower = go.Scatter(x=times, y=steps("returned_lower"), **quiet_trace)
    fill = f"rgba({red},{green},{blue},0.14)"
    upper = go.Scatter(
        x=times, y=steps("returned_upper"), fill="tonexty", fillcolor=fill, **quiet_trace
    )
    line = go.Scatter(
        x=times,
        y=steps("returned_share"),
        mode="lines",
        name=name,
        line={"shape": "hv", "color": colour, "width": 2},
        customdata=[plural(time, "mês", "meses") for time in times],
        hovertemplate=f"{html.cell(name)}: %{{y:.1f}} % em até %{{customdata}}<extra></extra>",
    )
    return [lower, upper, line]


def _share(data: Durations, time: int) -> tuple[str, str]:
    share = share_back_within(data, time)
    if share.value is None:
        return "—", ""
    around = (
        ""
        if share.lower is None or share.upper is None
        else f"{percent(share.lower)} a {percent(share.upper)}"
    )
    return percent(share.value), around


def _words(groups: dict[str, Durations]) -> str:
    told = "; ".join(f"{name}: {_share(data, 12)[0]}" for name, data in groups.items())
    return (
        "Parcela dos clientes que já voltaram, por mês desde o primeiro atendimento. Em até 12"
        f" meses: {told}."
    )


def _table(groups: dict[str, Durations], verdicts: dict[str, Verdict | None]) -> str:
    """What came back by each time, over its interval, whether it is more than elsewhere,
    and who is still away.
    """
    head = (
        "grupo",
        *(f"voltam em {time} meses" for time in BACK),
        "contra os demais",
        "clientes",
        *(f"sem voltar aos {time} meses" for time in AWAY),
    )
    cells = [
        (
            html.cell(name),
            *("{}<small>{}</small>".format(*_share(data, time)) for time in BACK),
            f"<small>{_signed_verdict(verdicts[name])}</small>",
            number(data.clients),
            *(number(count) for count in still_away(data, AWAY)),
        )
        for name, data in groups.items()
    ]
    label = "Parcela que volta em 6 e em 12 meses e clientes ainda acompanhados e sem voltar"
    return html.table(
        head, cells, numeric=frozenset(range(1, len(head))), label=label, stacked=True
    )


def _signed_verdict(verdict: Verdict | None) -> str:
    if verdict is None or verdict is Verdict.UNKNOWN:
        return verdict or TOO_FEW
    return f"{SIGNS.get(verdict, '=')} {verdict}"
