"""The recognition of the demonstration, of a country of a dozen Salas."""

from pathlib import Path

import pytest

from config.settings import Settings
from data_access.operational.actor import COMMAND_LINE, Actor
from data_access.recognition.committee import committee
from data_access.recognition.demonstration import LEAST, demonstrate
from data_access.recognition.states import State
from indicators.scope import Access
from tests.support.salas_country import publish_salas, recognise


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return publish_salas(tmp_path / "home")


@pytest.mark.slow
def test_there_is_a_sealed_edition_an_open_one_with_cases_and_an_appeal(settings: Settings) -> None:
    for _ in range(2):  # a second demonstration takes the place of the first
        assert recognise(settings)
    door = committee(settings, Access.everything(), COMMAND_LINE, "Ana Ribeiro")
    states = {record.scope: record.state for record in door.editions()}
    assert states == {"BR": State.ANNOUNCED, "MG": State.REVIEW}
    salas, teams = sorted(door.editions(), key=lambda record: record.scope)
    assert door.reproduce(salas.slug)[0]
    assert [appeal.state for appeal in door.appeals(salas.slug)] == ["aberto"]
    competing = [
        unit for unit in door.sealed(salas.slug).units("salas").values() if unit["concorre"]
    ]
    assert len(competing) >= LEAST // 3
    assert {case.unit for case in door.cases(teams.slug)} <= {"E1", "E2"}
    assert all(record.demonstration for record in door.editions())


@pytest.mark.slow
def test_a_country_has_the_year_before_and_a_stage_of_a_uf(tmp_path: Path, monkeypatch) -> None:
    settings = publish_salas(tmp_path / "home", (2024, 2025, 2026))
    monkeypatch.setattr("data_access.recognition.demonstration.COUNTRY", LEAST)
    monkeypatch.setattr("data_access.recognition.demonstration.HIGHEST", ("Diamante", 90.5))
    assert recognise(settings)
    door = committee(settings, Access.everything(), COMMAND_LINE, "Ana Ribeiro")
    now, before, stage = (f"demonstracao-salas-{name}" for name in ("2026", "2025", "mg-2026"))
    assert all(door.reproduce(slug)[0] for slug in (now, before, stage))
    assert door.require_edition(now).rules.editions == (stage,)
    earlier = door.sealed_before(now, "salas")
    assert [record.slug for record, _ in earlier] == [before]
    won = {code: unit.get("nivel") for code, unit in door.sealed(stage).units("salas").items()}
    highest = {
        code
        for code, unit in door.sealed(now).units("salas").items()
        if unit.get("nivel") == "Diamante"
    }
    assert {won[code] for code in highest} <= {"Ouro"}


def test_a_demonstration_of_hardly_anybody_has_none(own) -> None:
    found = Settings(home=own.home, threads=1, memory_limit="1GB", _env_file=None)
    assert not demonstrate(found, own.edition, Actor("eu", COMMAND_LINE))
    assert committee(found, Access.everything(), COMMAND_LINE).editions() == []
