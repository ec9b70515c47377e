"""Detractors who wait, and cells of answers beside contacts, worked out row by row in pandas from
the definitions.
"""

import unicodedata
from datetime import date

import pandas as pd

STATES = ["espera_0", "espera_8", "espera_31", "espera_91", "voltou", "sem_cliente"]
EXCLUDED = {"e-mail", "redes sociais"}


def plain(channel: object) -> str:
    """A channel without accents, capitals and spaces around."""
    if pd.isna(channel):
        return ""
    letters = unicodedata.normalize("NFD", str(channel).strip().lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def judged_detractors(
    answers: pd.DataFrame, attendances: pd.DataFrame, surveys: pd.DataFrame
) -> pd.DataFrame:
    """Answers of 0 to 6 that the NPS counts, with ``state``: waiting by the age of the answer,
    returned, or unknown.

    `answers` are complete (see oracle_satisfaction); counted attendances are those concluded.
    """
    low = answers[answers["nps"].notna() & (answers["nps"].astype(float) <= 6)]
    low = low[~low["canal"].map(plain).isin(EXCLUDED)]
    counted = attendances[attendances["situacao"] == "Concluído"]
    days = [*counted["data_fim"], *surveys["data"]]
    client = attendances.set_index("id_atendimento")["id_cliente"]
    return low.assign(
        state=[_state(answer, client, counted, max(days)) for _, answer in low.iterrows()]
    )


def _state(answer: pd.Series, client: pd.Series, counted: pd.DataFrame, last: object) -> str:
    who = client.get(answer["id_atendimento"])
    if who is None or pd.isna(who):
        return "sem_cliente"
    if any(day > answer["data"] for day in counted.loc[counted["id_cliente"] == who, "data_fim"]):
        return "voltou"
    age = (last - answer["data"]).days
    return next(f"espera_{first}" for first in (91, 31, 8, 0) if age >= first)


def cells_of(
    asked: pd.DataFrame, contacts: pd.DataFrame
) -> dict[tuple[int, str, str], tuple[int, ...]]:
    """(month, UF, channel in plain letters) → promoters, detractors, answers, contacts, known, at
    first contact.

    Contacts of a UF that never says when it answered are in none.
    """
    cells = {}
    contacts = contacts[
        contacts.groupby("uf_executora")["primeira_resposta_em"].transform("count") > 0
    ]
    known = asked[asked["uf_executora"].notna() & asked["canal"].notna()]
    keys = {
        (month_of(day), uf, plain(channel))
        for day, uf, channel in known[["data", "uf_executora", "canal"]].itertuples(index=False)
    }
    for month, uf, channel in keys:
        cell = (month, uf, channel)
        scores = pd.Series(
            [
                int(row["nps"])
                for _, row in known.iterrows()
                if (month_of(row["data"]), row["uf_executora"], plain(row["canal"])) == cell
            ]
        )
        when = pd.to_datetime(contacts["aberto_em"])
        same = (when.dt.year * 12 + when.dt.month - 1 == month) & (contacts["uf_executora"] == uf)
        calls = contacts[same & (contacts["canal"].map(plain) == channel)][
            "resolvido_primeiro_contato"
        ]
        if len(calls):
            counts = (int((scores >= 9).sum()), int((scores <= 6).sum()), len(scores))
            cells[month, uf, channel] = (
                *counts,
                len(calls),
                int(calls.notna().sum()),
                int(calls.eq(True).sum()),
            )
    return cells
