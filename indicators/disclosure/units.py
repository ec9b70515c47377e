"""Of which partners, teams and initiatives answers are told, beside the sums by the client
(`indicators.disclosure.joint`; docs/adr/0086).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indicators.disclosure.blocks import NEVER
from indicators.disclosure.joint import Pieces, safe_figures, summed_by, told_figures
from indicators.disclosure.rules import Rule

Counts = NDArray[np.int64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
PARTS = 2  # of a year: numbers of parts are 0 and 1
HOLDS_OTHERS = "parceiro"  # the division inside whose figures the others are


class ClientYear(NamedTuple):
    """A year by the client: its places in order, their UFs, and the blocks in which the year and
    (places × parts) each of its parts is told.
    """

    places: Numbers
    states: Numbers
    whole: Numbers
    block: Numbers


@dataclass(frozen=True)
class Answers:
    """Answers of a year, a line for each of their cells: the part of the year, the UF that
    attended, the sum of UFs in which that is told (NEVER: in none) and what divides them.
    """

    counts: Counts
    part: Numbers
    state: Numbers
    state_sum: Numbers
    home: Numbers  # the place of the client, by its position in `ClientYear.places`
    values: Mapping[str, Numbers]


class Figures(NamedTuple):
    """Those of a division: part, UF and value of each, and whether it is told."""

    part: Numbers
    state: Numbers
    value: Numbers
    is_told: Flags


@dataclass(frozen=True)
class _Sums:
    """The other division: its rows, as in `Pieces`, of each line of the answers."""

    row: Numbers
    zone: Numbers
    is_told: Flags
    sums: Sequence[Numbers]
    of_most: bool = False  # whether only figures that have most of their answers in a row are asked


def told_units(
    answers: Answers, words: Mapping[str, Any], client: ClientYear, rule: Rule
) -> dict[str, Figures]:
    """The figures of each division: of partners first, then of teams inside those that are told.
    What has an empty name is of none. `words` has the names of each, in order.
    """
    # What is left of UFs comes last: asked first, it chooses figures that exchanges needed.
    by_client, of_states = _client_sums(answers, client), _state_sums(answers)
    others, found = [replace(by_client, of_most=True), of_states], {}
    for division, value in answers.values.items():
        names = len(words[division])
        key, figure = np.unique(
            (answers.state * names + value) * PARTS + answers.part,
            return_inverse=True,
        )
        nameless = np.flatnonzero(np.asarray(words[division]) == "")
        named = (answers.state_sum != NEVER) & ~np.isin(value, nameless)
        beside = [by_client, of_states] if division == HOLDS_OTHERS else others
        told = _told_beside(answers.counts, np.where(named, figure, NEVER), len(key), beside, rule)
        pair = key // PARTS
        found[division] = Figures(key % PARTS, pair // names, pair % names, told)
        if division == HOLDS_OTHERS:
            others = [_partner_sums(answers, figure, told), *others]
    return found


def _told_beside(
    counts: Counts, figure: Numbers, figures: int, others: Sequence[_Sums], rule: Rule
) -> Flags:
    """Of each figure, whether it is safe and told beside each of the other divisions, also where
    none of them is asked.
    """
    told = safe_figures(counts, figure, figures, rule)
    settled = 0  # of the divisions, how many have been asked since a figure was last not told
    for other in cycle(others):
        before = told.copy()
        asked = told & _has_most(counts, figure, figures, other.row) if other.of_most else told
        kept = np.append(asked, False)[figure]
        pieces = _pieces(counts, np.where(kept, figure, NEVER), other)
        told &= told_figures(pieces, figures, rule) | ~asked
        settled = settled + 1 if (told == before).all() else 1
        if settled == len(others):
            break
    return told


def _has_most(counts: Counts, figure: Numbers, figures: int, row: Numbers) -> Flags:
    """Of each figure, whether half of its answers or more are in one row."""
    known = figure != NEVER
    pair, of = np.unique(figure[known] * (row.max() + 1) + row[known], return_inverse=True)
    sizes = np.bincount(of, counts[known].sum(axis=1), len(pair))
    most = np.zeros(figures)
    np.maximum.at(most, pair // (row.max() + 1), sizes)
    return np.asarray(2 * most >= np.bincount(figure[known], counts[known].sum(axis=1), figures))


def _pieces(counts: Counts, figure: Numbers, other: _Sums) -> Pieces:
    """What figures have in each row, added up."""
    *_, of_states = other.sums  # the only one that may cut a row
    key = (figure + 1) * (other.row.max(initial=0) + 1) + other.row
    key = key * (of_states.max(initial=0) + 2) + of_states + 1
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    return Pieces(
        summed_by(counts, of, len(first)),
        figure[first],
        other.row[first],
        other.zone[first],
        other.is_told[first],
        [sums[first] for sums in other.sums],
    )


def _client_sums(answers: Answers, client: ClientYear) -> _Sums:
    """The sums that are told by the client. Of a place of which the year alone is told, parts of it
    are rows that are not; answers are exchanged inside its UF, of which months are told too.
    """
    places = len(client.places)
    # A place by a part of the year, one below the other.
    block = client.block.T.ravel()
    whole = np.tile(client.whole, PARTS)
    part = np.repeat(np.arange(PARTS), places)
    lone = np.where(block == NEVER, np.tile(np.arange(places), PARTS), NEVER)
    _, row = np.unique(np.stack([block, whole, part, lone]), axis=1, return_inverse=True)
    in_part = (block != NEVER) & ~np.isin(block, _shared(block, part))
    is_told = in_part & ~np.isin(block, _shared(block, whole))
    of_part = np.where(in_part, block, NEVER)
    of_year = np.where(np.isin(whole, whole[~is_told]), whole, NEVER)
    zone = np.tile(client.states, PARTS)
    first = np.full(int(block.max(initial=0)) + 1, zone.max(initial=0))
    np.minimum.at(first, block[block != NEVER], zone[block != NEVER])
    zone = np.where(block == NEVER, zone, first[block]) * PARTS + part
    line = answers.part * places + answers.home
    return _Sums(
        row[line], zone[line], is_told[line], [of_part[line], of_year[line], answers.state_sum]
    )


def _state_sums(answers: Answers) -> _Sums:
    """The sums of UFs that attended. Their figures are of one of them whatever is exchanged: what
    all those that are told leave of it has to be safe by itself.
    """
    row = answers.state_sum - min(answers.state_sum.min(initial=0), 0)  # NEVER is a row too
    return _Sums(row, row, answers.state_sum != NEVER, [answers.state_sum])


def _shared(block: Numbers, among: Numbers) -> Numbers:
    """The blocks that more than one of the others have a part in."""
    pairs = np.unique(np.stack([block, among]), axis=1)[0]
    blocks, times = np.unique(pairs, return_counts=True)
    return blocks[times > 1]


def _partner_sums(answers: Answers, figure: Numbers, told: Flags) -> _Sums:
    """The sums of partners, and of what those that are told leave of a UF."""
    of_state = answers.state * PARTS + answers.part
    row = np.where(told[figure], figure, len(told) + of_state)
    is_told = np.ones(len(row), bool)
    return _Sums(row, of_state, is_told, [row, answers.state_sum])
