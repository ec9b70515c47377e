"""Attendances of one block of clients (table `atendimentos`)."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.chance import Array, Choice, load, stream
from data_access.demo.clients import ID_DIGITS, ClientBlock, client_ids
from data_access.demo.columns import (
    blank_where_absent,
    days_column,
    numbered_ids,
    optional,
    take_text,
    text_from_codes,
)
from data_access.demo.companies import PORTES
from data_access.demo.frauds import HEAPED_AT, HEAPED_FROM, tampered
from data_access.demo.network import NONE
from data_access.demo.teams import PEOPLE_PER_TEAM
from data_access.demo.world import World

RETURN_DAYS, RETURN_SPREAD = 120.0, 1.25  # median and log-spread of the time to the next attendance
KEEPS_CHANNEL = 0.45
IN_PERSON = 0
WITH_INITIATIVE = 0.72
IDENTIFIED = 0.996
FULL_FREQUENCY = 0.75
LONG_INSTRUMENTS = ("Consultoria", "Curso", "Oficina")
COURSE, WORKSHOP = "Curso", "Oficina"


@dataclass(frozen=True)
class Attendances:
    """Parallel arrays over the attendances of a block, or of the lives that its clients share;
    codes point into the world's lists, NONE is missing.
    """

    number: Array  # of the first client of the life
    client: Array  # position in the block
    municipality: Array
    day: Array  # from the first day of the history
    month: Array
    uf: Array  # executing
    channel: Array
    partner: Array
    team: Array
    initiative: Array
    kind: Array
    status: Array
    copies: Array  # clients of the life
    step: Array  # from the number of one of them to that of the next
    again: Array  # whether it only continues the one before, split in two


def attendance_block(world: World, clients: ClientBlock, block: int) -> Attendances:
    rng = stream(world.seed, "attendances", block)
    words = load("vocabulary")["attendance"]
    client = np.repeat(np.arange(len(clients.number)), clients.count)
    municipality = clients.municipality[client]
    size = len(client)
    day = _days(world, rng, clients, world.country.uf[municipality])
    month = world.timeline.month_of_day[day]
    channel = _channels(world, rng, clients, client, month)
    uf, partner = _who_attends(world, rng, municipality, channel, day)
    team = world.team_of_state.draw(rng, uf)
    own = np.where(partner == NONE, NONE, world.teams.of_partner[partner])
    rows = Attendances(
        number=_numbers(clients) + world.attendance_bounds[block] + 1,
        client=client,
        municipality=municipality,
        day=day,
        month=month,
        uf=uf,
        channel=channel,
        partner=partner,
        team=np.where(own == NONE, team, own),
        initiative=_initiatives(world, rng, uf, day, clients.registered[client]),
        kind=Choice(words["types"]["share"]).draw(rng, 0, size),
        status=Choice(words["statuses"]["share"]).draw(rng, 0, size),
        copies=clients.copies[client],
        step=clients.count[client],
        again=np.zeros(size, dtype=bool),
    )
    return tampered(world, rows, block)


def _numbers(clients: ClientBlock) -> Array:
    """Attendances of a block from 0: those of the first client of a life, then room for the
    others.
    """
    before = np.cumsum(clients.count * clients.copies) - clients.count * clients.copies
    first = np.cumsum(clients.count) - clients.count
    position = np.arange(int(clients.count.sum())) - np.repeat(first, clients.count)
    return np.asarray(np.repeat(before, clients.count) + position)


def _days(world: World, rng: np.random.Generator, clients: ClientBlock, uf: Array) -> Array:
    """Each client comes first at any time and returns after lognormal gaps.

    Time is measured in shares of the state's attendances, so trend and seasons hold for returns
    too; what would fall after the end falls at the beginning, so that the first months look like
    the others.
    """
    gap = rng.lognormal(np.log(RETURN_DAYS / world.timeline.days), RETURN_SPREAD, len(uf))
    last = np.cumsum(clients.count)
    first = last - clients.count
    gap[first] = rng.random(len(first)) if clients.begins is None else clients.begins
    elapsed = np.cumsum(gap)
    before = np.repeat(elapsed[first] - gap[first], clients.count)
    return world.days.at(uf, (elapsed - before) % 1.0)


def _channels(
    world: World, rng: np.random.Generator, clients: ClientBlock, client: Array, month: Array
) -> Array:
    """The channel of the month, or the one that the client prefers."""
    preferred = rng.random(len(clients.number))[client]
    quantile = np.where(rng.random(len(client)) < KEEPS_CHANNEL, preferred, rng.random(len(client)))
    return world.channels.at(month, quantile)


def _who_attends(
    world: World, rng: np.random.Generator, municipality: Array, channel: Array, day: Array
) -> tuple[Array, Array]:
    """Executing UF and partner: a partner attends in person, and in its own state."""
    size = len(municipality)
    home = world.country.uf[municipality]
    other = rng.random(size) < load("vocabulary")["attendance"]["other_uf"]
    option = world.partners.draw(rng, municipality)
    options = np.column_stack([world.network.options, np.full(len(world.country), NONE)])
    partner = np.where((channel == IN_PERSON) & ~other, options[municipality, option], NONE)
    opened = (world.network.opened - world.timeline.start).astype(np.int64)
    partner = np.where((partner != NONE) & (opened[partner] <= day), partner, NONE)
    uf = np.where(other, world.states.draw(rng, 0, size), home)
    partner_uf = world.country.uf[world.network.municipality[partner]]
    return np.where(partner != NONE, partner_uf, uf), partner


def _initiatives(
    world: World, rng: np.random.Generator, uf: Array, day: Array, registered: Array
) -> Array:
    years = world.timeline.years
    year = world.timeline.year_of_day[day] - years[0]
    chosen = world.initiative_of.draw(rng, (uf * len(years) + year) * 2 + registered)
    return np.where(rng.random(len(uf)) < WITH_INITIATIVE, chosen, NONE)


def attendance_table(world: World, clients: ClientBlock, rows: Attendances, block: int) -> pa.Table:
    """The rows of `atendimentos` of a block."""
    rng = stream(world.seed, "details", block)
    words = load("vocabulary")
    country, size = world.country, len(rows.number)
    group = clients.group[rows.client]
    is_person = clients.is_person[rows.client]
    end = world.timeline.start + rows.day
    solution = _solutions(world, rng, rows.uf)
    instrument = _instruments(rng, solution[2])
    person = rows.team * PEOPLE_PER_TEAM + rng.integers(PEOPLE_PER_TEAM, size=size)
    tags, tag_of = world.initiatives.tags
    return pa.table({
        "id_atendimento": attendance_ids(rows.number),
        "tipo_cliente": text_from_codes(is_person.astype(np.int64), ["PJ", "PF"]),
        "id_cliente": _known_clients(rng, clients, rows, is_person),
        "data_fim": days_column(end),
        "data_inicio": days_column(end - _duration_days(rng, instrument)),
        "porte": text_from_codes(np.where(is_person, NONE, group), PORTES),
        "municipio": take_text(rows.municipality, country.codes),
        "uf_executora": text_from_codes(rows.uf, country.ufs),
        "valido": optional(rng.random(size) < words["attendance"]["valid"]),
        "instrumento": text_from_codes(instrument, words["instruments"]["names"]),
        "tipo_atendimento": text_from_codes(rows.kind, words["attendance"]["types"]["names"]),
        "situacao": text_from_codes(rows.status, words["attendance"]["statuses"]["names"]),
        "frequencia": _frequency(rng, instrument, world.frauds.heaps[person]),
        "canal": text_from_codes(rows.channel, words["channels"]["names"]),
        "tema": text_from_codes(_themes(rng, rows), words["themes"]["names"]),
        "parceiro": take_text(rows.partner, world.network.ids),
        "equipe": take_text(rows.team, world.teams.ids),
        "atendente": take_text(person, world.people),
        "iniciativa": take_text(rows.initiative, world.initiatives.ids),
        "usa_solucao": optional(solution[0]),
        "portfolio_gestao": optional(solution[1]),
        "sincrono": optional(solution[2]),
        "tags": text_from_codes(
            np.where(rows.initiative == NONE, NONE, tag_of[rows.initiative]), tags.tolist()
        ),
        "minutos": _minutes(rng, rows.channel),
    })  # fmt: skip


def attendance_ids(number: Array) -> pa.Array:
    return numbered_ids(ord("A"), number, ID_DIGITS)


def _known_clients(
    rng: np.random.Generator, clients: ClientBlock, rows: Attendances, is_person: Array
) -> pa.Array:
    """The client of each attendance; a few were never identified."""
    known = rng.random(len(rows.number)) < IDENTIFIED
    return blank_where_absent(client_ids(clients.number[rows.client], is_person), known)


def _solutions(world: World, rng: np.random.Generator, uf: Array) -> tuple[Array, Array, Array]:
    """Whether a solution is used, is of the portfolio,
    and is a synchronous course or workshop of it.
    """
    words, effect = load("vocabulary")["attendance"], load("effects")["programme"]
    ufs = world.country.ufs
    portfolio = np.array([effect["low_portfolio"].get(name, words["portfolio"]) for name in ufs])
    low = {name: share / words["portfolio"] for name, share in effect["low_synchronous"].items()}
    synchronous = np.array([low.get(name, words["synchronous"]) for name in ufs])
    solution = rng.random(len(uf)) < words["solution"]
    of_portfolio = solution & (rng.random(len(uf)) < portfolio[uf])
    return solution, of_portfolio, of_portfolio & (rng.random(len(uf)) < synchronous[uf])


def _instruments(rng: np.random.Generator, synchronous: Array) -> Array:
    words = load("vocabulary")["instruments"]
    drawn = Choice(words["share"]).draw(rng, 0, len(synchronous))
    course, workshop = (words["names"].index(name) for name in (COURSE, WORKSHOP))
    taught = np.where(rng.random(len(drawn)) < 0.6, course, workshop)
    return np.where(synchronous, taught, drawn)


def _one_of(instrument: Array, names: tuple[str, ...] | list[str]) -> Array:
    listed = load("vocabulary")["instruments"]["names"]
    return np.array([name in names for name in listed])[instrument]


def _duration_days(rng: np.random.Generator, instrument: Array) -> Array:
    days = rng.integers(0, 30, len(instrument))
    return np.where(_one_of(instrument, LONG_INSTRUMENTS), days, 0)


def _frequency(rng: np.random.Generator, instrument: Array, heaped: Array) -> pa.Array:
    size = len(instrument)
    share = np.where(rng.random(size) < FULL_FREQUENCY, 100.0, np.rint(rng.uniform(40, 100, size)))
    share[heaped & (share >= HEAPED_FROM) & (share < HEAPED_AT)] = HEAPED_AT
    return optional(share, _one_of(instrument, load("vocabulary")["instruments"]["with_frequency"]))


def _themes(rng: np.random.Generator, rows: Attendances) -> Array:
    theme = Choice(load("vocabulary")["themes"]["share"]).draw(rng, 0, len(rows.number))
    return np.where(rows.again, np.roll(theme, 1), theme)


def _minutes(rng: np.random.Generator, channel: Array) -> pa.Array:
    median = np.array(load("vocabulary")["channels"]["minutes"])
    minutes = median[channel] * rng.lognormal(0, 0.55, len(channel))
    return pa.array(np.maximum(np.rint(minutes), 1.0))
