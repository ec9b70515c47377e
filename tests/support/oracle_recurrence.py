"""Returns, cohorts, segments and flows client by client in pandas, from the definitions."""

from collections import Counter
from itertools import pairwise

import pandas as pd

PORTES = ["MEI", "ME", "EPP", "DEMAIS"]
RISK, LOST = 6, 12


def month_of(day) -> int:
    return day.year * 12 + day.month - 1


def visits(rows: pd.DataFrame) -> pd.DataFrame:
    """Companies' days, in order: who, municipio, porte, day, canal and instrumento ("*" where there
    are several).

    `rows` are valid attendances under the municipality and porte of their clients
    (`oracle.with_clients`).
    """
    companies = rows[rows["porte"].isin(PORTES)]
    days = []
    for (who, day), group in companies.groupby(["id_cliente", "data_fim"]):
        first = group.iloc[0]
        words = {
            name: next(iter(found)) if len(found) == 1 else "*"
            for name in ("canal", "instrumento")
            for found in [{"" if pd.isna(value) else value for value in group[name]}]
        }
        days.append(
            {
                "who": who,
                "day": day,
                "municipio": first["municipio"],
                "porte": first["porte"],
                **words,
            }
        )
    columns = ["who", "day", "municipio", "porte", "canal", "instrumento"]
    return pd.DataFrame(days, columns=columns).sort_values(["who", "day"], ignore_index=True)


def complete_months(start, end) -> int:
    """How many months after `start` have passed by `end`; the 31st falls on the last day of a
    shorter month.
    """
    months = 0
    while pd.Timestamp(start) + pd.DateOffset(months=months + 1) <= pd.Timestamp(end):
        months += 1
    return months


def returns(days: pd.DataFrame) -> Counter:
    """Clients by (first month, municipio, porte, canal, instrumento, complete months to the second
    day or None).
    """
    found: Counter = Counter()
    for _, own in days.groupby("who"):
        first = own.iloc[0]
        months = complete_months(first["day"], own["day"].iloc[1]) if len(own) > 1 else None
        found[
            month_of(first["day"]), *first[["municipio", "porte", "canal", "instrumento"]], months
        ] += 1
    return found


def share_back(days: pd.DataFrame, end: int, within: int = 12, cohort: int = 24) -> float | None:
    """1 − S(`within`) by multiplying the risks of each month, of clients first attended in the last
    `cohort`.
    """
    people = []
    for _, own in days.groupby("who"):
        first = month_of(own["day"].iloc[0])
        if end - cohort < first <= end:
            months = (
                complete_months(own["day"].iloc[0], own["day"].iloc[1]) if len(own) > 1 else None
            )
            watched = end - first
            people.append((watched, months if months is not None and months < watched else None))
    away = 1.0
    for month in range(within):
        risk = [
            back for watched, back in people if watched > month and (back is None or back >= month)
        ]
        if not risk:
            return None if away > 0 else 1.0
        away *= 1 - sum(back == month for back in risk) / len(risk)
    return 1 - away if people else None


def cohorts(days: pd.DataFrame, limit: int = 24) -> Counter:
    """Clients by (first month, months since, municipio, porte)."""
    found: Counter = Counter()
    for _, own in days.groupby("who"):
        months = {month_of(day) for day in own["day"]}
        for month in months:
            if month - min(months) <= limit:
                found[min(months), month - min(months), *own.iloc[0][["municipio", "porte"]]] += 1
    return found


def segment(months: list[int], end: int) -> str:
    """Where a client attended in `months` is at the end of the month `end`."""
    past = sorted(month for month in months if month <= end)
    if not past:
        return ""
    away = end - past[-1]
    if away >= LOST:
        return "perdidos"
    if away >= RISK:
        return "em_risco"
    if any(b - a > LOST and end - b < RISK for a, b in pairwise(past)):
        return "recuperados"
    return "novos" if end - past[0] < RISK else "recorrentes"


def moves(days: pd.DataFrame, last: int, kept: int = 12) -> Counter:
    """Clients by (quarter, municipio, porte, segment a quarter before, segment now)."""
    found: Counter = Counter()
    if days.empty:
        return found
    ends = [month for month in range(min(map(month_of, days["day"])), last + 1) if month % 3 == 2][
        -kept:
    ]
    for _, own in days.groupby("who"):
        months = [month_of(day) for day in own["day"]]
        for end in ends:
            if segment(months, end):
                place = own.iloc[0][["municipio", "porte"]]
                found[end, *place, segment(months, end - 3), segment(months, end)] += 1
    return found


def flows(days: pd.DataFrame) -> Counter:
    """Returns by (month, municipio, porte, canal of the day before, canal of the day)."""
    found: Counter = Counter()
    for _, own in days.groupby("who"):
        for (_, one), (_, other) in zip(own.iterrows(), own[1:].iterrows(), strict=False):
            found[
                month_of(other["day"]),
                other["municipio"],
                other["porte"],
                one["canal"],
                other["canal"],
            ] += 1
    return found
