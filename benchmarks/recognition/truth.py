"""Invented editions of recognition whose truth is known: five kinds of criteria in peer groups."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from indicators.recognition.evidence import Field
from indicators.recognition.rules import Criterion, Kind, Rules, Tier

GROUPS = 3
CRITERIA = (
    Criterion("taxa", Kind.RATE, 30, "a", floor=20, ceiling=95, per=100),
    Criterion("nps", Kind.SCORE, 25, "a", floor=-20, ceiling=90, per=100),
    Criterion("queixas", Kind.COUNT, 15, "b", False, floor=0, ceiling=90, per=1000),
    Criterion("tempo", Kind.DURATION, 10, "b", False, floor=5, ceiling=60),
    Criterion("notas", Kind.POINTS, 20, "c", floor=0, ceiling=10),
)
TIERS = (Tier("Ouro", 75), Tier("Prata", 65), Tier("Bronze", 55))


class Peers(StrEnum):
    """How the truths of peers are spread, beside what shrinkage supposes of them."""

    SUPPOSED = "como se supõe"  # beta, Dirichlet, gamma and normal
    CURVED = "de outras curvas"  # logistic and log-normal; promoters and neutrals differ unalike
    HEAVY = "de caudas longas, em dois tipos"  # the same curves, with Student's tails, of two kinds


@dataclass(frozen=True)
class Edition:
    """``deserved`` is each unit's score without chance, ``raw`` as counted; ``cases``, its size."""

    rules: Rules
    field: Field
    deserved: dict[str, np.ndarray]
    cases: np.ndarray


def edition(
    random: np.random.Generator, n: int, seed: str, peers: Peers = Peers.SUPPOSED
) -> Edition:
    """`n` units of 5 to 1,000 cases."""
    index = pd.Index([f"u{number:05d}" for number in range(n)])
    group = random.integers(0, GROUPS, n)
    cases = np.clip(np.exp(random.normal(4, 1.1, n)), 5, 1000).astype(int)
    moved = _moved(random, n, peers is Peers.HEAVY)
    middle = 0.62 + 0.05 * group / GROUPS
    if peers is Peers.SUPPOSED:
        size = middle * (1 - middle) / 0.1**2 - 1
        share = random.beta(middle * size, (1 - middle) * size)
        promoters, _, detractors = random.dirichlet(np.array([0.6, 0.24, 0.16]) * 15.7, n).T
        complaints = random.gamma(4.5, 0.04 / 4.5, n)
    else:
        share = _between(middle, 0.1, moved[0])
        promoters = _between(0.6, 0.12, moved[1])
        detractors = (1 - promoters) * random.beta(6, 9, n)
        complaints = 0.04 * np.exp(0.45 * moved[2] - 0.1)
    minutes = 3.2 + 0.25 * moved[3]
    points = 7 + 0.9 * moved[4]
    answers = np.array(
        [
            random.multinomial(1 + m // 3, (p, 1 - p - d, d))
            for m, p, d in zip(cases, promoters, detractors, strict=True)
        ]
    )
    given = 2 + random.integers(0, 4, n)
    tables = {
        "taxa": {"successes": random.binomial(cases, share), "trials": cases},
        "nps": dict(zip(("promoters", "neutrals", "detractors"), answers.T, strict=True)),
        "queixas": {"events": random.poisson(cases * complaints), "exposure": cases},
        "tempo": _means(random, minutes, 0.8, cases),
        "notas": _means(random, points, 0.8, given),
    }
    truths = {
        "taxa": share * 100,
        "nps": (promoters - detractors) * 100,
        "queixas": complaints * 1000,
        "tempo": np.exp(minutes),
        "notas": points,
    }
    units = pd.DataFrame({"group": group.astype(str), "place": "SP", "exposure": 12}, index=index)
    evidence = {name: pd.DataFrame(table, index=index) for name, table in tables.items()}
    rules = Rules(seed, CRITERIA, TIERS, places=5)
    return Edition(rules, Field(units, evidence), truths, cases)


def _moved(random: np.random.Generator, n: int, heavy: bool) -> np.ndarray:
    """How far each unit is from its peers in each criterion, in standard deviations."""
    if not heavy:
        return random.normal(size=(5, n))
    tails = random.standard_t(5, (5, n)) / np.sqrt(5 / 3)
    return np.where(random.random(n) < 0.2, tails - 0.8, tails + 0.2)


def _between(mean: float | np.ndarray, deviation: float, moved: np.ndarray) -> np.ndarray:
    """Shares about `mean`, moved on the logistic scale."""
    centre = np.log(mean / (1 - np.asarray(mean)))
    return 1 / (1 + np.exp(-(centre + moved * deviation / (mean * (1 - np.asarray(mean))))))


def _means(
    random: np.random.Generator, truth: np.ndarray, noise: float, cases: np.ndarray
) -> dict[str, np.ndarray]:
    freedom = cases - 1
    sd = noise * np.sqrt(random.chisquare(freedom) / freedom)
    return {"mean": random.normal(truth, noise / np.sqrt(cases)), "sd": sd, "cases": cases}
