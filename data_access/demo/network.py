"""The network of the demonstration: Salas, partners and agencies,
and who of them serves each municipality.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from data_access.demo.chance import Array, Choice, load, stream, uniform_of
from data_access.demo.country import EARTH_KM, Country
from data_access.demo.timeline import Timeline

SALA, PARTNER, AGENCY = 0, 1, 2
PREFIX = ("SALA", "PARC", "AG")
NONE = -1
# Chance that an attendance in person goes through: the own Sala, the own partner or agency, the
# nearest one.
OWN_SALA, OWN_OTHER, NEAREST, NEAREST_WITHOUT_OWN = 0.42, 0.25, 0.03, 0.30
NEAR_KM = 80.0
# Inhabitants of a place that nearly always has a Sala, and of one that always has.
CITY, LARGE_CITY = 50_000, 200_000
CITY_CLOSED = 0.01  # of the Salas of such places, that are inactive


@dataclass(frozen=True)
class Network:
    """Parallel arrays over partners; ``options[m]`` are three of them (or NONE) and
    ``option_weight[m]`` their pull.
    """

    ids: Array
    names: Array
    kind: Array
    municipality: Array
    latitude: Array
    longitude: Array
    active: Array
    opened: Array  # datetime64[D]
    seal: Array  # "" where there is none
    options: Array
    option_weight: Array

    def has_active_sala(self, municipalities: int) -> Array:
        """For each municipality, whether it has an active Sala."""
        own = self.municipality[self.active & (self.kind == SALA)]
        return np.bincount(own, minlength=municipalities) > 0

    def frame(self, country: Country) -> pd.DataFrame:
        """The table `parceiros`."""
        kinds = np.array(load("vocabulary")["partners"]["kinds"])
        return pd.DataFrame({
            "id_parceiro": self.ids,
            "nome": self.names,
            "tipo": kinds[self.kind],
            "municipio": country.codes[self.municipality],
            "latitude": self.latitude,
            "longitude": self.longitude,
            "situacao": np.where(self.active, "ativa", "inativa"),
            "inaugurado_em": self.opened.astype("datetime64[s]"),
            "selo": pd.Series(self.seal).where(self.seal != "", None),
        })  # fmt: skip


def build_network(country: Country, timeline: Timeline, seed: int) -> Network:
    """Partners of every kind, about 5,000 in the whole country, 3,900 of them Salas."""
    rng = stream(seed, "network")
    kind, municipality = _places(country)
    outstanding = (kind == SALA) & (
        country.codes[municipality] == load("effects")["outstanding_sala"]["municipality"]
    )
    total = len(kind)
    of_a_city = (kind == SALA) & (country.population[municipality] >= CITY)
    inactive = np.where(of_a_city, CITY_CLOSED, load("vocabulary")["partners"]["inactive"])
    active = rng.random(total) >= inactive
    active |= outstanding | ((kind == SALA) & _always_served(country)[municipality])
    spread = rng.normal(0, 0.008, (2, total))
    latitude = country.latitude[municipality] + spread[0]
    longitude = country.longitude[municipality] + spread[1]
    options, weight = _options(country, kind, municipality, active, outstanding)
    return Network(
        ids=np.array(
            [f"{PREFIX[k]}-{country.codes[m]}" for k, m in zip(kind, municipality, strict=True)]
        ),
        names=np.array(
            [_name(k, country.names[m]) for k, m in zip(kind, municipality, strict=True)]
        ),
        kind=kind,
        municipality=municipality,
        latitude=np.round(latitude, 5),
        longitude=np.round(longitude, 5),
        active=active,
        opened=_opening_days(rng, total, timeline, outstanding),
        seal=_seals(rng, kind, active, outstanding),
        options=options,
        option_weight=weight,
    )


def _name(kind: int, municipality: str) -> str:
    return (
        f"{('Sala do Empreendedor de', 'Parceiro Sebrae', 'Agência Sebrae')[kind]} {municipality}"
    )


def _places(country: Country) -> tuple[Array, Array]:
    """Kind and municipality of each partner. Larger places have more, and every capital has a Sala;
    the North has fewer of them.
    """
    size = np.log10(country.population / 10_000)
    north = np.where(country.region == "N", 0.22, 0.0)
    chance = np.clip(0.68 + 0.16 * size - north, 0.15, 0.97)
    chance = np.where(country.population >= CITY, 0.97, chance)
    has_sala = (uniform_of(country.numbers, "sala") < chance) | _always_served(country)
    has_sala |= country.codes == load("effects")["outstanding_sala"]["municipality"]
    has_partner = uniform_of(country.numbers, "partner") < np.clip(0.10 + 0.14 * size, 0.02, 0.6)
    has_agency = (uniform_of(country.numbers, "agency") < np.clip(0.55 * size - 0.35, 0.0, 0.9)) | (
        country.capital_km == 0
    )
    found = [np.flatnonzero(mask) for mask in (has_sala, has_partner, has_agency)]
    kind = np.repeat(np.arange(3), [len(places) for places in found])
    return kind, np.concatenate(found)


def _always_served(country: Country) -> Array:
    """Capitals and large cities, in which nobody would believe that there is no Sala."""
    return np.asarray((country.capital_km == 0) | (country.population >= LARGE_CITY))


def _opening_days(
    rng: np.random.Generator, total: int, timeline: Timeline, outstanding: Array
) -> Array:
    """Most opened in the years before the history; a few during it."""
    first = np.datetime64(date(2009, 1, 1), "D")
    before = first + rng.integers(0, int((timeline.start - first).astype(int)), total)
    during = timeline.start + rng.integers(0, timeline.days, total)
    recent = (rng.random(total) < load("vocabulary")["partners"]["recent"]) & ~outstanding
    return np.where(recent, during, before)


def _seals(rng: np.random.Generator, kind: Array, active: Array, outstanding: Array) -> Array:
    seals = load("vocabulary")["partners"]["seals"]
    share = [*seals["share"], 1 - sum(seals["share"])]
    drawn = np.array([*seals["names"], ""])[Choice(share).draw(rng, 0, len(kind))]
    drawn = np.where((kind == SALA) & active, drawn, "")
    return np.where(outstanding, seals["names"][0], drawn)


def _options(
    country: Country, kind: Array, municipality: Array, active: Array, outstanding: Array
) -> tuple[Array, Array]:
    """The own Sala, the own partner or agency,
    and the nearest active partner elsewhere, with their pull.
    """
    options = np.full((len(country), 3), NONE)
    usable = np.flatnonzero(active)
    salas, others = usable[kind[usable] == SALA], usable[kind[usable] != SALA]
    options[municipality[salas], 0] = salas
    options[municipality[others], 1] = others
    nearest, km = _nearest_elsewhere(country, municipality[usable])
    options[:, 2] = np.where(km <= NEAR_KM, usable[nearest], NONE)
    has = options != NONE
    alone = ~has[:, :2].any(axis=1)
    weight = np.stack(
        [
            has[:, 0] * OWN_SALA,
            has[:, 1] * OWN_OTHER,
            np.where(alone, NEAREST_WITHOUT_OWN, NEAREST) * has[:, 2],
        ],
        axis=1,
    )
    chosen = municipality[outstanding]
    weight[chosen] = [load("effects")["outstanding_sala"]["partner_share"], 0.0, 0.0]
    return options, weight


def _nearest_elsewhere(country: Country, sites: Array) -> tuple[Array, Array]:
    """For each municipality: position in `sites` of the nearest site of another municipality,
    and its distance (km).
    """
    points = _on_sphere(country.latitude, country.longitude)
    tree = cKDTree(points[sites])
    neighbours = min(6, len(sites))
    chord, found = tree.query(points, k=range(1, neighbours + 1))
    elsewhere = sites[found] != np.arange(len(country))[:, None]
    first = np.argmax(elsewhere, axis=1)
    rows = np.arange(len(country))
    km = np.where(
        elsewhere[rows, first],
        2 * EARTH_KM * np.arcsin(np.minimum(chord[rows, first] / 2, 1)),
        np.inf,
    )
    return found[rows, first], km


def _on_sphere(latitude: Array, longitude: Array) -> Array:
    """Points on the unit sphere; a municipality without a point is put far from all others."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    return np.where(np.isfinite(points), points, 2.0)
