"""The channels side by side: each indicator of the service with its interval
and how many cases stand behind it.
"""

from typing import Any

import pandas as pd
import streamlit as st

from config.formatting import duration, enumerate_words, plural
from config.service import service_rule
from data_access.schema import tables as schema
from indicators.catalogue.definitions import Indicator, indicator
from indicators.comparison import Change, only_significant
from indicators.measure import METHODS, Status, as_value
from indicators.rest import against_the_rest, compared_with_rest
from pages.atendimento import data
from pages.atendimento.waits import short
from pages.components import caching, html, messages, numbers
from pages.components.downloads import downloads
from pages.state import url
from pages.state.view import View

DURATIONS = ("tempo_primeira_resposta", "tempo_resolucao", "tma")
SHARES = ("resolucao_primeiro_contato", "nivel_servico", "retencao_chatbot", "reclamacoes_mil")
COLUMNS = {
    "channel": "canal",
    "indicator": "indicador",
    "value": "valor",
    "lower": "limite inferior",
    "upper": "limite superior",
    "p90": "percentil 90",
    "p90_lower": "percentil 90: limite inferior",
    "p90_upper": "percentil 90: limite superior",
    "n": "n (casos do intervalo)",
    "method": "método do intervalo",
    "denominator": "casos",
    "status": "situação",
    "verdict": "em relação aos demais canais",
}


def channel_table(view: View) -> None:
    """One row per channel with cases, one column per indicator; few cases are told apart."""
    html.title(
        "Canais lado a lado",
        "Cada indicador em cada canal, e se ele difere dos demais canais juntos.",
    )
    found = caching.ready(view.unlinked, measured_channels)
    if found.empty:
        messages.empty(
            "Não há contatos nem atendimentos neste período.",
            "Escolha outro período ou outro território.",
        )
        return
    definitions = _indicators()
    html.show(caching.ready(view.unlinked, _markup))
    minimums = enumerate_words(
        f"{plural(d.minimum, *d.denominator.noun)} em {d.short_title}"
        for d in definitions
        if d.denominator
    )
    html.source(
        "Embaixo de cada valor, a margem de erro de 95 % e os casos; cada tempo é o de metade dos"
        " casos, e embaixo o de nove de cada dez. Um traço: o canal não tem esses casos. A última"
        " linha diz se o canal é maior ou menor do que todos os demais juntos: das diferenças assim"
        " ditas, no máximo 5 % devem ser engano. Em cinza,"
        f" poucos casos para concluir, e por isso sem comparação: menos de {minimums}."
    )
    downloads(view, "Canais lado a lado", found, COLUMNS, key="canais")


def _indicators() -> list[Indicator]:
    return [indicator(name) for name in (*DURATIONS, *SHARES)]


def _markup(view: View) -> str:
    definitions, found = _indicators(), caching.ready(view, measured_channels)
    cells = [
        (_name(str(channel)), *(_cell(rows[rows["indicator"] == d.id], d) for d in definitions))
        for channel, rows in found.groupby("channel", sort=False)
    ]
    head = ("canal", *(definition.short_title for definition in definitions))
    numeric = frozenset(range(1, len(head)))
    return html.table(head, cells, numeric=numeric, label="Canais lado a lado", stacked=True)


def measured_channels(view: View) -> pd.DataFrame:
    """Every indicator of every channel, the busiest first: indicator and what `COLUMNS` names, but
    the title.

    ``change`` is how the channel differs from the others together, with 5 % of false discoveries in
    all of it.
    """
    shares = data.shares_by_channel(view, SHARES)
    times = pd.concat([_times(view, name) for name in DURATIONS], ignore_index=True)
    both = [frame for frame in (_beside_the_rest(shares), times) if len(frame)]
    if not both:
        return pd.DataFrame(columns=["indicator", *COLUMNS])
    found = pd.concat(both, ignore_index=True)
    changes = only_significant(list(found["change"]))
    found = found.assign(
        change=_column(changes, found), verdict=[str(change.verdict) for change in changes]
    )
    busy = found.groupby("channel")["denominator"].max().sort_values(ascending=False, kind="stable")
    order = found["channel"].map({channel: place for place, channel in enumerate(busy.index)})
    return found.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _beside_the_rest(shares: pd.DataFrame) -> pd.DataFrame:
    parts = [
        rows.assign(change=_column(against_the_rest(rows, indicator(str(name))), rows))
        for name, rows in shares.groupby("indicator", sort=False)
    ]
    return pd.concat(parts) if parts else shares


def _column(changes: list[Change], rows: pd.DataFrame) -> "pd.Series[Any]":
    return pd.Series(changes, index=rows.index, dtype=object)


def _times(view: View, name: str) -> pd.DataFrame:
    """The medians of a time by channel, each compared with that of the other channels together."""
    definition, found = indicator(name), data.waits(view, name)
    own, rest = _medians(found.channels, definition), _medians(found.others, definition)
    changes = [
        compared_with_rest(definition, as_value(one), as_value(other))
        for (_, one), (_, other) in zip(own.iterrows(), rest.iterrows(), strict=True)
    ]
    return own.assign(change=_column(changes, own))


def _medians(rows: pd.DataFrame, definition: Indicator) -> pd.DataFrame:
    rows = rows.rename(columns={"key": "channel", "cases": "denominator", "median": "value"})
    few = rows["denominator"] < definition.minimum
    return rows.rename(columns={"median_lower": "lower", "median_upper": "upper"}).assign(
        indicator=definition.id,
        numerator=float("nan"),
        n=rows["denominator"].astype(float),
        method=METHODS[definition.uncertainty],
        status=few.map({True: Status.FEW, False: Status.MEASURED}),
    )


def _name(channel: str) -> str:
    if channel == schema.NOT_INFORMED:
        return html.cell("não informado")
    return (
        f"{html.cell(channel)}<small>prazo"
        f" {html.cell(short(service_rule().target(channel)))}</small>"
    )


def _cell(rows: pd.DataFrame, definition: Indicator) -> str:
    """An indicator of a channel; a dash where the channel has no such cases."""
    if rows.empty or numbers.absent(rows.iloc[0]["value"]):
        return "—"
    row = rows.iloc[0]
    quiet = ' class="t-quiet"' if row["status"] == Status.FEW else ""
    around = numbers.margin(definition, row) or "—"
    high = (
        ""
        if numbers.absent(row.get("p90"))
        else f"9 de cada 10 até {html.cell(duration(row['p90']))}"
    )
    value = html.cell(numbers.show_value(definition, row["value"]))
    lines = (
        html.cell(around),
        high,
        plural(row["denominator"], "caso", "casos"),
        _verdict(row, definition),
    )
    return f"<span{quiet}>{value}</span>" + "".join(
        f"<small>{line}</small>" for line in lines if line
    )


def _verdict(row: pd.Series, definition: Indicator) -> str:
    words = numbers.show_verdict(definition, row["change"])
    tone = numbers.tone(definition, row["change"])
    return f'<span class="{tone} t-narrow">{html.cell(words)}</span>' if words else ""


def below_the_state(view: View) -> None:
    """Why a smaller territory has no service of its own, and the way to the state that has one."""
    with st.container(key="card_elsewhere"):
        html.title("Abaixo da UF não há unidade que atende")
        messages.empty(
            "Os contatos e os atendimentos dizem a UF da unidade que atendeu, e nada menor.",
            "Escolha no filtro Território uma UF, uma região ou o Brasil.",
        )
        state = f"uf:{view.scope.territory.code[:2]}"  # IBGE codes begin with those of the UF
        link = html.anchor("Ver a UF", url.link(dict(view.params), **{url.TERRITORY: state}))
        html.show(f'<p class="t-verdict">{link}</p>')
