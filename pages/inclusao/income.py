"""Whether income rose, as people in inclusion initiatives tell: by territory and by initiative."""

from dataclasses import replace

import pandas as pd

from config.formatting import names_key, number, percent, plural
from data_access.queries.base.units import EXECUTING_LEVELS
from indicators.catalogue.definitions import indicator
from indicators.comparison import only_significant
from indicators.measure import Status, with_basis
from indicators.rest import against_the_rest
from indicators.scope import Attribution
from pages.components import caching, html, messages, numbers
from pages.components.downloads import downloads
from pages.components.ranking import COLUMNS as BY_TERRITORY
from pages.inclusao import data
from pages.state.view import View, level_words

INCOME = indicator("percepcao_aumento_renda")
SHOWN = 60
BY_INITIATIVE = {
    "initiative": "código",
    "name": "iniciativa",
    "uf": "UF",
    "numerator": "renda aumentou",
    "denominator": "respostas",
    "value": "parte",
    "lower": "limite inferior",
    "upper": "limite superior",
    "status": "situação",
}


def territory_card(view: View) -> None:
    """By the client's territory, which every level has."""
    told = data.view_that_is_told(view)
    told = replace(told, scope=replace(told.scope, attribution=Attribution.ESTABLISHMENT))
    level = view.finer_level
    above = view.scope.territory.level in EXECUTING_LEVELS  # below, both go by the client
    html.title(
        "A renda aumentou? Por território",
        "Respostas de quem participou de ações de inclusão, pelo município do cliente,"
        f" {told.scope.period.label}."
        f"{' O número do alto conta as da unidade que atendeu.' if above else ''}",
    )
    rows = caching.table(told, INCOME.id, level).dropna(subset=["code"])
    _show_income_rows(told, rows, level_words(level), narrow=True)
    downloads(
        told,
        "Renda aumentou por território",
        rows,
        BY_TERRITORY,
        key="renda-territorio",
        definition=INCOME,
    )


def initiative_card(view: View) -> None:
    """By initiative of the states of the scope."""
    told = data.view_that_is_told(view)
    html.title(
        "A renda aumentou? Por iniciativa",
        "As iniciativas dos estados do recorte, onde quer que morem os clientes.",
    )
    rows = data.initiatives(told)
    _show_income_rows(told, rows, "iniciativa", narrow=view.phone)
    downloads(
        told,
        "Renda aumentou por iniciativa",
        rows,
        BY_INITIATIVE,
        key="renda-iniciativa",
        definition=INCOME,
    )


def _show_income_rows(view: View, rows: pd.DataFrame, what: str, *, narrow: bool) -> None:
    """Measured rows first, the lowest on top; those withheld say so."""
    asked = rows[(rows["denominator"] > 0) | (rows["status"] == Status.SUPPRESSED)]
    if asked.empty:
        messages.empty(
            "Ninguém respondeu sobre a renda neste período.",
            "Escolha outro período ou outro território.",
        )
        return
    html.show(caching.ready(view.unlinked, _markup, asked, what, narrow))
    listed = f"As {SHOWN} primeiras de " if len(asked) > SHOWN else ""
    withheld = int((asked["status"] == Status.SUPPRESSED).sum())
    few = int((asked["status"] == Status.FEW).sum())
    hidden = (
        f"; {plural(withheld, 'suprimida', 'suprimidas')} por sigilo, o que não é zero"
        if withheld
        else ""
    )
    unsure = (
        f"; {number(few)} com menos de {INCOME.minimum} respostas, de que nada se conclui"
        if few
        else ""
    )
    html.source(
        f"{listed}{plural(len(asked), 'linha', 'linhas')}{hidden}{unsure}. Margem de erro de 95 %."
        " “Maior” e “menor” são contra todas as demais linhas não suprimidas juntas; a chance"
        " de haver algum engano entre elas é de no máximo 5 %."
    )


def _markup(_view: View, asked: pd.DataFrame, what: str, narrow: bool) -> str:
    ordered = (
        judged_rows(asked)
        .sort_values(["value", "name"], na_position="last", key=names_key)
        .head(SHOWN)
    )
    return html.scroll(_table(_cells(ordered), what, f"Renda aumentou por {what}", narrow=narrow))


def _table(cells: list[tuple[str, ...]], what: str, label: str, *, narrow: bool) -> str:
    """Narrow, the interval stands under the share, and why a row says little under its answers."""
    if narrow:
        folded = [
            (
                name,
                f"{share}<small>{around if around != share else ''}</small>",
                f"{answers}<small>{why}</small>",
            )
            for name, share, around, answers, why in cells
        ]
        head = (what, "renda aumentou, entre (95 %)", "respostas")
        return html.table(head, folded, numeric=frozenset({1, 2}), label=label, stacked=True)
    wide = (what, "renda aumentou", "entre (95 %)", "respostas", "contra as demais linhas")
    return html.table(wide, cells, numeric=frozenset({1, 2, 3}), label=label, stacked=True)


def judged_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``change``: how each row differs from the others that are not withheld,
    in the whole list.
    """
    changes = only_significant(
        against_the_rest(with_basis(rows, INCOME), INCOME), partly_shown=True
    )
    return rows.assign(change=pd.Series(changes, index=rows.index, dtype=object))


def _cells(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    return [
        (
            html.cell(row["name"])
            + (f"<small>{html.cell(row['initiative'])}</small>" if "initiative" in row else ""),
            percent(row["value"]) if pd.notna(row["value"]) else "—",
            numbers.interval(INCOME, row) or "—",
            number(row["denominator"]) if pd.notna(row["denominator"]) else "—",
            _verdict_cell(row),
        )
        for _, row in rows.iterrows()
    ]


def _verdict_cell(row: pd.Series) -> str:
    words = {Status.SUPPRESSED: "suprimido", Status.FEW: "poucos dados"}.get(Status(row["status"]))
    told = words or numbers.show_verdict(INCOME, row["change"])
    return f'<span class="{numbers.tone(INCOME, row["change"])}">{html.cell(told)}</span>'
