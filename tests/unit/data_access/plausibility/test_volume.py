"""Sudden drops and doublings by state and month, and columns that came much emptier."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data_access.plausibility.volume import _whole_months, expected_counts
from tests.support.small_country import stage

# January to December, as attendance comes and goes.
SEASON = np.array([0.6, 0.8, 1.1, 1.0, 1.2, 1.0, 0.9, 1.1, 1.1, 1.3, 1.0, 0.5])
MONTHS = 30  # from May 2024 to October 2026
SIZES = {"AC": 25, "ES": 260, "MG": 600, "PR": 300, "SP": 700, "TO": 200}


def country(**planted: dict[int, float]) -> pd.DataFrame:
    """Attendances of six states over `MONTHS` months with seasons, growth and chance; planted
    months times a factor.
    """
    random = np.random.default_rng(7)
    days: list[date] = []
    states: list[str] = []
    for state, size in SIZES.items():
        for month in range(MONTHS):
            index = 2024 * 12 + 4 + month
            mean = size * SEASON[index % 12] * 1.01**month * planted.get(state, {}).get(month, 1.0)
            first = date(index // 12, index % 12 + 1, 1)
            count = int(random.poisson(mean))
            days += [first + timedelta(days=int(day)) for day in random.integers(0, 28, count)]
            states += [state] * count
    return pd.DataFrame(
        {
            "data_fim": days,
            "uf_executora": states,
            "id_atendimento": [f"{n}" for n in range(len(days))],
        }
    )


def test_seasons_growth_and_chance_are_ordinary(look) -> None:
    assert look("salto_mensal", "atendimentos", country()) == {}


@pytest.mark.parametrize(
    ("month", "label", "factor"),
    [(29, "2026-10", 0.4), (29, "2026-10", 2.5), (20, "2026-01", 2.6), (10, "2025-03", 0.0)],
)
def test_a_month_that_halved_or_doubled_is_found(
    look, rows_of, month: int, label: str, factor: float
) -> None:
    doubt = look("salto_mensal", "atendimentos", country(MG={month: factor}))["salto_mensal"]
    assert ("MG", label) in rows_of(doubt, "uf", "mes")
    assert all(uf == "MG" for (uf,) in rows_of(doubt, "uf"))
    assert "MG em " in doubt.sentence


def test_a_small_state_may_halve(look) -> None:
    assert look("salto_mensal", "atendimentos", country(AC={29: 0.3})) == {}


def test_a_change_that_stays_is_told_when_it_comes_and_not_for_ever(look, rows_of) -> None:
    lasting = country(SP=dict.fromkeys(range(18, MONTHS), 0.4))
    months = [
        month
        for (month,) in rows_of(
            look("salto_mensal", "atendimentos", lasting)["salto_mensal"], "mes"
        )
    ]
    assert sorted(months)[0] == "2025-11"
    assert max(months) <= "2026-01"


def test_a_month_that_is_still_being_filled_is_not_judged(look) -> None:
    frame = country()
    unfinished = frame[frame["data_fim"] <= date(2026, 10, 9)]
    assert look("salto_mensal", "atendimentos", unfinished) == {}


def test_a_first_month_that_began_in_the_middle_is_left_out() -> None:
    today = date(2026, 11, 20)
    assert _whole_months(date(2024, 5, 7), date(2026, 10, 31), today) == (
        2024 * 12 + 4,
        2026 * 12 + 9,
    )
    assert _whole_months(date(2024, 5, 8), date(2026, 10, 24), today) == (
        2024 * 12 + 5,
        2026 * 12 + 8,
    )
    assert _whole_months(date(2024, 5, 1), date(2026, 11, 30), date(2026, 11, 30)) == (
        2024 * 12 + 4,
        2026 * 12 + 9,
    )


def test_months_that_wander_everywhere_raise_the_limit(look) -> None:
    """Every month of every state at random between a third and three times what it promises: none
    is an exception.
    """
    factors = np.exp(np.random.default_rng(3).uniform(-1.1, 1.1, (len(SIZES), MONTHS)))
    wild = {state: dict(enumerate(row)) for state, row in zip(SIZES, factors, strict=True)}
    assert look("salto_mensal", "atendimentos", country(**wild)) == {}


def test_few_months_promise_nothing(look) -> None:
    frame = country(MG={1: 0.1})
    assert look("salto_mensal", "atendimentos", frame[frame["data_fim"] < date(2024, 8, 1)]) == {}


def test_what_a_month_promises() -> None:
    """In the first year the three before, times the season of others; then last year times the pace
    of those three.
    """
    counts = np.array([[10.0, 20, 30, 40, 40, 40, 40, 40, 40, 40, 40, 40, 20, 40, 60, 80]] * 4)
    counts[1:, 3] = [60, 50, 10]
    expected = expected_counts(counts, 15)
    assert np.isnan(expected[:, :3]).all()
    assert expected[:, 3].tolist() == [50, 40, 40, 50]
    assert np.isnan(expected_counts(counts, 25)[:, 3]).all()  # nobody large enough
    assert expected[0, 15] == pytest.approx(40 * np.median([20.5 / 10.5, 40.5 / 20.5, 60.5 / 30.5]))


def partners(filled: int, rows: int = 200) -> pd.DataFrame:
    seal = ["Ouro"] * filled + [None] * (rows - filled)
    return pd.DataFrame(
        {"id_parceiro": [str(n) for n in range(rows)], "nome": "x", "tipo": "Sala", "selo": seal}
    )


@pytest.fixture
def before(tmp_path):
    file = stage(tmp_path, "parceiros", partners(180), sequence=2)
    return {"before": f"'{file.path}'", "before_columns": frozenset(file.columns)}


@pytest.mark.parametrize(("filled", "found"), [(180, False), (121, False), (120, True), (0, True)])
def test_a_column_that_came_much_emptier_is_found(
    look, rows_of, before, filled: int, found: bool
) -> None:
    doubts = look("coluna_esvaziada", "parceiros", partners(filled), **before)
    assert bool(doubts) is found
    if found:
        doubt = doubts["coluna_esvaziada"]
        assert rows_of(doubt, "coluna", "preenchida_antes", "preenchida_agora") == [
            ("selo", 0.9, filled / 200)
        ]


def test_a_column_that_is_gone_is_empty(look, before) -> None:
    doubt = look("coluna_esvaziada", "parceiros", partners(0).drop(columns="selo"), **before)[
        "coluna_esvaziada"
    ]
    assert (
        doubt.sentence
        == "Colunas muito menos preenchidas do que na importação anterior: selo (de 90,0 % para"
        " 0,0 %)."
    )


def test_a_state_that_never_had_a_column_does_not_empty_it(look, tmp_path) -> None:
    rows = partners(180).assign(municipio=["3106200"] * 180 + ["3550308"] * 20)
    file = stage(tmp_path, "parceiros", rows, sequence=2)
    before = {"before": f"'{file.path}'", "before_columns": frozenset(file.columns)}
    other = partners(0).assign(municipio="3304557")
    assert look("coluna_esvaziada", "parceiros", other, **before) == {}
    same = partners(0).assign(municipio="3106200")
    assert (
        "de 100,0 % para"
        in look("coluna_esvaziada", "parceiros", same, **before)["coluna_esvaziada"].sentence
    )


def test_few_rows_and_a_first_import_are_not_compared(look, before) -> None:
    assert look("coluna_esvaziada", "parceiros", partners(0, rows=99), **before) == {}
    assert look("coluna_esvaziada", "parceiros", partners(0)) == {}
