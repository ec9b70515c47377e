"""Requests of data subjects: their protocol and clock, and the marks that they leave in force.

Nothing here, nor in the trail, says the document of anybody, nor the pseudonym but in the marks.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.errors import UserError
from config.settings import Settings
from data_access.base.pseudonym import fingerprint
from data_access.operational.actor import Actor
from data_access.operational.audit import audit_entry
from data_access.operational.engine import operational_engine
from data_access.operational.keys import current_key
from data_access.operational.subject_models import (
    SubjectBlock,
    SubjectCorrection,
    SubjectRequest,
)

Kind = Literal["confirmar", "exportar", "corrigir", "apagar"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TERM = timedelta(days=15)  # LGPD, art. 19, II
PERSON, ATTENDANCE = "pessoa", "atendimento"


class SubjectRequestError(UserError):
    """There is no such request, or it cannot be met so."""


@dataclass(frozen=True)
class RequestRecord:
    """A request as it is listed; moments are aware, in UTC. ``imports``: those that held rows."""

    protocol: str
    kind: Kind
    received_at: datetime
    due_at: datetime
    opened_by: str
    answered_at: datetime | None
    answered_by: str | None
    refusal: str | None
    rows: Mapping[str, int]
    imports: tuple[str, ...]

    @property
    def open(self) -> bool:
        return self.answered_at is None

    @property
    def late(self) -> bool:
        """Whether it passed its term without an answer, or was answered after it."""
        return (self.answered_at or datetime.now(UTC)) > self.due_at


@dataclass(frozen=True)
class Marks:
    """What is in force for rows that are kept or come in. ``people``: pseudonyms of those who were
    erased; ``attendances``: keyed hashes of theirs; ``corrections``: by pseudonym and column.
    ``of_another_key``: requests whose marks no row of this key can meet.
    """

    people: frozenset[str] = frozenset()
    attendances: frozenset[str] = frozenset()
    corrections: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    of_another_key: int = 0


def marks_in_force(settings: Settings) -> Marks:
    with Session(operational_engine(settings)) as session:
        blocks = session.scalars(sa.select(SubjectBlock)).all()
        corrections = session.scalars(sa.select(SubjectCorrection)).all()
        if not blocks and not corrections:
            return Marks()
        key = fingerprint(current_key(settings))
        corrected: dict[str, dict[str, str | None]] = {}
        for row in corrections:
            if row.key_fingerprint == key:
                corrected.setdefault(row.pseudonym, {})[row.column_name] = row.value
        known = [row for row in blocks if row.key_fingerprint == key]
        foreign = {row.protocol for row in blocks if row.key_fingerprint != key}
        foreign |= {row.protocol for row in corrections if row.key_fingerprint != key}
        return Marks(
            frozenset(row.mark for row in known if row.kind == PERSON),
            frozenset(row.mark for row in known if row.kind == ATTENDANCE),
            corrected,
            len(foreign),
        )


def list_requests(settings: Settings) -> list[RequestRecord]:
    """The newest first."""
    chosen = sa.select(SubjectRequest).order_by(SubjectRequest.id.desc())
    with Session(operational_engine(settings)) as session:
        return [_record(row) for row in session.scalars(chosen)]


def open_request(
    settings: Settings, kind: Kind, actor: Actor, received_at: datetime | None = None
) -> RequestRecord:
    """Put a request on record, with its term. Raises SubjectRequestError for a day to come."""
    now = datetime.now(UTC)
    if received_at is not None and received_at > now:
        raise SubjectRequestError("O pedido não pode ter chegado depois de hoje. Confira o dia.")
    with Session(operational_engine(settings)) as session, session.begin():
        request = new_request(session, kind, actor, received_at or now)
        session.add(audit_entry(actor, "titular_pedido_aberto", request.protocol, {"tipo": kind}))
        return _record(request)


def new_request(
    session: Session, kind: Kind, actor: Actor, received_at: datetime
) -> SubjectRequest:
    """A request with a protocol of its own, in the transaction of the caller."""
    request = SubjectRequest(
        protocol=f"{received_at:%Y%m%d}-{secrets.token_hex(4)}",
        kind=kind,
        received_at=received_at,
        due_at=received_at + TERM,
        opened_by=actor.name,
        outcome={},
    )
    session.add(request)
    session.flush()
    return request


def require_open(session: Session, protocol: str, kind: Kind | None = None) -> SubjectRequest:
    """Raises SubjectRequestError."""
    found = session.scalars(
        sa.select(SubjectRequest).where(SubjectRequest.protocol == protocol)
    ).one_or_none()
    if found is None:
        raise SubjectRequestError(
            f"Não há pedido de protocolo “{protocol[:20]}”. Veja-os com `t360 titular pedidos`."
        )
    if found.answered_at is not None:
        raise SubjectRequestError(f"O pedido {protocol} já foi respondido; nada mudou.")
    if kind is not None and found.kind != kind:
        raise SubjectRequestError(
            f"O pedido {protocol} é de {found.kind}, e não de {kind}. Nada mudou."
        )
    return found


def check_open(settings: Settings, protocol: str, kind: Kind) -> None:
    """Raises SubjectRequestError where the request of `protocol` cannot be answered so."""
    with Session(operational_engine(settings)) as session:
        require_open(session, protocol, kind)


def answer(
    session: Session,
    kind: Kind,
    actor: Actor,
    protocol: str | None,
    outcome: Mapping[str, Any],
) -> RequestRecord:
    """Close the request of `protocol`, or one that is made now, with its entry in the trail."""
    now = datetime.now(UTC)
    request = (
        new_request(session, kind, actor, now)
        if protocol is None
        else require_open(session, protocol, kind)
    )
    request.answered_at, request.answered_by = now, actor.name
    request.outcome = dict(outcome)
    session.add(audit_entry(actor, ACTS[kind], request.protocol, outcome.get("linhas")))
    session.flush()
    return _record(request)


# What each answer is called in the trail; its object is the protocol.
ACTS: dict[Kind, str] = {
    "confirmar": "titular_confirmado",
    "exportar": "titular_exportado",
    "corrigir": "titular_corrigido",
    "apagar": "titular_apagado",
}


def close_without(settings: Settings, protocol: str, reason: str, actor: Actor) -> RequestRecord:
    """Close a request that cannot be met, with the reason that the person is told (art. 18, § 4º).
    Raises SubjectRequestError.
    """
    if not reason.strip():
        raise SubjectRequestError("Diga por que o pedido não pôde ser atendido.")
    with Session(operational_engine(settings)) as session, session.begin():
        request = require_open(session, protocol)
        request.answered_at, request.answered_by = datetime.now(UTC), actor.name
        request.refusal = reason.strip()
        session.add(audit_entry(actor, "titular_pedido_encerrado", request.protocol))
        session.flush()
        return _record(request)


def forget(session: Session, marks: Marks, key_fingerprint: str, protocol: str) -> None:
    """Keep out whoever was erased, with what was corrected of them, in the transaction of the
    caller. What is kept out already stays so.
    """
    known = {(row.kind, row.mark) for row in session.scalars(sa.select(SubjectBlock))}
    wanted = [
        *((PERSON, mark) for mark in sorted(marks.people)),
        *((ATTENDANCE, mark) for mark in sorted(marks.attendances)),
    ]
    session.add_all(
        SubjectBlock(
            kind=kind,
            mark=mark,
            key_fingerprint=key_fingerprint,
            protocol=protocol,
            at=datetime.now(UTC),
        )
        for kind, mark in wanted
        if (kind, mark) not in known
    )
    session.execute(
        sa.delete(SubjectCorrection).where(SubjectCorrection.pseudonym.in_(marks.people))
    )


def correct(
    session: Session,
    who: str,
    values: Mapping[str, str | None],
    key_fingerprint: str,
    protocol: str,
) -> None:
    """Put corrections in force in the place of earlier ones, in the transaction of the caller."""
    session.execute(
        sa.delete(SubjectCorrection).where(
            SubjectCorrection.pseudonym == who, SubjectCorrection.column_name.in_(values)
        )
    )
    session.add_all(
        SubjectCorrection(
            pseudonym=who,
            column_name=name,
            value=value,
            key_fingerprint=key_fingerprint,
            protocol=protocol,
            at=datetime.now(UTC),
        )
        for name, value in values.items()
    )


def _record(row: SubjectRequest) -> RequestRecord:
    return RequestRecord(
        row.protocol,
        _kind(row.kind),
        row.received_at,
        row.due_at,
        row.opened_by,
        row.answered_at,
        row.answered_by,
        row.refusal,
        row.outcome.get("linhas") or {},
        tuple(row.outcome.get("importacoes") or ()),
    )


def _kind(text: str) -> Kind:
    return next(kind for kind in KINDS if kind == text)
