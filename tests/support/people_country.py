"""A country of attended people with attributes, small enough for groups of few, and the populations
they are set against.
"""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from data_access.editions.reading import Edition
from tests.support.small_country import CODES, edition_of, pseudonym

# Months with attendances; the record ends in the last one.
MONTHS = ["2025-03", "2025-08", "2025-11", "2026-02", "2026-07"]
AGES = ["18 a 29", "30 a 39", "60 ou mais"]
REFERENCE = {
    "populacao": 1000,
    "populacao_adulta": 700,
    "mulheres": 510,
    "pretos_pardos": 450,
    "jovens": 200,
    "idosos": 150,
    "pcd": 60,
    "pcd_adultos": 55,
    "cadunico_adultos": 300,
}


def draw_people(seed: int, count: int) -> pd.DataFrame:
    """Clients with attributes (None is unknown) and the months in which each was attended; one in
    every month.
    """
    pick = Random(seed)  # noqa: S311 - a drawn country, no secret
    rows: list[dict[str, Any]] = []
    for number in range(count):
        active = MONTHS if not number else sorted(pick.sample(MONTHS, pick.choice([1, 1, 1, 2, 3])))
        rows.append({
            "id_cliente": pseudonym(number),
            "tipo_cliente": pick.choice(["PF", "PJ"]),
            "municipio": pick.choice(CODES),
            "genero": pick.choice(
                ["Feminino", "MULHER", "Masculino", "Outro", None, "Não informado"]
            ),
            "raca_cor": pick.choice(["Preta", "Parda", "Branca", "Amarela", None]),
            "faixa_etaria": pick.choice([*AGES, AGES[1], None]),
            "pcd": pick.choice([True, *[False] * 9, None]),
            "cadunico": pick.choice([True, False, None]),
            "consentimento": pick.choice([True, True, None, False]),
            "active": active,
        })  # fmt: skip
    return pd.DataFrame(rows)


def reference_rows(places: list[str] = CODES) -> pd.DataFrame:
    """The populations of `places`, the same in all of them but for a little, and an older year that
    must not count.
    """
    return pd.DataFrame([
        (code, name, year, value + (place if year == 2022 else 999), "teste")
        for place, code in enumerate(places)
        for name, value in REFERENCE.items()
        for year in (2010, 2022)
    ], columns=["municipio", "indicador", "ano", "valor", "fonte"])  # fmt: skip


def people_edition(folder: Path, people: pd.DataFrame, places: list[str] = CODES) -> Edition:
    """An edition of those people: each attended once in each of its months."""
    clients = people.drop(columns="active")
    return edition_of(
        folder,
        atendimentos=_attendances(people),
        clientes=clients,
        socioeconomico=reference_rows(places),
    )


def income_edition(folder: Path, people: pd.DataFrame, seed: int) -> tuple[Edition, pd.DataFrame]:
    """The same with initiatives, answers about income, vulnerability and stock; and the answers,
    each completed by its attendance.
    """
    pick = Random(seed)  # noqa: S311 - a drawn country, no secret
    attendances = _attendances(people)
    attendances["iniciativa"] = [
        pick.choice([None, "I1", "I2", "I2", "I3", "I4", "I9"]) for _ in attendances.index
    ]
    attendances["uf_executora"] = [
        pick.choice(["MG", "MG", "SP", "SP", "MT"]) for _ in attendances.index
    ]
    surveys = pd.DataFrame({
        "id_pesquisa": [f"P{number}" for number in attendances.index],
        "data": attendances["data_fim"],
        "id_atendimento": attendances["id_atendimento"],
        "aumento_renda": [pick.choice([True, True, False, None]) for _ in attendances.index],
    })  # fmt: skip
    stock = [
        (code, porte, "2025-06", pick.choice([20, 300]))
        for code in CODES
        for porte in ("MEI", "ME", "EPP")
    ]
    vulnerability = [(code, "vulnerabilidade", 2022, pick.random(), None) for code in CODES]
    reference = reference_rows()
    edition = edition_of(
        folder,
        atendimentos=attendances,
        clientes=people.drop(columns="active"),
        pesquisas=surveys,
        iniciativas=INITIATIVES,
        empresas=pd.DataFrame(stock, columns=["municipio", "porte", "competencia", "quantidade"]),
        socioeconomico=pd.concat(
            [reference, pd.DataFrame(vulnerability, columns=reference.columns)]
        ),
    )
    known = attendances.merge(
        INITIATIVES, left_on="iniciativa", right_on="id_iniciativa", how="left"
    )
    own = known[["id_atendimento", "municipio", "uf_executora", "iniciativa", "vulneraveis"]]
    return edition, surveys.merge(own, on="id_atendimento")


INITIATIVES = pd.DataFrame({
    "id_iniciativa": ["I1", "I2", "I3", "I4"],
    "nome": ["Um", "Dois", "Três", "Quatro"],
    "uf": ["MG", "SP", "SP", "MG"],
    "vulneraveis": [True, True, True, False],
})  # fmt: skip


def _attendances(people: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame([
        {
            "id_atendimento": f"A{row.id_cliente}{month}",
            "id_cliente": row.id_cliente,
            "tipo_cliente": row.tipo_cliente,
            "porte": "ME" if row.tipo_cliente == "PJ" else None,
            "data_fim": date(int(month[:4]), int(month[5:]), 10),
            "municipio": row.municipio,
            "uf_executora": "MG",
            "valido": True,
            "situacao": "Concluído",
        }
        for row in people.itertuples()
        for month in row.active
    ])  # fmt: skip


def answered_edition(folder: Path, answers: dict[tuple[str, str, str], tuple[int, int]]) -> Edition:
    """An edition of answers about income in one month: by UF of unit and initiative, town and
    initiative, how many say that it rose and that it did not.
    """
    rows = [
        (uf, town, initiative, rose)
        for (uf, town, initiative), counts in answers.items()
        for rose, count in zip((True, False), counts, strict=True)
        for _ in range(count)
    ]
    people = pd.DataFrame(
        [
            {
                "id_cliente": pseudonym(number),
                "tipo_cliente": "PF",
                "municipio": town,
                "active": [MONTHS[-1]],
            }
            for number, (_, town, *_) in enumerate(rows)
        ]
    )
    attendances = _attendances(people).assign(
        uf_executora=[uf for uf, *_ in rows],
        iniciativa=[initiative for _, _, initiative, _ in rows],
    )
    surveys = attendances[["id_atendimento"]].assign(
        id_pesquisa=[f"P{number}" for number in range(len(rows))],
        data=attendances["data_fim"],
        aumento_renda=[rose for *_, rose in rows],
    )
    initiatives = pd.DataFrame(
        [(initiative, initiative, uf, True) for uf, _, initiative in answers],
        columns=["id_iniciativa", "nome", "uf", "vulneraveis"],
    )
    return edition_of(
        folder,
        atendimentos=attendances,
        clientes=people.drop(columns="active"),
        pesquisas=surveys,
        iniciativas=initiatives,
    )
