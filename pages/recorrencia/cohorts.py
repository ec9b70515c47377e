"""Cohorts: of those who came first in a month, which part was attended so many months later."""

import numpy as np
import pandas as pd

from config.formatting import enumerate_words, number, percent
from config.segments import segment_rule
from indicators.scope import Month
from pages.components import html, messages
from pages.components.charts.heatmap import extremes, heatmap, whole_percent
from pages.components.downloads import downloads
from pages.recorrencia import data
from pages.state.view import View

FEW = 30
COLUMNS = {
    "month": "primeiro mês",
    "age": "meses depois",
    "clients": "clientes",
    "size": "clientes no início",
}


def cohort_card(view: View) -> None:
    html.title(
        "Coortes",
        "De quem veio pela primeira vez em cada mês, a parcela atendida tantos meses depois (todos"
        " os canais).",
    )
    rows = data.cohorts(view)
    if rows.empty:
        messages.empty(
            "Ninguém foi atendido pela primeira vez neste recorte.",
            f"Contam os {segment_rule().first_months} meses até o fim do período.",
        )
        return
    shares, sizes = cohort_shares(rows, view.scope.period.end.index)
    if shares.empty or shares.isna().all(axis=None):
        messages.empty(
            "As coortes são novas demais.", "Ainda não passou um mês inteiro desde a primeira vez."
        )
        return
    months = [int(month) for month in sizes.index.tolist()]
    shares.index = [
        f"{Month(month).label} ({number(size)})" for month, size in zip(months, sizes, strict=True)
    ]
    top = float(np.nanmax(shares.to_numpy(float))) or 1.0
    most = extremes(shares, percent, largest=True)
    alt = (
        "Parcela de cada coorte atendida em cada mês seguinte. As maiores, coorte em meses depois:"
        f" {most}."
    )
    heatmap(
        view,
        shares,
        percent,
        key="coortes",
        alt=alt,
        brief=whole_percent,
        top=top,
    )
    small = [Month(month).label for month, size in zip(months, sizes, strict=True) if size < FEW]
    which = "todas elas" if len(small) == len(months) else enumerate_words(small)
    few = f" Com menos de {FEW} clientes, a parcela oscila muito: {which}." if small else ""
    html.source(
        "Entre parênteses, os clientes da coorte; as colunas são meses desde a primeira vez."
        f" Vazio: ainda não houve. A edição começa em {Month(view.manifest.first_month).label}:"
        f" quem já era cliente antes conta como novo.{few}"
    )
    told = rows.assign(
        month=[str(Month(int(month))) for month in rows["first_month"]],
        size=rows["first_month"].map(sizes),
    )
    downloads(view, "Coortes", told, COLUMNS, key="coortes")


def cohort_shares(rows: pd.DataFrame, end: int) -> tuple[pd.DataFrame, pd.Series]:
    """Shares by first month and age ("1", "2", …; NaN after `end`), and the clients of each first
    month.
    """
    counts = rows.pivot_table(index="first_month", columns="age", values="clients", aggfunc="sum")
    sizes = counts[0].astype(int)
    ages = range(1, min(segment_rule().cohort_months, end - int(counts.index.min())) + 1)
    shares = counts.reindex(columns=ages).fillna(0).div(sizes, axis=0)
    happened = pd.DataFrame({age: counts.index + age <= end for age in ages}, index=counts.index)
    shares = shares.where(happened)
    return shares.set_axis([str(age) for age in ages], axis=1), sizes
