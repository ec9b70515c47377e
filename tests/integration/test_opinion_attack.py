"""Whoever asks everything that may be asked about answers to surveys learns nothing about fewer
than five people, nor what all of a group said.

The attacker asks for every territory of every level, in every window, by the unit and by the
client, with and without filters; knows that counts are whole numbers of nobody or more that add up;
and subtracts every figure from every other that holds it.
"""

from datetime import date
from itertools import product
from random import Random

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from data_access.marts import opinions
from data_access.queries.base import told_answers
from data_access.queries.base.question import closed_period
from data_access.queries.base.told_blocks import Blocks
from data_access.queries.indicators.addable import addable_rows
from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.tables.satisfaction_scores import scores_by
from indicators.disclosure.blocks import NEVER
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.scope import Access, Attribution, Period, Scope
from tests.support.small_country import CODES, edition_of, pseudonym, register

ALL = Access.everything()
NOWHERE = ""  # the place of what has none
UNITS, CHANNELS, PARTNERS = ["MG", "SP", "MT", NOWHERE], ["Chat", "Telefone"], ["S1", "S2"]
TOWNS = [*CODES, NOWHERE]
MONTHS = ["2025-02", "2025-05", "2025-11", "2026-01", "2026-03"]
WINDOWS = [
    ("2025-01", "2025-12"),
    ("2025-01", "2025-03"),
    ("2026-01", "2026-03"),
    ("2025-05", "2025-05"),
    ("2025-11", "2025-11"),
    ("2026-01", "2026-01"),
    ("2025-02", "2025-11"),
    ("2025-11", "2026-03"),
]
FILTERS = [
    {},
    *({"channel": (name,)} for name in CHANNELS),
    *({"partner": (name,)} for name in PARTNERS),
    {"channel": ("Chat",), "partner": ("S1",)},
]
LEVELS = {
    "brasil": None,
    "regiao": "region_code",
    "uf": "uf_code",
    "microrregiao": "micro_code",
    "municipio": "code",
}
BELOW_UF = ("microrregiao", "municipio")
PLACES = register().set_index("code")
CODE_OF = PLACES.groupby("uf")["uf_code"].first()
# What is known of an answer beforehand: who attended, where the client lives, when, how.
CELLS = pd.DataFrame(
    list(product(UNITS, TOWNS, MONTHS, CHANNELS, PARTNERS)),
    columns=["uf_executora", "municipio", "month", "canal", "parceiro"],
)
Figure = tuple[np.ndarray, int, int]


def draw_answers(seed, count):
    """Answers, mostly of promoters, and more of them in some places than in others; a few without
    a unit, without a town, or without either.
    """
    pick = Random(seed)  # noqa: S311 - a drawn country, no secret
    weights = [*(1 / (1 + place) for place in range(len(CODES))), 0.1]
    drawn = pd.DataFrame([
        {
            "uf_executora": pick.choices(UNITS, [12, 6, 2, 1])[0],
            "municipio": pick.choices(TOWNS, weights)[0],
            "month": pick.choice(MONTHS),
            "canal": pick.choices(CHANNELS, [3, 1])[0],
            "parceiro": pick.choice(PARTNERS),
            "nps": pick.choice([10, 10, 9, 10, 3]),
        }
        for _ in range(count)
    ])  # fmt: skip
    placeless = pick.sample(range(count), count // 25)
    drawn.loc[placeless, ["uf_executora", "municipio"]] = NOWHERE
    return drawn


def draw_of_cities(seed, cities=(0, 3)):
    """Answers of a few cities and of many towns, whose last months had few."""
    pick = Random(seed)  # noqa: S311 - a drawn country, no secret
    answers = draw_answers(seed, 420)
    weights = [40 if place in cities else 3 for place in range(len(CODES))]
    months = pick.choices(MONTHS, [5, 5, 1, 3, 3], k=len(answers))
    return answers.assign(
        municipio=pick.choices(CODES, weights, k=len(answers)),
        uf_executora=pick.choices(UNITS[:-1], k=len(answers)),
        month=months,
    )


def answered(folder, answers, until=None):
    """An edition of them; with `until`, every UF attends on each day of 2026 to that one, so that
    the month is seen not to be over.
    """
    ids = [f"A{number}" for number in range(len(answers))]
    days = [date(int(month[:4]), int(month[5:]), 10) for month in answers["month"]]
    attendances = answers[["canal", "parceiro"]].assign(
        municipio=answers["municipio"].replace(NOWHERE, CODES[0]),
        uf_executora=answers["uf_executora"].replace(NOWHERE, UNITS[0]),
        id_atendimento=ids,
        id_cliente=[pseudonym(number) for number in range(len(answers))],
        tipo_cliente="PJ",
        porte="ME",
        data_fim=days,
        valido=True,
        situacao="Concluído",
    )
    if until is not None:
        attendances = pd.concat([attendances, *map(daily(attendances, until), UNITS[:-1])])
    surveys = answers.drop(columns="month").replace(NOWHERE, None)
    surveys = surveys.assign(id_pesquisa=ids, data=days)
    return edition_of(folder, atendimentos=attendances, pesquisas=surveys)


def daily(attendances, until):
    """Attendances of a UF that nobody answers, one a day of the year of `until` to that day."""
    days = [day.date() for day in pd.date_range(date(until.year, 1, 1), until)]
    row = attendances.iloc[[0] * len(days)]
    return lambda uf: row.assign(
        uf_executora=uf, data_fim=days, id_atendimento=[f"{uf}{day}" for day in days]
    )


def inside(level, code, view, window, kept):
    """Which cells a figure counts."""
    home = CELLS["municipio"]
    if view is Attribution.EXECUTING_UNIT:
        home = CELLS["uf_executora"].map(PLACES.reset_index().groupby("uf")["code"].first())
    column = LEVELS.get(level)
    here = pd.Series(True, CELLS.index)
    if level == "nowhere":
        column = "municipio" if view is Attribution.ESTABLISHMENT else "uf_executora"
        here = CELLS[column] == NOWHERE
    elif column is not None:
        here = home == code if column == "code" else home.map(PLACES[column]) == code
    for name, given in (("canal", "channel"), ("parceiro", "partner")):
        here &= CELLS[name].isin(kept[given]) if given in kept else True
    return (here & CELLS["month"].between(*window)).to_numpy()


def everything_told(edition):
    """Every figure that is told of the NPS: cells, answers, promoters; and those that are not."""
    told, asked = [], []
    for view, level, window, kept in product(Attribution, LEVELS, WINDOWS, FILTERS):
        if level in BELOW_UF and kept not in FILTERS[:2]:
            continue  # no filter is told there: one of them shows it
        scope = Scope(Period.parse(*window), attribution=view, **kept)
        rows = addable_rows(edition, "nps", scope=scope, access=ALL, level=level)
        for row in rows.itertuples() if rows is not None else ():
            cells = inside(level, row.code, view, window, kept)
            if np.isnan(row.numerator):
                asked.append(cells)
            else:
                told.append((cells, int(row.denominator), int(row.numerator)))
        if level == "uf":
            told += nowhere_told(edition, scope, view, window, kept)
    for view, window in product(Attribution, WINDOWS):
        scope = Scope(Period.parse(*window), attribution=view)
        for row in scores_by(edition, "canal", scope, ALL).dropna().itertuples():
            cells = inside("brasil", "BR", view, window, {"channel": (row.key,)})
            told.append((cells, int(row.answers), int(row.promoters)))
    return unique(told), list({cells.tobytes(): cells for cells in asked}.values())


def nowhere_told(edition, scope, view, window, kept):
    """What is told of the answers without a place: nobody of them is passive."""
    rows = indicator_table(edition, "nps", scope=scope, access=ALL, level="uf")
    for row in rows[rows["name"] == "Sem território"].dropna(subset=["n"]).itertuples():
        cells = inside("nowhere", NOWHERE, view, window, kept)
        yield cells, int(row.denominator), int(row.denominator + row.numerator) // 2


def unique(told):
    return list({cells.tobytes(): (cells, *counts) for cells, *counts in told}.values())


def is_unsafe(answers, promoters):
    return 0 < answers < SMALLEST_GROUP or (answers > 0 and promoters in (0, answers))


def differences(told):
    """What one figure adds to another that it holds."""
    sets = np.array([cells for cells, *_ in told])
    for place, (cells, answers, promoters) in enumerate(told):
        held = (sets <= cells).all(axis=1)
        held[place] = False
        for other in np.flatnonzero(held):
            yield answers - told[other][1], promoters - told[other][2]


def leaks(told, asked, truth, seed, count=40):
    """Groups of few, or of one mind, that what is told pins down."""
    known = np.array([cells for cells, *_ in told], float)
    yes, no = (
        [figure[2] for figure in told],
        [figure[1] - figure[2] for figure in told],
    )
    targets = [cells for cells in asked if is_unsafe(*counted(truth, cells))]
    chosen = np.random.default_rng(seed).permutation(len(targets))[:count]
    for cells in (targets[place] for place in chosen):
        ends = [
            linprog(sign * cells.astype(float), A_eq=known, b_eq=sums, method="highs").fun
            for sums in (yes, no)
            for sign in (1, -1)
        ]
        least, most = ends[0] + ends[2], -(ends[1] + ends[3])
        if most - least < SMALLEST_GROUP - 1 - 1e-6 or min(-ends[1], -ends[3]) < 1e-6:
            yield counted(truth, cells), ends


def counted(truth, cells):
    return int(truth[0][cells].sum()), int(truth[1][cells].sum())


def attacked(folder, answers, until=None):
    keys = list(CELLS.columns)
    by_cell = answers.assign(yes=answers["nps"] >= 9).groupby(keys)["yes"].agg(["size", "sum"])
    truth = by_cell.reindex(pd.MultiIndex.from_frame(CELLS), fill_value=0).to_numpy().T
    edition = answered(folder, answers, until)
    try:
        told, asked = everything_told(edition)
    finally:
        edition.close()
    assert len(told) > 15
    for cells, *counts in told:
        assert tuple(counts) == counted(truth, cells)
    return told, asked, truth


@pytest.mark.slow
def test_with_single_cells_alone_withheld_the_attack_finds_people(tmp_path, monkeypatch):
    """Each place, month and channel by its own size, and every total."""

    def alone(counts, _row, _path, rule):
        block = np.arange(counts.shape[0] * counts.shape[1]).reshape(counts.shape[:2])
        unsafe = rule.unsafe(counts.reshape(-1, counts.shape[2]))
        return np.where(unsafe.reshape(block.shape), NEVER, block)

    monkeypatch.setattr(opinions, "crossed_blocks", alone)
    monkeypatch.setattr(told_answers, "_broken_blocks", only_alone)
    monkeypatch.setattr(Blocks, "broken", broken_alone)
    told, *_ = attacked(tmp_path, draw_answers(2, 260))
    assert any(is_unsafe(*gap) for gap in differences(told))


def only_alone(rows, keys):
    """What is withheld by itself, and not the totals that have it."""
    cells = rows.groupby(keys)["block"].agg(["size", "max"])
    hidden = cells[(cells["size"] == 1) & (cells["max"] == NEVER)]
    return hidden.reset_index()[keys]


def broken_alone(blocks, periods, members, values=None):
    """The same of territories."""
    rows = blocks.of(periods)
    rows = rows if values is None else rows[rows["value"].isin(values)]
    found, territories = members.joined(blocks._place_names, blocks._places, rows.index.to_numpy())
    of_each = blocks.rows.loc[found, ["block"]].assign(territory=territories)
    return set(only_alone(of_each, ["territory"])["territory"])


@pytest.mark.parametrize(
    ("seed", "count"),
    [
        (1, 90),
        pytest.param(2, 260, marks=pytest.mark.slow),
        pytest.param(3, 700, marks=pytest.mark.slow),
    ],
)
def test_nothing_told_of_answers_can_be_subtracted_to_a_few(tmp_path, seed, count):
    told, asked, truth = attacked(tmp_path, draw_answers(seed, count))
    assert not [figure for figure in told if is_unsafe(*figure[1:])]
    assert not [gap for gap in differences(told) if is_unsafe(*gap)]
    assert next(leaks(told, asked, truth, seed), None) is None


def test_a_month_that_is_not_over_hides_nothing_of_the_months_before(tmp_path):
    """The year to the last whole month is what everybody sees: two answers on the first days of
    the next one do not hide it, and the two are not told with it either.
    """
    answers = draw_answers(5, 62).assign(uf_executora="MG", municipio=CODES[0])
    answers["month"] = ["2026-01"] * 60 + ["2026-03"] * 2
    edition = answered(tmp_path, answers, until=date(2026, 3, 10))
    windows = [("2026-01", "2026-02"), ("2026-01", "2026-03"), ("2026-03", "2026-03")]
    try:
        closed = closed_period(edition)
        scopes = [
            Scope(Period.parse(*window), attribution=Attribution.EXECUTING_UNIT)
            for window in windows
        ]
        told = [
            indicator_table(edition, "nps", scope=scope, access=ALL, level="uf")
            .set_index("code")
            .loc["31", "denominator"]
            for scope in scopes
        ]
    finally:
        edition.close()
    assert str(closed.end) == "2026-02"
    assert told[0] == 60
    assert np.isnan(told[1:]).all()


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "count"), [pytest.param(6, 260, marks=pytest.mark.slow), (7, 90)])
def test_nor_can_it_where_the_last_month_is_not_over(tmp_path, seed, count):
    told, asked, truth = attacked(tmp_path, draw_answers(seed, count), until=date(2026, 3, 10))
    assert not [figure for figure in told if is_unsafe(*figure[1:])]
    assert not [gap for gap in differences(told) if is_unsafe(*gap)]
    assert next(leaks(told, asked, truth, seed), None) is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", [8, 9])
def test_nor_can_it_where_towns_are_hidden_by_towns_beside_cities(tmp_path, seed):
    told, asked, truth = attacked(tmp_path, draw_of_cities(seed))
    assert not [figure for figure in told if is_unsafe(*figure[1:])]
    assert not [gap for gap in differences(told) if is_unsafe(*gap)]
    assert next(leaks(told, asked, truth, seed), None) is None


@pytest.mark.slow
def test_what_few_months_leave_of_a_year_is_not_told_by_its_channels(tmp_path):
    """One state alone, with three answers after the month in which its years are cut: no other
    place can hide them, and the channels of the months before would add up to those.
    """
    answers = draw_answers(4, 120).assign(uf_executora="MG", municipio=CODES[0])
    early = answers["month"].isin(["2025-02", "2026-01", "2026-03"])
    answers = pd.concat([answers[early], answers[answers["month"] == "2025-11"][:3]])
    told, asked, truth = attacked(tmp_path, answers.reset_index(drop=True))
    assert not [figure for figure in told if is_unsafe(*figure[1:])]
    assert not [gap for gap in differences(told) if is_unsafe(*gap)]
    assert next(leaks(told, asked, truth, 4), None) is None
    year = [counts for cells, *counts in told if CELLS.loc[cells, "month"].max() == "2025-11"]
    assert year  # the whole year is told
