"""Whoever asks of income by territory of every level and by initiative learns nothing about fewer
than five people, nor what all of a group said.

The attacker knows in which towns each initiative has clients. That units attend clients of their
own UF alone nobody tells him, and one view subtracted from the other would need it (docs/adr/0086):
he asks of initiatives beside each of the two.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

import numpy as np
import pandas as pd
import pytest

from data_access.queries.indicators.addable import addable_rows
from data_access.queries.tables.inclusion import income_by_initiative
from data_access.queries.tables.unit_measures import unit_indicator
from indicators.disclosure import units
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import Access, Attribution, Period, Scope
from tests.support.attack import (
    BY_UNIT,
    LEVELS,
    UF_OF,
    Known,
    is_pinned,
    is_unsafe,
    territories,
)
from tests.support.small_country import CODES, edition_of, pseudonym
from tests.support.tiers import few, some

ALL = Access.everything()
CLIENT, UNIT = Attribution.ESTABLISHMENT, Attribution.EXECUTING_UNIT
INCOME = "percepcao_aumento_renda"
LAST = date(2026, 3, 31)
MONTHS = ["2025-02", "2025-03", "2025-11", "2026-01", "2026-03"]
PARTS = [("2025-01", "2025-03"), ("2025-04", "2025-12"), ("2026-01", "2026-03")]
SINGLE = [(month, month) for month in MONTHS]
YEAR = ("2025-01", "2025-12")
LONGER = [("2025-03", "2025-11"), ("2025-11", "2026-01"), ("2025-04", "2026-03")]
WINDOWS = few([YEAR, PARTS[0], PARTS[2]], [YEAR, *PARTS, *SINGLE, *LONGER])
CELL = ["uf_executora", "municipio", "iniciativa"]


def who_takes_part(seed: int) -> pd.DataFrame:
    """A line for each unit, town, initiative and month in which there may be answers, and how many
    there are for each that there are of others: initiatives are of a UF, in some of its towns.
    """
    pick = Random(seed)  # noqa: S311 - a drawn country, no secret
    found = []
    for number in range(9):
        uf = pick.choice(["MG", "MG", "SP", "SP", "MT"])
        towns = [town for town in CODES if UF_OF[town] == uf]
        size = pick.choice([0.3, 1, 3])
        for home in pick.sample(towns, min(len(towns), pick.randrange(1, 4))):
            weight = size * pick.choice([0.2, 1, 3])
            found += [
                (uf, home, f"I-{number}", month, weight * pick.choice([0.3, 1, 1]))
                for month in MONTHS
            ]
    return pd.DataFrame(found, columns=[*CELL, "month", "weight"])


def draw_income(cells: pd.DataFrame, seed: int, count: int) -> pd.DataFrame:
    pick = Random(seed)  # noqa: S311 - a drawn country, no secret
    chosen = pick.choices(range(len(cells)), cells["weight"], k=count)
    rose = [pick.random() < 0.6 for _ in chosen]
    return cells.iloc[chosen].reset_index(names="cell").assign(rose=rose)


def income_edition(folder, answers):
    ids = [f"A{number}" for number in range(len(answers))]
    days = [date(int(month[:4]), int(month[5:]), 10) for month in answers["month"]]
    attendances = answers[CELL].assign(
        id_atendimento=ids,
        id_cliente=[pseudonym(number) for number in range(len(answers))],
        tipo_cliente="PJ",
        porte="ME",
        canal="Telefone",
        data_fim=days,
        valido=True,
        situacao="Concluído",
    )
    last = attendances.iloc[[0]].assign(
        id_atendimento="Z", id_cliente=pseudonym(10**6), data_fim=LAST
    )
    surveys = pd.DataFrame({"id_pesquisa": ids, "id_atendimento": ids, "data": days,
                            "aumento_renda": answers["rose"].to_numpy()})  # fmt: skip
    initiatives = answers.drop_duplicates("iniciativa")
    return edition_of(
        folder,
        atendimentos=pd.concat([attendances, last]),
        pesquisas=surveys,
        iniciativas=pd.DataFrame({
            "id_iniciativa": initiatives["iniciativa"],
            "nome": initiatives["iniciativa"],
            "uf": initiatives["uf_executora"],
            "vulneraveis": True,
        }),
    )  # fmt: skip


def income_told(edition, cells, views):
    """Every figure of income that is told: cells, those whose income rose and the others."""
    asked = [(view, level) for view in views for level in (LEVELS if view is CLIENT else BY_UNIT)]
    for window, (view, level) in product(WINDOWS, asked):
        scope = Scope(Period.parse(*window), attribution=view)
        here = territories(cells, level, by_unit=view is UNIT)
        rows = addable_rows(edition, INCOME, scope=scope, access=ALL, level=level)
        yield from _told(rows, here.where(cells["month"].between(*window)))
    for window in WINDOWS:
        scope = Scope(Period.parse(*window))
        here = cells["iniciativa"].where(cells["month"].between(*window))
        by_page = income_by_initiative(edition, scope, ALL).rename(columns={"initiative": "code"})
        yield from _told(by_page, here)
        yield from _told(unit_indicator(edition, INCOME, UnitKind.INITIATIVE, scope, ALL), here)


def _told(rows: pd.DataFrame, here: pd.Series) -> Iterator[tuple[np.ndarray, float, float]]:
    for row in rows.dropna(subset=["denominator"]).itertuples():
        yield (here == row.code).to_numpy(), row.numerator, row.denominator - row.numerator


def groups(cells: pd.DataFrame) -> dict[bytes, np.ndarray]:
    """Those of which nobody is to know anything where they are few, or of one mind."""
    found = {}
    for window in [*PARTS, *SINGLE]:
        inside = cells[cells["month"].between(*window)]
        by = [["uf_executora"], ["municipio"], ["iniciativa"], ["municipio", "iniciativa"]]
        for columns in by if window in PARTS else by[:1]:
            for _, there in inside.groupby(columns):
                group = cells.index.isin(there.index)
                found[group.tobytes()] = group
    return found


def income_attacked(folder, seed, count):
    """Groups that are worked out by either view."""
    cells = who_takes_part(seed)
    answers = draw_income(cells, seed, count)
    truth = np.zeros((len(cells), 2), int)
    np.add.at(truth, (answers["cell"], (~answers["rose"]).astype(int)), 1)
    edition = income_edition(folder, answers)
    try:
        told = [list(income_told(edition, cells, [view])) for view in (UNIT, CLIENT)]
    finally:
        edition.close()
    found = []
    for of_view in told:
        rose, other = Known(), Known()
        for here, *sums in of_view:
            assert truth[here].sum(axis=0).tolist() == sums
            assert not is_unsafe(*sums)
            rose.add(here, sums[0])
            other.add(here, sums[1])
        assert len(rose) > 10
        for group in groups(cells).values():
            people = truth[group].sum(axis=0)
            if is_unsafe(*people) and is_pinned(rose.ends(group), other.ends(group), people.sum()):
                found.append(people.tolist())
    return found


CASES = [(4, 700), (4, 300), (5, 700), (1, 700), (2, 120), (3, 300)]


@pytest.mark.parametrize("case", some(CASES, CASES[0]))
def test_no_initiative_or_town_is_worked_out_of_income(tmp_path, case):
    assert income_attacked(tmp_path, *case) == []


def test_without_asking_what_initiatives_leave_of_a_state_some_are(tmp_path, monkeypatch):
    """A state less all its initiatives that are told is the one that is not."""

    def unasked(answers):
        found = sums_of_states(answers)
        return replace(found, is_told=np.zeros_like(found.is_told), sums=[found.sums[0] * 0 - 1])

    sums_of_states = units._state_sums
    monkeypatch.setattr(units, "_state_sums", unasked)
    assert income_attacked(tmp_path, *CASES[0])
