"""The steps of an edition, from the data it is opened on to its announcement."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.formatting import brasilia, enumerate_words
from config.settings import Settings
from data_access.base.edition_errors import EditionError
from data_access.editions.info import edition_info
from data_access.operational.engine import operational_engine
from data_access.operational.recognition_models import (
    RecognitionCase,
    RecognitionDecision,
    RecognitionResult,
)
from data_access.recognition.errors import RecognitionError, SecondSignatureError
from data_access.recognition.judging import missing_points
from data_access.recognition.records import Proposal
from data_access.recognition.rules_store import require_reason
from data_access.recognition.sealed import sealed_document
from data_access.recognition.states import NEXT, CaseState, DecisionKind, State
from data_access.recognition.store import (
    Acting,
    RecognitionRecord,
    Signed,
    acting,
    recognition_record,
)

ALL = ""  # decisions about a whole edition are of no category and no unit


def open_on(settings: Settings, slug: str, edition_id: str, by: Signed) -> RecognitionRecord:
    """Tie an edition to the sealed data that it is measured from.

    Raises EditionError where those data are not there, were altered or are not sealed.
    """
    require_sealed(settings, edition_id)
    with acting(settings, slug, by.actor, (State.DRAFT, State.OPEN)) as act:
        act.member(by.member)
        act.edition.data_edition, act.edition.state = edition_id, State.OPEN
        act.edition.bands = {}
        act.log("reconhecimento_aberto", {"edicao": edition_id, "membro": by.member})
    return recognition_record(settings, slug)


def require_sealed(settings: Settings, edition_id: str) -> None:
    """Raises EditionError for an edition that is gone, altered or not sealed."""
    info = edition_info(settings, edition_id)
    if info.problem:
        raise EditionError(
            f"Os dados do reconhecimento não podem ser usados. {info.problem} Restaure a edição"
            f" {edition_id} de uma cópia de segurança: o resultado só se refaz dela."
        )
    if info.seal is None:
        raise EditionError(
            f"A edição {edition_id} não está selada, e um reconhecimento só se abre sobre dados que"
            f" não mudam. Sele-a com `t360 editions seal {edition_id}`."
        )


def choose_bands(
    settings: Settings, slug: str, category: str, bands: int, by: Signed
) -> RecognitionRecord:
    """How many bands a category has: chosen before any name is seen, and not after."""
    if not 1 <= bands <= 1000:
        raise RecognitionError("As faixas são ao menos 1; escolha um número da curva.")
    with acting(settings, slug, by.actor, (State.OPEN,)) as act:
        act.member(by.member)
        act.record.category(category)
        act.edition.bands = {**act.record.bands, category: bands}
        act.log(
            "reconhecimento_faixas", {"categoria": category, "faixas": bands, "membro": by.member}
        )
    return recognition_record(settings, slug)


def advance(
    settings: Settings, slug: str, by: Signed, *, seen: int | None = None
) -> RecognitionRecord:
    """Go on to the next step, where this one has nothing left to do."""
    with acting(settings, slug, by.actor, tuple(NEXT), seen=seen) as act:
        act.member(by.member)
        if act.record.state is State.REVIEW:
            _require_reviewed(act)
        act.edition.state = NEXT[act.record.state]
        act.log("reconhecimento_passo", {"passo": act.edition.state, "membro": by.member})
    return recognition_record(settings, slug)


def _require_reviewed(act: Acting) -> None:
    c = RecognitionCase
    waiting = act.session.scalar(
        sa.select(sa.func.count()).where(
            c.slug == act.record.slug, c.state != CaseState.CLOSED.value
        )
    )
    if waiting:
        raise RecognitionError(
            f"Há {waiting} {'caso' if waiting == 1 else 'casos'} por fechar. Feche cada um com um"
            " motivo antes de deliberar."
        )
    lacking = missing_points(act.session, act.record)
    if lacking:
        raise RecognitionError(
            f"Faltam notas dos membros: {enumerate_words(lacking)}. Dê ao menos uma nota em cada"
            " critério, ou tire-o das regras."
        )


def propose(settings: Settings, slug: str, by: Signed, reason: str) -> RecognitionRecord:
    """Close the deliberation: its author cannot be the one who approves it."""
    require_reason(reason, "propor o resultado")
    with acting(settings, slug, by.actor, (State.DELIBERATION,)) as act:
        act.member(by.member)
        _decide(act, DecisionKind.PROPOSAL, by, reason)
        act.edition.state = State.APPROVAL
        act.log("reconhecimento_proposto", {"membro": by.member, "motivo": reason})
    return recognition_record(settings, slug)


def approve(settings: Settings, slug: str, by: Signed, reason: str) -> RecognitionRecord:
    """The second signature. Raises SecondSignatureError where it is the first one's."""
    require_reason(reason, "aprovar")
    with acting(settings, slug, by.actor, (State.APPROVAL,)) as act:
        act.member(by.member)
        if _is_by(_last(act.session, slug, DecisionKind.PROPOSAL), by):
            raise SecondSignatureError(
                f"{by.member} propôs este resultado, e quem aprova é outro membro. Peça a"
                " aprovação de um colega do comitê; nada foi gravado."
            )
        _decide(act, DecisionKind.APPROVAL, by, reason)
        act.edition.state = State.APPROVED
        act.log("reconhecimento_aprovado", {"membro": by.member, "motivo": reason})
    return recognition_record(settings, slug)


def send_back(settings: Settings, slug: str, by: Signed, reason: str) -> RecognitionRecord:
    """Refuse what was proposed: the deliberation goes on."""
    require_reason(reason, "devolver à deliberação")
    with acting(settings, slug, by.actor, (State.APPROVAL, State.APPROVED)) as act:
        act.member(by.member)
        act.edition.state = State.DELIBERATION
        act.log("reconhecimento_devolvido", {"membro": by.member, "motivo": reason})
    return recognition_record(settings, slug)


def seal_result(settings: Settings, slug: str, by: Signed) -> RecognitionRecord:
    """Keep the result for ever, with the sum of its bytes."""
    record = recognition_record(settings, slug)
    document = sealed_document(settings, record) if record.state is State.APPROVED else None
    with acting(settings, slug, by.actor, (State.APPROVED,), seen=record.revision) as act:
        act.member(by.member)
        if document is None:
            raise RecognitionError(f"A edição {slug} acabou de mudar; sele-a de novo.")
        act.add(
            RecognitionResult(
                slug=slug,
                rules_version=record.rules_version,
                text=document.text,
                sha256=document.sha256,
                member=by.member,
                at=act.now,
            )
        )
        act.edition.state = State.SEALED
        act.log("reconhecimento_selado", {"membro": by.member, "sha256": document.sha256})
    return recognition_record(settings, slug)


def announce(settings: Settings, slug: str, by: Signed) -> RecognitionRecord:
    """Let everybody see it. Appeals may be filed until a deadline."""
    with acting(settings, slug, by.actor, (State.SEALED,)) as act:
        act.member(by.member)
        until = act.now + timedelta(days=act.record.rules.appeal_days)
        act.edition.state, act.edition.appeals_until = State.ANNOUNCED, until
        last_day = brasilia(until).date().isoformat()
        act.log("reconhecimento_anunciado", {"membro": by.member, "recursos_ate": last_day})
    return recognition_record(settings, slug)


def _decide(act: Acting, kind: DecisionKind, by: Signed, reason: str) -> None:
    act.add(
        RecognitionDecision(
            slug=act.record.slug,
            category=ALL,
            unit=ALL,
            kind=kind.value,
            detail={},
            reason=reason.strip(),
            member=by.member,
            account=by.actor.account or None,
            rules_version=act.record.rules_version,
            at=act.now,
        )
    )


def last_proposal(settings: Settings, slug: str, by: Signed) -> Proposal:
    """What an edition that waits for approval was proposed with, as `by` sees it."""
    with Session(operational_engine(settings)) as session:
        found = _last(session, slug, DecisionKind.PROPOSAL)
        return Proposal(found.member, found.reason, found.at, own=_is_by(found, by))


def _is_by(decision: RecognitionDecision, by: Signed) -> bool:
    own_account = bool(by.actor.account) and decision.account == by.actor.account
    return decision.member == by.member or own_account


def _last(session: Session, slug: str, kind: DecisionKind) -> RecognitionDecision:
    d = RecognitionDecision
    found = session.scalars(
        sa.select(d).where(d.slug == slug, d.kind == kind.value).order_by(d.id.desc()).limit(1)
    ).first()
    if found is None:
        raise AssertionError(f"{slug}: no {kind}")
    return found
