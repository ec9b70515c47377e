"""Initiatives of the programme: states meet its rules, but for those that `effects.toml` names."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from config.programme import FILE, load_programme
from data_access.demo.chance import Array, load, stream
from data_access.demo.country import Country

PER_YEAR = 14
# Some states give this strategy, of another theme, the theme of partnerships.
ASTRAY, PARTNERSHIPS = 3, "Parcerias estratégicas"
PLAN = load_programme(FILE)
Row = dict[str, Any]


@dataclass(frozen=True)
class Initiatives:
    """The table `iniciativas`, and the weights with which attendances choose one.

    ``weights[uf, year, registered]`` is over initiatives; ``registered`` is 1 for clients in
    CadÚnico, who mostly come through initiatives for vulnerable people.
    """

    frame: pd.DataFrame
    weights: Array

    @cached_property
    def ids(self) -> Array:
        return self.frame["id_iniciativa"].to_numpy(dtype=str)

    @cached_property
    def tags(self) -> tuple[Array, Array]:
        """The different lists of tags, and which of them each initiative has."""
        found, place = np.unique(self.frame["tags"].to_numpy(dtype=str), return_inverse=True)
        return found, place

    @cached_property
    def vulnerable(self) -> Array:
        return self.frame["vulneraveis"].to_numpy(dtype=bool)


def build_initiatives(country: Country, years: tuple[int, ...], seed: int) -> Initiatives:
    rng = stream(seed, "initiatives")
    rows = [row for uf in country.ufs for year in years for row in _state_year(uf, year, rng)]
    frame = pd.DataFrame(rows)
    weights = np.zeros((len(country.ufs), len(years), 2, len(frame)))
    place = frame["uf"].map(country.uf_index).to_numpy()
    when = frame["ano"].to_numpy() - years[0]
    pull = rng.lognormal(0, 0.8, len(frame))
    vulnerable = frame["vulneraveis"].to_numpy(dtype=bool)
    weights[place, when, 0, np.arange(len(frame))] = pull * np.where(vulnerable, 0.35, 1.0)
    weights[place, when, 1, np.arange(len(frame))] = pull * np.where(vulnerable, 4.0, 1.0)
    return Initiatives(frame, weights)


def _state_year(uf: str, year: int, rng: np.random.Generator) -> list[Row]:
    return [_initiative(uf, year, number, rng) for number in range(PER_YEAR)]


def _initiative(uf: str, year: int, number: int, rng: np.random.Generator) -> Row:
    """The first six carry the strategies, the next ones vulnerable people and sector groups,
    the rest is ordinary.
    """
    strategy = _strategy(uf, number)
    vulnerable, sector = number in (6, 7, 8), number in (9, 10)
    theme = _theme(number, strategy, str(rng.choice(PLAN.theme.inductive)))
    return {
        "id_iniciativa": f"INI-{uf}-{year}-{number + 1:02d}",
        "nome": f"{strategy or _ordinary_name(vulnerable, sector, theme)} – {uf} {year}",
        "uf": uf,
        "estrategia": strategy,
        "tema_indutor": f"{theme};{PLAN.theme.transversal}" if vulnerable else theme,
        "indicadores": _indicators(uf, vulnerable, rng),
        "tags": _tags(uf, vulnerable, sector),
        "setorial": sector,
        "vulneraveis": vulnerable,
        "csn": round(_csn(uf, strategy) * float(rng.lognormal(0, 0.25)), 2),
        "ano": year,
    }


def _strategy(uf: str, number: int) -> str | None:
    if number >= len(PLAN.strategy):
        return None
    strategy = PLAN.strategy[number].name
    missing = load("effects")["programme"]["without_strategy"].get(uf)
    return None if strategy == missing else strategy


def _theme(number: int, strategy: str | None, drawn: str) -> str:
    """The theme that the plan ties the strategy to; where the states chose partnerships for one of
    them, it is not. The rest has any.
    """
    if strategy is None:
        return drawn
    away = number == ASTRAY and drawn == PARTNERSHIPS
    return drawn if away else PLAN.strategy[number].theme


def _ordinary_name(vulnerable: bool, sector: bool, theme: str) -> str:
    if vulnerable:
        return "Empreender para incluir"
    return "Grupos setoriais" if sector else f"Atendimento em {theme[0].lower()}{theme[1:]}"


def _indicators(uf: str, vulnerable: bool, rng: np.random.Generator) -> str:
    words = load("vocabulary")["initiatives"]
    chosen = [str(name) for name in rng.choice(words["indicators"], 2, replace=False)]
    if vulnerable and uf not in load("effects")["programme"]["without_income_indicator"]:
        chosen.append(PLAN.inclusion.indicator)
    return ";".join(chosen)


def _tags(uf: str, vulnerable: bool, sector: bool) -> str:
    misses = load("effects")["programme"]
    tags = ["#cliente360"]
    if vulnerable and uf not in misses["without_inclusion_tag"]:
        tags.append(PLAN.inclusion.tag)
    if sector and uf not in misses["sector_without_tag"]:
        tags += PLAN.sector.tags
    return ";".join(tags)


def _csn(uf: str, strategy: str | None) -> float:
    """Reais before noise: strategies take about 45 % of a state's resource,
    or 15 % where they miss the rule.
    """
    if strategy is None:
        return 150_000.0
    return 35_000.0 if uf in load("effects")["programme"]["low_csn"] else 165_000.0
