"""By which channel clients come back, given the one by which they had come."""

import pandas as pd

from config.formatting import number, percent
from data_access.schema import tables as schema
from pages.components import html, messages
from pages.components.charts.heatmap import heatmap, whole_percent
from pages.components.downloads import downloads
from pages.recorrencia import data
from pages.state.view import View

COLUMNS = {"before": "canal anterior", "after": "canal da volta", "returns": "voltas"}
WORDS = {schema.NOT_INFORMED: "não informado", schema.SEVERAL: "mais de um no dia"}


def flow_card(view: View) -> None:
    html.title(
        "De um atendimento ao seguinte",
        "De quem voltou no período: de cada canal (linha), por qual voltou (coluna).",
    )
    rows = data.flow(view)
    if rows.empty:
        messages.empty(
            "Ninguém voltou neste recorte.",
            "Escolha um período maior, outro canal ou outro território.",
        )
        return
    rows = rows.assign(before=rows["before"].replace(WORDS), after=rows["after"].replace(WORDS))
    shares, sizes = flow_shares(rows)
    kept = rows.loc[rows["before"] == rows["after"], "returns"].sum() / rows["returns"].sum()
    top = float(shares.to_numpy(float).max())
    shares.index = [f"{name} ({number(sizes[name])})" for name in shares.index]
    alt = (
        f"De {number(rows['returns'].sum())} voltas, {percent(kept)} foram pelo mesmo canal da vez"
        " anterior."
    )
    heatmap(
        view,
        shares,
        percent,
        key="fluxo-canais",
        alt=alt,
        brief=whole_percent,
        top=top,
    )
    html.source(
        f"{alt} Entre parênteses, as voltas de quem tinha vindo por aquele canal. Contam dias: dois"
        " atendimentos no mesmo dia não têm ordem, e o dia com mais de um canal fica à parte."
    )
    downloads(view, "Fluxo entre canais", rows, COLUMNS, key="fluxo")


def flow_shares(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Share of each channel's returns by channel of return,
    the channels with most returns first; and the sizes.
    """
    counts = rows.pivot_table(
        index="before", columns="after", values="returns", aggfunc="sum", fill_value=0
    )
    sizes = counts.sum(axis=1).sort_values(ascending=False, kind="stable")
    order = [*sizes.index, *(name for name in counts.columns if name not in sizes.index)]
    counts = counts.reindex(
        index=sizes.index, columns=[name for name in order if name in counts.columns]
    )
    return counts.div(sizes, axis=0), sizes
