"""Clients of one block: who they are and how often they come (table `clientes`)."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_access.demo.chance import Array, Choice, load, stream
from data_access.demo.columns import days_column, numbered_ids, optional, take_text, text_from_codes
from data_access.demo.companies import GROUPS, PERSON
from data_access.demo.country import Country
from data_access.demo.lives import draw_counts
from data_access.demo.world import World

BLACK_AND_BROWN = {"N": 0.76, "NE": 0.74, "SE": 0.51, "S": 0.27, "CO": 0.62}
ID_DIGITS = 9


@dataclass(frozen=True)
class ClientBlock:
    """Parallel arrays over the clients of a block, or over the lives that they share.
    ``number`` counts clients of the whole country from 1: the first of those of a life.
    """

    number: Array
    municipality: Array
    group: Array
    count: Array  # attendances
    registered: Array  # in CadÚnico
    copies: Array  # clients of the life
    begins: Array | None  # share of the history before the first attendance; None: any

    @property
    def is_person(self) -> Array:
        return np.asarray(self.group == PERSON)


def client_block(world: World, block: int) -> ClientBlock:
    rng = stream(world.seed, "histories", block)
    first, end = world.client_bounds[block : block + 2]
    lives = world.lives
    if lives is None:
        number = np.arange(first, end)
        cell = np.searchsorted(world.cell_ends, number, side="right")
        total = int(world.attendance_bounds[block + 1] - world.attendance_bounds[block])
        count = _counts(rng, cell % len(GROUPS), total)
    else:
        number = world.clients_before[first:end]
        cell, count = lives.cell[first:end], lives.count[first:end]
    municipality, group = np.divmod(cell, len(GROUPS))
    development = world.country.development[municipality]
    chance = (
        np.clip(0.46 - 0.5 * development, 0.03, 0.4) * np.array([1.0, 0.25, 0.05, 0.02, 1.5])[group]
    )
    return ClientBlock(
        number=number + 1,
        municipality=municipality,
        group=group,
        count=count,
        registered=rng.random(len(number)) < chance,
        copies=np.ones_like(number) if lives is None else lives.copies[first:end],
        begins=None if lives is None else lives.begins[first:end],
    )


def _counts(rng: np.random.Generator, group: Array, total: int) -> Array:
    """Attendances of each client: at least one, a heavy tail, `total` in all."""
    count = draw_counts(rng, group)
    excess = int(count.sum()) - total
    if excess > 0:
        beyond_first = np.repeat(np.arange(len(group)), count - 1)
        dropped = rng.choice(beyond_first, excess, replace=False)
        return count - np.bincount(dropped, minlength=len(group))
    added = rng.choice(np.repeat(np.arange(len(group)), count), -excess)
    return count + np.bincount(added, minlength=len(group))


def client_table(world: World, clients: ClientBlock, block: int) -> pa.Table:
    """The rows of `clientes` of a block. A company's personal attributes are its owner's."""
    rng = stream(world.seed, "people", block)
    words = load("vocabulary")["clients"]
    size = len(clients.number)
    country = world.country
    told = [rng.random(size) >= words["not_informed"] for _ in range(5)]
    gender = _genders(country).draw(rng, country.uf[clients.municipality])
    race = _races(country).draw(rng, country.uf[clients.municipality])
    age = Choice(words["ages"]["share"]).draw(rng, 0, size)
    porte = np.where(clients.is_person, -1, clients.group)
    section = Choice(words["section_share"]).draw(rng, 0, size)
    age_days = np.minimum(rng.exponential(1900, size).astype(np.int64), 9000) + 1
    return pa.table({
        "id_cliente": client_ids(clients.number, clients.is_person),
        "tipo_cliente": text_from_codes(clients.is_person.astype(np.int64), ["PJ", "PF"]),
        "municipio": take_text(clients.municipality, country.codes),
        "porte": text_from_codes(porte, GROUPS[:4]),
        "cnae_divisao": text_from_codes(
            np.where(clients.is_person, -1, section), words["sections"]
        ),
        "aberta_em": days_column(world.timeline.start - age_days, ~clients.is_person),
        "genero": text_from_codes(np.where(told[0], gender, -1), words["genders"]["names"]),
        "raca_cor": text_from_codes(np.where(told[1], race, -1), words["races"]["names"]),
        "faixa_etaria": text_from_codes(np.where(told[2], age, -1), words["ages"]["names"]),
        "pcd": optional(rng.random(size) < words["pcd"], told[3]),
        "cadunico": optional(clients.registered, told[4]),
        "consentimento": optional(rng.random(size) < words["consent"]),
    })  # fmt: skip


def client_ids(number: Array, is_person: Array) -> pa.Array:
    """``J000000001`` of a company, ``F000000002`` of a person: no document of anybody."""
    return numbered_ids(np.where(is_person, ord("F"), ord("J")), number, ID_DIGITS)


def _genders(country: Country) -> Choice:
    """By UF: women are rarer among the clients of the states that `effects.toml` names."""
    share = np.tile(
        np.array(load("vocabulary")["clients"]["genders"]["share"]), (len(country.ufs), 1)
    )
    effect = load("effects")["inclusion"]["women"]
    share[:, 0] *= [effect.get(uf, effect["default"]) for uf in country.ufs]
    return Choice(share)


def _races(country: Country) -> Choice:
    """By UF: the population's share of black and brown people,
    with the odds that `effects.toml` gives.
    """
    effect = load("effects")["inclusion"]["black_and_brown"]
    black_and_brown = black_and_brown_share(country)
    odds = np.array([effect.get(uf, effect["default"]) for uf in country.ufs])
    black_and_brown, others = black_and_brown * odds, 1 - black_and_brown
    return Choice(
        np.stack(
            [
                others * 0.975,
                black_and_brown * 0.8,
                black_and_brown * 0.2,
                others * 0.012,
                others * 0.013,
            ],
            axis=1,
        )
    )


def black_and_brown_share(country: Country) -> Array:
    """Share of the population of each UF, by region (an assumption of the demonstration)."""
    region = [country.region[np.argmax(country.uf == place)] for place in range(len(country.ufs))]
    return np.array([BLACK_AND_BROWN[name] for name in region])
