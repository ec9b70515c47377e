"""Partners within reach of a municipality, by the distance from its seat."""

import numpy as np
import pandas as pd

from config.formatting import distance, names_key, plural
from geo.distance import haversine_km
from pages.components import html, messages
from pages.components.downloads import downloads
from pages.state.view import View

SHOWN = 8
POINT = ["latitude", "longitude"]
COLUMNS = {
    "partner_id": "identificador",
    "name": "nome",
    "kind": "tipo",
    "municipality": "município",
    "uf": "UF",
    "active": "ativo",
    "seal": "selo",
    "distance_km": "distância (km)",
}


def within_reach(
    partners: pd.DataFrame, register: pd.DataFrame, code: str, reach_km: float
) -> pd.DataFrame:
    """Active partners up to `reach_km` from the seat of the municipality, the nearest first.

    A partner without coordinates stands at the seat of its municipality, and those of the
    municipality itself are in reach wherever they stand. Adds ``distance_km``; NaN where neither
    point is known.
    """
    seats = register.set_index("code")[POINT].astype(float)
    active = partners[partners["active"].astype(bool)].reset_index(drop=True)
    there = active[POINT].astype(float)
    own = seats.reindex(active["municipality_code"]).reset_index(drop=True)
    there = there.where(there.notna().all(axis=1), own)
    here = np.broadcast_to(np.radians(seats.loc[code].to_numpy(float)), there.shape)
    active = active.assign(distance_km=haversine_km(here, np.radians(there.to_numpy(float))))
    near = (active["distance_km"] <= reach_km) | (active["municipality_code"] == code)
    return active[near].sort_values(["distance_km", "name"], key=names_key).reset_index(drop=True)


def reach_table(view: View, frame: pd.DataFrame, reach_km: float) -> None:
    html.title(
        "Parceiros ao alcance",
        f"{plural(len(frame), 'parceiro ativo', 'parceiros ativos')} até {distance(reach_km)}.",
    )
    if frame.empty:
        messages.empty(
            "Não há parceiro ativo a essa distância.",
            "A página Rede parceira mostra os mais próximos.",
        )
        return
    cells = [
        (
            html.cell(row["name"]),
            html.cell(row["kind"]),
            html.cell(f"{row['municipality']} ({row['uf']})"),
            distance(row["distance_km"]),
        )
        for _, row in frame.head(SHOWN).iterrows()
    ]
    head = ("parceiro", "tipo", "município", "distância")
    html.show(html.table(head, cells, numeric=frozenset({3}), label="Parceiros ao alcance"))
    if len(frame) > SHOWN:
        html.source(f"Os {SHOWN} mais próximos; todos estão no arquivo.")
    downloads(view, f"Parceiros ao alcance de {view.place}", frame, COLUMNS, key="reach")
