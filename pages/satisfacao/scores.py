"""The scores behind the NPS: how many gave each, and how the channels stand against one another."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import number, percent, plural, signed_number
from config.satisfaction import satisfaction_rule
from indicators import nps
from indicators.catalogue.definitions import indicator
from indicators.comparison import Verdict
from indicators.uncertainty import FloatArray, false_discovery_keep
from pages.components import html, messages, numbers
from pages.components.downloads import downloads
from pages.components.plots import chart, config
from pages.satisfacao import data
from pages.state.view import View

NPS = indicator("nps")
RULE = satisfaction_rule()
HEIGHT = 210
NO_CHANNEL = "não informado"
CHANNELS = {
    "name": "canal",
    "answers": "respostas",
    "promoters": "promotores",
    "detractors": "detratores",
    "value": "NPS",
    "lower": "limite inferior",
    "upper": "limite superior",
    "against": "contra os demais",
}
Parts = tuple[float, float, float]


def parts(scores: pd.DataFrame) -> Parts:
    """Promoters, detractors and answers of a distribution; NaN where it is withheld."""
    by_score = scores.set_index("score")["answers"]
    promoters, detractors = (
        by_score.loc[list(part)].sum(skipna=False) for part in (RULE.promoters, RULE.detractors)
    )
    return float(promoters), float(detractors), float(by_score.sum(skipna=False))


def distribution(view: View) -> None:
    """Bars of answers by score, in the three groups that the score is made of."""
    scores = data.distribution(view)
    promoters, detractors, answers = parts(scores)
    if not answers:
        messages.empty("Não há respostas neste período.", "Escolha outro período ou outro canal.")
        return
    if numbers.absent(answers):
        messages.empty("Suprimido.", messages.reason("suprimido"))
        return
    groups = [
        ("detratores", RULE.detractors, view.palette.bad, detractors),
        ("neutros", (), view.palette.outline, answers - promoters - detractors),
        ("promotores", RULE.promoters, view.palette.accent, promoters),
    ]
    colour = {score: colour for _, part, colour, _ in groups for score in part}
    bars = go.Bar(
        x=list(scores["score"]),
        y=list(scores["answers"]),
        marker={"color": [colour.get(score, view.palette.outline) for score in scores["score"]]},
        text=[percent(count / answers) if count else "0" for count in scores["answers"]],
        textposition="outside",
        cliponaxis=False,
        customdata=[plural(count, "resposta", "respostas") for count in scores["answers"]],
        hovertemplate="nota %{x}: %{customdata}<extra></extra>",
    )
    axes = {"xaxis": {"showgrid": False, "dtick": 1}, "yaxis": {"visible": False}}
    figure = chart([bars], view.palette, HEIGHT, margin={"t": 22}, **axes)
    shares = [f"{name} {percent(count / answers)}" for name, _, _, count in groups]
    alt = (
        f"Notas de 0 a 10 em {plural(answers, 'resposta', 'respostas')}: {', '.join(shares)}. A"
        " tabela está abaixo."
    )
    st.plotly_chart(
        figure, key="notas", theme=None, height=HEIGHT, config=config(name="notas"), alt=alt
    )
    html.show(
        html.legend(
            [(shade, words) for (_, _, shade, _), words in zip(groups, shares, strict=True)]
        )
    )
    html.source(
        f"{plural(answers, 'resposta', 'respostas')}; as de e-mail e redes sociais ficam fora do"
        " NPS. As que não dizem de que atendimento são contam aqui, e não na taxa de resposta."
    )
    with st.expander("Ver os números"):
        cells = [
            (str(s), number(n), percent(n / answers)) for s, n in scores.itertuples(index=False)
        ]
        html.show(
            html.table(
                ("nota", "respostas", "parte"), cells, numeric=frozenset({0, 1, 2}), label="Notas"
            )
        )
    downloads(
        view,
        "Notas da recomendação",
        scores,
        {"score": "nota", "answers": "respostas"},
        key="notas",
    )


def scored_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """`satisfaction_scores.scores_by` with value, lower and upper; NaN where they are withheld."""
    promoters, detractors, answers = counts_of(rows)
    bounds = nps.interval(promoters, detractors, answers)
    value = nps.score(promoters, detractors, answers)
    return rows.assign(value=value, lower=bounds.lower, upper=bounds.upper)


def points_of_score(difference: float) -> str:
    """``-0.019`` → ``−1,9 pontos``."""
    size = signed_number(difference * 100, 1)
    return f"{size} {'ponto' if size.lstrip('+−') == '1,0' else 'pontos'}"


def counts_of(rows: pd.DataFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Promoters, detractors and answers."""
    return (
        rows["promoters"].to_numpy(float),
        rows["detractors"].to_numpy(float),
        rows["answers"].to_numpy(float),
    )


def by_channel(view: View) -> None:
    """Each channel against the answers of all the others, with false discoveries kept to 5 %."""
    if data.is_never_told(view, "canal"):
        messages.empty(
            "Por sigilo, os canais de um parceiro não são comparados.",
            "Retire o filtro de parceiro.",
        )
        return
    rows = data.by(view, "canal")
    if rows.empty:
        messages.empty("Não há respostas neste período.", "Escolha outro período ou outro canal.")
        return
    rows = scored_rows(rows.assign(name=rows["name"].replace("", NO_CHANNEL)))
    rows["against"] = against_others(rows, parts(data.distribution(view)))
    html.show(
        html.table(
            ("canal", "NPS", "entre (95 %)", "respostas", "contra os demais"),
            _channel_cells(rows),
            numeric=frozenset({1, 2, 3}),
            label="NPS por canal",
        )
    )
    html.source(
        "“Maior” e “menor” são diferenças que o acaso não explica: de todas as ditas assim,"
        " no máximo 5 % devem ser engano. Com menos de"
        f" {NPS.minimum} respostas não se compara. Período: {view.scope.period.label}."
    )
    downloads(view, "NPS por canal", rows, CHANNELS, key="canais", definition=NPS)


def against_others(rows: pd.DataFrame, whole: Parts) -> list[str]:
    """maior, menor, igual, dentro do acaso, poucas respostas,
    sem outros or suprimido for each row.
    """
    own = counts_of(rows)
    others = whole[0] - own[0], whole[1] - own[1], whole[2] - own[2]
    enough = (own[2] >= NPS.minimum) & (others[2] >= NPS.minimum)
    p_values = np.where(enough, nps.significance_of_difference(own, others), np.nan)
    differs = false_discovery_keep(p_values)
    higher = nps.score(*own) > nps.score(*others)
    words = np.select(
        [rows["withheld"].astype(bool), others[2] <= 0, ~enough, differs & higher, differs],
        ["suprimido", "sem outros", "poucas respostas", Verdict.HIGHER, Verdict.LOWER],
        default=Verdict.NO_DIFFERENCE,
    )
    return [str(word) for word in words]


def _channel_cells(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    tones = {str(Verdict.HIGHER): "t-good", str(Verdict.LOWER): "t-bad"}
    return [
        (
            html.cell(row["name"]),
            numbers.show_value(NPS, row["value"]),
            numbers.interval(NPS, row) or "—",
            number(row["answers"]),
            f'<span class="{tones.get(row["against"], "t-quiet")}">'
            f"{html.cell(row['against'])}</span>",
        )
        for _, row in rows.iterrows()
    ]
