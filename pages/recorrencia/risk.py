"""Clients at risk as counts, by territory and by team:
whom to call back is for those who know them.
"""

import pandas as pd

from config.formatting import number, percent, plural
from pages.components import html, messages
from pages.components.downloads import downloads
from pages.recorrencia import data
from pages.recorrencia.segment_words import definitions, quarter_label
from pages.state import url
from pages.state.view import View, level_words

SHOWN = 9
PLACES = {
    "code": "código IBGE",
    "name": "território",
    "uf": "UF",
    "at_risk": "clientes em risco",
    "active": "clientes não perdidos",
    "share": "parte dos não perdidos",
}
TEAMS = {"team": "código da equipe", "name": "equipe", "clients": "clientes em risco"}


def risk_card(view: View, quarter: int) -> None:
    level = view.finer_level
    html.title(
        f"Em risco, por {level_words(level)}",
        f"No {quarter_label(quarter)}: {definitions()['em_risco']}. São contagens, sem nomes.",
    )
    rows = data.at_risk(view, quarter)
    known = rows[rows["at_risk"] > 0].sort_values("at_risk", ascending=False, kind="stable")
    if known.empty:
        messages.empty("Nenhum cliente está em risco neste recorte.")
        return
    cells = [_row(view, row, level) for _, row in known.head(SHOWN).iterrows()]
    head = ("território", "em risco", "parte dos não perdidos")
    html.show(
        html.table(head, cells, numeric=frozenset({1, 2}), label="Clientes em risco por território")
    )
    whole = plural(known["at_risk"].sum(), "cliente", "clientes")
    html.source(f"{whole} em risco; os lugares com mais deles primeiro, e todos no arquivo.")
    told = rows.assign(share=rows["at_risk"] / rows["active"])
    told = told.sort_values("at_risk", ascending=False, kind="stable")
    downloads(view, "Clientes em risco por território", told, PLACES, key="risco")


def _row(view: View, row: pd.Series, level: str) -> tuple[str, ...]:
    name = f"{row['name']} ({row['uf']})" if level == "municipio" else str(row["name"])
    named = html.cell(name)
    if row["code"] is not None and not view.single:
        named = html.anchor(
            name, url.link(dict(view.params), **{url.TERRITORY: f"{level}:{row['code']}"})
        )
    return named, number(row["at_risk"]), percent(row["at_risk"] / row["active"])


def team_card(view: View) -> None:
    html.title("Em risco, por equipe", "A equipe do último atendimento de cada cliente em risco.")
    rows = data.at_risk_by_team(view)
    named = rows[rows["team"] != ""].sort_values("clients", ascending=False, kind="stable")
    if named.empty:
        messages.empty(
            "Nenhum cliente em risco tem equipe.",
            "Os atendimentos não a informam, ou ninguém está em risco.",
        )
        return
    cells = [
        (html.cell(row["name"]), number(row["clients"])) for _, row in named.head(SHOWN).iterrows()
    ]
    html.show(
        html.table(
            ("equipe", "em risco"),
            cells,
            numeric=frozenset({1}),
            label="Clientes em risco por equipe",
        )
    )
    without = int(rows.loc[rows["team"] == "", "clients"].sum())
    lost = f" {plural(without, 'cliente', 'clientes')} sem equipe informada." if without else ""
    html.source(
        f"No fim do {quarter_label(int(rows['quarter'].iloc[0]))}, o último da edição.{lost}"
    )
    told = pd.concat([named, rows[rows["team"] == ""]])
    downloads(view, "Clientes em risco por equipe", told, TEAMS, key="risco-equipes")
