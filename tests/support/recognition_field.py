"""Invented fields of recognition: units, and what was counted of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.recognition.evidence import Field
from indicators.recognition.rules import Criterion, Kind, Rules, Tier

TIERS = (Tier("Ouro", 80), Tier("Prata", 70), Tier("Bronze", 60))


def rules(*criteria: Criterion, **others: object) -> Rules:
    """With few draws: a test asks what is exact, or with a margin of its own."""
    given = {"seed": "prova", "tiers": TIERS, "draws": 400, **others}
    return Rules(criteria=criteria, **given)


def rate(name: str = "taxa", weight: float = 100, **others: object) -> Criterion:
    given = {"floor": 0.0, "ceiling": 100.0, "per": 100.0, **others}
    return Criterion(name, Kind.RATE, weight, **given)


def units(n: int, group: str = "g", **columns: object) -> pd.DataFrame:
    index = [f"u{number:03d}" for number in range(n)]
    return pd.DataFrame({"group": group, **columns}, index=index)


def rate_field(pairs: list[tuple[float, float]], **columns: object) -> Field:
    """One rate, successes of trials, in one peer group unless told."""
    index = units(len(pairs), **columns)
    table = pd.DataFrame(pairs, columns=["successes", "trials"], index=index.index, dtype=float)
    return Field(index, {"taxa": table})


@dataclass(frozen=True)
class Known:
    """Five kinds of criteria in peer groups, and the points that each unit deserves."""

    rules: Rules
    field: Field


def five_kinds(n: int, seed: int, draws: int = 400) -> Known:
    """Of every kind one criterion, with few to many cases per unit."""
    random = np.random.default_rng(seed)
    index = units(n, "", place="SP")
    index["group"] = random.choice(["pequeno", "grande"], n)
    cases = random.integers(3, 300, n)
    spread = 0.8 * np.sqrt(random.chisquare(cases - 1) / (cases - 1))
    answers = np.array(
        [
            random.multinomial(m, p)
            for m, p in zip(cases, random.dirichlet([12, 5, 3], n), strict=True)
        ]
    )
    tables = {
        "taxa": {"successes": random.binomial(cases, random.beta(8, 4, n)), "trials": cases},
        "nps": dict(zip(("promoters", "neutrals", "detractors"), answers.T, strict=True)),
        "queixas": {"events": random.poisson(cases * random.gamma(4, 0.01, n)), "exposure": cases},
        "tempo": {
            "mean": random.normal(random.normal(3, 0.3, n), 0.8 / np.sqrt(cases)),
            "sd": spread,
            "cases": cases,
        },
        "juri": {"mean": random.uniform(4, 10, n), "sd": np.ones(n), "cases": np.full(n, 3)},
    }
    criteria = (
        rate(weight=30, pillar="a"),
        Criterion("nps", Kind.SCORE, 25, "a", floor=-20, ceiling=90, per=100),
        Criterion("queixas", Kind.COUNT, 15, "b", False, floor=0, ceiling=90, per=1000),
        Criterion("tempo", Kind.DURATION, 10, "b", False, floor=5, ceiling=60),
        Criterion("juri", Kind.POINTS, 20, "c", floor=0, ceiling=10),
    )
    evidence = {name: pd.DataFrame(given, index=index.index) for name, given in tables.items()}
    return Known(rules(*criteria, draws=draws), Field(index, evidence))
