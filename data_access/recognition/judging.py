"""What members bring to an edition: themselves, entries of processes, points, and closed cases."""

from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.formatting import enumerate_words, number
from config.settings import Settings
from data_access.operational.actor import Actor
from data_access.operational.engine import operational_engine
from data_access.operational.recognition_models import (
    RecognitionCase,
    RecognitionEntry,
    RecognitionMember,
    RecognitionPoints,
)
from data_access.recognition.errors import RecognitionError, UnknownRecognitionError
from data_access.recognition.points import Entry, Points
from data_access.recognition.records import CaseRecord
from data_access.recognition.rules_store import require_reason
from data_access.recognition.states import CHANGEABLE, CaseState, Outcome, State
from data_access.recognition.store import (
    Member,
    RecognitionRecord,
    Signed,
    acting,
    members_of,
    require_edition,
)
from indicators.recognition_rules.measurable import UnitKind
from indicators.recognition_rules.model import NATIONAL, Category, Criterion, Origin, PointScale

ENROLLING = tuple(state for state in State if state not in (State.SEALED, State.ANNOUNCED))


@dataclass(frozen=True)
class Judged:
    """Whom an act is about; ``uf`` is the unit's."""

    category: str
    unit: str
    uf: str


def enrol(settings: Settings, slug: str, member: Member, actor: Actor) -> Member:
    """Add a member to the committee; one that is in it changes UF and role."""
    if not member.name.strip():
        raise RecognitionError("Um membro do comitê tem um nome. Escreva-o.")
    with acting(settings, slug, actor, ENROLLING) as act:
        if act.record.scope != NATIONAL and member.uf not in (act.record.scope, NATIONAL):
            raise RecognitionError(
                f"A edição {slug} é de {act.record.scope}, e {member.name} seria de {member.uf}."
                " Inscreva membros da UF da edição, ou nacionais (BR)."
            )
        m = RecognitionMember
        row = act.session.scalars(sa.select(m).where(m.slug == slug, m.name == member.name)).first()
        if row is None:
            row = RecognitionMember(slug=slug, name=member.name, at=act.now)
            act.add(row)
        row.uf, row.role = member.uf, member.role
        detail = {"membro": member.name, "uf": member.uf, "papel": member.role}
        act.log("reconhecimento_membro", detail)
    return member


def committee_of(settings: Settings, slug: str) -> list[Member]:
    with Session(operational_engine(settings)) as session:
        require_edition(session, slug)
        return members_of(session, slug)


def register_entry(
    settings: Settings, slug: str, category_id: str, entry: Entry, by: Signed
) -> Entry:
    """Enter a process in a category. The same code again changes what it says."""
    for name, text in (("nome", entry.name), ("responsável", entry.owner), ("texto", entry.text)):
        if not text.strip():
            raise RecognitionError(f"Falta o {name} do processo “{entry.unit}”. Escreva-o.")
    with acting(settings, slug, by.actor, CHANGEABLE) as act:
        act.member(by.member, entry.uf)
        category = act.record.category(category_id)
        if category.unit is not UnitKind.PROCESS:
            raise RecognitionError(
                f"A categoria {category_id} é de {category.unit}, e as suas linhas vêm dos dados:"
                " só processos são inscritos."
            )
        e = RecognitionEntry
        row = act.session.scalars(
            sa.select(e).where(e.slug == slug, e.category == category_id, e.unit == entry.unit)
        ).first()
        if row is None:
            row = RecognitionEntry(slug=slug, category=category_id, unit=entry.unit)
            act.add(row)
        row.name, row.owner, row.uf, row.text = entry.name, entry.owner, entry.uf, entry.text
        row.evidence, row.public, row.who, row.at = entry.evidence, entry.public, by.member, act.now
        act.log("reconhecimento_inscricao", {"categoria": category_id, "unidade": entry.unit})
    return entry


def give_points(  # noqa: PLR0913 - points say of whom, by what, how many, why and by whom
    settings: Settings,
    slug: str,
    judged: Judged,
    criterion_id: str,
    points: float,
    *,
    reason: str,
    evidence: str = "",
    by: Signed,
) -> None:
    """Points of a member to a unit. Given again they take the place of the former, which stay in
    the store; those of two members at once are two entries.
    """
    require_reason(reason, "dar nota")
    with acting(settings, slug, by.actor, (State.REVIEW,)) as act:
        act.member(by.member, judged.uf)
        category = act.record.category(judged.category)
        scale = _scale(category, criterion_id)
        if not scale.least <= points <= scale.most:
            raise RecognitionError(
                f"A nota vai de {number(scale.least, 1)} a {number(scale.most, 1)}, e encontrei"
                f" {number(points, 1)}. Nada foi gravado."
            )
        act.add(
            RecognitionPoints(
                slug=slug,
                category=judged.category,
                unit=judged.unit,
                criterion=criterion_id,
                member=by.member,
                points=points,
                reason=reason.strip(),
                evidence=evidence.strip(),
                rules_version=act.record.rules_version,
                at=act.now,
            )
        )
        detail = {
            "categoria": judged.category,
            "unidade": judged.unit,
            "criterio": criterion_id,
            "nota": points,
            "membro": by.member,
        }
        act.log("reconhecimento_nota", detail)


def _scale(category: Category, criterion_id: str) -> PointScale:
    found = category.criterion_of(criterion_id)
    given = [item.id for item in category.criterion if item.origin is Origin.POINTS]
    if found is None or found.points is None:
        known = enumerate_words(given) or "nenhum"
        raise UnknownRecognitionError(
            f"“{criterion_id}” não é um critério de notas dos membros em {category.id}. Os que são:"
            f" {known}."
        )
    return found.points


def points_of(session: Session, slug: str, category: str) -> Points:
    """The latest points of each member, of each unit and criterion."""
    p = RecognitionPoints
    rows = session.execute(
        sa.select(p.criterion, p.unit, p.member, p.points)
        .where(p.slug == slug, p.category == category)
        .order_by(p.id)
    ).all()
    frame = pd.DataFrame(rows, columns=["criterion", "unit", "member", "points"])
    frame = frame.astype({"points": float, "criterion": object, "unit": object, "member": object})
    return Points(frame.drop_duplicates(["criterion", "unit", "member"], keep="last"))


def points_given(settings: Settings, slug: str, category: str) -> list[RecognitionPoints]:
    """Every entry of points, the newest first, with reasons: for the committee."""
    p = RecognitionPoints
    with Session(operational_engine(settings), expire_on_commit=False) as session:
        require_edition(session, slug)
        rows = sa.select(p).where(p.slug == slug, p.category == category).order_by(p.id.desc())
        return list(session.scalars(rows))


def missing_points(session: Session, record: RecognitionRecord) -> list[str]:
    """Criteria of points to which nobody gave any yet."""
    lacking = []
    for category in record.rules.category:
        given = set(points_of(session, record.slug, category.id).rows["criterion"])
        lacking += [item.name for item in _of_points(category) if item.id not in given]
    return lacking


def _of_points(category: Category) -> list[Criterion]:
    return [item for item in category.criterion if item.origin is Origin.POINTS and item.weight]


def entries_of(session: Session, slug: str, category: str) -> tuple[Entry, ...]:
    e = RecognitionEntry
    rows = session.scalars(
        sa.select(e).where(e.slug == slug, e.category == category).order_by(e.unit)
    )
    return tuple(
        Entry(row.unit, row.name, row.owner, row.uf, row.text, row.evidence, row.public)
        for row in rows
    )


def list_cases(settings: Settings, slug: str) -> list[CaseRecord]:
    """Every case of an edition, the open ones first."""
    c = RecognitionCase
    with Session(operational_engine(settings)) as session:
        require_edition(session, slug)
        rows = session.scalars(
            sa.select(c).where(c.slug == slug).order_by(c.state == CaseState.CLOSED.value, c.id)
        )
        return [_case(row) for row in rows]


def _case(row: RecognitionCase) -> CaseRecord:
    return CaseRecord(
        id=row.id,
        category=row.category,
        unit=row.unit,
        pattern=row.pattern,
        description=row.description,
        evidence=row.evidence,
        state=CaseState(row.state),
        assignee=row.assignee,
        outcome=Outcome(row.outcome) if row.outcome else None,
        reason=row.reason,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
