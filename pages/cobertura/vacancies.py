"""The queue of gaps: municipalities by companies not reached × vulnerability × distance
to the nearest Sala.
"""

import pandas as pd

from config.formatting import distance, number
from pages.components import html, messages
from pages.components.bivariate import LOW_FIRST, thirds
from pages.components.downloads import downloads
from pages.state import url
from pages.state.view import View

TITLE = "Prioridades: onde falta atender"
SHOWN = 8
COLUMNS = {
    "code": "código IBGE",
    "name": "município",
    "uf": "UF",
    "unreached": "empresas não alcançadas",
    "value": "cobertura",
    "vulnerability": "vulnerabilidade (0 a 1)",
    "nearest_sala_km": "distância à Sala mais próxima (km)",
    "priority": "prioridade",
}


def vacancies(
    rows: pd.DataFrame, register: pd.DataFrame, vulnerability: pd.DataFrame
) -> pd.DataFrame:
    """Municipalities in order of priority = unreached companies × vulnerability × kilometres to the
    nearest Sala.

    ``unreached`` is denominator − numerator and the vulnerability lies between 0 and 1; a
    municipality with a Sala has priority 0. One that lacks any of the three comes last, with an
    empty priority, and is not dropped.
    """
    frame = rows[["code", "name", "uf", "numerator", "denominator", "value"]].merge(
        register[["code", "nearest_sala_km", "active_salas"]], on="code", how="left"
    )
    known = vulnerability[["code", "value"]].rename(columns={"value": "vulnerability"})
    frame = frame.merge(known, on="code", how="left")
    frame["unreached"] = (frame["denominator"] - frame["numerator"]).clip(lower=0)
    frame["priority"] = frame["unreached"] * frame["vulnerability"] * frame["nearest_sala_km"]
    return frame.sort_values(
        ["priority", "code"], ascending=[False, True], na_position="last"
    ).reset_index(drop=True)


def vacancies_table(view: View, frame: pd.DataFrame, *, most: int = SHOWN) -> None:
    """The first of the queue, and the whole of it to take away."""
    ranked = frame.dropna(subset="priority")
    if len(ranked) and not ranked["priority"].any():
        messages.empty(
            "Nenhum vazio neste território.",
            "Onde há Sala, todas as empresas foram alcançadas ou a vulnerabilidade é zero, não há"
            " fila.",
        )
        return
    if ranked.empty:
        messages.empty(
            "A fila não pode ser calculada.",
            "Ela precisa de atendimentos e de parceiros listados na UF, do estoque de empresas, da"
            " vulnerabilidade dos municípios e de ao menos uma Sala ativa.",
        )
        return
    ranked = ranked.assign(words=_vulnerability_words(frame["vulnerability"])[: len(ranked)])
    cells = [
        (
            html.anchor(
                f"{row['name']} ({row['uf']})", url.link(dict(view.params), municipio=row["code"])
            ),
            number(row["unreached"]),
            row["words"],
            distance(row["nearest_sala_km"]),
        )
        for _, row in ranked.head(most).iterrows()
    ]
    head = ("município", "não alcançadas", "vulnerab.", "Sala a")
    html.show(
        html.table(
            head, cells, numeric=frozenset({1, 2, 3}), label="Prioridades: onde falta atender"
        )
    )
    left_out = len(frame) - len(ranked)
    if left_out:
        html.source(
            f"{number(left_out)} sem os três dados ficaram fora da fila; estão no arquivo, no fim."
        )
    downloads(
        view,
        "Prioridades: onde falta atender",
        frame,
        COLUMNS,
        key="vacancies",
        units={"value": "%"},
    )


def _vulnerability_words(values: pd.Series) -> list[str]:
    """Thirds of the municipalities shown: baixa, média, alta; the number where they have none, one
    alone or all alike.
    """
    return [
        number(value, 2) if third < 0 else LOW_FIRST[third]
        for value, third in zip(values, thirds(values), strict=True)
    ]
