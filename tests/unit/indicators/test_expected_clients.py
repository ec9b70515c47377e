"""What is expected of a partner is what the one in the middle attends; chance is no news."""

from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.territories.expected_clients import FEWEST_PEERS, Reach, expected_clients

KIND, SIZE = "Sala", "até 20 mil"


def peers(clients: list[float], base: list[float], size: str = SIZE) -> pd.DataFrame:
    return pd.DataFrame({"kind": KIND, "place_size": size, "clients": clients, "base": base})


@given(
    st.lists(
        st.tuples(st.integers(1, 900), st.floats(50, 9000)), min_size=FEWEST_PEERS, max_size=40
    )
)
def test_what_is_expected_is_the_base_times_the_part_of_the_one_in_the_middle(
    counted: list[tuple[int, float]],
) -> None:
    found = expected_clients(peers(*map(list, zip(*counted, strict=True))))
    usual = median(clients / base for clients, base in counted)
    assert found["expected"].tolist() == pytest.approx([usual * base for _, base in counted])
    assert found["ratio"].median() == pytest.approx(1)


@given(st.floats(0.1, 50))
def test_the_size_of_all_bases_does_not_matter(times: float) -> None:
    base = np.linspace(400, 4000, 15)
    clients = np.round(base * np.linspace(0.03, 0.07, 15))
    one = expected_clients(peers(list(clients), list(base)))
    other = expected_clients(peers(list(clients), list(base * times)))
    assert one["expected"].tolist() == pytest.approx(other["expected"].tolist())
    assert one["reach"].tolist() == other["reach"].tolist()


def test_in_countries_without_any_difference_at_most_one_in_twenty_calls_somebody_so() -> None:
    draw = np.random.default_rng(20)
    base = draw.uniform(300, 6000, 300)
    called = 0
    for _ in range(200):
        found = expected_clients(peers(list(draw.poisson(base * 0.05)), list(base)))
        called += int(found["reach"].isin([str(Reach.MORE), str(Reach.FEWER)]).any())
    assert called / 200 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_who_attends_a_tenth_of_what_others_do_is_found_among_usual_differences() -> None:
    draw = np.random.default_rng(3)
    base = draw.uniform(2000, 6000, 120)
    clients = draw.poisson(base * 0.05 * draw.lognormal(0, 0.3, 120)).astype(float)
    clients[7], clients[8] = clients[7] / 10, clients[8] * 10
    reach = expected_clients(peers(list(clients), list(base)))["reach"]
    assert (reach[7], reach[8]) == (Reach.FEWER, Reach.MORE)
    assert int((reach != str(Reach.AS_EXPECTED)).sum()) <= 4


@pytest.mark.parametrize("differ", [0.1, 0.6, 1.5])
def test_who_is_told_is_outside_of_what_is_usual_and_nobody_else(differ: float) -> None:
    draw = np.random.default_rng(11)
    base = draw.uniform(200, 6000, 240)
    clients = draw.poisson(base * 0.05 * draw.lognormal(0, differ, 240)).astype(float)
    clients[:3], clients[3:6] = clients[:3] // 30, clients[3:6] * 40
    rows = peers(list(clients), list(base))
    found = expected_clients(rows)
    told = found["reach"].isin([str(Reach.MORE), str(Reach.FEWER)])
    inside = rows["clients"].between(found["usual_from"], found["usual_to"])
    assert told.any()
    assert (told == ~inside).all()
    usual = found[found["reach"] == str(Reach.AS_EXPECTED)]
    assert (usual["usual_from"] >= 2).all()  # somebody could be fewer, and not only nobody
    unjudged = found[found["reach"] == str(Reach.UNJUDGED)]
    assert (unjudged["usual_from"] <= 1).all()


def test_nobody_is_compared_without_peers_or_without_a_base() -> None:
    few = peers([5.0] * (FEWEST_PEERS - 1), [100.0] * (FEWEST_PEERS - 1), "grande")
    known = peers([5.0] * FEWEST_PEERS, [100.0] * FEWEST_PEERS)
    unknown = peers([5.0, 5.0, np.nan], [np.nan, 0.0, 100.0])
    idle = peers([0.0] * FEWEST_PEERS, [100.0] * FEWEST_PEERS, "médio")
    # Who works would attend two thousand times what the middle of this group says is usual.
    half_idle = peers([0.0] * 6 + [1.0, 2.0, 900.0, 950.0, 990.0, 999.0], [1000.0] * 12, "maior")
    rows = pd.concat([few, known, unknown, idle, half_idle], ignore_index=True)
    found = expected_clients(rows)
    compared = found["reach"] != str(Reach.UNTOLD)
    assert compared.to_numpy().nonzero()[0].tolist() == list(
        range(len(few), len(few) + FEWEST_PEERS)
    )
    assert found.loc[~compared, ["expected", "ratio", "z"]].isna().to_numpy().all()


def test_nobody_is_never_usual_and_where_zero_would_be_so_is_nothing() -> None:
    """Where partners differ by hundreds of times, hardly any number of clients is unusual."""
    draw = np.random.default_rng(8)
    base = np.full(12, 30000.0)
    clients = np.round(base * 0.02 * draw.lognormal(0, 3, 12))
    clients[0], clients[1] = 0, np.median(clients)
    reach = expected_clients(peers(list(clients), list(base)))["reach"]
    assert (reach[0], reach[1]) == (Reach.NOBODY, Reach.UNJUDGED)
    assert str(Reach.AS_EXPECTED) not in set(reach)


def test_who_attends_nobody_where_all_others_attend_alike_has_fewer_than_expected() -> None:
    found = expected_clients(peers([0.0] + [600.0] * 20, [30000.0] * 21))
    assert found["reach"].tolist() == [str(Reach.FEWER)] + [str(Reach.AS_EXPECTED)] * 20
