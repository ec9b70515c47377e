"""Groups of people counted client by client, from the definitions."""

import pandas as pd

COLUMNS = {
    "mulheres": ("genero", {"Feminino", "MULHER"}, "mulheres", "populacao"),
    "pretos_pardos": ("raca_cor", {"Preta", "Parda"}, "pretos_pardos", "populacao"),
    "jovens": ("faixa_etaria", {"18 a 29"}, "jovens", "populacao_adulta"),
    "idosos": ("faixa_etaria", {"60 ou mais"}, "idosos", "populacao_adulta"),
    "pcd": ("pcd", {True}, "pcd_adultos", "populacao_adulta"),
    "cadunico": ("cadunico", {True}, "cadunico_adultos", "populacao_adulta"),
}


def known_clients(people: pd.DataFrame, group: str, start: str, end: str) -> pd.DataFrame:
    """Clients attended between two months who said the attribute and did not forbid its use, with
    ``member``.
    """
    column, words, *_ = COLUMNS[group]
    attended = (
        people["active"]
        .map(lambda months: any(start <= month <= end for month in months))
        .astype(bool)
    )
    said = (
        people[column].notna()
        & (people[column] != "Não informado")
        & (people["consentimento"] != False)  # noqa: E712
    )
    kept = people[attended & said]
    return kept.assign(member=kept[column].isin(words))


def expected(
    people: pd.DataFrame, reference: pd.DataFrame, group: str, start: str, end: str
) -> pd.DataFrame:
    """members, people, reference and population of each municipality that has the reference."""
    *_, part, whole = COLUMNS[group]
    newest = reference.sort_values("ano").drop_duplicates(["municipio", "indicador"], keep="last")
    latest = newest.pivot_table(index="municipio", columns="indicador", values="valor")
    clients = (
        known_clients(people, group, start, end)
        .groupby("municipio")["member"]
        .agg(["sum", "count"])
    )
    counts = clients.reindex(latest.index, fill_value=0).set_axis(["members", "people"], axis=1)
    return counts.assign(reference=latest[part], population=latest[whole])
