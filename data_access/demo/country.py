"""The country of the demonstration: inhabitants, development and remoteness of each municipality.

The populations of states, capitals and cities of 200,000 or more are the census's; the rest of each
state is spread over its other municipalities by a lognormal law drawn from their codes, and adds up
to the state's population. Nothing here depends on the seed.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_access.demo.chance import Array, load, normal_of

REGIONS = {"1": "N", "2": "NE", "3": "SE", "4": "S", "5": "CO"}
DEVELOPMENT = {"N": 0.42, "NE": 0.40, "SE": 0.66, "S": 0.70, "CO": 0.60}
EARTH_KM = 6371.0
LARGEST_DRAWN = 190_000
SMALLEST = 800
REQUIRED = ("code", "name", "uf", "latitude", "longitude")


@dataclass(frozen=True)
class Country:
    """Parallel arrays over the municipalities, ordered by code; ``uf`` points into ``ufs``."""

    codes: Array  # text, 7 digits
    numbers: Array  # the same as integers
    names: Array
    ufs: tuple[str, ...]
    uf: Array
    region: Array  # N, NE, SE, S or CO
    latitude: Array  # NaN where the register has no point
    longitude: Array
    population: Array
    capital_km: Array
    remoteness: Array  # 0 at the capital, towards 1 in the far interior
    development: Array  # about 0.2 to 0.95

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
    population = _population(ufs, uf, numbers)
    capital_km = _distance_to_capital(uf, population, latitude, longitude)
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
        population=population,
        capital_km=capital_km,
        remoteness=remoteness,
        development=_development(region, numbers, population, remoteness),
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


def _population(ufs: tuple[str, ...], uf: Array, numbers: Array) -> Array:
    facts = load("facts")
    known = {int(code): people for code, people in facts["cities"].items()}
    known |= {int(fact["capital"]): fact["capital_population"] for fact in facts["uf"].values()}
    weight = np.exp(1.05 * normal_of(numbers, "population"))
    population = np.array([known.get(int(number), 0) for number in numbers], dtype=np.int64)
    for place, name in enumerate(ufs):
        members = np.flatnonzero(uf == place)
        total = int(facts["uf"][name]["population"])
        population[members] = _split_state(total, population[members], weight[members])
    return population


def _split_state(total: int, known: Array, weight: Array) -> Array:
    """Inhabitants of each municipality of a state:
    the known ones, and the rest of the total by weight.
    """
    others = known == 0
    rest = total - int(known.sum())
    if not others.any():
        return whole_numbers(known, total)
    floor = min(SMALLEST, rest // (2 * int(others.sum())))
    ceiling = max(LARGEST_DRAWN, 1.5 * rest / others.sum())
    population = known.copy()
    population[others] = whole_numbers(_bounded_shares(weight[others], rest, floor, ceiling), rest)
    return population


def _bounded_shares(weight: Array, total: float, floor: float, ceiling: float) -> Array:
    """`total` in proportion to `weight`, each part between `floor` and `ceiling`."""
    part: Array = weight / weight.sum() * total
    for _ in range(50):
        part = np.clip(part, floor, ceiling)
        free = (part > floor) & (part < ceiling)
        if not free.any():
            break
        part[free] *= max(1 + (total - part.sum()) / part[free].sum(), 0.1)
    return part


def _distance_to_capital(uf: Array, population: Array, latitude: Array, longitude: Array) -> Array:
    """Kilometres to the largest municipality of the state;
    the state's median where a point is missing.
    """
    distance = np.zeros(len(uf))
    for place in np.unique(uf):
        members = np.flatnonzero(uf == place)
        capital = members[np.argmax(population[members])]
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


def _development(region: Array, numbers: Array, population: Array, remoteness: Array) -> Array:
    base = np.array([DEVELOPMENT[name] for name in region])
    size = 0.07 * np.log10(population / 20_000)
    noise = 0.045 * normal_of(numbers, "development")
    return np.clip(base + size + noise - 0.09 * remoteness, 0.2, 0.95)
