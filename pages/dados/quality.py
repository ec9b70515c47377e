"""How new and how full the data are, by table and state."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from config.formatting import day, number, percent, plural
from config.ibge import UFS
from data_access.contract.load import contract
from data_access.quality import content
from data_access.quality.content import FEWEST_ROWS, REFERENCE, STEP_OF_PEOPLE
from data_access.stewardship.desk import Desk
from indicators.scope import Month
from pages.components import html, messages
from pages.components.caching import ask
from pages.components.charts.heatmap import extremes, heatmap
from pages.components.controls import choice
from pages.components.downloads import downloads
from pages.state.view import View

OVERVIEW = "todas"
NO_UF = "sem UF"
DAYS = 30.44  # of a month
FAR = 12  # months behind from which the colour is the last one


def freshness(view: View, steward: Desk) -> None:
    """Each table of the contract: until when it tells and when it came;
    then how far behind each state is.
    """
    frame = steward.freshness(view.edition if view.edition_id else None)
    cells = [
        (
            html.cell(row["title"]),
            html.cell(_until(row)),
            html.cell(_day(row["last_import"])),
            html.cell(row["last_source"] if pd.notna(row["last_source"]) else "—"),
            number(row["rows"] or None),
            _state(row, with_edition=bool(view.edition_id)),
        )
        for _, row in frame.iterrows()
    ]
    head = ("tabela", "dados até", "última importação", "arquivo", "linhas", "situação")
    html.show(
        html.table(head, cells, numeric=frozenset({4}), label="Frescor por tabela", stacked=True)
    )
    if view.edition_id:
        _by_state(view)


def _day(value: object) -> str:
    return day(value) if isinstance(value, date) and not pd.isna(value) else "—"


def _until(row: pd.Series) -> str:
    """The last reference in its own grain: a day, a month or a year."""
    last, name = row["last_day"], REFERENCE.get(str(row["table"]))
    if name is None or not isinstance(last, date) or pd.isna(last):
        return "—"
    grain = contract()[str(row["table"])].column(name).type
    return {"competencia": Month.of(last.year, last.month).label, "inteiro": str(last.year)}.get(
        grain, day(last)
    )


def _state(row: pd.Series, *, with_edition: bool) -> str:
    """Polarity in words; the colour only repeats it."""
    tone = {"em dia": "t-good", "antiga": "t-bad"}.get(row["status"], "t-quiet")
    outside = "; ainda fora desta edição" if with_edition and row["in_edition"] is False else ""
    age = f" ({_age(row)})" if pd.notna(row["age_days"]) else ""
    return f'<span class="{tone}">{html.cell(row["status"])}</span>{html.cell(age + outside)}'


def _age(row: pd.Series) -> str:
    """How old the data are, in the grain of their reference;
    the import, where rows have no date of their own.
    """
    last, days = row["last_day"], int(row["age_days"])
    if not isinstance(last, date) or pd.isna(last):
        return "importada hoje" if days <= 0 else f"importada há {plural(days, 'dia', 'dias')}"
    grain = contract()[str(row["table"])].column(REFERENCE[str(row["table"])]).type
    today = last + timedelta(days=days)
    if grain == "inteiro":
        years = today.year - last.year
        return f"há {plural(years, 'ano', 'anos')}" if years > 0 else "deste ano"
    if grain == "competencia":
        months = Month.of(today.year, today.month).index - Month.of(last.year, last.month).index
        return f"há {plural(months, 'mês', 'meses')}" if months > 0 else "deste mês"
    return f"há {plural(days, 'dia', 'dias')}" if days > 0 else "de hoje"


def _by_state(view: View) -> None:
    """Months that the data of a state are behind the newest of the same table."""
    frame = ask(view, content.freshness_by_uf).dropna(subset=["last_day"])
    frame = frame[frame["uf"] != ""]
    if frame.empty:
        return
    frame = frame.assign(last_day=pd.to_datetime(frame["last_day"]))
    newest = frame.groupby("table")["last_day"].transform("max")
    behind = frame.assign(months=(newest - frame["last_day"]).dt.days / DAYS)
    wide = behind.pivot_table(index="table", columns="uf", values="months").rename(index=_title)
    wide = wide.reindex(columns=_ufs(view))
    html.heading(
        "Frescor por UF",
        "Meses que os dados de cada UF estão atrás dos mais novos da mesma tabela.",
    )
    late = wide.where(wide.round() > 0)
    told = (
        f"os maiores: {extremes(late, _months, largest=True)}"
        if late.notna().any(axis=None)
        else "não há nenhum"
    )
    alt = f"Atraso por tabela e UF; {told}."
    heatmap(
        view,
        wide,
        _months,
        key="frescor",
        alt=alt,
        top=FAR,
        brief=lambda value: f"{value:.0f}" if value >= 0.5 else "",
    )
    html.source(f"Atrasos: {told}. Onde não há cor, a tabela não tem linhas dessa UF.")


def _ufs(view: View) -> list[str]:
    """Every UF that the user may see, in alphabetical order:
    one without rows is an empty column, not an absent one.
    """
    return sorted(uf.sigla for uf in UFS if view.access.ufs is None or uf.sigla in view.access.ufs)


def _months(value: float) -> str:
    return plural(round(value), "mês", "meses")


def _title(table: str) -> str:
    return contract()[table].title


def completeness(view: View) -> None:
    """The share of filled cells: every table, or the columns of one."""
    if not view.edition_id:
        messages.empty(*messages.NO_EDITION)
        return
    frame = ask(view, content.completeness)
    if frame.empty:
        messages.empty(
            "Esta edição não guardou o quanto as tabelas vieram preenchidas.",
            "Construa uma nova edição.",
        )
        return
    tables = {name: _title(name) for name in frame["table"].unique()}
    narrow, _ = st.columns([1, 2])
    with narrow:
        chosen = choice("Tabela", {OVERVIEW: "Todas as tabelas"} | tables, param="completude")
    rows = frame if chosen == OVERVIEW else frame[frame["table"] == chosen]
    shares = _shares(rows, "table" if chosen == OVERVIEW else "column", _ufs(view))
    shares = shares.rename(index=_title) if chosen == OVERVIEW else shares
    told = extremes(shares, _share, largest=False)
    alt = f"Parte das células preenchidas por UF; as menores: {told}."
    heatmap(
        view,
        shares,
        _share,
        key="completude",
        alt=alt,
        top=1.0,
        brief=lambda value: f"{100 * value:.0f}",
    )
    html.source(
        f"Menos preenchidas: {told}. Onde não há cor, a tabela não tem linhas dessa UF. Do que é de"
        " pessoas (pesquisas, notas de reclamações e características de clientes), por sigilo, só"
        f" se mostra a parte preenchida, de {percent(STEP_OF_PEOPLE, 0)} em"
        f" {percent(STEP_OF_PEOPLE, 0)}, e onde há {FEWEST_ROWS} linhas ou mais."
    )
    columns = {
        "table": "tabela",
        "column": "coluna",
        "uf": "UF",
        "rows": "linhas",
        "filled": "preenchidas",
        "share": "parte preenchida",
    }
    downloads(
        view,
        "Completude",
        rows.assign(uf=rows["uf"].replace("", NO_UF)),
        columns,
        key="completeness",
    )


def _share(value: float) -> str:
    return percent(value, 0)


def _shares(rows: pd.DataFrame, by: str, ufs: list[str]) -> pd.DataFrame:
    """Filled cells ÷ cells, one row per `by` in the order in which they come,
    one column for each of `ufs`.

    All columns of a table have as many cells: its share is the mean of theirs.
    """
    named = rows.assign(uf=rows["uf"].replace("", NO_UF))
    wide = named.pivot_table("share", by, "uf", aggfunc="mean")
    names = [*ufs, *[NO_UF] * (NO_UF in wide.columns)]
    return wide.reindex(index=list(dict.fromkeys(rows[by])), columns=names)
