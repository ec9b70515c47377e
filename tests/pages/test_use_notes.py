"""What is written of who reads is written beside the reading, which neither waits nor ends."""

from datetime import UTC, datetime
from threading import Event

import pytest

from data_access.operational.engine import OperationalDatabaseError
from indicators.rights import Right, Rights
from pages.server.identity import visitor
from pages.server.identity.use_notes import UseNotes
from tests.support.logged_in import MARIA

READER = Right("executivo", frozenset({"BR"}))


def test_the_newest_note_of_each_is_written_and_a_failure_stops_none() -> None:
    notes, held, written = UseNotes(), Event(), []

    def full() -> None:
        held.wait(10)
        raise OperationalDatabaseError("O disco está cheio.")

    notes.put("first", full)
    notes.put("maria", lambda: written.append("before"))
    notes.put("maria", lambda: written.append("maria"))
    notes.put("ana", lambda: written.append("ana"))
    assert written == []
    held.set()
    notes.wait()
    assert written == ["maria", "ana"]


def test_a_use_that_could_not_be_written_is_written_at_the_next_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[object] = []

    def mark_used(*given: object) -> None:
        tried.append(given[1:3])
        if len(tried) == 1:
            raise OperationalDatabaseError("O disco está cheio.")

    monkeypatch.setattr(visitor, "mark_used", mark_used)
    monkeypatch.setattr(visitor, "_noted", set())
    rights = Rights(MARIA.who, frozenset({READER}))
    looking = visitor.Visitor(rights, visitor_standing())
    for _ in range(3):
        looking.note_use(["executivo"])
        visitor.use_notes.wait()
    assert tried == [(MARIA.id, frozenset({"executivo"}))] * 2


def visitor_standing() -> visitor.Standing:
    return visitor.Standing(1, MARIA, Rights(MARIA.who, frozenset({READER})), datetime.now(UTC))
