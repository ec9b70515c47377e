"""Lists of the Rede parceira page: partners at work, and municipalities without a Sala."""

from collections.abc import Sequence

import pandas as pd

from config.formatting import distance, number, percent
from pages.components import html, messages
from pages.components.downloads import downloads
from pages.components.map_card import SALA
from pages.state import url
from pages.state.view import View

SHOWN = 60
PARTNER_COLUMNS = {
    "partner_id": "identificador",
    "name": "nome",
    "kind": "tipo",
    "municipality_code": "código IBGE",
    "municipality": "município",
    "uf": "UF",
    "status": "situação",
    "seal": "selo",
    "clients": "pequenos negócios atendidos",
    "share": "parte dos atendidos por parceiros",
    "attendances": "atendimentos",
}
WITHOUT_COLUMNS = {
    "code": "código IBGE",
    "name": "município",
    "uf": "UF",
    "companies": "MEI, ME e EPP ativas",
    "nearest_sala_km": "distância à Sala mais próxima (km)",
}


def at_work(inside: pd.DataFrame, everybody: pd.DataFrame, attended: pd.DataFrame) -> pd.DataFrame:
    """Partners of a territory with the small businesses of the territory that each attended, the
    largest first.

    `inside` are those with their seat there, `everybody` all that may be seen, `attended` has
    partner_id, clients, attendances. A partner from elsewhere that attended somebody here is
    listed; one that is in no register stays, by its id; one without attendances has zero.
    """
    known = everybody.merge(attended, on="partner_id", how="outer", indicator="origin")
    here = set(inside["partner_id"])  # a set is asked tens of times faster than a column
    listed = known["partner_id"].map(here.__contains__).astype(bool) | (
        known["origin"] != "left_only"
    )
    known = known[listed].drop(columns="origin")
    known["name"] = known["name"].fillna(known["partner_id"])
    known[["clients", "attendances"]] = known[["clients", "attendances"]].fillna(0).astype("int64")
    whole = known["clients"].sum()
    known["share"] = known["clients"] / whole if whole else float("nan")
    return known.sort_values(["clients", "name"], ascending=[False, True]).reset_index(drop=True)


def partner_table(view: View, frame: pd.DataFrame, *, key: str) -> None:
    """The partners that reach most, and all of them to take away."""
    if frame.empty:
        messages.empty(
            "Não há parceiros neste território.",
            "Escolha um território maior ou importe a tabela parceiros.",
        )
        return
    top = float(frame["clients"].max()) or 1.0
    cells = [
        (
            html.cell(row["name"]),
            html.cell(row["kind"] if pd.notna(row["kind"]) else "fora do cadastro visível"),
            html.cell(_place(row)),
            number(row["clients"]),
            html.bar(row["clients"] / top, 52),
            percent(row["share"], 1),
        )
        for _, row in frame.head(SHOWN).iterrows()
    ]
    html.show(html.scroll(_partners(cells, phone=view.phone)))
    if len(frame) > SHOWN:
        html.source(f"Os {SHOWN} primeiros de {number(len(frame))}; todos estão no arquivo.")
    downloads(view, "Rede parceira", frame, PARTNER_COLUMNS, key=key)


def _partners(cells: Sequence[tuple[str, ...]], *, phone: bool) -> str:
    """On a phone the town stands under the name, which mostly tells the type."""
    label = "Cobertura por parceiro"
    if phone:
        narrow = [
            (f"{name}<small>{town}</small>", clients, share)
            for name, _, town, clients, _, share in cells
        ]
        return html.table(
            ("parceiro", "atendidos", "da soma"), narrow, numeric=frozenset({1, 2}), label=label
        )
    head = ("parceiro", "tipo", "município", "atendidos", "", "da soma")
    return html.table(head, cells, numeric=frozenset({3, 5}), label=label)


def _place(row: pd.Series) -> str:
    return f"{row['municipality']} ({row['uf']})" if pd.notna(row["municipality"]) else "—"


def without_sala(register: pd.DataFrame, companies: pd.DataFrame) -> pd.DataFrame:
    """Municipalities without an active Sala, those with most companies first; `companies` has code,
    companies.

    Those of a UF without any listed partner are not among them: nobody knows what they have.
    """
    frame = register[register["active_salas"] == 0].merge(
        companies[["code", "companies"]], on="code", how="left"
    )
    return frame.sort_values(
        ["companies", "code"], ascending=[False, True], na_position="last"
    ).reset_index(drop=True)


def without_sala_table(view: View, frame: pd.DataFrame, *, key: str) -> None:
    if frame.empty:
        everywhere = (
            "Este município tem" if view.single else "Todos os municípios deste território têm"
        )
        messages.empty(f"{everywhere} Sala ativa.")
        return
    cells = [
        (
            html.anchor(
                f"{row['name']} ({row['uf']})",
                url.link(dict(view.params), **{url.TERRITORY: f"municipio:{row['code']}"}),
            ),
            number(row["companies"]),
            distance(row["nearest_sala_km"]),
        )
        for _, row in frame.head(SHOWN).iterrows()
    ]
    head = ("município", "pequenos negócios", f"{SALA.split()[0]} mais próxima")
    table = html.table(head, cells, numeric=frozenset({1, 2}), label="Municípios sem Sala")
    html.show(html.scroll(table))
    if len(frame) > SHOWN:
        html.source(f"Os {SHOWN} primeiros de {number(len(frame))}; todos estão no arquivo.")
    downloads(view, "Municípios sem Sala", frame, WITHOUT_COLUMNS, key=key)
