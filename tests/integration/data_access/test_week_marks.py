"""“Feito”: whose mark it is, that the trail has it too, and that it is taken back once."""

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.operational.actor import PANEL
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditEntry, WeekMark
from data_access.stewardship.week import DONE, UNDONE, Item, WeekMarkError, WeekMarks
from indicators.scope import Access, AccessDeniedError

TOWN = Item("edicao-1", "municipio", "3106200", "Belo Horizonte", "MG", "cobertura", "Alcança 5 %.")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    return Settings(home=tmp_path / "home", operational_url=url)


def of(settings: Settings, name: str, *ufs: str) -> WeekMarks:
    return WeekMarks(settings, Access(name, frozenset(ufs) or None), PANEL)


def trail(settings: Settings) -> list[tuple[str, str, str]]:
    with Session(operational_engine(settings)) as session:
        rows = session.execute(
            sa.select(AuditEntry.action, AuditEntry.who, AuditEntry.object).order_by(AuditEntry.id)
        )
        return [tuple(row) for row in rows if row.action.startswith("semana")]


def test_a_mark_has_its_author_and_is_in_the_trail(settings: Settings) -> None:
    mark = of(settings, "ana", "MG").done(TOWN)
    assert (mark.item, mark.who, mark.counts) == (TOWN, "ana", True)
    assert of(settings, "eva").of(["MG"]) == [mark]
    assert trail(settings) == [(DONE, "ana", "Belo Horizonte")]


def test_the_same_is_done_once_in_an_edition_and_again_in_the_next(settings: Settings) -> None:
    of(settings, "ana").done(TOWN)
    with pytest.raises(WeekMarkError, match="já foi marcado como feito por ana"):
        of(settings, "eva").done(TOWN)
    of(settings, "eva").done(replace(TOWN, edition_id="edicao-2"))
    of(settings, "eva").done(replace(TOWN, reason="sem_atendimento"))
    assert [mark.who for mark in of(settings, "eva").of(["MG"])] == ["eva", "eva", "ana"]
    assert len(trail(settings)) == 3


def test_a_mistake_is_taken_back_once_and_stays_in_the_history(settings: Settings) -> None:
    mark = of(settings, "ana").done(TOWN)
    of(settings, "eva").undo(mark.id)
    [kept] = of(settings, "ana").of(["MG"])
    assert (kept.who, kept.undone_by, kept.counts) == ("ana", "eva", False)
    with pytest.raises(WeekMarkError, match="já foi desfeita"):
        of(settings, "ana").undo(mark.id)
    of(settings, "ana").done(TOWN)
    assert [act for act, _, _ in trail(settings)] == [DONE, UNDONE, DONE]


def test_nobody_marks_or_sees_what_is_of_another_state(settings: Settings) -> None:
    mark = of(settings, "ana", "MG").done(TOWN)
    bahia = of(settings, "eva", "BA")
    assert bahia.of(["MG", "BA"]) == []
    with pytest.raises(AccessDeniedError):
        bahia.done(replace(TOWN, edition_id="edicao-2"))
    with pytest.raises(AccessDeniedError):
        bahia.undo(mark.id)
    assert len(trail(settings)) == 1


def test_of_two_who_mark_at_the_same_moment_one_is_told(settings: Settings) -> None:
    operational_engine(settings)
    told: list[str] = []

    def mark(name: str) -> None:
        try:
            of(settings, name).done(TOWN)
        except WeekMarkError as error:
            told.append(str(error))

    both = [Thread(target=mark, args=(name,)) for name in ("ana", "eva", "rui")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    with Session(operational_engine(settings)) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(WeekMark)) == 1
    assert len(told) == 2
    assert len(trail(settings)) == 1
