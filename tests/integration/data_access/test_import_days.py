"""Days that a program wrote as midnights of Greenwich are the days that are written."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from config.settings import Settings
from data_access.importing.report import ImportReport

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[Any, ...]]]
STOCK = "municipio;porte;competencia;quantidade\n"


def told(report: ImportReport) -> str:
    return " ".join(report.notices)


def as_parquet(frame: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.to_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize("offset", ["Z", "+00:00", " UTC", ".000Z"])
def test_a_month_written_as_midnight_is_not_the_month_before(
    settings: Settings, bring: Bring, active: Active, offset: str
) -> None:
    rows = f"3550308;MEI;2026-01-01T00:00:00{offset};1\n3304557;MEI;2026-02-01T00:00:00{offset};2\n"
    report = bring("empresas", STOCK + rows)
    assert active(settings, "empresas", "competencia") == [("2026-01",), ("2026-02",)]
    assert "Em competencia, 2 datas vêm à meia-noite de Greenwich" in told(report)


def test_the_same_from_a_file_with_types(settings: Settings, bring: Bring, active: Active) -> None:
    months = pd.to_datetime(["2018-12-01", "2026-02-01"], utc=True)  # one of them in summer time
    frame = pd.DataFrame(
        {"municipio": ["3550308", "3304557"], "porte": "ME", "competencia": months, "quantidade": 5}
    )
    bring("empresas", as_parquet(frame), name="fonte.parquet")
    assert active(settings, "empresas", "competencia") == [("2018-12",), ("2026-02",)]


def test_with_any_other_hour_they_are_instants_of_brasilia(
    settings: Settings, bring: Bring, active: Active
) -> None:
    rows = "R1;2026-03-01T00:00:00Z;SP;9\nR2;2026-03-05T15:10:00Z;SP;9\n"
    report = bring("pesquisas", "id_pesquisa;data;uf_executora;nps\n" + rows)
    assert active(settings, "pesquisas", "data") == [(date(2026, 2, 28),), (date(2026, 3, 5),)]
    assert "Greenwich" not in told(report)


def test_midnights_of_brasilia_are_its_days(
    settings: Settings, bring: Bring, active: Active
) -> None:
    days = pd.to_datetime(["2026-03-01", "2026-03-02"]).tz_localize("America/Sao_Paulo")
    frame = pd.DataFrame(
        {"id_pesquisa": ["R1", "R2"], "data": days, "uf_executora": "SP", "nps": [9, 9]}
    )
    bring("pesquisas", as_parquet(frame), name="fonte.parquet")
    assert active(settings, "pesquisas", "data") == [(date(2026, 3, 1),), (date(2026, 3, 2),)]
