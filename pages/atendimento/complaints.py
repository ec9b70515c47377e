"""Complaints: how many, what became of them, and the reputation that they leave,
its parts and weights in sight.
"""

import pandas as pd

from config.formatting import enumerate_words, number, percent, plural
from indicators.catalogue.definitions import indicator
from indicators.measure import Status
from pages.atendimento import data
from pages.components import caching, html, messages, numbers
from pages.components.downloads import downloads
from pages.state.view import View

INDEX = indicator("indice_reputacao")
RATES = (indicator("reclamacoes_mil"), indicator("reclamacoes_resolvidas"))
PARTS = {
    "answered": "Respondidas",
    "resolved": "Resolvidas",
    "rating": "Nota de quem reclamou",
    "would_return": "Voltaria a procurar",
}
COLUMNS = {
    "name": "parte",
    "weight": "peso",
    "score": "de 0 a 10",
    "cases": "reclamações que a dizem",
}
TOP = 10.0


def complaints_card(view: View) -> None:
    html.title(
        "Reclamações e reputação",
        "Quanto se reclama, o que se resolve, e como ficamos com quem reclamou.",
    )
    total = caching.total(view, INDEX.id)
    withheld = Status(total["status"]) is Status.SUPPRESSED
    if not withheld and not total["denominator"] > 0:
        messages.empty(
            "Não há reclamações neste recorte.",
            "Escolha outro período, outro canal ou outro território.",
        )
        return
    _rates(view)
    html.heading("Índice de reputação", "De 0 a 10, pelas reclamações abertas no período.")
    parts = data.reputation_parts(view)
    parts = parts.assign(name=parts["part"].map(PARTS))
    html.show(f'<p class="t-verdict">{_verdict(total, parts)}</p>')
    cells = [
        (html.cell(row["name"]), percent(row["weight"], 0),
         "suprimido" if row["withheld"] else number(row["score"], 1), number(row["cases"]),
         html.bar(0.0 if pd.isna(row["score"]) else row["score"] / TOP))
        for _, row in parts.iterrows()
    ]  # fmt: skip
    head = ("parte", "peso", "de 0 a 10", "casos", "")
    html.show(
        html.table(head, cells, numeric=frozenset({1, 2, 3}), label="Partes do índice de reputação")
    )
    html.source(
        "Os pesos são uma suposição nossa, à maneira dos sites de reclamação, e quem cuida do"
        " painel pode mudá-los. A nota de 1 a 5 é estendida de 0 a 10; nota e vontade de voltar são"
        " só de quem reclamou e as disse."
    )
    downloads(
        view,
        "Índice de reputação — partes",
        parts,
        COLUMNS,
        key="reputacao",
        units={"weight": "%", "score": "nota"},
    )


def _rates(view: View) -> None:
    cells = []
    for definition in RATES:
        row = caching.total(view, definition.id)
        value = numbers.show_value(definition, row["value"])
        around = numbers.interval(definition, row) or "—"
        base = definition.denominator.noun if definition.denominator else ("", "")
        of = f"{number(row['numerator'])} de {plural(row['denominator'], *base)}"
        few = "<small>poucos dados para concluir</small>" if row["status"] == Status.FEW else ""
        cells.append(
            (
                html.cell(definition.short_title),
                html.cell(value),
                html.cell(around),
                html.cell(of) + few,
            )
        )
    head = ("indicador", "valor", "entre (95 %)", "casos")
    html.show(html.table(head, cells, numeric=frozenset({1, 2}), label="Reclamações"))


def _verdict(total: pd.Series, parts: pd.DataFrame) -> str:
    if Status(total["status"]) is Status.SUPPRESSED:
        return f"<b>{html.cell(messages.reason(Status.SUPPRESSED))}</b>"
    if pd.isna(total["value"]):
        missing = enumerate_words(
            parts.loc[(parts["cases"] == 0) & (parts["weight"] > 0), "name"].str.lower()
        )
        return (
            f"<b>Não medido:</b> nenhuma reclamação diz: {html.cell(missing)}. O que falta não vale"
            " zero."
        )
    around = numbers.interval(INDEX, total)
    few = " Poucas reclamações para concluir." if total["status"] == Status.FEW else ""
    between = f", de {around} (95 %)" if around else ""
    complaints = plural(total["denominator"], "reclamação", "reclamações")
    return (
        f"<b>{numbers.show_value(INDEX, total['value'])}</b> de 10{html.cell(between)}, em"
        f" {complaints}.{few}"
    )
