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


SURVEYS = "id_pesquisa;data;uf_executora;nps\n"


def surveys(*days: str) -> str:
    return SURVEYS + "".join(f"R{n};{day};SP;9\n" for n, day in enumerate(days, 1))


@pytest.mark.parametrize("first", ["n/d", "-", "2026-01-05", "05/01/2026"])
def test_a_first_cell_that_is_no_instant_decides_nothing(
    settings: Settings, bring: Bring, active: Active, first: str
) -> None:
    days = ["2026-01-01T00:00:00Z", *(f"2026-01-{day:02d}T00:00:00Z" for day in range(10, 31))]
    report = bring("pesquisas", surveys(first, *days), tolerant=True)
    found = [day for (day,) in active(settings, "pesquisas", "data")]
    expected = [date.fromisoformat(day[:10]) for day in days]
    assert [day for day in found if day and day != date(2026, 1, 5)] == expected
    assert "Em data, 22 datas vêm à meia-noite de Greenwich" in told(report)


def test_midnights_of_brasilia_in_text_are_its_days_and_nothing_is_told(
    settings: Settings, bring: Bring, active: Active
) -> None:
    report = bring("pesquisas", surveys("2026-01-01T00:00:00-03:00", "2026-02-01 00:00 -0300"))
    assert active(settings, "pesquisas", "data") == [(date(2026, 1, 1),), (date(2026, 2, 1),)]
    assert "meia-noite" not in told(report)


def test_midnights_of_two_zones_are_the_days_written_and_only_the_other_zone_is_told(
    settings: Settings, bring: Bring, active: Active
) -> None:
    days = ("2026-01-01T00:00:00-03:00", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00-03")
    report = bring("pesquisas", surveys(*days))
    assert active(settings, "pesquisas", "data") == [(date(2026, 1, n),) for n in (1, 2, 3)]
    assert "Em data, 1 data vem à meia-noite de Greenwich" in told(report)


def test_the_zone_of_the_midnights_is_named(
    settings: Settings, bring: Bring, active: Active
) -> None:
    days = ("2026-01-01T00:00:00+0100", "2026-01-02T00:00:00+01:00", "2026-01-03T00:00:00+00")
    report = bring("pesquisas", surveys(*days))
    assert active(settings, "pesquisas", "data") == [(date(2026, 1, n),) for n in (1, 2, 3)]
    zones = "de Greenwich (2026-01-01T00:00:00Z) e do fuso +01:00, e nenhuma com outra hora"
    assert f"Em data, 3 datas vêm à meia-noite {zones}" in told(report)


def test_with_another_hour_midnights_of_both_zones_are_instants(
    settings: Settings, bring: Bring, active: Active
) -> None:
    days = ("2026-01-01T00:00:00-03:00", "2026-01-03T00:00:00Z", "2026-01-03T15:10:00Z")
    bring("pesquisas", surveys(*days))
    assert active(settings, "pesquisas", "data") == [(date(2026, 1, n),) for n in (1, 2, 3)]


def test_a_month_that_is_the_same_in_both_readings_is_not_told(
    settings: Settings, bring: Bring, active: Active
) -> None:
    rows = "3550308;MEI;2026-01-15T00:00:00Z;1\n3304557;MEI;2026-02-01T00:00:00Z;2\n"
    report = bring("empresas", STOCK + rows)
    assert active(settings, "empresas", "competencia") == [("2026-01",), ("2026-02",)]
    assert "Em competencia, 1 data vem à meia-noite de Greenwich" in told(report)
