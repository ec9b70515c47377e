"""Requests of data subjects: a protocol, fifteen days, an answer, and a trail that names nobody."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.roles import ADMINISTRATOR, AUDITOR, DATA_STEWARD
from config.settings import Settings
from data_access.operational.actor import PANEL, Actor
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditEntry
from data_access.operational.subject_models import SubjectBlock
from data_access.operational.subjects import (
    TERM,
    Marks,
    SubjectRequestError,
    answer,
    correct,
    forget,
    marks_in_force,
)
from data_access.operational.verification import verify_trail
from data_access.stewardship.subjects import SubjectOffice, subject_office
from indicators.scope import Access, AccessDeniedError

ANA = Access("ana", roles=frozenset({DATA_STEWARD}))
WHO, OTHER = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    return Settings(home=tmp_path / "home", operational_url=url)


@pytest.fixture
def office(settings: Settings) -> SubjectOffice:
    return subject_office(settings, ANA, PANEL)


def trail(settings: Settings) -> list[tuple[str, str, str, dict]]:
    with Session(operational_engine(settings)) as session:
        rows = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
        return [(row.who, row.action, row.object, row.detail) for row in rows]


def erase(settings: Settings, who: str, key: str, *attendances: str) -> str:
    with Session(operational_engine(settings)) as session, session.begin():
        request = answer(session, "apagar", Actor("ana"), None, {"linhas": {"clientes": 1}})
        marks = Marks(frozenset({who}), frozenset(attendances))
        forget(session, marks, key, request.protocol)
        return request.protocol


def own_key(settings: Settings) -> str:
    from data_access.base.hash_keys import hash_key
    from data_access.base.pseudonym import fingerprint

    return fingerprint(hash_key(settings))


def test_a_request_has_fifteen_days_from_when_it_came(office: SubjectOffice) -> None:
    before = datetime.now(UTC) - timedelta(days=16)
    late, new = office.open("apagar", before), office.open("confirmar")
    assert (late.due_at, new.due_at) == (late.received_at + TERM, new.received_at + TERM)
    assert (late.open, late.late, new.late) == (True, True, False)
    assert [item.protocol for item in office.requests()] == [new.protocol, late.protocol]
    with pytest.raises(SubjectRequestError, match="depois de hoje"):
        office.open("apagar", datetime.now(UTC) + timedelta(days=2))


def test_an_answer_closes_its_request_once_and_of_its_kind(office: SubjectOffice) -> None:
    request = office.open("confirmar")
    with pytest.raises(SubjectRequestError, match="é de confirmar, e não de apagar"):
        office.erase("111.444.777-35", request.protocol)
    found = office.confirm("111.444.777-35", request.protocol)
    assert found.request is not None
    assert (found.request.protocol, found.request.answered_by) == (request.protocol, "ana")
    for again in (office.confirm, office.erase):
        with pytest.raises(SubjectRequestError, match="já foi respondido"):
            again("111.444.777-35", request.protocol)
    with pytest.raises(SubjectRequestError, match="Não há pedido de protocolo “x”"):
        office.confirm("111.444.777-35", "x")


def test_what_cannot_be_met_is_closed_with_its_reason(
    office: SubjectOffice, settings: Settings
) -> None:
    request = office.open("apagar")
    with pytest.raises(SubjectRequestError, match="Diga por que"):
        office.refuse(request.protocol, " ")
    closed = office.refuse(request.protocol, "não provou ser 111.444.777-35")
    assert (closed.open, closed.refusal) == (False, "não provou ser [CPF]")
    acts = [(action, subject) for _, action, subject, _ in trail(settings)]
    assert acts == [
        ("titular_pedido_aberto", request.protocol),
        ("titular_pedido_encerrado", request.protocol),
    ]


def test_the_trail_has_the_protocol_and_counts_and_holds(
    office: SubjectOffice, settings: Settings
) -> None:
    found = office.erase("111.444.777-35")
    assert found.request is not None
    ((who, action, subject, detail),) = trail(settings)
    assert (who, action, subject, detail) == ("ana", "titular_apagado", found.request.protocol, {})
    with Session(operational_engine(settings)) as session:
        (mark,) = session.scalars(sa.select(SubjectBlock.mark))
    assert mark not in str(trail(settings))
    assert verify_trail(settings).intact


def test_marks_are_in_force_once_and_for_their_key_alone(settings: Settings) -> None:
    key = own_key(settings)
    assert marks_in_force(settings) == Marks()
    erase(settings, WHO, key, "a1")
    erase(settings, WHO, key, "a1", "a2")
    erase(settings, OTHER, "another key")
    with Session(operational_engine(settings)) as session, session.begin():
        correct(session, OTHER, {"porte": "ME", "pcd": None}, key, "p")
        correct(session, OTHER, {"porte": "EPP"}, key, "q")
    assert marks_in_force(settings) == Marks(
        frozenset({WHO}), frozenset({"a1", "a2"}), {OTHER: {"porte": "EPP", "pcd": None}}, 1
    )
    erase(settings, OTHER, key)
    assert marks_in_force(settings).corrections == {}


def test_an_answer_that_fails_leaves_nothing(settings: Settings) -> None:
    with Session(operational_engine(settings)) as session:
        answer(session, "apagar", Actor("ana"), None, {})
        session.rollback()
    assert (trail(settings), marks_in_force(settings)) == ([], Marks())


def test_only_stewards_and_administrators_attend_to_data_subjects(settings: Settings) -> None:
    for role in (DATA_STEWARD, ADMINISTRATOR):
        subject_office(settings, Access("rui", roles=frozenset({role})), PANEL)
    with pytest.raises(AccessDeniedError, match="gestor_dados ou administrador"):
        subject_office(settings, Access("eva", roles=frozenset({AUDITOR})), PANEL)
