"""Too many attendances on a day, and heaps at the thresholds of the programme."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data_access.plausibility.heaping import heaped_groups
from tests.support.small_country import pseudonym


def attendances(rows: list[tuple[object, ...]], *names: str) -> pd.DataFrame:
    """Clients, days, and what else is named; the rest is ordinary."""
    frame = pd.DataFrame(rows, columns=["id_cliente", "data_fim", *names])
    ordinary = {
        "tipo_cliente": "PJ",
        "uf_executora": "MG",
        "municipio": "3106200",
        "parceiro": None,
        "equipe": None,
    }
    missing = {name: value for name, value in ordinary.items() if name not in frame}
    numbered = [f"A{number:06d}" for number in range(len(frame))]
    known = frame["id_cliente"].map(
        lambda client: None if client is None else pseudonym(int(client))
    )
    return frame.assign(id_atendimento=numbered, **missing).assign(id_cliente=known)


DAY = date(2026, 3, 10)


@pytest.mark.parametrize(("times", "found"), [(7, 0), (8, 1), (30, 1)])
def test_a_client_with_too_many_attendances_on_a_day_is_found(
    look, rows_of, times: int, found: int
) -> None:
    others = [(client, DAY) for client in range(2, 200)]
    doubts = look("atendimentos_no_dia", "atendimentos", attendances([(1, DAY)] * times + others))
    assert len(doubts) == found
    if found:
        doubt = doubts["atendimentos_no_dia"]
        assert rows_of(doubt, "uf", "atendimentos", "primeiro_atendimento") == [
            ("MG", times, "A000000")
        ]
        assert doubt.sentence.startswith(
            "1 caso de cliente com 8 ou mais atendimentos num só dia; o maior número foi"
        )
        assert pseudonym(1) not in str(doubt.listing)


def test_attendances_of_nobody_known_are_of_nobody_in_common(look) -> None:
    assert look("atendimentos_no_dia", "atendimentos", attendances([(None, DAY)] * 50)) == {}


def test_many_attendances_over_many_days_are_ordinary(look) -> None:
    spread = [(1, DAY + timedelta(days=step)) for step in range(40)]
    assert look("atendimentos_no_dia", "atendimentos", attendances(spread)) == {}


def frequencies(planted: int) -> pd.DataFrame:
    """Twelve teams with frequencies spread evenly, and one that adds `planted` rows at 75 %."""
    rows = [
        (number, DAY, f"E{number % 12:02d}", float(65 + number // 12 % 21))
        for number in range(12 * 21 * 20)
    ]
    rows += [(10_000 + number, DAY, "E05", 75.0) for number in range(planted)]
    return attendances(rows, "equipe", "frequencia")


def test_frequencies_spread_evenly_are_ordinary(look) -> None:
    assert look("frequencia_no_limite", "atendimentos", frequencies(0)) == {}


def test_a_team_that_heaps_its_frequencies_at_the_limit_is_found(look, rows_of) -> None:
    doubt = look("frequencia_no_limite", "atendimentos", frequencies(150))["frequencia_no_limite"]
    assert rows_of(doubt, "grupo", "codigo", "no_limite", "vizinhos") == [
        ("equipe", "E05", 170, 570)
    ]
    assert "com frequência de exatamente 75 %: equipe E05." in doubt.sentence


def test_everybody_at_the_limit_is_found_where_nobody_differs(look, rows_of) -> None:
    every = attendances(
        [(number, DAY, 75.0) for number in range(80)] + [(99, DAY, 80.0)] * 20, "frequencia"
    )
    doubt = look("frequencia_no_limite", "atendimentos", every)["frequencia_no_limite"]
    assert rows_of(doubt, "grupo", "no_limite", "vizinhos") == [("todos", 80, 100)]


def test_a_source_without_frequencies_has_no_heap(look) -> None:
    assert look("frequencia_no_limite", "atendimentos", attendances([(1, DAY)] * 90)) == {}


def recurrent(doubled: str | None) -> pd.DataFrame:
    """Partners whose clients come once (120), twice (40) or three times (20); one of them twice
    nearly always.
    """
    rows, client = [], 0
    for partner in (f"S{number:02d}" for number in range(15)):
        for times, clients in ((1, 120), (2, 40), (3, 20)):
            size = 2 if partner == doubled and times == 1 else times
            for _ in range(clients):
                client += 1
                rows += [(client, DAY + timedelta(days=30 * step), partner) for step in range(size)]
    return attendances(rows, "parceiro")


def test_recurrence_as_everywhere_is_ordinary(look) -> None:
    assert look("recorrencia_no_limite", "atendimentos", recurrent(None)) == {}


def test_a_partner_whose_clients_all_come_exactly_twice_is_found(look, rows_of) -> None:
    doubt = look("recorrencia_no_limite", "atendimentos", recurrent("S07"))["recorrencia_no_limite"]
    assert rows_of(doubt, "grupo", "codigo", "no_limite", "vizinhos") == [
        ("parceiro", "S07", 160, 180)
    ]


def test_attendances_before_the_last_twelve_months_do_not_count(look) -> None:
    late = recurrent("S07").assign(data_fim=lambda frame: frame["data_fim"] - timedelta(days=800))
    now = recurrent(None).assign(parceiro=lambda frame: "N" + frame["parceiro"])
    both = pd.concat([late, now], ignore_index=True)
    both["id_cliente"] = [pseudonym(number) for number in range(len(both))]  # nobody twice
    assert look("recorrencia_no_limite", "atendimentos", both) == {}


def test_habits_that_differ_everywhere_raise_the_limits() -> None:
    """Shares from 10 % to 40 %: the highest of them is no exception; one of 90 % is."""
    around = np.full(30, 1000)
    habits = np.linspace(100, 400, 30)
    limits = {"fewest": 50, "times": 1.5, "deviations": 4}
    assert not heaped_groups(habits, around, **limits).any()
    steady = np.full(30, 250.0)
    steady[-1] = 420
    assert np.flatnonzero(heaped_groups(steady, around, **limits)).tolist() == [29]
    habits[-1] = 1000
    assert not heaped_groups(habits / 50, around / 50, **limits).any()  # too few to judge


def test_nobody_or_everybody_at_the_limit_is_no_exception() -> None:
    limits = {"fewest": 50, "times": 1.5, "deviations": 5}
    assert not heaped_groups([0, 0], [100, 100], **limits).any()
    assert not heaped_groups([100, 100], [100, 100], **limits).any()
    assert not heaped_groups([], [], **limits).any()
