"""The channels side by side: each indicator of the service with its interval and how many cases stand behind it."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from config.formatting import enumerate_words, number, plural
from indicators.catalogue import Indicator
from indicators.measure import Status
from pages.components import cached, html, messages, numbers
from pages.components.downloads import downloads
from pages.components.view import View

COLUMNS = {
    "channel": "canal",
    "indicator": "indicador",
    "value": "valor",
    "lower": "limite inferior",
    "upper": "limite superior",
    "n": "n (casos do intervalo)",
    "method": "método do intervalo",
    "denominator": "casos",
    "status": "situação",
}


def channel_table(view: View, definitions: list[Indicator]) -> None:
    """One row per channel that the scope leaves, one column per indicator; few cases are told apart."""
    channels = view.scope.channel or tuple(cached.channels(view.edition_id, view.access))
    rows = [_row(view, definition, channel) for channel in channels for definition in definitions]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    if found.empty or not (found["denominator"] > 0).any():
        messages.empty("Não há contatos neste período.", "Escolha outro período, outro canal ou outro território.")
        return
    cells = [
        (html.cell(channel), *(_cell(row, definition) for row, definition in zip(group, definitions, strict=True)))
        for channel, group in _by_channel(found)
    ]
    head = ("canal", *(definition.short_title for definition in definitions))
    html.show(html.table(head, cells, numeric=frozenset(range(1, len(head))), label="Canais lado a lado"))
    minimums = enumerate_words(
        f"{plural(d.minimum, *d.denominator.noun)} em {d.short_title}" for d in definitions if d.denominator
    )
    html.source(
        "Embaixo de cada valor, o intervalo de 95 % e os casos. Dois canais cujos intervalos se cruzam podem ser "
        f"iguais. Em cinza, poucos casos para concluir: menos de {minimums}."
    )
    told = {definition.id: definition.title for definition in definitions}
    downloads(view, "Canais lado a lado", found.assign(indicator=found["indicator"].map(told)), COLUMNS, key="canais")


def _row(view: View, definition: Indicator, channel: str) -> dict[str, object]:
    total = cached.total(view, definition.id, scope=replace(view.scope, channel=(channel,)))
    kept = {name: total[name] for name in ("value", "lower", "upper", "n", "method", "denominator", "status")}
    return {"channel": channel, "indicator": definition.id, **kept}


def _by_channel(found: pd.DataFrame) -> list[tuple[str, list[pd.Series]]]:
    return [
        (str(channel), [row for _, row in group.iterrows()]) for channel, group in found.groupby("channel", sort=False)
    ]


def _cell(row: pd.Series, definition: Indicator) -> str:
    value = html.cell(numbers.show_value(definition, row["value"]))
    if numbers.absent(row["value"]):
        return value
    quiet = ' class="t-quiet"' if row["status"] == Status.FEW else ""
    around = numbers.interval(definition, row)
    return f"<span{quiet}>{value}</span><br><small>{html.cell(around or '—')} · {number(row['denominator'])}</small>"


def below_the_state() -> None:
    """Why a smaller territory has no service of its own."""
    with st.container(key="card_elsewhere"):
        html.title("Abaixo da UF não há unidade que atende")
        messages.empty(
            "Os contatos dizem a UF da unidade que atendeu, e nada menor.",
            "Escolha no filtro Território uma UF, uma região ou o Brasil.",
        )
