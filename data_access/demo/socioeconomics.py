"""Socioeconomic values of each municipality (table `socioeconomico`).

Population, GDP and IDHM are real, with their own year and source; where a fact is not known there
is no row. The rest is invented and says so. People are given as counts, so that a share of any
territory is a sum divided by a sum.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from config.reference.municipal_facts import facts
from data_access.demo.chance import Array, normal_of
from data_access.demo.clients import black_and_brown_share
from data_access.demo.country import Country

SOURCE = "demonstração"
ADULTS = 0.755
WOMEN = 0.515
ADULT_WOMEN, ADULTS_DISABLED = 0.522, 0.107  # of those of 18 and over
YOUNG, ELDERLY, DISABLED = 0.17, 0.158, 0.089  # 18 to 29, 60 and over, with a disability
CADUNICO_YEAR, CENSUS_YEAR = 2024, 2022
REGISTERED_ADULTS = 0.62


def socioeconomic_frame(country: Country) -> pd.DataFrame:
    """One row per municipality, indicator and year: the facts first."""
    return pd.concat([*_facts(country), *_invented(country)], ignore_index=True)


def _facts(country: Country) -> Iterator[pd.DataFrame]:
    for fact in facts():
        frame = pd.DataFrame({
            "municipio": country.codes,
            "indicador": fact.indicator,
            "ano": fact.year,
            "valor": country.facts[fact.column].to_numpy(dtype=float),
            "fonte": fact.source,
        })  # fmt: skip
        yield frame[frame["valor"].notna()]


def _invented(country: Country) -> Iterator[pd.DataFrame]:
    for name, values in _indicators(country).items():
        yield pd.DataFrame({
            "municipio": country.codes,
            "indicador": name,
            "ano": CADUNICO_YEAR if name.startswith("cadunico") else CENSUS_YEAR,
            "valor": values.astype(float),
            "fonte": SOURCE,
        })  # fmt: skip


def _indicators(country: Country) -> dict[str, Array]:
    people = country.population
    development, numbers = country.development, country.numbers
    poverty = np.clip(0.95 - 1.02 * development + 0.05 * normal_of(numbers, "poverty"), 0.06, 0.85)
    registered = np.rint(people * poverty)
    black_and_brown = np.clip(
        black_and_brown_share(country)[country.uf] + 0.06 * normal_of(numbers, "race"), 0.05, 0.95
    )
    return {
        "populacao_adulta": np.rint(people * ADULTS),
        "mulheres": np.rint(people * WOMEN),
        "mulheres_adultas": np.rint(people * ADULTS * ADULT_WOMEN),
        "pretos_pardos": np.rint(people * black_and_brown),
        "pretos_pardos_adultos": np.rint(people * ADULTS * black_and_brown),
        "jovens": np.rint(people * YOUNG),
        "idosos": np.rint(people * np.clip(ELDERLY + 0.02 * normal_of(numbers, "age"), 0.06, 0.3)),
        "pcd": np.rint(people * DISABLED),
        "pcd_adultos": np.rint(people * ADULTS * ADULTS_DISABLED),
        "cadunico_pessoas": registered,
        "cadunico_adultos": np.rint(registered * REGISTERED_ADULTS),
        "vulnerabilidade": np.round(_vulnerability(country, poverty), 3),
    }


def _vulnerability(country: Country, poverty: Array) -> Array:
    """Index from 0 to 1: poverty, remoteness and a little noise."""
    noise = 0.03 * normal_of(country.numbers, "vulnerability")
    return np.clip(0.8 * poverty + 0.2 * country.remoteness + noise, 0.01, 0.99)
