"""Answers to satisfaction surveys of one block of attendances (table `pesquisas`)."""

import numpy as np
import pyarrow as pa

from data_access.demo.attendances import Attendances, attendance_ids
from data_access.demo.chance import Array, Choice, load, stream
from data_access.demo.clients import ID_DIGITS
from data_access.demo.columns import (
    blank_where_absent,
    days_column,
    numbered_ids,
    optional,
    take_text,
    text_from_codes,
)
from data_access.demo.comments import DETRACTOR, NEUTRAL, PROMOTER, comments
from data_access.demo.network import NONE
from data_access.demo.world import World
from data_access.staging.files import COPY

BASE_LOGIT = 1.92  # about 87 % of promoters
DETRACTORS_OF_OTHERS = 0.40
SEAL_LOGIT = {"Diamante": 0.45, "Ouro": 0.22, "Prata": 0.10, "Bronze": 0.05, "": 0.0}
# Scores 0 to 10 of promoters, neutrals and detractors.
SCORES = np.array([
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0.26, 0.74],
    [0, 0, 0, 0, 0, 0, 0, 0.35, 0.65, 0, 0],
    [0.16, 0.04, 0.06, 0.09, 0.13, 0.26, 0.26, 0, 0, 0, 0],
])  # fmt: skip
SATISFACTION = np.array(
    [[0, 0.01, 0.02, 0.2, 0.77], [0.01, 0.05, 0.3, 0.5, 0.14], [0.38, 0.3, 0.2, 0.1, 0.02]]
)
EFFORT = np.array(
    [[0.01, 0.02, 0.07, 0.35, 0.55], [0.03, 0.09, 0.3, 0.4, 0.18], [0.3, 0.27, 0.22, 0.15, 0.06]]
)
COMMENTS = np.array([0.16, 0.22, 0.45])  # share of answers with a comment
INCOME_ROSE = 0.54
LINKED = 0.97
DONE, REAL_KINDS = 0, 2  # the status "Concluído" and the types that are not a booking


def survey_table(world: World, rows: Attendances, block: int, *, shared: bool) -> pa.Table:
    """The rows of `pesquisas` of a block: who answered, and what. Clients that share a life answer
    each for itself: of an attendance of their own or, where lives are `shared`, of that of the
    life, and which of them it is.
    """
    rng = stream(world.seed, "surveys", block)
    words = load("vocabulary")["channels"]
    chance = np.array(words["answer_rate"])[rows.channel] * world.size.asked
    real = (rows.status == DONE) & (rows.kind < REAL_KINDS)
    each = np.repeat(np.arange(len(chance)), rows.copies)
    answered = np.flatnonzero(real[each] & (rng.random(len(each)) < chance[each]))
    place = each[answered]
    copy = answered - (np.cumsum(rows.copies) - rows.copies)[place]
    number = rows.number[place] + copy * rows.step[place]
    about = attendance_ids(rows.number[place] if shared else number)
    opinion = _opinions(world, rng, rows, place)
    size = len(place)
    day = np.minimum(rows.day[place] + rng.integers(1, 9, size), world.timeline.days - 1)
    linked = rng.random(size) < LINKED
    table = pa.table({
        "id_pesquisa": numbered_ids(ord("P"), number, ID_DIGITS),
        "data": days_column(world.timeline.start + day),
        "id_atendimento": blank_where_absent(about, linked),
        "municipio": take_text(rows.municipality[place], world.country.codes),
        "uf_executora": text_from_codes(rows.uf[place], world.country.ufs),
        "canal": text_from_codes(rows.channel[place], words["names"]),
        "equipe": take_text(rows.team[place], world.teams.ids),
        "parceiro": take_text(rows.partner[place], world.network.ids),
        "nps": pa.array(Choice(SCORES).draw(rng, opinion)),
        "csat": optional(1 + Choice(SATISFACTION).draw(rng, opinion), rng.random(size) < 0.9),
        "ces": optional(1 + Choice(EFFORT).draw(rng, opinion), rng.random(size) < 0.8),
        "aumento_renda": _income(world, rng, rows.initiative[place]),
        "comentario": _comments(rng, opinion),
    })  # fmt: skip
    return table.append_column(COPY, pa.array(copy.astype(np.int32))) if shared else table


def _opinions(world: World, rng: np.random.Generator, rows: Attendances, place: Array) -> Array:
    """Promoter, neutral or detractor: channel, team and seal of the Sala move the odds."""
    partner = rows.partner[place]
    seal = np.array([SEAL_LOGIT[name] for name in world.network.seal])
    logit = BASE_LOGIT + world.promoter_logit[rows.month[place], rows.channel[place]]
    logit = logit + world.teams.promoter_logit[rows.team[place]]
    logit += np.where(partner == NONE, 0.0, seal[partner])
    promoter = 1 / (1 + np.exp(-logit))
    drawn = rng.random(len(place))
    detractor = promoter + (1 - promoter) * (1 - DETRACTORS_OF_OTHERS)
    return np.select([drawn < promoter, drawn < detractor], [PROMOTER, NEUTRAL], DETRACTOR)


def _income(world: World, rng: np.random.Generator, initiative: Array) -> pa.Array:
    """Whether income rose: asked only of people in initiatives for the vulnerable."""
    asked = (initiative != NONE) & world.initiatives.vulnerable[initiative]
    return optional(rng.random(len(initiative)) < INCOME_ROSE, asked)


def _comments(rng: np.random.Generator, opinion: Array) -> pa.Array:
    pools = comments()
    sizes = np.array([len(pool) for pool in pools])
    starts = np.cumsum(sizes) - sizes
    chosen = starts[opinion] + np.floor(rng.random(len(opinion)) * sizes[opinion]).astype(np.int64)
    written = rng.random(len(opinion)) < COMMENTS[opinion]
    return text_from_codes(
        np.where(written, chosen, NONE), [text for pool in pools for text in pool]
    )
