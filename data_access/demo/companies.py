"""Stocks of companies, and how many of them are clients.

The demonstration is a sample of a country: stocks shrink with the number of attendances, so that
coverage, recurrence and targets keep the proportions of the real thing. With about 40 million
attendances the stocks have their real size.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from data_access.demo.chance import Array, load, normal_of, stream
from data_access.demo.country import REGIONS, Country

GROUPS = ("MEI", "ME", "EPP", "DEMAIS", "PF")
PORTES = GROUPS[:4]
PERSON = GROUPS.index("PF")
# Share of the stock that is a client at least once in the history, before any effect.
EVER = np.array([0.355, 0.455, 0.53, 0.05])
# Mean attendances of a client in the history, by group.
MEAN_ATTENDANCES = np.array([3.9, 4.7, 6.2, 4.0, 3.0])
SMALLEST_STOCK = np.array([6, 4, 1, 0])
YEARLY_GROWTH = np.array([0.055, 0.035, 0.045, 0.02])
LARGEST_EVER = 0.92
WEALTH_OF_PORTES = np.array([0.15, 0.35, 0.5, 0.6])
WEALTH_BOUNDS = (0.4, 4.0)
PUBLISHED = date(2023, 12, 31)  # the month of the totals of `facts.toml`


@dataclass(frozen=True)
class Companies:
    """``stock[m, porte]`` at the end of the history, ``clients[m,
    group]`` ever attended, and the chance ``ever``.
    """

    stock: Array
    clients: Array
    ever: Array
    neutral_ever: Array  # the same without the state's own pace: what the targets suppose

    @property
    def total_clients(self) -> int:
        return int(self.clients.sum())


def build_companies(
    country: Country, has_sala: Array, attendances: int | None, seed: int, end: date
) -> Companies:
    """Stocks and clients for about `attendances` attendances, or of the size that the real ones
    reach at `end`; `has_sala` marks municipalities with an active Sala.
    """
    real = real_stock(country)
    neutral = _neutral_ever(country, has_sala)
    ever = np.minimum(neutral * _pace(country)[:, None], LARGEST_EVER)
    person_share = load("vocabulary")["clients"]["person_share"]
    if attendances is None:
        years = (end - PUBLISHED).days / 365.25
        stock = np.rint(real * np.exp(np.log1p(YEARLY_GROWTH) * years)).astype(np.int64)
        company_attendances = _attendances_of(stock * ever)
    else:
        company_attendances = attendances * (1 - person_share)
        stock = _scaled_stocks(real, ever, company_attendances)
    people = company_attendances / (1 - person_share) * person_share / MEAN_ATTENDANCES[PERSON]
    # With very few attendances even the smallest stocks have too many clients: fewer of them are
    # attended.
    ever = ever * min(1.0, company_attendances / _attendances_of(stock * ever))
    rng = stream(seed, "clients")
    clients = np.zeros((len(country), len(GROUPS)), dtype=np.int64)
    clients[:, :PERSON] = rng.binomial(stock, ever)
    clients[:, PERSON] = rng.poisson(people * country.population / country.population.sum())
    clients[0, 0] = max(clients[0, 0], 1)
    return Companies(stock=stock, clients=clients, ever=ever, neutral_ever=neutral)


def _attendances_of(clients: Array) -> float:
    return float((clients * MEAN_ATTENDANCES[:PERSON]).sum())


def real_stock(country: Country) -> Array:
    """Expected active companies by municipality and porte in December 2023, at the size of the real
    country.

    The whole country adds up to the published totals; a register with fewer states gets their part
    of them. In a state they follow people and wealth: the larger the company, the more the latter.
    """
    figures = load("facts")["companies"]
    small = figures["active"] * figures["micro_or_small_share"] - figures["mei"]
    epp = small * figures["epp_share"]
    national = np.array(
        [figures["mei"], small - epp, epp, figures["active"] - figures["mei"] - small]
    )
    by_uf = _share_by_uf()
    noise = np.exp(0.12 * normal_of(country.numbers, "companies"))
    size = country.population * (country.population / 50_000) ** 0.06 * noise
    weight = size[:, None] * _wealth(country)[:, None] ** WEALTH_OF_PORTES
    totals = np.stack([np.bincount(country.uf, column) for column in weight.T], axis=1)
    states = np.array([by_uf[uf] for uf in country.ufs])
    return np.asarray(weight / totals[country.uf] * states[country.uf][:, None] * national)


def _wealth(country: Country) -> Array:
    """GDP per inhabitant against the middle municipality's; that one where it is not known. Oil and
    power stations make few companies.
    """
    known = country.facts["gdp_per_capita_2021"]
    against = (known / known.median()).fillna(1.0).to_numpy(dtype=float)
    return np.asarray(np.clip(against, *WEALTH_BOUNDS))


def _share_by_uf() -> dict[str, float]:
    """Each UF's share of the country's companies: inhabitants times density of companies."""
    facts = load("facts")
    density = facts["density"]
    weight = {
        uf: fact["population"] * density.get(uf, density["default"][REGIONS[fact["capital"][0]]])
        for uf, fact in facts["uf"].items()
    }
    total = sum(weight.values())
    return {uf: value / total for uf, value in weight.items()}


def stock_at(country: Country, stock: Array, months_before_end: int) -> Array:
    """The stock some months before the end of the history."""
    growth = np.log1p(np.broadcast_to(YEARLY_GROWTH, stock.shape)) * months_before_end / 12
    fast = load("effects")["fast_growth"]
    extra = np.log1p(fast["yearly"]) * min(months_before_end, fast["months"]) / 12
    growth = growth + np.where(country.uf == country.uf_index(fast["uf"]), extra, 0.0)[:, None]
    before = np.rint(stock * np.exp(-growth))
    return np.asarray(np.maximum(before, np.minimum(stock, 1)), dtype=np.int64)


def _scaled_stocks(real: Array, ever: Array, company_attendances: float) -> Array:
    """Whole stocks whose clients are expected to have `company_attendances` attendances."""
    per_company = ever * MEAN_ATTENDANCES[:PERSON]
    floor = np.where(real > 0, SMALLEST_STOCK, 0)
    low, high = 0.0, 10.0 * company_attendances / float((real * per_company).sum())
    for _ in range(60):
        middle = (low + high) / 2
        found = float((np.maximum(real * middle, floor) * per_company).sum())
        low, high = (middle, high) if found < company_attendances else (low, middle)
    return np.asarray(np.maximum(np.rint(real * low), floor), dtype=np.int64)


def _pace(country: Country) -> Array:
    effects = load("effects")
    outstanding = effects["outstanding_sala"]
    chosen = country.codes == outstanding["municipality"]
    fast = effects["fast_growth"]
    # Attendance did not follow the companies that opened: the chance is diluted by what the stock
    # gained.
    diluted = (1 + fast["yearly"]) ** (-fast["months"] / 12)
    growing = country.uf == country.uf_index(fast["uf"])
    pace: Array = country.by_uf(effects["pace"], 1.0)
    return np.asarray(
        pace * np.where(chosen, outstanding["coverage"], 1.0) * np.where(growing, diluted, 1.0)
    )


def _neutral_ever(country: Country, has_sala: Array) -> Array:
    interior = load("effects")["interior"]
    steep = np.isin(np.array(country.ufs), interior["steep"])[country.uf]
    slope = np.where(steep, interior["steep_slope"], interior["slope"])
    distance = np.exp(-slope * country.remoteness)
    own_sala = np.where(has_sala, 1.0, interior["without_sala"])
    noise = np.exp(0.16 * normal_of(country.numbers, "reach"))
    reach = distance * own_sala * noise
    reach *= 1.25 * _evened(country, reach) ** interior["evened"]
    return np.asarray(np.minimum(EVER * reach[:, None], LARGEST_EVER))


def _evened(country: Country, reach: Array) -> Array:
    """What would give every state the reach of the country, by municipality."""
    people = np.bincount(country.uf, country.population)
    reached = np.bincount(country.uf, country.population * reach)
    return np.asarray((reached.sum() / people.sum() * people / reached)[country.uf])
