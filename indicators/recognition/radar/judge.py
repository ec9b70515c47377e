"""What is unusual among peers, with honest units called out at most once in a hundred.

Peers differ more than chance alone makes them: how much is learned from them (beta-binomial, as
`indicators.recognition.shrinkage`: what a pattern marks is a part of what it counts). It is learned
first from those in the middle, and then from all that do not look unusual beside them,
over again: several that cheat alike would else make themselves usual.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.recognition.evidence import Counts, FloatArray
from indicators.recognition.radar.patterns import (
    ALL,
    ANSWERS,
    ONE_CHANNEL,
    PATTERNS,
    SELECTIVE,
    UNHAPPY,
    Rows,
    Side,
    can_measure,
    cells_of,
)
from indicators.recognition.radar.tails import at_least, at_most
from indicators.recognition.shrinkage.grid import learn
from indicators.recognition.shrinkage.shares import HALF, BetaBinomial

FALSE_CASES = 0.005  # of the honest units, in all patterns together: half of what is promised
LEAST_MARKS = 10  # rows that a case of “many” must have
LEAST_EXPECTED = 3.0  # rows that peers would have, where few are unusual
RARE = 0.05  # chance of each of two things that make a case together
WIDEST = 3.0  # coefficient of variation of the rates of honest peers
ROUNDS, SUSPECT = 6, 0.001
AT_FIRST = 0.75  # of the peers, the least unusual, with whom learning begins
USUAL_SPREAD = 0.1  # square of the coefficient of variation by which those are picked


@dataclass(frozen=True)
class Case:
    """One unit and one pattern: ``events`` of ``exposure`` rows, where peers would have
    ``expected``; ``chance`` that an honest unit has as many (or as few). ``channel`` where the
    pattern is about one.
    """

    unit: str
    pattern: str
    events: int
    exposure: int
    expected: float
    chance: float
    channel: str | None = None


def radar(rows: Rows, groups: pd.Series) -> list[Case]:
    """Cases of all patterns that the rows can show, those that stand out most first. `groups` has
    the peers of each unit.
    """
    found = {p.id: cells_of(p, rows) for p in (*PATTERNS, ANSWERS, UNHAPPY) if can_measure(p, rows)}
    channels = None
    if can_measure(ONE_CHANNEL, rows):
        channels = cells_of(ONE_CHANNEL, rows, "channel")
    return judge(found, channels, groups)


def judge(
    cells: Mapping[str, pd.DataFrame], channels: pd.DataFrame | None, groups: pd.Series
) -> list[Case]:
    """Cases from counts, wherever they were counted: by pattern a table of ``events`` and
    ``exposure`` by unit, and ``channels`` the same by unit and channel for `ONE_CHANNEL`.
    """
    level = FALSE_CASES / len(ALL)
    cases: list[Case] = []
    for pattern in PATTERNS:
        if pattern.id in cells:
            table = compared(cells[pattern.id], groups, pattern.side)
            cases += _cases(table[table["events"] >= LEAST_MARKS], pattern.id, level)
    if ANSWERS.id in cells and UNHAPPY.id in cells:
        cases += _cases(_selective(cells, groups), SELECTIVE.id, level)
    if channels is not None:
        cases += _cases(_one_channel(channels, groups), ONE_CHANNEL.id, level)
    return sorted(cases, key=lambda case: (case.chance, case.unit, case.pattern))


def _cases(table: pd.DataFrame, pattern: str, level: float) -> list[Case]:
    return [
        Case(
            str(unit),
            pattern,
            int(row["events"]),
            int(row["exposure"]),
            float(row["expected"]),
            float(row["chance"]),
            str(row["channel"]) if "channel" in row else None,
        )
        for unit, row in table[table["chance"] <= level].iterrows()
    ]


def _selective(cells: Mapping[str, pd.DataFrame], groups: pd.Series) -> pd.DataFrame:
    """Both at once: their chances by Fisher's method, where each of them is at least rare."""
    answers = compared(cells[ANSWERS.id], groups, Side.FEW)
    unhappy = compared(cells[UNHAPPY.id], groups, Side.FEW)
    both = unhappy.join(answers["chance"].rename("chance_answers"), how="inner")
    both = both[both["expected"] >= LEAST_EXPECTED]
    both = both[both[["chance", "chance_answers"]].max(axis=1) <= RARE]
    product = (both["chance"] * both["chance_answers"]).clip(lower=np.finfo(float).tiny)
    return both.assign(chance=product * (1 - np.log(product)))


def _one_channel(channels: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """The most unusual channel of each unit, at a level for all its channels."""
    channel = channels.index.get_level_values("channel")
    names = sorted(channel.unique())
    tables = [
        compared(channels[channel == name].droplevel("channel"), groups, Side.FEW).assign(
            channel=name
        )
        for name in names
    ]
    whole = pd.concat(tables)
    whole = whole[whole["expected"] >= LEAST_EXPECTED]
    first = whole.sort_values("chance", kind="stable")
    first = first[~first.index.duplicated()]
    return first.assign(chance=(first["chance"] * len(names)).clip(upper=1))


def compared(cells: pd.DataFrame, groups: pd.Series, side: Side) -> pd.DataFrame:
    """`cells` with what the peers would have (``expected``) and the ``chance`` of as many or as
    few among honest units; without the units that have no exposure.
    """
    table = cells[cells["exposure"] > 0]
    own = groups.reindex(table.index).fillna("").astype(str).to_numpy()
    events, exposure = (table[name].to_numpy(float) for name in ("events", "exposure"))
    chance, expected = np.ones(len(table)), np.zeros(len(table))
    names = sorted(set(own))
    beyond = at_least if side is Side.MANY else at_most
    trusted = _in_the_middle(events, exposure, own, side)
    for _ in range(ROUNDS):
        parts = [Counts((events[at], exposure[at])) for at in _members(own, names, trusted)]
        family = BetaBinomial(_widest(parts)) if side is Side.MANY else BetaBinomial()
        priors = learn(family, parts) if len(table) else []
        for name, prior in zip(names, priors, strict=False):
            here = own == name
            expected[here] = exposure[here] * float(prior.mean_centre)
            chance[here] = beyond(events[here], exposure[here], prior)
        trusted = chance > SUSPECT
    return table.assign(expected=expected, chance=chance)


def _widest(groups: list[Counts]) -> float:
    """The largest spread of the beta-binomial that is considered where many are unusual: rates that
    vary by `WIDEST` times their mean. Wider ones, which peers without any mark do not rule out,
    would have an honest unit in a hundred marked in every row.
    """
    events, exposure = (sum(float(group.columns[n].sum()) for group in groups) for n in (0, 1))
    mean = (events + HALF) / (exposure + 2 * HALF)
    return float(np.sqrt(WIDEST**2 * mean / (1 - mean + WIDEST**2 * mean)))


def _in_the_middle(
    events: FloatArray, exposure: FloatArray, own: np.ndarray, side: Side
) -> np.ndarray:
    """The peers of each group that are least on the unusual side."""
    trusted = np.zeros(len(events), bool)
    for name in set(own):
        here = own == name
        usual = float(np.median(events[here] / exposure[here])) * exposure[here]
        away = (events[here] - usual) / np.sqrt(usual + USUAL_SPREAD * usual**2 + 1)
        away = away if side is Side.MANY else -away
        trusted[here] = away <= np.quantile(away, AT_FIRST)
    return trusted


def _members(own: np.ndarray, names: list[str], trusted: np.ndarray) -> list[np.ndarray]:
    """Whom each group is learned from: everybody, where nobody would be left."""
    found = []
    for name in names:
        inside = np.flatnonzero((own == name) & trusted)
        found.append(inside if len(inside) else np.flatnonzero(own == name))
    return found
