"""Neighbours found one pair at a time from the raw rows: written from the definitions, not from the
code.
"""

from math import log, sqrt

import pandas as pd

NAMES = ("populacao", "pib_per_capita", "pequenos_por_mil", "parte_mei", "idhm", "urbanizacao")


def raw_features(
    socioeconomic: pd.DataFrame, companies: pd.DataFrame, code: str
) -> dict[str, float]:
    """What is known of a municipality, of its own latest year and month."""

    def latest(name: str) -> float | None:
        own = socioeconomic[
            (socioeconomic["municipio"] == code) & (socioeconomic["indicador"] == name)
        ]
        return None if own.empty else float(own.sort_values("ano")["valor"].iloc[-1])

    own = companies[companies["municipio"] == code]
    own = own[own["competencia"] == own["competencia"].max()]
    mei = float(own.loc[own["porte"] == "MEI", "quantidade"].sum())
    small = float(own.loc[own["porte"].isin(["MEI", "ME", "EPP"]), "quantidade"].sum())
    people, urban, rural = (
        latest("populacao"),
        latest("populacao_urbana"),
        latest("populacao_rural"),
    )
    found = {
        "populacao": people,
        "pib_per_capita": latest("pib_per_capita"),
        "idhm": latest("idhm"),
    }
    if found["pib_per_capita"] is None and people and latest("pib") is not None:
        found["pib_per_capita"] = latest("pib") / people
    if len(own) and people:
        found["pequenos_por_mil"] = 1000 * small / people
    if len(own) and small:
        found["parte_mei"] = mei / small
    if urban is not None and rural is not None and urban + rural:
        found["urbanizacao"] = urban / (urban + rural)
    return {
        name: value
        for name, value in found.items()
        if value is not None and not (name == "populacao" and not value)
    }


def standardised(known: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    standard: dict[str, dict[str, float]] = {code: {} for code in known}
    for name in NAMES:
        values = {code: found[name] for code, found in known.items() if name in found}
        if name in ("populacao", "pib_per_capita"):
            values = {code: log(value) for code, value in values.items() if value > 0}
        mean = sum(values.values()) / max(len(values), 1)
        deviation = sqrt(
            sum((value - mean) ** 2 for value in values.values()) / max(len(values), 1)
        )
        for code, value in values.items() if deviation > 1e-9 else ():
            standard[code][name] = (value - mean) / deviation
    return standard


def neighbours(
    known: dict[str, dict[str, float]], count: int = 15
) -> dict[str, list[tuple[str, float]]]:
    """For each code, its neighbours with their distance, nearest first, from `raw_features` by
    code.
    """
    standard = standardised(known)
    result = {}
    for code, own in standard.items():
        pairs = []
        for other, theirs in standard.items():
            shared = own.keys() & theirs.keys()
            if other != code and len(shared) >= 3:
                mean_square = sum((own[name] - theirs[name]) ** 2 for name in shared) / len(shared)
                pairs.append((round(sqrt(mean_square), 9), other))
        result[code] = [(other, distance) for distance, other in sorted(pairs)[:count]]
    return result
