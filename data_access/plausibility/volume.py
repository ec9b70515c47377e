"""Sudden drops and doublings of the attendances of a state in a month,
and columns that came much emptier.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.formatting import enumerate_first, enumerate_words, number, percent
from data_access.contract.load import table_contract
from data_access.plausibility.subject import Doubt, Subject, check_named, uf_sql
from data_access.sources.source import identifier
from indicators.scope import Month

FloatArray = npt.NDArray[np.float64]
OTHERS = 3  # states, at least, that tell the season of a first year
RECENT = 3  # months whose pace says how this year compares with the last
LATE_DAY = 25  # a month whose last attendance comes before this day is still being filled
EARLY_DAY = 7  # and one whose first comes after this day began in the middle
SHOWN = 3


def monthly_jumps(subject: Subject) -> Iterator[Doubt]:
    """Months of a UF far from what the same month of last year and the pace of the months before it
    promise.

    Expected: y(m − 12) times the median of y/y(−12) over the three months before m; in a first
    year, the median of those three months times what the month was for the other states. The log of
    y over its expectation is measured against √(1/y + 1/e + τ²), where τ, from the median absolute
    deviation of all the months of all the states, is the habitual wandering.
    """
    check = check_named("salto_mensal")
    counts, months = _by_month(subject)
    if counts.size == 0:
        return
    expected = expected_counts(counts, check.limit("fewest"))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log((counts + 0.5) / (expected + 0.5))
        noise = 1 / (counts + 0.5) + 1 / (expected + 0.5)
    judged = ~np.isnan(expected) & (np.maximum(counts, expected) >= check.limit("fewest"))
    wandering = np.median(np.abs(ratio[judged])) * 1.4826 if judged.any() else 0.0
    far = np.abs(ratio) / np.sqrt(noise + wandering**2) > check.limit("deviations")
    states, places = np.nonzero(judged & far & (np.abs(ratio) >= np.log(check.limit("times"))))
    if len(states):
        yield _jump(counts, expected, states, places, months)


def _by_month(subject: Subject) -> tuple[FloatArray, pd.DataFrame]:
    """Counts of UF × month, zeros included, without the months still being filled; and the axes."""
    frame = subject.frame(f"""
        SELECT uf_executora AS uf,
            (year(data_fim) * 12 + month(data_fim) - 1)::INTEGER AS month, count(*) AS n,
            min(data_fim) AS first_day, max(data_fim) AS last_day
        FROM {subject.rows} WHERE data_fim <= $today GROUP BY ALL ORDER BY ALL
    """, {"today": subject.today})  # fmt: skip
    if frame.empty:
        return np.zeros((0, 0)), frame
    first, last = _whole_months(frame["first_day"].min(), frame["last_day"].max(), subject.today)
    grid = frame.pivot_table("n", "uf", "month", fill_value=0).reindex(
        columns=range(first, last + 1), fill_value=0
    )
    return grid.to_numpy(float), grid


def _whole_months(start: date, end: date, today: date) -> tuple[int, int]:
    first = start.year * 12 + start.month - 1 + (start.day > EARLY_DAY)
    unfinished = end.day < LATE_DAY or (end.year, end.month) == (today.year, today.month)
    return first, end.year * 12 + end.month - 1 - unfinished


def expected_counts(counts: FloatArray, fewest: float) -> FloatArray:
    """What each month (column) of each state (row) promises to be,
    from the months before it; NaN: nothing.
    """
    expected = np.full(counts.shape, np.nan)
    for month in range(RECENT, counts.shape[1]):
        recent = counts[:, month - RECENT : month]
        if month < 12 + RECENT:
            level = np.median(recent, axis=1)
            expected[:, month] = level * _season_of_others(counts[:, month], level, fewest)
        else:
            before = counts[:, month - RECENT - 12 : month - 12]
            pace = np.median((recent + 0.5) / (before + 0.5), axis=1)
            expected[:, month] = counts[:, month - 12] * pace
    return expected


def _season_of_others(month: FloatArray, level: FloatArray, fewest: float) -> FloatArray:
    """For each state the median, over the others that are large enough,
    of the month against its level.
    """
    large = level >= fewest
    season = np.full(len(month), np.nan)
    for state in range(len(month)):
        others = large & (np.arange(len(month)) != state)
        if others.sum() >= OTHERS:
            season[state] = np.median(month[others] / level[others])
    return season


def _jump(
    counts: FloatArray,
    expected: FloatArray,
    states: npt.NDArray[np.intp],
    places: npt.NDArray[np.intp],
    grid: pd.DataFrame,
) -> Doubt:
    found = pd.DataFrame({
        "uf": grid.index.to_numpy()[states],
        "mes": [str(Month(int(grid.columns[place]))) for place in places],
        "atendimentos": counts[states, places],
        "esperado": expected[states, places].round(),
    })  # fmt: skip
    distance = np.abs(
        np.log((found["atendimentos"].to_numpy() + 0.5) / (found["esperado"].to_numpy() + 0.5))
    )
    found = found.iloc[np.argsort(-distance, kind="stable")].reset_index(drop=True)
    named = enumerate_first(
        (
            f"{row['uf']} em {Month.parse(row['mes']).label} ({number(row['atendimentos'])}, "
            f"esperava {number(row['esperado'])})"
            for row in found.head(SHOWN).to_dict("records")
        ),
        len(found),
    )
    return Doubt(
        "salto_mensal",
        f"Atendimentos que caíram ou dobraram de repente: {named}.",
        len(found),
        found,
    )


def emptied_columns(subject: Subject) -> Iterator[Doubt]:
    """Optional columns whose share of filled cells fell from the import before;
    a column that is gone has none.
    """
    check = check_named("coluna_esvaziada")
    optional = [
        c.name
        for c in table_contract(subject.table).columns
        if not c.filled and c.name in subject.before_columns
    ]
    if subject.before is None or not optional:
        return
    now, before = (
        _count_filled_columns(subject, relation, optional)
        for relation in _of_the_same_states(subject, subject.before)
    )
    if min(now[0], before[0]) < check.limit("fewest"):
        return
    frame = pd.DataFrame({
        "coluna": optional,
        "preenchida_antes": [n / before[0] for n in before[1:]],
        "preenchida_agora": [n / now[0] for n in now[1:]],
    })  # fmt: skip
    frame = frame[frame["preenchida_antes"] - frame["preenchida_agora"] >= check.limit("drop")]
    if len(frame):
        told = enumerate_words(
            f"{row['coluna']} (de {percent(row['preenchida_antes'])} para"
            f" {percent(row['preenchida_agora'])})"
            for row in frame.to_dict("records")
        )
        sentence = f"Colunas muito menos preenchidas do que na importação anterior: {told}."
        yield Doubt("coluna_esvaziada", sentence, len(frame), frame)


def _of_the_same_states(subject: Subject, before: str) -> tuple[str, str]:
    """The rows of now and of before, of the states that both have: a state that never had a column
    says nothing of those that had it.
    """
    uf = _uf_of(subject.columns & subject.before_columns)
    if uf is None:
        return subject.rows, before

    def of(relation: str, other: str) -> str:
        return (
            f"(SELECT * FROM {relation} WHERE coalesce({uf}, '') IN (SELECT DISTINCT"
            f" coalesce({uf}, '') FROM {other}))"
        )

    return of(subject.rows, before), of(before, subject.rows)


def _uf_of(columns: frozenset[str]) -> str | None:
    """SQL of the UF of a row, by what the sources of both have of it."""
    return next(
        (
            uf_sql(name) if name == "municipio" else name
            for name in ("uf_executora", "uf", "municipio")
            if name in columns
        ),
        None,
    )


def _count_filled_columns(subject: Subject, relation: str, columns: list[str]) -> tuple[int, ...]:
    counts = ", ".join(f"count({identifier(name)})" for name in columns)
    return tuple(int(n) for n in subject.row(f"SELECT count(*), {counts} FROM {relation}"))
