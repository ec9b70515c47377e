"""What units did, counted one row at a time in pandas from the raw rows."""

import math

import pandas as pd

from tests.support.oracle import SMALL, valid_rows, with_clients

UNITS = {
    "equipe": "equipe",
    "parceiro": "parceiro",
    "iniciativa": "iniciativa",
    "atendente": "atendente",
}
COLUMNS = [
    "unit", "atendimentos", "atendimentos_pj", "meses_ativos", "atendimento_casos",
    "atendimento_log",
]  # fmt: skip


def month_of(day: object) -> str:
    return f"{pd.Timestamp(day):%Y-%m}"


def attended(rows: pd.DataFrame, kind: str, start: str, end: str) -> pd.DataFrame:
    """Counts by unit of the valid attendances of a window."""
    valid = valid_rows(rows)
    inside = valid[valid["data_fim"].map(month_of).between(start, end)]
    found = []
    for unit, own in inside.groupby(UNITS[kind]):
        minutes = own["minutos"].dropna().map(lambda m: max(math.floor(float(m)), 1))
        logs = [round(math.log(m) * 1_000_000) for m in minutes]
        found.append({
            "unit": unit,
            "atendimentos": len(own),
            "atendimentos_pj": (own["tipo_cliente"] == "PJ").sum(),
            "meses_ativos": own["data_fim"].map(month_of).nunique(),
            "atendimento_casos": len(logs),
            "atendimento_log": sum(logs),
        })  # fmt: skip
    return pd.DataFrame(found, columns=COLUMNS).set_index("unit").sort_index()


def clients(rows: pd.DataFrame, known: pd.DataFrame, kind: str, start: str, end: str):
    """Distinct small businesses by unit, and those attended twice or more."""
    own = with_clients(rows, known)
    inside = own[own["data_fim"].map(month_of).between(start, end) & own["porte"].isin(SMALL)]
    times = inside.groupby([UNITS[kind], "id_cliente"]).size()
    grouped = times.groupby(level=0)
    return pd.DataFrame({
        "clientes": grouped.size(),
        "clientes_recorrentes": (times > 1).groupby(level=0).sum(),
    })  # fmt: skip


def answers(surveys: pd.DataFrame, rows: pd.DataFrame, kind: str, start: str, end: str):
    """Answers of the NPS by unit: promoters, detractors and all."""
    about = rows.set_index("id_atendimento")
    found: dict[str, list[int]] = {}
    for row in surveys.to_dict("records"):
        if not start <= month_of(row["data"]) <= end or pd.isna(row["nps"]):
            continue
        known = about.loc[row["id_atendimento"]] if row["id_atendimento"] in about.index else None
        channel = None if known is None else known["canal"]
        unit = row.get(UNITS[kind])
        if pd.isna(unit):
            unit = None if known is None else known[UNITS[kind]]
        if unit is None or pd.isna(unit) or channel in ("E-mail", "Redes sociais"):
            continue
        found.setdefault(str(unit), []).append(int(row["nps"]))
    return pd.DataFrame({
        unit: {
            "promotores": sum(n >= 9 for n in scores),
            "detratores": sum(n <= 6 for n in scores),
            "respostas_nps": len(scores),
        }
        for unit, scores in sorted(found.items())
    }).T  # fmt: skip
