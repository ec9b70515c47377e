"""Targets (table `metas`) and recognition criteria (table `criterios`) of the demonstration.

Targets suppose that every state keeps the country's pace; `effects.toml` says who does not.
Percentages are in the unit in which the indicator is shown: 20 stands for 20 %.
"""

import numpy as np
import pandas as pd

from data_access.demo.chance import Array
from data_access.demo.companies import PERSON
from data_access.demo.country import Country
from data_access.demo.world import World

# Share of the clients of the whole history whom one year finds with a valid attendance, by porte
# (measured).
FOUND_IN_A_YEAR = np.array([0.41, 0.44, 0.50, 0.41])
YEARLY_RISE = 0.03
VALID_SHARE = 0.772
LAST_YEAR = 1.11  # attendances of the last year against the average one
FIXED = {"recorrencia": 45.0, "capilaridade_salas": 70.0, "nps": 82.0}
COUNTRY = "BR"
CRITERIA = (
    ("Equipes", "Satisfação dos clientes", "nps", 0.4, 30, "Equipes da mesma UF"),
    ("Equipes", "Recorrência", "recorrencia", 0.3, 100, "Equipes da mesma UF"),
    (
        "Equipes",
        "Resolução no primeiro contato",
        "resolucao_primeiro_contato",
        0.3,
        50,
        "Equipes da mesma UF",
    ),
    (
        "Salas",
        "Pequenos negócios atendidos",
        "pequenos_negocios_atendidos",
        0.4,
        30,
        "Municípios do mesmo porte",
    ),
    ("Salas", "Satisfação dos clientes", "nps", 0.35, 15, "Municípios do mesmo porte"),
    ("Salas", "Recorrência", "recorrencia", 0.25, 30, "Municípios do mesmo porte"),
    ("Pessoas", "Satisfação dos clientes", "nps", 0.6, 30, "Pessoas do mesmo tipo de equipe"),
    (
        "Pessoas",
        "Atendimentos realizados",
        "atendimentos_realizados",
        0.4,
        100,
        "Pessoas do mesmo tipo de equipe",
    ),
    (
        "Projetos",
        "Percepção do aumento de renda",
        "percepcao_aumento_renda",
        1.0,
        20,
        "Projetos de inclusão",
    ),
    ("Processos", "Nível de serviço", "nivel_servico", 0.5, 100, "Centrais de relacionamento"),
    ("Processos", "Tempo de resolução", "tempo_resolucao", 0.5, 100, "Centrais de relacionamento"),
)


def target_frame(world: World) -> pd.DataFrame:
    """One row per indicator, territory (the country and each UF) and year
    that the history has from January on.
    """
    years = world.timeline.whole_years
    frames = [_year(world, year, step) for step, year in enumerate(reversed(years))]
    return pd.concat(frames, ignore_index=True)


def criteria_frame(world: World) -> pd.DataFrame:
    columns = ["categoria", "criterio", "indicador", "peso", "minimo", "grupo_pares"]
    frame = pd.DataFrame(list(CRITERIA), columns=columns)
    frame.insert(0, "edicao", str(world.timeline.years[-1]))
    return frame.astype({"minimo": float})


def _year(world: World, year: int, years_back: int) -> pd.DataFrame:
    """Targets of a year; each year asks for a little more than the one before."""
    country = world.country
    rise = (1 + YEARLY_RISE) ** -years_back
    clients = _expected_clients(world)
    stock = world.companies.stock
    values = {
        "cobertura_me_epp": _rates(country, clients[:, 1:3], stock[:, 1:3], rise),
        "cobertura_mei": _rates(country, clients[:, :1], stock[:, :1], rise),
        "pequenos_negocios_atendidos": _sums(country, clients[:, :3].sum(axis=1) * rise),
        "atendimentos_realizados": _sums(country, _expected_attendances(world) * rise),
    }
    size = len(country.ufs) + 1
    values |= {name: np.full(size, value) for name, value in FIXED.items()}
    territories = [COUNTRY, *country.ufs]
    levels = ["brasil", *["uf"] * len(country.ufs)]
    return pd.concat([
        pd.DataFrame({
            "indicador": name, "nivel": levels, "territorio": territories,
            "ano": year, "valor": value,
        })
        for name, value in values.items()
    ])  # fmt: skip


def _expected_clients(world: World) -> Array:
    """Companies with a valid attendance in a year, by municipality and porte,
    at the country's pace.
    """
    return np.asarray(world.companies.stock * world.companies.neutral_ever * FOUND_IN_A_YEAR)


def _expected_attendances(world: World) -> Array:
    """Valid attendances of companies in a year, by municipality, at the country's pace."""
    clients = world.companies.stock * world.companies.neutral_ever
    weight = clients.sum(axis=1) / clients.sum()
    companies = world.companies.clients[:, :PERSON].sum() / world.companies.total_clients
    yearly = world.attendances * VALID_SHARE * LAST_YEAR * companies * 365.25 / world.timeline.days
    return np.asarray(weight * yearly)


def _rates(country: Country, clients: Array, stock: Array, rise: float) -> Array:
    """Percentages of the country and of each UF, to half a point."""
    found, companies = (_by_territory(country, values.sum(axis=1)) for values in (clients, stock))
    return np.round(found / companies * rise * 200) / 2


def _sums(country: Country, values: Array) -> Array:
    """Whole numbers whose states add up to the country."""
    whole: Array = np.rint(_by_territory(country, values))
    whole[0] = whole[1:].sum()
    return whole


def _by_territory(country: Country, values: Array) -> Array:
    states = np.bincount(country.uf, values, minlength=len(country.ufs))
    return np.append(states.sum(), states)
