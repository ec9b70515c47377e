"""Lives that several clients share: every client is in one, and chance stays within bounds."""

import numpy as np
import pandas as pd
import pytest

from data_access.demo.attendances import RETURN_DAYS, RETURN_SPREAD
from data_access.demo.companies import MEAN_ATTENDANCES
from data_access.demo.lives import Lives, draw_counts, share_lives

GROUPS = len(MEAN_ATTENDANCES)
CLIENTS = np.array([
    [0, 1, 0, 0, 2],
    [40, 25, 6, 1, 30],
    [900, 700, 120, 15, 800],
    [130_000, 90_000, 20_000, 2_000, 100_000],
])  # fmt: skip
LIVES = 6_000


@pytest.fixture(scope="module")
def lives() -> Lives:
    return share_lives(CLIENTS, LIVES, 360)


def of_cells(lives: Lives, values: np.ndarray) -> np.ndarray:
    return np.bincount(lives.cell, values, minlength=CLIENTS.size).reshape(CLIENTS.shape)


def test_every_client_has_one_life(lives: Lives) -> None:
    assert (of_cells(lives, lives.copies) == CLIENTS).all()
    assert lives.copies.min() == 1
    assert len(lives.cell) == pytest.approx(LIVES, rel=0.01)
    assert (np.diff(lives.cell) >= 0).all()


def test_the_larger_the_place_the_more_clients_share_a_life(lives: Lives) -> None:
    copies = CLIENTS / np.maximum(of_cells(lives, np.ones(len(lives.cell))), 1)
    assert copies[1].max() < 6
    assert (np.diff(copies[1:, :3], axis=0) > 0).all()
    # ME and EPP, whose coverage is a target, share less than people.
    assert (copies[3, 1:3] < copies[3, 4] / 2).all()


def test_copies_are_not_all_alike(lives: Lives) -> None:
    largest = lives.copies[lives.cell == np.argmax(CLIENTS.ravel())]
    assert len(np.unique(largest)) > 10
    assert largest.max() < 2 * largest.mean()


def test_a_life_comes_as_often_as_clients_do(lives: Lives) -> None:
    frame = pd.DataFrame({
        "group": lives.cell % GROUPS, "visits": lives.count * lives.copies, "clients": lives.copies
    }).groupby("group").sum()  # fmt: skip
    found = (frame["visits"] / frame["clients"]).to_numpy()
    assert found == pytest.approx(MEAN_ATTENDANCES, rel=0.2)
    assert lives.count.min() == 1
    assert lives.count.max() > 60  # a heavy tail


def test_beginnings_are_spread_more_evenly_than_chance_would(lives: Lives) -> None:
    cells = pd.DataFrame({"cell": lives.cell, "begins": lives.begins})
    for _, cell in cells.groupby("cell"):
        if len(cell) >= 30:
            quarters = np.histogram(cell["begins"], bins=4, range=(0, 1))[0]
            chance = np.sqrt(len(cell) * 0.25 * 0.75)
            assert abs(quarters - len(cell) / 4).max() < 0.75 * chance + 1


def test_where_lives_suffice_every_client_has_its_own() -> None:
    own = share_lives(CLIENTS[:3], int(CLIENTS[:3].sum()), 360)
    assert (own.copies == 1).all()


def test_the_seed_decides() -> None:
    first, again, other = (share_lives(CLIENTS, LIVES, seed) for seed in (1, 1, 2))
    assert (first.copies == again.copies).all()
    assert (first.count == again.count).all()
    assert (first.begins != other.begins).any()


@pytest.mark.slow
@pytest.mark.parametrize(("clients", "shared_by", "times"), [(72, 4.2, 2.6), (265, 7.4, 4.0)])
def test_a_year_of_a_small_place_varies_less_than_its_lives_are_shared(
    clients: int, shared_by: float, times: float
) -> None:
    """Clients of the last year, of a place of 3,000 inhabitants and of one of 10,000: drawn at
    random, lives would multiply the variance by `shared_by`.
    """
    cell = np.array([[0, clients * 5 // 6, clients - clients * 5 // 6, 0, 0]])
    rng = np.random.default_rng(1)
    shared, own = [], []
    for seed in range(150):
        lives = share_lives(cell, round(clients / shared_by), seed)
        shared.append(last_year(rng, lives.begins, lives.count) @ lives.copies)
        group = np.repeat([1, 2], cell[0, 1:3])
        own.append(last_year(rng, rng.random(clients), draw_counts(rng, group)).sum())
    assert np.mean(shared) == pytest.approx(np.mean(own), rel=0.06)
    assert np.var(shared) < times * np.var(own)


def last_year(rng: np.random.Generator, begins: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Which lives have an attendance in the last quarter of the history, as attendances fall."""
    who = np.repeat(np.arange(len(count)), count)
    gap = rng.lognormal(np.log(RETURN_DAYS / 1461), RETURN_SPREAD, len(who))
    first = np.cumsum(count) - count
    gap[first] = begins
    elapsed = np.cumsum(gap)
    when = (elapsed - np.repeat(elapsed[first] - gap[first], count)) % 1.0
    return np.bincount(who, when >= 0.75, minlength=len(count)) > 0
