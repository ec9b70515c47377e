"""A country of which every source can be had, of the whole of it, of some states or of none: for
what nobody recorded.

Attendances are of 2024 and 2025, and all else that is recorded case by case is of 2025 alone.
"""

from collections.abc import Collection
from datetime import date, datetime

import pandas as pd

from tests.support.people_country import REFERENCE
from tests.support.small_country import pseudonym

TOWNS = {
    "MG": ["3106200", "3118601", "3170206"],
    "SP": ["3550308", "3509502"],
    "MT": ["5103403"],
}
SOLUTIONS = {"usa_solucao": True, "portfolio_gestao": True, "sincrono": True}
EVERY = 40  # cases of each state and year: enough for every minimum of answers and contacts


def tables(
    bases: Collection[str], others: Collection[str]
) -> dict[str, pd.DataFrame | list[pd.DataFrame]]:
    """Stock and populations of the states `bases`; of `others`, everything else that is not
    attendances themselves.
    """
    found: dict[str, pd.DataFrame | list[pd.DataFrame]] = {
        "atendimentos": _attendances(others),
        "clientes": _rows(others, _clients),
        "pesquisas": _rows(others, _surveys),
        "contatos": _rows(others, _contacts),
        "parceiros": _rows(others, _salas),
        "iniciativas": _rows(others, _initiatives),
        "empresas": _rows(bases, _stock),
        "socioeconomico": _rows(bases, _populations),
    }
    return {name: frame for name, frame in found.items() if len(frame)}


def _rows(states, make) -> pd.DataFrame:
    return pd.DataFrame([row for uf in states for row in make(uf)])


def _client(uf: str, number: int) -> str:
    return pseudonym(list(TOWNS).index(uf) * 100 + number)


def _town(uf: str, number: int) -> str:
    return TOWNS[uf][number % len(TOWNS[uf])]


def _identity(uf: str, year: int, number: int) -> str:
    return f"A{uf}{year}{number}"


def _attendances(saying: Collection[str]) -> list[pd.DataFrame]:
    """A file of each state and year: what a file says of some rows it denies of the others."""
    return [
        _file(uf, year, says=year == 2025 and uf in saying) for uf in TOWNS for year in (2024, 2025)
    ]


def _file(uf: str, year: int, *, says: bool) -> pd.DataFrame:
    said = {**SOLUTIONS, "canal": "Telefone", "minutos": 30, "iniciativa": f"I{uf}"} if says else {}
    return pd.DataFrame(
        {
            "id_atendimento": _identity(uf, year, number),
            "tipo_cliente": "PJ",
            "id_cliente": _client(uf, number),
            "data_fim": date(year, number % 12 + 1, 10),
            "porte": ("MEI", "ME")[number % 2],
            "municipio": _town(uf, number),
            "uf_executora": uf,
            "valido": True,
            "situacao": "Concluído",
            **said,
        }
        for number in range(EVERY)
    )


def _clients(uf):
    for number in range(EVERY):
        yield {
            "id_cliente": _client(uf, number),
            "tipo_cliente": "PJ",
            "municipio": _town(uf, number),
            "genero": ("Feminino", "Masculino")[number % 4 // 2],
            "raca_cor": ("Preta", "Branca")[number % 4 // 2],
            "faixa_etaria": ("18 a 29", "60 ou mais")[number % 4 // 2],
            "pcd": number % 4 < 2,
            "cadunico": number % 4 < 2,
        }


def _surveys(uf):
    for number in range(EVERY):
        yield {
            "id_pesquisa": f"P{uf}{number}",
            "data": date(2025, number % 12 + 1, 20),
            "id_atendimento": _identity(uf, 2025, number),
            "nps": 10 if number % 2 else 3,
            "csat": 5 if number % 2 else 2,
            "ces": 4 if number % 2 else 2,
            "aumento_renda": number % 4 < 2,
        }


def _contacts(uf):
    for number in range(EVERY):
        at = datetime(2025, number % 12 + 1, 5, 9)  # noqa: DTZ001 - as files write it
        yield {
            "id_contato": f"C{uf}{number}",
            "aberto_em": at,
            "canal": "Telefone",
            "primeira_resposta_em": at.replace(minute=5),
            "resolvido_em": at.replace(hour=10),
            "resolvido_primeiro_contato": True,
            "robo": True,
            "transferido": False,
            "reclamacao": True,
            "nota": 4 if number % 2 else 2,
            "voltaria": number % 2 == 0,
            "municipio": _town(uf, number),
            "uf_executora": uf,
        }


def _salas(uf):
    town = TOWNS[uf][0]
    yield {
        "id_parceiro": f"S{uf}", "nome": f"Sala {uf}", "tipo": "Sala do Empreendedor",
        "municipio": town, "latitude": -10.0, "longitude": -50.0, "situacao": "Ativa",
    }  # fmt: skip


def _initiatives(uf):
    yield {
        "id_iniciativa": f"I{uf}", "nome": "Uma", "uf": uf, "estrategia": "Mobilizações",
        "vulneraveis": True, "ano": 2025, "tema_indutor": "Inclusão Socioprodutiva", "csn": 10.0,
    }  # fmt: skip


def _stock(uf):
    for town in TOWNS[uf]:
        for porte in ("MEI", "ME", "EPP"):
            yield {"municipio": town, "porte": porte, "competencia": "2025-01", "quantidade": 100}


def _populations(uf):
    for town in TOWNS[uf]:
        for name, value in {**REFERENCE, "vulnerabilidade": int(town) % 97}.items():
            yield {
                "municipio": town,
                "indicador": name,
                "ano": 2022,
                "valor": value,
                "fonte": "teste",
            }
