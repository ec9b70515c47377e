"""Teams, partners and states as a funnel: who differs by more than answers and spread explain."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import enumerate_words, number, plural, times
from data_access.queries.tables.satisfaction_scores import Dimension
from indicators.funnel import ALARM, WARNING
from indicators.recognition_rules.measurable import UnitKind
from indicators.score_funnel import Place, ScoreFunnel, places, score_funnel
from pages.components import html, messages, numbers
from pages.components.controls import segments
from pages.components.downloads import downloads
from pages.components.plots import across, chart, config, log_ticks
from pages.components.unit_links import CARDS, unit_anchor
from pages.satisfacao import data
from pages.satisfacao.scores import NPS, counts_of, scored_rows
from pages.state.view import View

HEIGHT, PHONE_HEIGHT = 380, 320
DIMENSIONS = {"equipe": "Equipes", "parceiro": "Salas e parceiros", "uf": "UFs"}
NOUNS = {
    "equipe": ("equipe", "equipes"),
    "parceiro": ("parceiro", "parceiros"),
    "uf": ("UF", "UFs"),
}
SHOWN, NAMED, LISTED = 12, 3, 200
FEWEST = 2  # one unit alone has nobody to be compared with
COLUMNS = {
    "key": "código",
    "name": "nome",
    "kind": "tipo",
    "answers": "respostas",
    "promoters": "promotores",
    "detractors": "detratores",
    "value": "NPS",
    "lower": "limite inferior",
    "upper": "limite superior",
    "z": "distância do centro (desvios-padrão)",
    "place": "situação",
}


@dataclass(frozen=True)
class Judged:
    """Units with their place in the funnel (None if not judged), and answers of no unit."""

    rows: pd.DataFrame
    funnel: ScoreFunnel | None
    nameless: float

    @property
    def units(self) -> int:
        """How many units have answers enough to be judged."""
        return int(self.rows["z"].notna().sum())


def judge(rows: pd.DataFrame) -> Judged:
    """`satisfaction_scores.scores_by` with interval, ``z`` and ``place``; the farthest first."""
    named = scored_rows(rows[rows["key"] != ""].reset_index(drop=True))
    found = score_funnel(*counts_of(named), minimum=NPS.minimum)
    place = places(found, named["withheld"].to_numpy(bool))
    named = named.assign(z=np.nan if found is None else found.z, place=[str(p) for p in place])
    ordered = named.sort_values(
        "z", key=np.abs, ascending=False, na_position="last", kind="stable", ignore_index=True
    )
    return Judged(ordered, found, float(rows.loc[rows["key"] == "", "answers"].sum()))


def funnel_card(view: View) -> None:
    html.title(
        "Quem está fora do esperado",
        "Quanto mais respostas, mais estreito o funil: só o que sai dele é notícia.",
    )
    chosen = segments("Comparar", DIMENSIONS, param="funil")
    one, many = NOUNS[chosen]
    if chosen != "uf" and data.is_never_told(view, chosen):
        messages.empty(
            f"Por sigilo, com estes filtros, ou pelo município do cliente, não se comparam {many}.",
            "Retire os filtros de canal e parceiro e veja pela unidade que atendeu.",
        )
        return
    judged = judge(data.by(view, cast("Dimension", chosen)))
    if judged.rows.empty:
        messages.empty(
            f"Nenhuma resposta diz a {one}."
            if chosen != "parceiro"
            else "Nenhuma resposta diz o parceiro."
        )
        return
    if judged.funnel is None:
        messages.empty(
            f"Não há {many} com {NPS.minimum} respostas que se possam comparar.",
            "Escolha um período ou território maior.",
        )
    elif judged.units < FEWEST:
        messages.empty(
            f"Só há {plural(judged.units, one, many)} com {NPS.minimum} respostas ou mais: não há"
            " com quem comparar.",
            "Escolha um período ou território maior.",
        )
    else:
        _chart(view, judged, judged.funnel, many)
        html.show(html.legend(_legend(view, judged.rows), dots=True))
        html.source(_explanatory_note(judged, judged.funnel, one, many))
    _table(view, judged.rows, one, many)


def _colours(view: View) -> dict[str, tuple[str, str]]:
    """Colour and symbol of each place: neither is told by colour alone."""
    palette = view.palette
    return {
        Place.ABOVE: (palette.good, "triangle-up"),
        Place.BELOW: (palette.bad, "triangle-down"),
        Place.INSIDE: (palette.bar, "circle"),
        Place.FEW: (palette.no_data, "circle-open"),
    }


def _legend(view: View, rows: pd.DataFrame) -> list[tuple[str, str]]:
    signs = {Place.ABOVE: "▲ ", Place.BELOW: "▼ "}
    counts = rows["place"].value_counts()
    return [
        (colour, f"{signs.get(Place(place), '')}{place} ({number(int(counts.get(place, 0)))})")
        for place, (colour, _) in _colours(view).items()
    ]


def _chart(view: View, judged: Judged, found: ScoreFunnel, many: str) -> None:
    palette, height = view.palette, PHONE_HEIGHT if view.phone else HEIGHT
    drawn = judged.rows.dropna(subset="value")
    top = float(drawn["answers"].max())
    size = np.geomspace(max(float(drawn["answers"].min()), 1.0), top * 1.1, 80)
    traces = []
    for z, dash in ((WARNING, "dot"), (ALARM, "solid")):
        for bound in found.limits(size, z):
            line = {"color": palette.outline, "width": 1, "dash": dash}
            traces.append(
                go.Scatter(x=size, y=bound * 100, mode="lines", line=line, hoverinfo="skip")
            )
    for place, (colour, symbol) in _colours(view).items():
        part = drawn[drawn["place"] == place]
        diameter = 7 if place in (Place.INSIDE, Place.FEW) else 11
        units = go.Scatter(
            x=part["answers"], y=part["value"] * 100, mode="markers",
            customdata=[_hover_text(row) for _, row in part.iterrows()],
            marker={"color": colour, "symbol": symbol, "size": diameter},
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
        traces.append(units)
    answers = {
        "type": "log",
        "title": {"text": "respostas", "font": {"size": 11}},
        "showgrid": False,
    }
    ticks = log_ticks(6, phone=view.phone)
    centre = across(found.centre * 100, {"color": palette.muted, "width": 1})
    figure = chart(
        traces, palette, height, shapes=[centre], margin={"l": 44, "b": 40},
        xaxis={**answers, **ticks}, yaxis={"title": {"text": "NPS", "font": {"size": 11}}},
    )  # fmt: skip
    alt = _in_words(judged.rows, many)
    st.plotly_chart(
        figure, key="funil", theme=None, height=height, config=config(name="funil"), alt=alt
    )


def _hover_text(row: pd.Series) -> str:
    """What is said of a unit under the pointer."""
    around = numbers.interval(NPS, row) or "sem intervalo"
    answers = plural(row["answers"], "resposta", "respostas")
    value = numbers.show_value(NPS, row["value"])
    return f"<b>{html.cell(row['name'])}</b><br>NPS {value} ({around})<br>{answers}: {row['place']}"


def _in_words(rows: pd.DataFrame, many: str) -> str:
    parts = []
    for place in (Place.ABOVE, Place.BELOW):
        names = list(rows.loc[rows["place"] == place, "name"])
        told = (
            f" ({enumerate_words(names[:NAMED])}{' e outras' if len(names) > NAMED else ''})"
            if names
            else ""
        )
        parts.append(f"{len(names)} {place}{told}")
    return f"Funil do NPS de {number(len(rows))} {many}: {'; '.join(parts)}. A tabela está abaixo."


def _explanatory_note(judged: Judged, found: ScoreFunnel, one: str, many: str) -> str:
    spread = (
        f"Variam {times(found.dispersion, 1)} o que só o acaso traria, e os limites já"
        " contam com isso. "
        if found.spread
        else "Não diferem entre si mais do que o acaso traria. "
    )
    withheld = int((judged.rows["place"] == Place.WITHHELD).sum())
    hidden = (
        f" Fora do desenho: {plural(withheld, one, many)} de menos de cinco respostas, ou que as"
        " revelariam."
        if withheld
        else ""
    )
    nameless = (
        f" {plural(judged.nameless, 'resposta não diz', 'respostas não dizem')} {one}."
        if judged.nameless
        else ""
    )
    return (
        f"A linha do meio é o NPS do conjunto ({numbers.show_value(NPS, found.centre)}). Sem nada"
        " de incomum, 95 de cada 100 ficam entre as linhas pontilhadas, e 998 de cada 1.000 entre"
        f" as cheias. Julga-se quem tem ao menos {NPS.minimum} respostas:"
        f" {plural(judged.units, one, many)}. {spread}Dos sinais ▲ e ▼, no máximo 5 % devem"
        f" ser engano.{hidden}{nameless}"
    )


def _table(view: View, rows: pd.DataFrame, one: str, many: str) -> None:
    outside = rows[rows["place"].isin([Place.ABOVE, Place.BELOW])]
    if len(outside):
        html.show(_markup(view, outside.head(SHOWN), one, f"{many} fora do esperado"))
    with st.expander("Ver os números", key="funil_numbers", on_change="rerun") as expander:
        if expander.open:
            html.show(html.scroll(_markup(view, rows.head(LISTED), one, many)))
            if len(rows) > LISTED:
                html.source(
                    f"As {LISTED} primeiras, de {number(len(rows))}; todas estão no arquivo."
                )
    downloads(view, f"NPS por {one}", rows, COLUMNS, key="funil", definition=NPS)


def _name(view: View, row: pd.Series, one: str) -> str:
    """A link to the card of a team or partner."""
    if one not in {kind.value for kind in CARDS} or row["key"] == "":
        return html.cell(row["name"])
    return unit_anchor(row["name"], view.params, UnitKind(one), row["key"])


def _markup(view: View, rows: pd.DataFrame, one: str, label: str) -> str:
    tones = {str(Place.ABOVE): "t-good", str(Place.BELOW): "t-bad"}
    cells = [
        (
            _name(view, row, one),
            numbers.show_value(NPS, row["value"]),
            numbers.interval(NPS, row) or "—",
            number(row["answers"]),
            f'<span class="{tones.get(row["place"], "t-quiet")}">{html.cell(row["place"])}</span>',
        )
        for _, row in rows.iterrows()
    ]
    return html.table(
        (one, "NPS", "entre (95 %)", "respostas", ""),
        cells,
        numeric=frozenset({1, 2, 3}),
        label=label,
    )
