"""Appeals against an announced result, and what another look at the unit shows."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.formatting import day
from config.settings import Settings
from data_access.editions.reading import open_edition
from data_access.operational.actor import Actor
from data_access.operational.engine import operational_engine
from data_access.operational.recognition_models import RecognitionAppeal
from data_access.recognition.errors import (
    ChangedMeanwhileError,
    RecognitionError,
    UnknownRecognitionError,
)
from data_access.recognition.judging import Judged
from data_access.recognition.records import AppealRecord
from data_access.recognition.rules_store import require_reason
from data_access.recognition.sealed import sealed_document
from data_access.recognition.seals import SealedResult, sealed_result
from data_access.recognition.states import AppealState, State
from data_access.recognition.store import Signed, acting, recognition_record, require_edition

FIELDS = ("concorre", "motivo", "nota", "posicao", "lugar", "faixa", "nivel")


def file_appeal(
    settings: Settings, slug: str, judged: Judged, *, author: str, reason: str, actor: Actor
) -> AppealRecord:
    """Ask for another look at a unit. Raises RecognitionError after the deadline."""
    require_reason(reason, "recorrer")
    sealed = sealed_result(settings, slug).units(judged.category)
    if judged.unit not in sealed:
        raise UnknownRecognitionError(
            f"“{judged.unit}” não está no resultado selado de {judged.category}."
        )
    with acting(settings, slug, actor, (State.ANNOUNCED,)) as act:
        until = act.record.appeals_until
        if until is not None and act.now > until:
            raise RecognitionError(
                f"O prazo para recorrer do resultado de {slug} terminou em"
                f" {day(until)}. Nada foi gravado."
            )
        row = RecognitionAppeal(
            slug=slug,
            category=judged.category,
            unit=judged.unit,
            author=author,
            reason=reason.strip(),
            state=AppealState.FILED.value,
            filed_at=act.now,
        )
        act.add(row)
        act.session.flush()
        act.log("reconhecimento_recurso", {"recurso": row.id, "unidade": judged.unit})
        return _appeal(row)


def answer_appeal(
    settings: Settings, slug: str, appeal_id: int, *, upheld: bool, answer: str, by: Signed,
) -> AppealRecord:  # fmt: skip
    """Answer an appeal, with a reason. What was sealed stays: a correction is another edition."""
    require_reason(answer, "responder a um recurso")
    with acting(settings, slug, by.actor, (State.ANNOUNCED,)) as act:
        act.member(by.member)
        row = act.session.get(RecognitionAppeal, appeal_id)
        if row is None or row.slug != slug:
            raise UnknownRecognitionError(f"A edição {slug} não tem o recurso {appeal_id}.")
        if row.state != AppealState.FILED.value:
            raise ChangedMeanwhileError(f"O recurso {appeal_id} já foi respondido: {row.answer}")
        row.state = (AppealState.UPHELD if upheld else AppealState.DENIED).value
        row.answer, row.member, row.answered_at = answer.strip(), by.member, act.now
        act.log("reconhecimento_recurso_respondido", {"recurso": appeal_id, "decisao": row.state})
        return _appeal(row)


def list_appeals(settings: Settings, slug: str) -> list[AppealRecord]:
    a = RecognitionAppeal
    with Session(operational_engine(settings)) as session:
        require_edition(session, slug)
        return [
            _appeal(row)
            for row in session.scalars(sa.select(a).where(a.slug == slug).order_by(a.id))
        ]


def _appeal(row: RecognitionAppeal) -> AppealRecord:
    return AppealRecord(
        id=row.id,
        slug=row.slug,
        category=row.category,
        unit=row.unit,
        author=row.author,
        reason=row.reason,
        state=AppealState(row.state),
        answer=row.answer,
        member=row.member,
        filed_at=row.filed_at,
        answered_at=row.answered_at,
    )


def compare_unit(
    settings: Settings, slug: str, category: str, unit: str, data_edition: str | None = None
) -> pd.DataFrame:
    """What changes of a unit when the sealed result is made again, on other data where
    `data_edition` names them: columns what, before, after and changed, one row per field and
    criterion.
    """
    sealed = sealed_result(settings, slug).units(category)
    record = recognition_record(settings, slug)
    opened = open_edition(settings, data_edition or record.data_edition)
    try:
        document = sealed_document(settings, record, opened)
    finally:
        opened.close()
    now = SealedResult(slug, document.text, document.sha256, record.rules_version, "",
                       datetime.now(UTC)).units(category)  # fmt: skip
    before, after = (_fields(units.get(unit, {})) for units in (sealed, now))
    rows = [
        {
            "what": name,
            "before": before.get(name),
            "after": after.get(name),
            "changed": before.get(name) != after.get(name),
        }
        for name in dict.fromkeys([*before, *after])
    ]
    return pd.DataFrame(rows, columns=["what", "before", "after", "changed"])


def _fields(unit: dict[str, Any]) -> dict[str, Any]:
    found = {name: unit[name] for name in FIELDS if name in unit}
    for criterion, values in unit.get("criterios", {}).items():
        found |= {f"{criterion} · {key}": value for key, value in values.items()}
    return found
