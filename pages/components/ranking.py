"""Territories against their target, the farthest first, with what each still misses."""

import pandas as pd
import streamlit as st

from config.formatting import number
from indicators.catalogue.definitions import Indicator
from indicators.comparison import Change, Verdict, verdicts_against_targets
from indicators.measure import Status
from pages.components import html, messages, numbers
from pages.components.downloads import downloads
from pages.state import url
from pages.state.view import View, level_words

SHOWN = 9
TOLD_PERIODS = (
    "Figuras sobre pessoas saem do ano até a data ou do ano inteiro, e de lugares com bastante"
    " gente."
)
LISTED = 200
VERDICT = "verdict"
BAR = 36  # pixels, where three more columns need the room
COLUMNS = {
    "code": "código IBGE",
    "name": "território",
    "uf": "UF",
    "numerator": "numerador",
    "denominator": "denominador",
    "value": "valor",
    "lower": "limite inferior",
    "upper": "limite superior",
    "n": "n (casos do intervalo)",
    "method": "método do intervalo",
    "target": "meta",
    "gap": "faltam",
    "status": "situação",
}


def ranking_title(view: View, definition: Indicator, rows: pd.DataFrame, level: str) -> None:
    """What the list is ordered by: the distance to the target where there is one,
    the value elsewhere.
    """
    targeted = bool(rows["target"].notna().any())
    if view.single:
        html.title(
            "Distância da meta" if targeted else "Valor", f"{definition.short_title}, {view.place}."
        )
    else:
        what = f"{definition.short_title}, por {level_words(level)}; abra um nome para detalhar."
        html.title("Mais distantes da meta" if targeted else "Menores valores; não há metas", what)


def ranking(view: View, definition: Indicator, rows: pd.DataFrame, level: str, *, key: str) -> None:
    """The territories farthest from their target, and whether chance explains the distance;
    else the lowest values.
    """
    measured = rows.dropna(subset=["value", "code"])
    if measured.empty:
        messages.empty("Nenhum território foi medido.", _why_none(definition, rows))
        return
    ordered = _order(measured, level)
    ordered = ordered.assign(verdict=verdicts_against_targets(definition, ordered))
    html.show(_table(view, definition, ordered.head(SHOWN), level))
    if ordered["target"].notna().any() and definition.is_ratio:
        html.source(
            f"“{Verdict.HIGHER.capitalize()}” e “{Verdict.LOWER}” são diferenças que o acaso não"
            " explica: a chance de haver algum engano entre todas as assim ditas, também as que"
            " não cabem aqui, é de no máximo 5 %."
        )
    rest = rows.drop(ordered.index)  # without a value or a code: the total, and what is withheld
    told = pd.concat([ordered, rest]) if len(rest) else ordered
    columns = COLUMNS | ({VERDICT: "contra a meta"} if rows["target"].notna().any() else {})
    downloads(
        view,
        f"{definition.title} por território",
        told,
        columns,
        key=key,
        definition=definition,
    )


def _why_none(definition: Indicator, rows: pd.DataFrame) -> str:
    for status in (Status.NOT_APPLICABLE, Status.NOT_MEASURED):
        if len(rows) and (rows["status"] == status).all():
            return messages.reason(status, definition)
    if len(rows) and (rows["status"] == Status.SUPPRESSED).all():
        return f"{messages.reason(Status.SUPPRESSED)} {TOLD_PERIODS}"
    return "Escolha outro período ou outro indicador."


def _order(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    """The farthest from the target first: by value ÷ target, and among municipalities by how many
    are missing.

    Most small municipalities would tie at zero; what is missing tells where work would count.
    """
    if level == "municipio" and rows["gap"].notna().any():
        return rows.sort_values(["gap", "value"], ascending=[False, True])
    ratio = (rows["value"] / rows["target"]).fillna(float("inf"))
    return rows.assign(ratio=ratio).sort_values(["ratio", "value"])


def _table(view: View, definition: Indicator, rows: pd.DataFrame, level: str) -> str:
    top = float(max(rows["value"].max(), rows["target"].fillna(0).max())) or 1.0
    targeted = bool(rows["target"].notna().any())
    cells = [
        (
            _name(view, row, level),
            numbers.show_value(definition, row["value"]),
            html.bar(row["value"] / top, BAR if targeted else 64),
            *(
                (numbers.show_value(definition, row["target"]), _verdict_cell(definition, row))
                if targeted
                else ()
            ),
            *((_gap(row["gap"]),) if targeted else ()),
        )
        for _, row in rows.iterrows()
    ]
    head = ("território", "valor", "", *(("meta", "contra a meta", "faltam") if targeted else ()))
    return html.table(
        head, cells, numeric=frozenset({1, 3, 5}), label=f"{definition.short_title} por território"
    )


def _verdict_cell(definition: Indicator, row: pd.Series) -> str:
    """The verdict on one territory, in a word and with the tone of its polarity."""
    verdict = Verdict(row["verdict"])
    if verdict is Verdict.UNKNOWN:
        return "—"
    change = Change(verdict, row["value"] - row["target"])
    return f'<span class="{numbers.tone(definition, change)} t-line">{html.cell(verdict)}</span>'


def _name(view: View, row: pd.Series, level: str) -> str:
    shown = f"{row['name']} ({row['uf']})" if level == "municipio" else str(row["name"])
    return html.anchor(
        shown, url.link(dict(view.params), **{url.TERRITORY: f"{level}:{row['code']}"})
    )


def _gap(value: float) -> str:
    if numbers.absent(value):
        return "—"
    return number(value) if value > 0 else "nada"


def numbers_behind(view: View, definition: Indicator, rows: pd.DataFrame, *, key: str) -> None:
    """The table behind a map, made only when it is opened; the whole of it can be taken away."""
    with st.expander("Ver os números", key=f"{key}_numbers", on_change="rerun") as expander:
        if not expander.open:
            return
        cells = [
            (
                html.cell(row["name"]),
                html.cell(row["uf"] if pd.notna(row["uf"]) else ""),
                number(row["numerator"]),
                number(row["denominator"]) if definition.is_ratio else "",
                numbers.show_value(definition, row["value"]),
                html.cell(
                    messages.reason(row["status"], definition) if pd.isna(row["value"]) else ""
                ),
            )
            for _, row in rows.sort_values("name").head(LISTED).iterrows()
        ]
        head = ("território", "UF", "numerador", "denominador", "valor", "")
        table = html.table(
            head, cells, numeric=frozenset({2, 3, 4}), label=f"Números de {definition.short_title}"
        )
        html.show(html.scroll(table))
        if len(rows) > LISTED:
            html.source(
                f"Os {LISTED} primeiros por nome, de {number(len(rows))}; todos estão no arquivo."
            )
        downloads(
            view,
            f"{definition.short_title} — números do mapa",
            rows.sort_values("name"),
            COLUMNS,
            key=f"{key}_numbers",
            definition=definition,
        )
