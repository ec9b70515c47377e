"""Teams and their people. A few are small and lucky, a few are truly better (`effects.toml`)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data_access.demo.chance import Array, load, stream
from data_access.demo.country import Country
from data_access.demo.network import NONE, SALA, Network

AGENCY, CENTRAL, ITINERANT, OF_SALA = range(4)
PEOPLE_PER_TEAM = 8
SALAS_WITH_TEAM = 400


@dataclass(frozen=True)
class Teams:
    """Parallel arrays over teams. ``weight`` is the share of its state's attendances;
    ``of_partner`` maps a partner.
    """

    ids: Array
    names: Array
    uf: Array
    kind: Array
    partner: Array  # NONE where the team belongs to no partner
    promoter_logit: Array
    by_uf: Array  # weights, shape (UF, team)
    of_partner: Array  # team of each partner, or NONE

    def frame(self, country: Country, network: Network) -> pd.DataFrame:
        """The table `equipes`."""
        kinds = np.array(load("vocabulary")["teams"]["kinds"])
        own = pd.Series(network.ids[self.partner]).where(self.partner != NONE, None)
        return pd.DataFrame({
            "id_equipe": self.ids,
            "nome": self.names,
            "uf": np.array(country.ufs)[self.uf],
            "tipo": kinds[self.kind],
            "parceiro": own,
        })  # fmt: skip

    @property
    def people(self) -> Array:
        """Raw identifiers of the attendants: person p of team t stands at ``t * PEOPLE_PER_TEAM +
        p``.
        """
        return np.array(
            [f"ATD-{team}-{person + 1}" for team in self.ids for person in range(PEOPLE_PER_TEAM)]
        )


@dataclass(frozen=True)
class _Draft:
    identity: str
    name: str
    uf: int
    kind: int
    partner: int
    weight: float
    logit: float


def build_teams(country: Country, network: Network, state_attendances: Array, seed: int) -> Teams:
    """Teams of each state; `state_attendances`
    (by UF) sets how small a share keeps a lucky team small.
    """
    rng = stream(seed, "teams")
    drafts = [
        draft for place in range(len(country.ufs)) for draft in _state_teams(country, place, rng)
    ]
    drafts += _lucky(country, state_attendances) + _sala_teams(country, network, rng)
    weight = np.zeros((len(country.ufs), len(drafts)))
    weight[[draft.uf for draft in drafts], np.arange(len(drafts))] = [
        draft.weight for draft in drafts
    ]
    of_partner = np.full(len(network.ids), NONE)
    for place, draft in enumerate(drafts):
        if draft.partner != NONE:
            of_partner[draft.partner] = place
    return Teams(
        ids=np.array([draft.identity for draft in drafts]),
        names=np.array([draft.name for draft in drafts]),
        uf=np.array([draft.uf for draft in drafts]),
        kind=np.array([draft.kind for draft in drafts]),
        partner=np.array([draft.partner for draft in drafts]),
        promoter_logit=np.array([draft.logit for draft in drafts]),
        by_uf=weight,
        of_partner=of_partner,
    )


def _state_teams(country: Country, place: int, rng: np.random.Generator) -> list[_Draft]:
    """Between 4 and about 60 teams, more where more people live; the first is the central one."""
    uf = country.ufs[place]
    population = country.population[country.uf == place].sum()
    total = int(np.clip(population / 700_000, 4, 60))
    weights = rng.lognormal(0, 0.7, total)
    weights[0] = 0.3 * weights.sum()
    if uf in load("effects")["bad_teams"]["ufs"]:
        weights[1] = 0.15 * weights.sum()
    weights /= weights.sum()
    logits = rng.normal(0, 0.05, total)
    for position, name in enumerate(("good_teams", "bad_teams")):
        effect = load("effects")[name]
        if uf in effect["ufs"]:
            logits[position] = effect["promoter_logit"]
    kinds = [CENTRAL] + [ITINERANT if number % 4 == 3 else AGENCY for number in range(1, total)]
    labels = load("vocabulary")["teams"]["kinds"]
    return [
        _Draft(
            f"EQ-{uf}-{n + 1:02d}",
            f"{labels[kinds[n]]} {uf} {n + 1:02d}",
            place,
            kinds[n],
            NONE,
            w,
            logit,
        )
        for n, (w, logit) in enumerate(zip(weights, logits, strict=True))
    ]


def _lucky(country: Country, state_attendances: Array) -> list[_Draft]:
    effect = load("effects")["lucky_teams"]
    found = []
    for uf in (name for name in effect["ufs"] if name in country.ufs):
        place = country.uf_index(uf)
        weight = min(0.12, effect["attendances"] / max(state_attendances[place], 1.0))
        name = f"Equipe itinerante {uf} do sertão"
        found.append(
            _Draft(f"EQ-{uf}-P1", name, place, ITINERANT, NONE, weight, effect["promoter_logit"])
        )
    return found


def _sala_teams(country: Country, network: Network, rng: np.random.Generator) -> list[_Draft]:
    """Own teams of the active Salas of the largest places; they attend only through their Sala."""
    outstanding = load("effects")["outstanding_sala"]
    salas = np.flatnonzero(network.active & (network.kind == SALA))
    size = country.population[network.municipality[salas]]
    chosen = salas[np.argsort(-size, kind="stable")[:SALAS_WITH_TEAM]]
    logits = rng.normal(0, 0.15, len(chosen))
    drafts = []
    for sala, logit in zip(chosen, logits, strict=True):
        place = network.municipality[sala]
        if country.codes[place] == outstanding["municipality"]:
            logit = outstanding["promoter_logit"]  # noqa: PLW2901 — the draw is replaced by the planted effect
        code, name = country.codes[place], country.names[place]
        drafts.append(
            _Draft(
                f"EQ-{code}",
                f"Equipe da Sala {name}",
                int(country.uf[place]),
                OF_SALA,
                int(sala),
                0.0,
                logit,
            )
        )
    return drafts
