"""What the version of the rules in force changed in each unit, beside the one before."""

from typing import Any

import pandas as pd
import streamlit as st

from config.formatting import number, plural, signed_number
from data_access.recognition.committee import Committee
from data_access.recognition.store import RecognitionRecord
from pages.components import html, messages
from pages.reconhecimento.rows import records

MOST = 20  # units that are listed


def versions_card(office: Committee, record: RecognitionRecord) -> None:
    if record.rules_version < 2 or record.data_edition is None:
        return
    now = record.rules_version
    with st.container(key="card_versions"):
        html.title(
            "O que a última versão das regras mudou",
            f"Versão {now} ao lado da {now - 1}, com os mesmos dados e as mesmas notas.",
        )
        changes = office.compare_versions(record.slug, now - 1, now)
        cells = [
            (html.cell(item.field), html.cell(item.before or "—"), html.cell(item.after or "—"))
            for item in changes
        ]
        head = ("o que mudou", "de", "para")
        html.show(html.table(head, cells, numeric=frozenset({1, 2}), label="Regras que mudaram"))
        with st.expander(
            "O que mudou em cada unidade", key="versions_units", on_change="rerun"
        ) as (opened):
            if opened.open:
                for category in record.rules.category:
                    _units(office.compare_scores(record.slug, category.id, now - 1, now))


def _units(table: pd.DataFrame) -> None:
    if table.empty:
        messages.empty("Nenhuma unidade muda de nota, de faixa ou de nível.")
        return
    cells = [
        (
            html.cell(row["name"] or row["unit"]),
            html.cell(row["uf"]),
            number(row["score_before"], 2),
            number(row["score_after"], 2),
            signed_number(row["score_after"] - row["score_before"], 2),
            html.cell(_level(row["tier_before"], row["tier_after"])),
        )
        for row in records(table.head(MOST))
    ]
    head = ("unidade", "UF", "antes", "agora", "diferença", "nível")
    html.show(
        html.table(
            head, cells, numeric=frozenset({2, 3, 4}), label="Unidades que mudam", stacked=True
        )
    )
    html.source(f"{plural(len(table), 'unidade muda', 'unidades mudam')}, as que mais mudam antes.")


def _level(before: Any, now: Any) -> str:
    one, other = (str(item) if item and not pd.isna(item) else "—" for item in (before, now))
    return one if one == other else f"{one} → {other}"
