"""Everything that the blocks of clients and contacts read: made once, then only read."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from data_access.demo.chance import Array, Choice, load
from data_access.demo.companies import MEAN_ATTENDANCES, Companies, build_companies
from data_access.demo.country import Country, build_country
from data_access.demo.frauds import Frauds, plan_frauds
from data_access.demo.initiatives import Initiatives, build_initiatives
from data_access.demo.lives import Lives, share_lives
from data_access.demo.network import Network, build_network
from data_access.demo.size import Size
from data_access.demo.teams import Teams, build_teams
from data_access.demo.timeline import MONTHS, Timeline, build_timeline, day_choice

CLIENTS_PER_BLOCK = 20_000


@dataclass(frozen=True)
class World:
    country: Country
    timeline: Timeline
    network: Network
    companies: Companies
    teams: Teams
    initiatives: Initiatives
    attendances: int
    seed: int
    # First client (or life, where clients share them) and first attendance of each block, and one
    # past the last.
    client_bounds: Array
    attendance_bounds: Array
    size: Size
    lives: Lives | None = None

    @cached_property
    def clients_before(self) -> Array:
        """Clients of the lives before each."""
        return np.zeros(0) if self.lives is None else self.lives.clients_before

    @cached_property
    def cell_ends(self) -> Array:
        """One past the last client of each (municipality, group), in that order."""
        return np.cumsum(self.companies.clients.ravel())

    @property
    def blocks(self) -> int:
        return len(self.client_bounds) - 1

    @cached_property
    def days(self) -> Choice:
        return day_choice(self.timeline, self.country.ufs)

    @cached_property
    def channels(self) -> Choice:
        """Channel of an attendance, by month of the history."""
        words = load("vocabulary")["channels"]
        progress = np.linspace(0, 1, MONTHS)[:, None]
        return Choice(
            np.array(words["first"]) * (1 - progress) + np.array(words["last"]) * progress
        )

    @cached_property
    def states(self) -> Choice:
        """The UF that attends a client of another one: the larger, the likelier."""
        return Choice(np.bincount(self.country.uf, self.country.population))

    @cached_property
    def partners(self) -> Choice:
        """Option 0 to 2 of the network's `options`, or 3 for none, by municipality."""
        weight = self.network.option_weight
        return Choice(np.column_stack([weight, 1 - weight.sum(axis=1)]))

    @cached_property
    def team_of_state(self) -> Choice:
        return Choice(self.teams.by_uf)

    @cached_property
    def initiative_of(self) -> Choice:
        """By ``(uf * years + year) * 2 + registered in CadÚnico``."""
        return Choice(self.initiatives.weights.reshape(-1, self.initiatives.weights.shape[-1]))

    @cached_property
    def people(self) -> Array:
        return self.teams.people

    @cached_property
    def frauds(self) -> Frauds:
        return plan_frauds(self)

    @cached_property
    def promoter_logit(self) -> Array:
        """What each channel adds to the log-odds of a promoter, by month and channel."""
        words, worse = load("vocabulary")["channels"], load("effects")["worse_channel"]
        logit = np.tile(np.array(words["promoter_logit"], dtype=float), (MONTHS, 1))
        logit[MONTHS - worse["months"] :, words["names"].index(worse["channel"])] += worse[
            "promoter_logit"
        ]
        return logit


def build_world(
    municipalities: pd.DataFrame, size: Size, seed: int, end_month: str | None
) -> World:
    """A country of municipalities, companies, partners, teams and initiatives, of a size."""
    country, timeline = build_country(municipalities), build_timeline(end_month)
    network = build_network(country, timeline, seed)
    has_sala = network.has_active_sala(len(country))
    companies = build_companies(country, has_sala, size.attendances, seed, timeline.last)
    expected = companies.clients * MEAN_ATTENDANCES
    by_state = np.bincount(country.uf, expected.sum(axis=1))
    attendances = int(expected.sum()) if size.attendances is None else size.attendances
    lives = None if size.lives is None else share_lives(companies.clients, size.lives, seed)
    if lives is None:
        client_bounds, attendance_bounds = _bounds(companies, attendances)
    else:
        client_bounds, attendance_bounds = _bounds_of_lives(lives)
        attendances = int(attendance_bounds[-1])
    return World(
        country=country,
        timeline=timeline,
        network=network,
        companies=companies,
        teams=build_teams(country, network, by_state * size.asked, seed),
        initiatives=build_initiatives(country, timeline.years, seed),
        attendances=attendances,
        seed=seed,
        client_bounds=client_bounds,
        attendance_bounds=attendance_bounds,
        size=size,
        lives=lives,
    )


def _bounds_of_lives(lives: Lives) -> tuple[Array, Array]:
    """Blocks of equally many lives, and the attendances of all the clients before each."""
    total = len(lives.cell)
    bounds = np.append(np.arange(0, total, CLIENTS_PER_BLOCK), total)
    return bounds, lives.attendances_before[bounds]


def _bounds(companies: Companies, attendances: int) -> tuple[Array, Array]:
    """Blocks of equally many clients; each gets its expected part
    of exactly `attendances` attendances.
    """
    cells = companies.clients.ravel()
    ends = np.cumsum(cells)
    total = int(ends[-1])
    clients = np.append(np.arange(0, total, CLIENTS_PER_BLOCK), total)
    mean = np.tile(MEAN_ATTENDANCES, len(companies.clients))
    expected = np.interp(clients, np.append(0, ends), np.append(0, np.cumsum(cells * mean)))
    # Every client has at least one attendance; the rest is shared out by what is expected beyond
    # it.
    beyond = (expected - clients) / max(expected[-1] - total, 1e-9) * (attendances - total)
    return clients, clients + np.rint(beyond).astype(np.int64)
