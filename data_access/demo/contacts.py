"""Contacts with the service channels, in blocks of their own (table `contatos`)."""

import numpy as np
import pyarrow as pa

from data_access.demo.chance import Array, Choice, load, stream
from data_access.demo.columns import numbered_ids, optional, take_text, text_from_codes
from data_access.demo.timeline import HOURS, MINUTES_OF_DAY, MONTHS
from data_access.demo.world import World

PER_BLOCK = 100_000
SPREAD = 0.95  # log-spread of response and resolution times
BOT_KEEPS = 0.58  # contacts that the bot closes alone
BOT_RESPONSE_SECONDS = 6.0
NEVER_ANSWERED, NEVER_RESOLVED = 0.012, 0.025
RATED = 0.33
# Solved at once, or not.
RATINGS = np.array([[0.02, 0.03, 0.10, 0.30, 0.55], [0.14, 0.16, 0.25, 0.28, 0.17]])
WOULD_RETURN = np.array([0.35, 0.5, 0.75, 0.93, 0.98])  # by rating 1 to 5
ID_DIGITS = 9


def contact_blocks(world: World) -> int:
    return -(-world.size.contacts_of(world.attendances) // PER_BLOCK)


def contact_table(world: World, block: int) -> pa.Table:
    """The rows of `contatos` of a block."""
    rng = stream(world.seed, "contacts", block)
    words, themes = load("vocabulary")["channels"], load("vocabulary")["themes"]
    country = world.country
    size = min(PER_BLOCK, world.size.contacts_of(world.attendances) - block * PER_BLOCK)
    municipality = Choice(world.companies.clients.sum(axis=1)).draw(rng, 0, size)
    uf = country.uf[municipality]
    channel = Choice(words["contacts"]).draw(rng, 0, size)
    day = world.days.draw(rng, uf)
    bot = rng.random(size) < np.array(words["bot"])[channel]
    passed_on = bot & (rng.random(size) >= BOT_KEEPS)
    worse = _worsened_contacts(world, channel, day)
    at_once = rng.random(size) < _first_contact_chance(channel, worse) + np.where(
        bot & ~passed_on, 0.1, 0.0
    )
    opened, answered, resolved = _times(world, rng, channel, day, worse, bot & ~passed_on)
    is_resolved = (rng.random(size) >= NEVER_RESOLVED) & (resolved < _end_seconds(world))
    is_answered = (rng.random(size) >= NEVER_ANSWERED) & (answered < _end_seconds(world))
    rating = Choice(RATINGS).draw(rng, np.where(at_once & is_resolved, 0, 1))
    rated = rng.random(size) < RATED
    complaint = rng.random(size) < np.array(words["complaint"])[channel] * np.where(worse, 1.8, 1.0)
    return pa.table({
        "id_contato": numbered_ids(ord("C"), np.arange(size) + block * PER_BLOCK + 1, ID_DIGITS),
        "aberto_em": _moments(world, opened),
        "canal": text_from_codes(channel, words["names"]),
        "primeira_resposta_em": _moments(world, answered, is_answered),
        "resolvido_em": _moments(world, resolved, is_resolved & is_answered),
        "resolvido_primeiro_contato": optional(at_once & is_resolved & is_answered),
        "robo": optional(bot),
        "transferido": optional(passed_on),
        "reclamacao": optional(complaint),
        "nota": optional(1 + rating, rated),
        "voltaria": optional(rng.random(size) < WOULD_RETURN[rating], rated),
        "municipio": take_text(municipality, country.codes),
        "uf_executora": text_from_codes(uf, country.ufs),
        "equipe": take_text(world.team_of_state.draw(rng, uf), world.teams.ids),
        "assunto": text_from_codes(Choice(themes["share"]).draw(rng, 0, size), themes["names"]),
    })  # fmt: skip


def _worsened_contacts(world: World, channel: Array, day: Array) -> Array:
    """Contacts of the channel that got worse, in the months since it did."""
    effect = load("effects")["worse_channel"]
    place = load("vocabulary")["channels"]["names"].index(effect["channel"])
    recent: Array = world.timeline.month_of_day[day] >= MONTHS - effect["months"]
    return np.asarray(recent & (channel == place))


def _first_contact_chance(channel: Array, worse: Array) -> Array:
    chance: Array = np.array(load("vocabulary")["channels"]["first_contact"])[channel]
    return np.where(worse, chance + load("effects")["worse_channel"]["first_contact"], chance)


def _times(
    world: World, rng: np.random.Generator, channel: Array, day: Array, worse: Array, by_bot: Array
) -> tuple[Array, Array, Array]:
    """Opening, first response and resolution, in seconds from the start of the history."""
    words, slower = (
        load("vocabulary")["channels"],
        load("effects")["worse_channel"]["resolution_factor"],
    )
    size = len(channel)
    hour = Choice(HOURS).draw(rng, np.minimum(channel, 1))
    opened = day * MINUTES_OF_DAY * 60 + hour * 3600 + rng.integers(0, 3600, size)
    noise = rng.lognormal(0, SPREAD, (2, size)) * np.where(worse, slower, 1.0)
    response = np.array(words["first_response_minutes"])[channel] * 60 * noise[0]
    response = np.where(by_bot, BOT_RESPONSE_SECONDS * noise[0], response)
    handling = np.array(words["resolution_minutes"])[channel] * 60 * noise[1]
    handling = np.where(by_bot, handling * 0.25, handling)
    answered = opened + np.maximum(np.rint(response), 1).astype(np.int64)
    return opened, answered, answered + np.maximum(np.rint(handling), 1).astype(np.int64)


def _end_seconds(world: World) -> int:
    """One past the last second that an extract at the end of the history can know of."""
    return world.timeline.days * MINUTES_OF_DAY * 60


def _moments(world: World, seconds: Array, present: Array | None = None) -> pa.Array:
    start = int(world.timeline.start.astype("datetime64[s]").astype(np.int64))
    return optional((seconds + start) * 1000, present).cast(pa.timestamp("ms"))
