"""Initiatives are kept as they were registered, on both engines: what is missing stays missing."""

from datetime import date

import pandas as pd
import sqlalchemy as sa

from data_access.schema import tables as schema
from tests.support.small_country import pseudonym

HEADER = (
    "id_iniciativa nome uf estrategia tema_indutor indicadores tags setorial vulneraveis csn ano"
)
ATTENDANCE = pd.DataFrame(
    {
        "id_atendimento": ["A1"],
        "id_cliente": [pseudonym(1)],
        "tipo_cliente": ["PJ"],
        "porte": ["ME"],
        "valido": [True],
        "situacao": ["Concluído"],
        "data_fim": [date(2026, 3, 1)],
        "municipio": ["3106200"],
        "uf_executora": ["MG"],
    }
)
INITIATIVES = pd.DataFrame(
    [
        (
            "I2",
            "Mutirão",
            "MG",
            "MOBILIZACOES ",
            None,
            "NPS;Recorrência",
            "#a;#b",
            True,
            False,
            1234.56,
            2026,
        ),
        ("I1", "Sem nada", "SP", None, None, None, None, None, None, None, None),
    ],
    columns=HEADER.split(),
)


def kept(edition):
    with edition.engine.connect() as connection:
        rows = connection.execute(
            sa.select(schema.initiative).order_by(schema.initiative.c.initiative_id)
        )
        return [tuple(row) for row in rows]


def test_every_initiative_is_kept_in_its_own_words(edition_of, tmp_path):
    edition = edition_of(tmp_path, atendimentos=ATTENDANCE, iniciativas=INITIATIVES)
    try:
        assert kept(edition) == [
            ("I1", "Sem nada", "SP", *[None] * 8),
            (
                "I2",
                "Mutirão",
                "MG",
                2026,
                "MOBILIZACOES ",
                None,
                "NPS;Recorrência",
                "#a;#b",
                True,
                False,
                1234.56,
            ),
        ]
    finally:
        edition.close()


def test_an_edition_without_the_source_has_an_empty_table(edition_of, tmp_path):
    edition = edition_of(tmp_path, atendimentos=ATTENDANCE)
    try:
        assert kept(edition) == []
    finally:
        edition.close()
