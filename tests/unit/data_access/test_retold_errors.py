"""An error that is told as another keeps what only who administers may read of it."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from config.errors import UserError
from config.operators import for_operators, said_as
from config.progress import Progress, silent
from config.settings import Settings
from data_access.base.apart import Bounds, call_apart
from data_access.base.edition_errors import EditionError
from data_access.importing import job
from data_access.places.crosswalk import CrosswalkError
from data_access.sources.errors import ImportRefusedError
from data_access.staging import turn

SENTENCE, WHOLE = "O banco não respondeu.", "O banco em 10.0.0.7:5432 não respondeu."


class TwoPartsError(UserError):
    """It cannot travel: it is made of more than its sentence."""

    def __init__(self, sentence: str, part: str) -> None:
        super().__init__(sentence)
        self.part = part


def refuse(_: Progress) -> None:
    raise for_operators(TwoPartsError(SENTENCE, "banco"), WHOLE)


def test_an_error_of_another_kind_says_the_same() -> None:
    told = said_as(ImportRefusedError, for_operators(EditionError(SENTENCE), WHOLE))
    assert (type(told), str(told), told.detail) == (ImportRefusedError, SENTENCE, WHOLE)
    assert said_as(ImportRefusedError, EditionError(SENTENCE)).detail == ""


def test_it_arrives_from_another_process() -> None:
    with pytest.raises(UserError) as caught:
        call_apart(refuse, Bounds(memory=512 << 20, seconds=30), silent)
    assert (str(caught.value), caught.value.detail) == (SENTENCE, WHOLE)


def test_an_import_that_waits_for_its_turn_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hold(*_: object, **__: object) -> None:
        raise for_operators(EditionError(SENTENCE), WHOLE)

    monkeypatch.setattr(turn, "hold_lock", hold)
    with pytest.raises(ImportRefusedError) as caught, turn.turn(Settings(home=tmp_path)):
        pass
    assert (str(caught.value), caught.value.detail) == (SENTENCE, WHOLE)


def test_an_import_without_a_crosswalk_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seek(*_: object) -> None:
        raise for_operators(CrosswalkError(SENTENCE), WHOLE)

    monkeypatch.setattr(job.Gazetteer, "for_codings", seek)
    asked = SimpleNamespace(municipalities=None, settings=Settings(home=tmp_path))
    with pytest.raises(ImportRefusedError) as caught:
        job.Job.gazetteer(asked, SimpleNamespace(codings={}))
    assert (str(caught.value), caught.value.detail) == (SENTENCE, WHOLE)
