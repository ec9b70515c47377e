"""Whoever asks everything that may be asked about groups of people learns nothing about fewer than
five of them.

The attacker sees every territory of every level, in every period, and knows that counts are whole
numbers of nobody or more that add up. Linear programming gives the least and the most that any
group of people may count: a group of one to four must be left with at least `SMALLEST_GROUP`
different counts.
"""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from data_access.marts import blocks
from data_access.queries.base import whole_blocks
from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.tables import inclusion
from indicators.disclosure.rules import Members, Opinions
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.measure import Status
from indicators.scope import Access, Attribution, Month, Period, Scope
from tests.support.oracle_inclusion import COLUMNS
from tests.support.people_country import (
    CODES,
    MONTHS,
    answered_edition,
    draw_people,
    income_edition,
    people_edition,
)
from tests.support.small_country import pseudonym, register
from tests.support.tiers import few

LEVELS = {
    "brasil": None,
    "regiao": "region_code",
    "uf": "uf_code",
    "mesorregiao": "meso_code",
    "microrregiao": "micro_code",
    "regiao_intermediaria": "rgint_code",
    "regiao_imediata": "rgi_code",
    "municipio": "code",
}
STARTS = ["2025-01", "2025-03", "2025-09", "2025-12", "2026-01", "2026-03"]
ENDS = ["2025-03", "2025-07", "2025-08", "2025-12", "2026-02", "2026-07"]
WINDOWS = [(start, end) for start, end in product(STARTS, ENDS) if start <= end]
PLACES = register().set_index("code")
# A person is known by place, months and whether of the group: what an attacker does not know is how
# many of each.
PATTERNS = [frozenset(chosen) for size in range(1, 6) for chosen in combinations(MONTHS, size)]
CELLS = [(code, pattern) for code in CODES for pattern in PATTERNS]


def inside(level, code, window):
    """Which cells a figure of a territory and period counts."""
    column = LEVELS[level]
    places = set(CODES if column is None else PLACES.index if column == "code" else ())
    if column == "code":
        places = {code}
    elif column is not None:
        places = set(PLACES.index[PLACES[column] == code])
    return np.array(
        [
            place in places and any(window[0] <= month <= window[1] for month in pattern)
            for place, pattern in CELLS
        ]
    )


def shown(edition, group):
    """Every figure that is told: (cells, members, others)."""
    found = []
    for level, window in product(LEVELS, WINDOWS):
        scope = Scope(Period.parse(*window))
        table = indicator_table(
            edition, f"paridade_{group}", scope=scope, access=Access.everything(), level=level
        )
        for row in table.dropna(subset=["code", "numerator"]).itertuples():
            cells = inside(level, row.code, window)
            found.append((cells, int(row.numerator), int(row.denominator - row.numerator)))
    return found


def truth(people, group):
    """How many of the group, and how many others, there are in each cell."""
    column, words, *_ = COLUMNS[group]
    said = people[people[column].notna() & (people["consentimento"] != False)]  # noqa: E712
    place = {cell: number for number, cell in enumerate(CELLS)}
    counts = np.zeros((2, len(CELLS)))
    for row in said.itertuples():
        counts[
            0 if getattr(row, column) in words else 1, place[row.municipio, frozenset(row.active)]
        ] += 1
    return counts


def targets():
    """Groups of people that an attacker may be after: every figure that can be asked, and what one
    adds to another.
    """
    asked = {}
    for level, window in product(LEVELS, WINDOWS):
        column = LEVELS[level]
        for code in (
            ["BR"]
            if column is None
            else CODES
            if column == "code"
            else PLACES[column].dropna().unique()
        ):
            cells = inside(level, code, window)
            asked[cells.tobytes()] = cells
    single = list(asked.values())
    grown = {}
    for one, other in combinations(single, 2):
        for larger, smaller in ((one, other), (other, one)):
            if (larger >= smaller).all() and (larger & ~smaller).any():
                grown[(larger & ~smaller).tobytes()] = larger & ~smaller
    return single, [cells for key, cells in grown.items() if key not in asked]


SINGLE, GROWN = targets()


def leaks(figures, counts, asked):
    """Groups of one to four people that what is shown pins down to fewer than `SMALLEST_GROUP`
    counts, one by one.
    """
    known = np.unique(np.array([cells for cells, *_ in figures], float), axis=0, return_index=True)[
        1
    ]
    rows = np.array([figures[place][0] for place in known], float)
    for side in (0, 1):
        sums = np.array([figures[place][1 + side] for place in known], float)
        for cells in asked:
            true = counts[side][cells].sum()
            if not 0 < true < SMALLEST_GROUP:
                continue
            least, most = (
                linprog(
                    sign * cells.astype(float),
                    A_eq=rows,
                    b_eq=sums,
                    bounds=(0, None),
                    method="highs",
                )
                for sign in (1, -1)
            )
            top = np.inf if most.status == 3 else -most.fun
            if top - least.fun < SMALLEST_GROUP - 1 - 1e-6:
                yield side, int(true), least.fun, top


def attacked(folder, seed, count, group):
    people = draw_people(seed, count)
    edition = people_edition(folder, people)
    try:
        figures = shown(edition, group)
    finally:
        edition.close()
    pick = np.random.default_rng(seed)
    grown = [GROWN[place] for place in pick.choice(len(GROWN), 80, replace=False)]
    assert figures
    return next(leaks(figures, truth(people, group), [*SINGLE, *grown]), None)


@pytest.mark.parametrize(
    ("seed", "count", "group"),
    [
        pytest.param(1, 60, "pcd", marks=pytest.mark.slow),
        (2, 150, "jovens"),
        pytest.param(3, 260, "cadunico", marks=pytest.mark.slow),
    ],
)
def test_nobody_is_found_by_asking_everything(tmp_path, seed, count, group):
    assert attacked(tmp_path, seed, count, group) is None


def test_without_blocks_the_attack_finds_people(tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "safe_blocks", lambda counts, path, _rule: np.arange(len(path)))
    assert attacked(tmp_path, 2, 150, "jovens") is not None


@pytest.mark.slow
def test_with_small_cells_alone_withheld_the_attack_finds_people(tmp_path, monkeypatch):
    """Each place by its own size, and every total: what suppression of single cells would show."""

    def primary(counts, _path, _rule):
        table = np.asarray(counts)
        return np.where(
            ((table > 0) & (table < SMALLEST_GROUP)).any(axis=1), -1, np.arange(len(table))
        )

    monkeypatch.setattr(blocks, "safe_blocks", primary)
    whole = whole_blocks.sums_by_territory
    monkeypatch.setattr(
        "data_access.queries.measures.inclusion.sums_by_territory",
        lambda rows, sums, keys: totals_told(whole(rows, sums, keys), rows, keys),
    )
    assert attacked(tmp_path, 3, 260, "cadunico") is not None


def totals_told(frame, rows, keys):
    many = rows.groupby(keys, dropna=False, sort=False)["places"].sum().to_numpy() > 1
    return frame.assign(told=frame["told"] | many)


@pytest.mark.slow
def test_if_every_period_were_told_the_attack_would_find_people(tmp_path, monkeypatch):
    def every(recorded):
        months = range(recorded.start.index, recorded.end.index + 1)
        return tuple(
            Period(Month(a), Month(b))
            for a in months
            for b in months
            if a <= b and str(Month(b)) in ENDS
        )

    def each_by_itself(rows, columns, path, recorded):
        for period in every(recorded):
            sums = blocks._sums(rows, columns, path, period)
            block = blocks.safe_blocks(sums, path, Members(len(columns)))
            frame = blocks.pd.DataFrame(sums, columns=list(columns)).assign(
                place=path.index, block=block
            )
            yield frame.assign(
                first_month=period.start.index,
                last_month=period.end.index,
                block_size=np.where(block < 0, 0, np.bincount(block + 1)[block + 1]),
            )

    monkeypatch.setattr("data_access.marts.inclusion.blocked_years", each_by_itself)
    monkeypatch.setattr(whole_blocks, "told_periods", every)
    monkeypatch.setattr("data_access.queries.measures.inclusion.told_periods", every)
    assert attacked(tmp_path, 3, 260, "cadunico") is not None


def test_no_two_figures_about_income_differ_by_a_few(tmp_path):
    """Whoever subtracts a figure from one that holds it, in any view, finds nobody or enough."""
    edition, _ = income_edition(tmp_path, draw_people(4, 220), seed=4)
    told_twice = 0
    try:
        for view in Attribution:
            figures = []
            for level, window in product(LEVELS, WINDOWS[:: few(3, 1)]):
                scope = Scope(Period.parse(*window), attribution=view)
                table = indicator_table(
                    edition,
                    "percepcao_aumento_renda",
                    scope=scope,
                    access=Access.everything(),
                    level=level,
                )
                for row in table.dropna(subset=["code", "numerator"]).itertuples():
                    counts = np.array([row.numerator, row.denominator - row.numerator])
                    figures.append((inside(level, row.code, window), counts))
            for one, other in product(figures, figures):
                if (one[0] >= other[0]).all() and (one[0] & ~other[0]).any():
                    gap = one[1] - other[1]
                    assert not Opinions(2).unsafe(gap[None])[0]
                    told_twice += 1
    finally:
        edition.close()
    assert told_twice > 5


# Answers (income rose, did not) of each initiative, all by units of its own UF: those of Mato
# Grosso are few.
ANSWERS = {
    ("MG", "3106200", "I1"): (15, 15),
    ("SP", "3550308", "I2"): (6, 6),
    ("SP", "3550308", "I3"): (20, 20),
}
FEW = ("MT", "5103403", "I5")


def told_about_initiatives(edition):
    """Everything told about the initiatives, as sums of them: (which of them, rose, did not)."""
    scope, access = Scope(Period.parse("2026-01", "2026-07")), Access.everything()
    every = [*ANSWERS, FEW]
    parts = inclusion.income_by_initiative(edition, scope, access).dropna(subset=["numerator"])
    found = [([one[2] == row.initiative for one in every], row) for row in parts.itertuples()]
    for level in ("brasil", "regiao", "uf"):
        table = indicator_table(
            edition, "percepcao_aumento_renda", scope=scope, access=access, level=level
        )
        for row in table.dropna(subset=["code", "numerator"]).itertuples():
            held = inside(level, row.code, ("2026-01", "2026-07"))
            found += [([held[at(town)] for _, town, _ in every], row)]
    return [
        (np.array(cells, float), int(row.numerator), int(row.denominator - row.numerator))
        for cells, row in found
    ]


def at(town):
    return CELLS.index((town, frozenset(["2026-07"])))


def test_units_and_initiatives_together_find_nobody(tmp_path):
    """Where each initiative is of the units of its UF, what one view withholds is not what the
    other tells.
    """
    edition = answered_edition(tmp_path, ANSWERS | {FEW: (2, 2)})
    try:
        figures = told_about_initiatives(edition)
    finally:
        edition.close()
    assert len(figures) > 2
    last = np.array([0, 0, 0, 1.0])
    known = np.array([cells for cells, *_ in figures])
    ends = [
        linprog(sign * last, A_eq=known, b_eq=[figure[side] for figure in figures], method="highs")
        for side in (1, 2)
        for sign in (1, -1)
    ]
    least, most = ends[0].fun + ends[2].fun, -(ends[1].fun + ends[3].fun)
    assert most - least >= SMALLEST_GROUP - 1
    assert min(-ends[1].fun, -ends[3].fun) > 0


def test_what_all_attended_of_a_place_are_is_not_told(tmp_path):
    """Five women and nobody else: who knows the clients of each town, which are told, would know
    of every one of them.
    """
    women = pd.DataFrame(
        [
            {"municipio": code, "genero": "Feminino", "active": [MONTHS[-1]]}
            for code, count in (("3106200", 3), ("3118601", 2))
            for _ in range(count)
        ]
    )
    others = pd.DataFrame(
        [
            {"municipio": "3550308", "genero": gender, "active": MONTHS}
            for gender in ["Feminino", "Masculino"] * 9
        ]
    )
    people = pd.concat([women, others], ignore_index=True)
    ids = [pseudonym(number) for number in people.index]
    edition = people_edition(tmp_path, people.assign(id_cliente=ids, tipo_cliente="PJ"))
    try:
        scope = Scope(Period.parse("2026-01", "2026-07"))
        status = {}
        for level in ("brasil", "uf", "microrregiao", "municipio"):
            table = indicator_table(
                edition, "paridade_mulheres", scope=scope, access=Access.everything(), level=level
            )
            status |= table.dropna(subset=["code"]).set_index("code")["status"].to_dict()
    finally:
        edition.close()
    assert {status[code] for code in ("31", "31030", "3106200")} == {Status.SUPPRESSED}
    # With São Paulo, which lends its men, they are told.
    assert status["BR"] in (Status.FEW, Status.MEASURED)
