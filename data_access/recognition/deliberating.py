"""What members decide after the scores: cases, the order inside a band, and people."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from config.settings import Settings
from data_access.operational.actor import Actor
from data_access.operational.recognition_models import RecognitionCase, RecognitionDecision
from data_access.recognition.errors import (
    ChangedMeanwhileError,
    RecognitionError,
    UnknownRecognitionError,
)
from data_access.recognition.radar import Found
from data_access.recognition.rules_store import require_reason
from data_access.recognition.scoring import Scored
from data_access.recognition.states import CaseState, DecisionKind, Outcome, State
from data_access.recognition.store import Acting, RecognitionRecord, Signed, acting
from indicators.recognition_rules.measurable import UnitKind

REVIEWING = (State.OPEN, State.PREVIEW, State.REVIEW)


def open_cases(
    settings: Settings,
    slug: str,
    found: Sequence[tuple[str, Found]],
    sought: Sequence[str],
    actor: Actor,
) -> int:
    """Put what was found (each with its category) before the committee and, where the radar did it,
    leave on record which patterns it `sought`. The same pattern of the same unit is opened once;
    gives how many were new.
    """
    with acting(settings, slug, actor, REVIEWING) as act:
        c = RecognitionCase
        rows = act.session.execute(
            sa.select(c.category, c.unit, c.pattern).where(c.slug == slug)
        ).all()
        known = {tuple(row) for row in rows}
        new = [(n, item) for n, item in found if (n, item.unit, item.pattern) not in known]
        for category, item in new:
            act.add(
                RecognitionCase(
                    slug=slug,
                    category=category,
                    unit=item.unit,
                    pattern=item.pattern,
                    description=item.description,
                    evidence=item.evidence,
                    state=CaseState.OPEN.value,
                    opened_at=act.now,
                )
            )
            act.log("reconhecimento_caso_aberto", {"unidade": item.unit, "padrao": item.pattern})
        if sought:
            act.log("reconhecimento_radar", {"padroes": list(sought), "casos_novos": len(new)})
    return len(new)


def assign_case(
    settings: Settings, slug: str, case_id: int, uf: str, assignee: str, actor: Actor
) -> None:
    """Say which member looks at a case."""
    with acting(settings, slug, actor, REVIEWING) as act:
        act.member(assignee, uf)
        case = _open_case(act, case_id)
        case.assignee, case.state = assignee, CaseState.ASSIGNED.value
        act.log("reconhecimento_caso_atribuido", {"caso": case_id, "membro": assignee})


def close_case(
    settings: Settings,
    slug: str,
    case_id: int,
    uf: str,
    outcome: Outcome,
    *,
    reason: str,
    by: Signed,
) -> None:
    """Close a case with a reason. What it excludes is left out by new rules, and by nothing else.

    Raises ChangedMeanwhileError where somebody closed it before.
    """
    require_reason(reason, "fechar um caso")
    with acting(settings, slug, by.actor, REVIEWING) as act:
        act.member(by.member, uf)
        case = _open_case(act, case_id)
        case.state, case.outcome = CaseState.CLOSED.value, outcome.value
        case.reason, case.closed_at = reason.strip(), act.now
        case.assignee = case.assignee or by.member
        detail = {"caso": case_id, "desfecho": outcome.value, "motivo": reason, "membro": by.member}
        act.log("reconhecimento_caso_fechado", detail)


def _open_case(act: Acting, case_id: int) -> RecognitionCase:
    case = act.session.get(RecognitionCase, case_id)
    if case is None or case.slug != act.record.slug:
        raise UnknownRecognitionError(
            f"A edição {act.record.slug} não tem o caso {case_id}. Veja os que há com `t360"
            f" recognition show {act.record.slug}`."
        )
    if case.state == CaseState.CLOSED.value:
        raise ChangedMeanwhileError(
            f"O caso {case_id} já foi fechado: {case.reason} Nada foi gravado."
        )
    return case


def reorder(
    settings: Settings,
    record: RecognitionRecord,
    scored: Scored,
    order: Sequence[str],
    *,
    reason: str,
    by: Signed,
) -> None:
    """Give the units of one band an order, with a reason.

    `order` names some of them, in the order in which they come first; the others follow as they
    were. Units of different bands cannot be exchanged: raises RecognitionError.
    """
    require_reason(reason, "mudar a ordem dentro de uma faixa")
    band = _only_band(scored, order)
    whole = tuple(_whole_order(scored, band, order))
    with acting(settings, record.slug, by.actor, (State.DELIBERATION,)) as act:
        act.member(by.member)
        if act.record.rules_version != record.rules_version:
            raise ChangedMeanwhileError(
                f"As regras da edição {record.slug} mudaram desde que as faixas foram vistas. Veja"
                " as faixas de agora; nada foi gravado."
            )
        act.add(
            _decision(
                act,
                scored,
                "",
                DecisionKind.ORDER,
                {"faixa": band, "ordem": list(whole)},
                (reason, by.member),
            )
        )
        detail = {"categoria": scored.category.id, "faixa": band, "motivo": reason}
        act.log("reconhecimento_ordem", {**detail, "membro": by.member, "primeiros": list(order)})


def _only_band(scored: Scored, order: Sequence[str]) -> int:
    unknown = [unit for unit in order if unit not in scored.bands.index]
    if unknown or len(set(order)) < len(order) or not order:
        named = f"“{unknown[0]}” não concorre" if unknown else "falta uma unidade, ou há repetida"
        raise RecognitionError(
            f"Não posso ordenar: {named} em {scored.category.name}. Nada foi gravado."
        )
    bands = {unit: int(scored.bands[unit]) for unit in order}
    if len(set(bands.values())) > 1:
        (first, high), (other, low) = next(
            (one, two) for one in bands.items() for two in bands.items() if one[1] < two[1]
        )
        raise RecognitionError(
            f"{first} está na faixa {high} e {other} na faixa {low}: entre faixas a ordem é a dos"
            " critérios, e só outra versão das regras a muda. Dentro de uma faixa, o comitê ordena."
            " Nada foi gravado."
        )
    return next(iter(bands.values()))


def _whole_order(scored: Scored, band: int, order: Sequence[str]) -> list[str]:
    current = scored.orders.get(band) or tuple(
        scored.result.units.loc[scored.bands.index[scored.bands == band], "position"]
        .sort_values(kind="stable")
        .index
    )
    return [*order, *(unit for unit in current if unit not in order)]


def decide_person(
    settings: Settings,
    record: RecognitionRecord,
    scored: Scored,
    unit: str,
    recognised: bool,
    *,
    reason: str,
    by: Signed,
) -> None:
    """Whether a person is recognised: the score informs, and somebody decides (LGPD, art. 20)."""
    require_reason(reason, "decidir sobre uma pessoa")
    if scored.category.unit is not UnitKind.ATTENDANT:
        raise RecognitionError(
            f"{scored.category.name} não são pessoas: a faixa e o nível vêm dos critérios."
        )
    if unit not in scored.register.index:
        raise UnknownRecognitionError(f"“{unit}” não está em {scored.category.name}.")
    with acting(settings, record.slug, by.actor, (State.DELIBERATION,)) as act:
        act.member(by.member, str(scored.register.loc[unit, "uf"]))
        detail = {"reconhecida": recognised}
        act.add(_decision(act, scored, unit, DecisionKind.PERSON, detail, (reason, by.member)))
        act.log("reconhecimento_pessoa", {"unidade": unit, **detail, "membro": by.member})


def _decision(
    act: Acting,
    scored: Scored,
    unit: str,
    kind: DecisionKind,
    detail: dict[str, Any],
    signed: tuple[str, str],
) -> RecognitionDecision:
    reason, member = signed
    return RecognitionDecision(
        slug=act.record.slug,
        category=scored.category.id,
        unit=unit,
        kind=kind.value,
        detail=detail,
        reason=reason.strip(),
        member=member,
        rules_version=act.record.rules_version,
        at=act.now,
    )
