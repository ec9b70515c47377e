"""Whoever knows who attends whom, and asks for towns, partners and teams, learns nothing about
fewer than five people, nor what all of a group said.

Here one division contains another, as they do: each Sala attends in its town and, some, in one
more; teams are of a Sala, or attend the whole UF. Where somebody attends nobody, the attacker knows
that there are no answers.
"""

from datetime import date
from itertools import product
from random import Random

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from data_access.queries.indicators.addable import addable_rows
from data_access.queries.tables.unit_measures import unit_indicator
from indicators.disclosure import units
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import Access, Attribution, Period, Scope
from tests.support.attack import is_unsafe
from tests.support.small_country import CODES, edition_of, pseudonym, register
from tests.support.tiers import some

ALL = Access.everything()
MONTHS = ["2025-02", "2025-11", "2026-03"]
PARTS = [("2025-01", "2025-03"), ("2025-04", "2025-12"), ("2026-01", "2026-03")]
WINDOWS = [("2025-01", "2025-12"), *PARTS]
UF_OF = register().set_index("code")["uf"]
UF_CODES = register().set_index("uf_code")["uf"].to_dict()
KINDS = {UnitKind.PARTNER: "parceiro", UnitKind.TEAM: "equipe"}
KEYS = ["uf_executora", "municipio", "parceiro", "equipe", "month"]


def who_attends_whom(seed):
    """A line for each town, partner, team and month in which there may be answers, and how many
    there are for each that there are of others.
    """
    pick = Random(seed)  # noqa: S311 - a drawn country, no secret
    found = []
    for town, uf in UF_OF.items():
        beside = [other for other in CODES if UF_OF[other] == uf and other != town]
        homes = [town, *(pick.sample(beside, 1) if beside and pick.random() < 0.4 else [])]
        teams = [f"E-{town}-{number}" for number in range(2)] + [f"R-{uf}-{pick.randrange(2)}"]
        for home, team in product(homes, teams):
            weight = pick.choice([0.2, 1, 3]) * (1 if home == town else 0.3)
            found += [(uf, home, f"S-{town}", team, month, weight) for month in MONTHS]
        if pick.random() < 0.7:
            found += [(uf, town, "", f"R-{uf}-{n}", month, 0.5) for n in (0, 1) for month in MONTHS]
    return pd.DataFrame(found, columns=[*KEYS, "weight"])


def draw_answers(cells, seed, count):
    pick = Random(seed)  # noqa: S311 - a drawn country, no secret
    chosen = pick.choices(range(len(cells)), cells["weight"], k=count)
    scores = [pick.choice([10, 10, 9, 10, 3]) for _ in chosen]
    return cells.iloc[chosen].reset_index(names="cell").assign(nps=scores)


def answered(folder, answers):
    ids = [f"A{number}" for number in range(len(answers))]
    days = [date(int(month[:4]), int(month[5:]), 10) for month in answers["month"]]
    attendances = answers[KEYS[:-1]].replace("", None).assign(
        id_atendimento=ids,
        id_cliente=[pseudonym(number) for number in range(len(answers))],
        tipo_cliente="PJ",
        porte="ME",
        canal="Telefone",
        data_fim=days,
        valido=True,
        situacao="Concluído",
    )  # fmt: skip
    surveys = pd.DataFrame({"id_pesquisa": ids, "id_atendimento": ids, "data": days,
                            "nps": answers["nps"].to_numpy()})  # fmt: skip
    return edition_of(folder, atendimentos=attendances, pesquisas=surveys)


def everything_told(edition, cells):
    """Every figure of the NPS that is told: cells, promoters and others (nobody is passive)."""
    for window, (view, level) in product(
        WINDOWS,
        [
            *((Attribution.ESTABLISHMENT, level) for level in ("brasil", "uf", "municipio")),
            (Attribution.EXECUTING_UNIT, "uf"),
        ],
    ):
        scope = Scope(Period.parse(*window), attribution=view)
        inside = cells["month"].between(*window)
        by_unit = view is Attribution.EXECUTING_UNIT
        uf = cells["uf_executora"] if by_unit else cells["municipio"].map(UF_OF)
        for row in addable_rows(edition, "nps", scope=scope, access=ALL, level=level).itertuples():
            if not np.isnan(row.denominator):
                here = {
                    "uf": uf == UF_CODES.get(row.code),
                    "municipio": cells["municipio"] == row.code,
                }
                yield inside & here.get(level, True), row.numerator, row.denominator - row.numerator
    for window, (kind, column) in product(WINDOWS, KINDS.items()):
        scope = Scope(Period.parse(*window))
        rows = unit_indicator(edition, "nps", kind, scope, ALL).dropna(subset=["denominator"])
        for row in rows.itertuples():
            yes, no = (row.denominator + row.numerator) / 2, (row.denominator - row.numerator) / 2
            yield cells["month"].between(*window) & (cells[column] == row.code), yes, no


def groups(cells):
    """Those of which nobody is to know anything where they are few, or of one mind."""
    for part in PARTS:
        inside = cells["month"].between(*part)
        for columns in (["parceiro"], ["equipe"], ["municipio"], ["municipio", "parceiro"],
                        ["parceiro", "equipe"]):  # fmt: skip
            for key, there in cells[inside].groupby(columns):
                yield part, key, cells.index.isin(there.index)


def recovered(told, cells, truth):
    """Groups of few answers, or of one mind, that what is told pins down."""
    known = np.array([figure[0] for figure in told], float)
    sums = [[figure[kind] for figure in told] for kind in (1, 2)]
    for part, key, group in groups(cells):
        if not is_unsafe(*truth[group].sum(axis=0)):
            continue
        ends = [
            sign * linprog(sign * group.astype(float), A_eq=known, b_eq=of, method="highs").fun
            for of in sums
            for sign in (1, -1)
        ]
        least, most = ends[0] + ends[2], ends[1] + ends[3]
        few = 0 < truth[group].sum() < SMALLEST_GROUP
        if (few and most - least < SMALLEST_GROUP - 1 - 1e-6) or min(ends[1], ends[3]) < 1e-6:
            yield part, key, truth[group].sum(axis=0).tolist()


def attacked(folder, seed, count):
    cells = who_attends_whom(seed)
    answers = draw_answers(cells, seed, count)
    truth = np.zeros((len(cells), 2), int)
    np.add.at(truth, (answers["cell"], (answers["nps"] < 9).astype(int)), 1)
    edition = answered(folder, answers)
    try:
        told = [(np.asarray(here), *counts) for here, *counts in everything_told(edition, cells)]
    finally:
        edition.close()
    for here, *counts in told:
        assert truth[here].sum(axis=0).tolist() == counts
    assert len(told) > 20
    return list(recovered(told, cells, truth))


CASES = [(1, 160), (2, 300), (3, 500), (4, 220), (5, 700)]


@pytest.mark.parametrize("case", some(CASES, CASES[1]))
def test_no_town_partner_or_team_is_worked_out_from_the_others(tmp_path, case):
    assert attacked(tmp_path, *case) == []


def test_told_each_by_itself_they_are(tmp_path, monkeypatch):
    """Partners and teams that are safe by themselves, whatever the others are."""

    def alone(counts, figure, figures, _others, rule):
        of_each = units.summed_by(counts, figure, figures)
        return of_each.any(axis=1) & ~rule.unsafe(of_each)

    monkeypatch.setattr(units, "_told_beside", alone)
    assert len(attacked(tmp_path, *CASES[1])) > 5
