"""Invented frauds of a few teams, Salas and people (`effects.toml`), for the radar to find."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from data_access.demo.chance import Array, load, stream
from data_access.demo.network import NONE, SALA
from data_access.demo.teams import PEOPLE_PER_TEAM
from data_access.demo.timeline import MONTHS

if TYPE_CHECKING:
    from data_access.demo.attendances import Attendances
    from data_access.demo.world import World

LAST_YEAR = 12  # months in which the end of the period is crowded
CROWDED_DAYS, SPLIT_DAYS = 4, 3
HEAPED_FROM, HEAPED_AT = 55.0, 75.0
SUNDAY, MONDAY_OF_EPOCH = 6, 3  # 1 January 1970 was a Thursday


@dataclass(frozen=True)
class Frauds:
    """Whether each team, partner or person does it; the last place stands for nobody."""

    splits: Array  # teams
    heaps: Array  # people
    crowds: Array  # partners
    sundays: Array


def plan_frauds(world: "World") -> Frauds:
    plan = load("effects")["frauds"]
    codes = world.country.codes[world.network.municipality]
    sala = world.network.kind == SALA
    heaping = np.isin(world.teams.ids, plan["heaping_teams"])
    return Frauds(
        splits=_with_nobody(np.isin(world.teams.ids, plan["splitting_teams"])),
        heaps=_with_nobody(
            np.isin(world.people, plan["heaping_people"]) | np.repeat(heaping, PEOPLE_PER_TEAM)
        ),
        crowds=_with_nobody(sala & np.isin(codes, plan["crowding_salas"])),
        sundays=_with_nobody(sala & np.isin(codes, plan["sunday_salas"])),
    )


def _with_nobody(who: Array) -> Array:
    """NONE is the last place of an array."""
    return np.append(who, False)


def tampered(world: "World", rows: "Attendances", block: int) -> "Attendances":
    """The attendances of a block with what those who cheat made of theirs. Only their rows change,
    whatever they do: chance is drawn apart.
    """
    rng, plan, size = stream(world.seed, "frauds", block), load("effects")["frauds"], len(rows.day)
    drawn, back = rng.random((3, size)), rng.integers(0, CROWDED_DAYS, size)
    day = rows.day.copy()
    recent = rows.month >= MONTHS - LAST_YEAR
    crowd = recent & world.frauds.crowds[rows.partner] & (drawn[0] < plan["crowded"])
    day[crowd] = world.timeline.days - 1 - back[crowd]
    weekday = _weekday(world, day)
    sunday = world.frauds.sundays[rows.partner] & (drawn[1] < plan["on_sundays"])
    moved = day - (weekday + 7 - SUNDAY) % 7
    day = np.where(sunday & (moved >= 0), moved, day)
    splits = world.frauds.splits[rows.team] & (rows.partner == NONE) & (drawn[2] < plan["split"])
    own = np.flatnonzero(splits[:-1] & (rows.client[1:] == rows.client[:-1]))
    day[own + 1] = _soon_after(world, rows.day[own], 1 + back[own] % SPLIT_DAYS)
    again = np.zeros(size, dtype=bool)
    again[own + 1] = True
    before = np.arange(size) - again  # whom a row takes after: the one before, or itself
    return replace(
        rows,
        day=day,
        month=world.timeline.month_of_day[day],
        uf=rows.uf[before],
        partner=rows.partner[before],
        team=rows.team[before],
        again=again,
    )


def _weekday(world: "World", day: Array) -> Array:
    """0 on a Monday."""
    return np.asarray((world.timeline.start.astype(np.int64) + day + MONDAY_OF_EPOCH) % 7)


def _soon_after(world: "World", day: Array, gap: Array) -> Array:
    """So many days after each day, or a day less or more where that is a Sunday."""
    found = day + gap
    found = np.where(_weekday(world, found) != SUNDAY, found, found + np.where(gap > 1, -1, 1))
    return np.asarray(np.minimum(found, world.timeline.days - 1))
