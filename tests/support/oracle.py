"""Counts made one client at a time in pandas from the raw rows: written from the definitions, not
from the code.
"""

import unicodedata

import pandas as pd

SMALL = ["MEI", "ME", "EPP"]


def _plain(text: object) -> str:
    decomposed = unicodedata.normalize("NFD", str(text).strip().lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def valid_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Attendances that count, with PF among them: every condition but the client's type."""
    keep = rows["id_cliente"].notna()
    keep &= rows["valido"].eq(True)
    keep &= ~rows["instrumento"].map(
        lambda value: pd.notna(value) and "informacao" in _plain(value)
    )
    keep &= ~rows["tipo_atendimento"].map(
        lambda value: (
            pd.notna(value) and _plain(value) in ("agendamento", "agendamento executado em kit")
        )
    )
    keep &= rows["situacao"].map(lambda value: pd.notna(value) and _plain(value) == "concluido")
    keep &= ~(pd.to_numeric(rows["frequencia"]) < 75)
    return rows[keep]


def with_clients(rows: pd.DataFrame, clients: pd.DataFrame) -> pd.DataFrame:
    """Valid rows under the one municipality and porte that each client has in the edition."""
    valid = valid_rows(rows)
    latest = valid.sort_values(["data_fim", "id_atendimento"])
    key = ["tipo_cliente", "id_cliente"]
    home = latest.groupby(key)["municipio"].last().to_dict()
    porte = latest.dropna(subset=["porte"]).groupby(key)["porte"].last().to_dict()
    known = clients.set_index(key)[["municipio", "porte"]].to_dict("index")
    rows = []
    for record in valid.to_dict("records"):
        who = (record["tipo_cliente"], record["id_cliente"])
        listed = known.get(who, {"municipio": None, "porte": None})
        place = listed["municipio"] if pd.notna(listed["municipio"]) else home[who]
        size = listed["porte"] if pd.notna(listed["porte"]) else porte.get(who, "SEM_PORTE")
        rows.append({**record, "municipio": place, "porte": "PF" if who[0] == "PF" else size})
    return pd.DataFrame(rows, columns=valid.columns)


def per_client(rows, *, start, end, portes, channels=(), partners=()) -> pd.DataFrame:
    """Attendances of each client in the window and slice: municipio, porte, n."""
    month = rows["data_fim"].map(lambda day: f"{day:%Y-%m}")
    chosen = rows[(month >= start) & (month <= end) & rows["porte"].isin(portes)]
    if channels:
        chosen = chosen[chosen["canal"].astype(object).fillna("").isin(channels)]
    if partners:
        chosen = chosen[chosen["parceiro"].astype(object).fillna("").isin(partners)]
    grouped = chosen.groupby(["tipo_cliente", "id_cliente", "municipio", "porte"]).size()
    return grouped.rename("n").reset_index()
