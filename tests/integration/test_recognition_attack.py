"""Whoever has all that recognition tells, and asks queries everything besides, learns of no team,
partner or attendant what fewer than five clients answered, nor that all answered the same.

Every number of a result is made of the evidence of its category: the attacker has it whole, by
category and by period of the rules.
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
from data_access.recognition.evidence import Given, evidence_of
from data_access.recognition.points import NO_POINTS
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.recognition.rules import Scoring
from indicators.recognition_rules.measurable import UnitKind
from indicators.recognition_rules.read import read_rules
from indicators.scope import Access, Attribution, Period, Scope
from tests.support.small_country import CODES, edition_of, pseudonym

ALL = Access.everything()
PARTS = [("2025-02", "2025-11"), ("2026-01", "2026-03")]  # months of each part, as answers have
WINDOWS = [("2025-01", "2025-12"), ("2026-01", "2026-03"), ("2025-04", "2026-03")]
OF_RULES = WINDOWS[1:]
UFS = {"MG": CODES[0], "SP": CODES[3]}
CELLS = pd.DataFrame(
    list(product(UFS, range(4), range(3), range(3), ["2025-05", "2025-11", "2026-01", "2026-03"])),
    columns=["uf", "parceiro", "equipe", "atendente", "month"],
)
KINDS = {
    UnitKind.PARTNER: "parceiro",
    UnitKind.TEAM: "equipe",
    UnitKind.ATTENDANT: "atendente",
}
CATEGORY = """
[[categoria]]
id = "{kind}"
nome = "{kind}"
unidade = "{kind}"
pares = ["uf"]

[[categoria.criterio]]
id = "nps"
nome = "NPS"
indicador = "nps"
peso = 50
volume_minimo = 5
piso = 0.0
teto = 100.0
{more}
[[categoria.nivel]]
nome = "Ouro"
minimo = 50.0
"""
RESPONSE = """
[[categoria.criterio]]
id = "resposta"
nome = "Taxa de resposta"
indicador = "taxa_resposta"
peso = 50
volume_minimo = 5
piso = 0.0
teto = 100.0
"""


def code(kind: str, uf: str, number: int) -> str:
    """Each UF has partners, teams and attendants of its own."""
    if kind == "atendente":
        return pseudonym(1_000 + 100 * list(UFS).index(uf) + number)
    return f"{kind[0]}-{uf}-{number}"


def draw_answers(seed: int, count: int) -> pd.DataFrame:
    pick = Random(seed)  # noqa: S311 - a drawn country, no secret
    weights = [1 / (1 + cell.parceiro * 2 + cell.atendente) for cell in CELLS.itertuples()]
    chosen = pick.choices(range(len(CELLS)), weights, k=count)
    scores = [pick.choice([10, 10, 9, 10, 3]) for _ in chosen]
    return CELLS.iloc[chosen].reset_index(names="cell").assign(nps=scores)


def answered(folder, answers):
    days = [date(int(month[:4]), int(month[5:]), 10) for month in answers["month"]]
    ids = [f"A{number}" for number in range(len(answers))]
    units = {
        kind: [code(kind, uf, n) for uf, n in zip(answers["uf"], answers[kind], strict=True)]
        for kind in KINDS.values()
    }
    attendances = pd.DataFrame(units).assign(
        id_atendimento=ids,
        id_cliente=[pseudonym(number) for number in range(len(answers))],
        tipo_cliente="PJ",
        porte="ME",
        municipio=answers["uf"].map(UFS),
        uf_executora=answers["uf"],
        canal="Telefone",
        data_fim=days,
        valido=True,
        situacao="Concluído",
    )
    surveys = pd.DataFrame({"id_pesquisa": ids, "id_atendimento": ids, "data": days,
                            "nps": answers["nps"].to_numpy()})  # fmt: skip
    return edition_of(folder, atendimentos=attendances, pesquisas=surveys)


def rules_of(start: str, end: str):
    categories = [
        CATEGORY.format(kind=kind.value, more=RESPONSE if kind is not UnitKind.INITIATIVE else "")
        for kind in KINDS
    ]
    head = (
        'id = "ataque-2026"\nnome = "Ataque"\nano = 2026\nabrangencia = "BR"\n'
        f'periodo = {{ de = "{start}", ate = "{end}" }}\ndias_para_recurso = 10\n'
    )
    return read_rules(head + "".join(categories))


class Told:
    """Sums that are told: which cells, of `yes`, of both or of their difference, and how many."""

    def __init__(self) -> None:
        self.rows: list[np.ndarray] = []
        self.sums: list[float] = []

    def add(self, cells: np.ndarray, answers: float, net: float | None = None) -> None:
        here = cells.astype(float)
        self.rows.append(np.concatenate([here, here]))
        self.sums.append(answers)
        if net is not None:
            self.rows.append(np.concatenate([here, -here]))
            self.sums.append(net)


def inside(window: tuple[str, str], **units: object) -> np.ndarray:
    here = CELLS["month"].between(*window)
    for name, value in units.items():
        here &= CELLS[name] == value
    return here.to_numpy()


def of_unit(kind: UnitKind, unit: str, window: tuple[str, str]) -> np.ndarray:
    name = KINDS[kind]
    uf, number = next((uf, n) for uf in UFS for n in range(4) if code(name, uf, n) == unit)
    return inside(window, uf=uf, **{name: number})


def ask_queries(edition, told: Told) -> None:
    for window in [*WINDOWS, *((month, month) for month in CELLS["month"].unique())]:
        period = Period.parse(*window)
        scope = Scope(period, attribution=Attribution.EXECUTING_UNIT)
        for row in addable_rows(edition, "nps", scope=scope, access=ALL, level="uf").itertuples():
            if not np.isnan(row.denominator):
                uf = {"31": "MG", "35": "SP"}.get(row.code)
                if uf:
                    yes = row.numerator
                    told.add(inside(window, uf=uf), row.denominator, 2 * yes - row.denominator)
        for kind in (UnitKind.PARTNER, UnitKind.TEAM):
            rows = unit_indicator(edition, "nps", kind, Scope(period), ALL)
            for row in rows.dropna(subset=["denominator"]).itertuples():
                told.add(of_unit(kind, row.code, window), row.denominator, row.numerator)


def ask_recognition(edition, told: Told, truth: np.ndarray, scoring: Scoring) -> None:
    """The attacker even knows of which parts of years each unit was counted."""
    for window in OF_RULES:
        rules = rules_of(*window)
        for category in rules.category:
            competing = evidence_of(edition, rules, category, Given(NO_POINTS, scoring))
            tables = competing.field.evidence
            scores = tables["nps"].assign(answers=lambda table: table.sum(axis=1))
            for unit, row in scores.iterrows():
                net = row["promoters"] - row["detractors"]
                told.add(*counted_cells(category.unit, unit, window, truth, row["answers"], net))
            for unit, answers in tables["resposta"]["successes"].items():
                if scores["answers"].get(unit) != answers:  # else of the same parts, and known
                    told.add(*counted_cells(category.unit, unit, window, truth, answers))


def counted_cells(kind, unit, window, truth, answers, net=None):
    """The cells of a unit, in all the parts of years or in one of them, that have those answers;
    with none that say so (an earlier scoring made one up), those that have as many.
    """
    whole = of_unit(kind, unit, window)
    parts = [whole, *(whole & inside(part) for part in PARTS)]
    counted = [(cells, *truth[cells].sum(axis=0)) for cells in parts]
    for told in (net, None):
        for cells, yes, no in counted:
            if yes + no == answers and told in (None, yes - no):
                return cells, answers, told
    raise AssertionError(f"{unit} has {answers} answers in no part of {window}")


def recovered(told: Told, truth: np.ndarray) -> list[tuple[UnitKind, str, int, int]]:
    """Units of few answers in a part of a year, or of one mind, that what is told pins down."""
    known, sums = np.array(told.rows), np.array(told.sums)
    found = []
    for (kind, name), uf, number, part in product(KINDS.items(), UFS, range(4), PARTS):
        if name != "parceiro" and number == 3:
            continue
        cells = inside(part, uf=uf, **{name: number}).astype(float)
        yes, no = truth[cells > 0].sum(axis=0)
        if not is_unsafe(yes, yes + no):
            continue
        zero = np.zeros_like(cells)
        asked = (
            np.r_[cells, cells],
            -np.r_[cells, cells],
            -np.r_[cells, zero],
            -np.r_[zero, cells],
        )
        least, most, most_yes, most_no = (
            sign * linprog(goal, A_eq=known, b_eq=sums, method="highs").fun
            for goal, sign in zip(asked, (1, -1, -1, -1), strict=True)
        )
        few = yes + no < SMALLEST_GROUP and most - least < SMALLEST_GROUP - 1 - 1e-6
        if few or min(most_yes, most_no) < 1e-6:
            found.append((kind, code(name, uf, number), int(yes), int(no)))
    return found


def is_unsafe(yes: int, answers: int) -> bool:
    return 0 < answers < SMALLEST_GROUP or (answers > 0 and yes in (0, answers))


def attacked(folder, seed: int, count: int, scoring: Scoring):
    answers = draw_answers(seed, count)
    truth = np.zeros((len(CELLS), 2), int)
    np.add.at(truth, (answers["cell"], (answers["nps"] < 9).astype(int)), 1)
    edition = answered(folder, answers)
    told = Told()
    try:
        ask_queries(edition, told)
        alone = len(told.sums)
        ask_recognition(edition, told, truth, scoring)
    finally:
        edition.close()
    told_truly = np.array(told.rows) @ truth.T.ravel()
    assert told_truly.tolist() == told.sums
    assert 0 < alone < len(told.sums)
    return recovered(told, truth)


@pytest.mark.parametrize(
    ("seed", "count"),
    [
        (7, 80),
        pytest.param(2, 120, marks=pytest.mark.slow),
        pytest.param(3, 220, marks=pytest.mark.slow),
        pytest.param(6, 160, marks=pytest.mark.slow),
    ],
)
def test_nothing_that_recognition_tells_leads_to_a_few(tmp_path, seed, count):
    assert attacked(tmp_path, seed, count, max(Scoring)) == []


def test_what_was_scored_before_blocks_led_to_them(tmp_path):
    assert len(attacked(tmp_path, 7, 80, Scoring.OF_STEADY_RATES)) > 10


def test_what_is_scored_of_a_unit_is_what_a_query_tells_of_it(tmp_path):
    """Of a unit of which a query withholds a part of the year, the other part; of neither, none."""
    edition = answered(tmp_path, draw_answers(6, 160))
    rules = rules_of(*WINDOWS[2])
    try:
        told = [
            unit_indicator(edition, "nps", kind, Scope(Period.parse(*window)), ALL)
            for kind in (UnitKind.PARTNER, UnitKind.TEAM)
            for window in (("2025-04", "2025-12"), ("2026-01", "2026-03"))
        ]
        scored = [
            evidence_of(edition, rules, category, Given(NO_POINTS, max(Scoring)))
            .field.evidence["nps"]
            .sum(axis=1)
            for category in rules.category[:2]
        ]
    finally:
        edition.close()
    by_query = pd.concat(told).groupby("code")["denominator"].sum()
    of_rules = pd.concat(scored)
    assert of_rules.to_dict() == by_query[by_query > 0].to_dict()
    whole = pd.concat(told).groupby("code")["denominator"].agg(lambda parts: parts.notna().all())
    assert 0 < whole.sum() < len(of_rules) < len(whole)


def test_rules_that_cut_a_part_of_a_year_score_no_answers(tmp_path):
    edition = answered(tmp_path, draw_answers(6, 160))
    rules = rules_of("2025-04", "2026-01")
    try:
        category = rules.category[0]
        found = evidence_of(edition, rules, category, Given(NO_POINTS, max(Scoring))).field
    finally:
        edition.close()
    assert found.evidence["nps"].empty
    assert len(found.units) > 0
