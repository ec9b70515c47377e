"""The country of the demonstration: people, wealth, development and remoteness of each
municipality.

Population, GDP and IDHM are the real ones (`config.reference`); what they do not know is assumed
for the demonstration alone, and told nowhere as a fact. Nothing here depends on the seed.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from config.reference.municipal_facts import municipal_facts
from data_access.demo.chance import Array, load

REGIONS = {"1": "N", "2": "NE", "3": "SE", "4": "S", "5": "CO"}
EARTH_KM = 6371.0
# The span of the IDHM that development is read from: nearly every municipality lies within.
LEAST_IDHM, IDHM_SPAN = 0.45, 0.42
DEVELOPMENT_BOUNDS = (0.1, 0.95)
REQUIRED = ("code", "name", "uf", "latitude", "longitude")


@dataclass(frozen=True)
class Country:
    """Parallel arrays over the municipalities, ordered by code; ``uf`` points into ``ufs``.

    ``facts`` are the real ones, NaN where none is known; ``population`` is the Censo's, and where
    no census counted the municipality yet the number that `facts.toml` assumes.
    """

    codes: Array  # text, 7 digits
    numbers: Array  # the same as integers
    names: Array
    ufs: tuple[str, ...]
    uf: Array
    region: Array  # N, NE, SE, S or CO
    latitude: Array  # NaN where the register has no point
    longitude: Array
    facts: pd.DataFrame  # as `municipal_facts`, one row per municipality
    population: Array
    capital_km: Array
    remoteness: Array  # 0 at the capital, towards 1 in the far interior
    development: Array  # 0.1 to 0.95, from the IDHM

    def __len__(self) -> int:
        return len(self.codes)

    def uf_index(self, sigla: str) -> int:
        """Position of a UF; −1 where the register does not have it."""
        return self.ufs.index(sigla) if sigla in self.ufs else -1

    def by_uf(self, values: dict[str, float], default: float) -> Array:
        """One value per municipality from a table by UF."""
        return np.array([values.get(uf, default) for uf in self.ufs])[self.uf]


def build_country(municipalities: pd.DataFrame) -> Country:
    """The country over a register with the columns code, name, uf, latitude and longitude."""
    frame = municipalities.sort_values("code").reset_index(drop=True)
    ufs = tuple(sorted(frame["uf"].unique()))
    numbers = frame["code"].astype(np.int64).to_numpy()
    uf = frame["uf"].map({name: place for place, name in enumerate(ufs)}).to_numpy(dtype=np.int64)
    region = frame["code"].str[0].map(REGIONS).to_numpy(dtype=str)
    latitude = frame["latitude"].to_numpy(dtype=float)
    longitude = frame["longitude"].to_numpy(dtype=float)
    facts = municipal_facts().reindex(frame["code"])
    assumed = load("facts")["uncounted"]["population"]
    population = facts["population_2022"].fillna(assumed).to_numpy(dtype=np.int64)
    capital_km = _distance_to_capital(_capitals(frame, population), uf, latitude, longitude)
    remoteness = capital_km / (capital_km + load("effects")["interior"]["half_km"])
    return Country(
        codes=frame["code"].to_numpy(dtype=str),
        numbers=numbers,
        names=frame["name"].to_numpy(dtype=str),
        ufs=ufs,
        uf=uf,
        region=region,
        latitude=latitude,
        longitude=longitude,
        facts=facts,
        population=population,
        capital_km=capital_km,
        remoteness=remoteness,
        development=_development(facts["idhm_2010"], frame["uf"]),
    )


def whole_numbers(shares: Array, total: int) -> Array:
    """`total` split in proportion to `shares`,
    in whole numbers that add up to it (largest remainders).
    """
    exact = shares / shares.sum() * total
    whole: Array = np.floor(exact).astype(np.int64)
    missing = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:missing]] += 1
    return whole


def _capitals(frame: pd.DataFrame, population: Array) -> Array:
    """The position of the capital of each UF, in their order; of a register without it, of the
    largest municipality.
    """
    known = [fact["capital"] for fact in load("facts")["uf"].values()]
    ranked = frame[["uf"]].assign(capital=frame["code"].isin(known), people=population)
    ranked = ranked.sort_values(
        ["uf", "capital", "people"], ascending=[True, False, False], kind="stable"
    )
    return ranked.drop_duplicates("uf").index.to_numpy()


def _distance_to_capital(capitals: Array, uf: Array, latitude: Array, longitude: Array) -> Array:
    """Kilometres to the capital of the state; the state's median where a point is missing."""
    distance = np.zeros(len(uf))
    for place, capital in enumerate(capitals):
        members = np.flatnonzero(uf == place)
        km = haversine_km(
            latitude[members], longitude[members], latitude[capital], longitude[capital]
        )
        middle = float(np.nanmedian(km)) if np.isfinite(km).any() else 0.0
        distance[members] = np.where(np.isfinite(km), km, middle)
    return distance


def haversine_km(
    latitude: Array, longitude: Array, to_latitude: float, to_longitude: float
) -> Array:
    """Great-circle distance in kilometres between each point and another."""
    lat, lon, lat2, lon2 = (
        np.radians(value) for value in (latitude, longitude, to_latitude, to_longitude)
    )
    chord = (
        np.sin((lat2 - lat) / 2) ** 2 + np.cos(lat) * np.cos(lat2) * np.sin((lon2 - lon) / 2) ** 2
    )
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(chord)))


def _development(idhm: pd.Series, uf: pd.Series) -> Array:
    """From the IDHM; of a municipality younger than it, from the middle one of its state."""
    known = pd.Series(idhm.to_numpy(), uf.index)
    whole = known.fillna(known.groupby(uf).transform("median")).fillna(known.median())
    return np.asarray(((whole - LEAST_IDHM) / IDHM_SPAN).fillna(0.5).clip(*DEVELOPMENT_BOUNDS))
