"""Recognition of the demonstration: a sealed national edition of Salas with an appeal, and an open
edition of the teams of one UF with two cases.
"""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.editions.publishing import seal
from data_access.editions.reading import Edition, open_edition
from data_access.operational.actor import Actor
from data_access.operational.engine import operational_engine
from data_access.operational.recognition_models import (
    RecognitionAppeal,
    RecognitionCase,
    RecognitionDecision,
    RecognitionEdition,
    RecognitionEntry,
    RecognitionMember,
    RecognitionPoints,
    RecognitionResult,
    RecognitionRules,
)
from data_access.queries.tables.units import unit_counts, unit_register
from data_access.recognition import appeals, deliberating, judging, rules_store, workflow
from data_access.recognition.judging import Judged
from data_access.recognition.states import State
from data_access.recognition.store import Member, RecognitionRecord, Signed, acting
from data_access.recognition.suspicion import suspicions
from indicators.recognition_rules.measurable import UnitKind
from indicators.recognition_rules.model import (
    NATIONAL,
    Category,
    Criterion,
    Eligibility,
    Origin,
    PeriodText,
    Rules,
)
from indicators.recognition_rules.read import ready_made
from indicators.scope import Access, Month, Period

NOBODY_HAS = "canais_digitais"
REACHED = {"recorrencia": 35.0, "taxa_resposta": 5.0}  # per cent
MEMBERS = (
    Member("Ana Ribeiro", NATIONAL, "presidente"),
    Member("Bruno Tavares", NATIONAL, "membro"),
)
CASES = 2
REASON = "Edição de demonstração: dados, notas e nomes são inventados."
APPEAL = "Pedimos que as respostas de clientes atendidos no fim do período sejam conferidas."
FEW = 5  # attendances, or cases of a criterion: with less a Sala does not compete
LEAST = 10  # Salas: with less there is nothing to show
ALL_OF = (
    RecognitionAppeal, RecognitionCase, RecognitionDecision, RecognitionEntry, RecognitionMember,
    RecognitionPoints, RecognitionResult, RecognitionRules, RecognitionEdition,
)  # fmt: skip


def demonstrate(settings: Settings, edition_id: str, actor: Actor) -> bool:
    """Seal the edition and make both; those of a demonstration before give way. Nothing is done,
    and False returned, where the demonstration is too small to have anybody compete.
    """
    ana, bruno = (
        Signed(Actor(f"{member.name} ({actor.name})", actor.origin), member.name)
        for member in MEMBERS
    )
    edition = open_edition(settings, edition_id)
    try:
        period = Period.last_months(Month(edition.manifest.end))
        salas = _attended_salas(edition, period)
        _forget(settings)
        if len(salas) < LEAST:
            return False
        seal(settings, edition_id, actor=actor)
        _salas(settings, edition, period, salas, (ana, bruno))
        _teams(settings, edition, period, ana)
    finally:
        edition.close()
    return True


def _attended_salas(edition: Edition, period: Period) -> pd.DataFrame:
    """Salas by code with what is known of them, and how many ``attendances`` they had."""
    register = unit_register(edition, UnitKind.PARTNER, Access.everything()).set_index("unit")
    counts = unit_counts(edition, UnitKind.PARTNER, period, Access.everything())
    if "atendimentos" not in counts:
        return register.iloc[:0].assign(attendances=0.0)
    known = register.assign(attendances=counts["atendimentos"].reindex(register.index))
    kinds = ready_made()["selo-salas-nacional"].category[0].kinds
    return known[known["type"].isin(kinds) & (known["attendances"] >= FEW)].sort_index()


def _forget(settings: Settings) -> None:
    e = RecognitionEdition
    with Session(operational_engine(settings)) as session, session.begin():
        old = list(session.scalars(sa.select(e.slug).where(e.demonstration)))
        for model in ALL_OF if old else ():
            session.execute(sa.delete(model).where(model.slug.in_(old)))


def _salas(
    settings: Settings,
    edition: Edition,
    period: Period,
    salas: pd.DataFrame,
    members: tuple[Signed, Signed],
) -> None:
    """The better attended half competes, so that every size of demonstration has a result."""
    ana, bruno = members
    least = max(FEW, int(salas["attendances"].median()))
    eligibility = Eligibility(months=3, attendances=least, open_months=12, weight=40.0)
    given = _within_reach(ready_made()["selo-salas-nacional"])
    rules = _dated(given, period, "demonstracao-salas", NATIONAL, eligibility)
    record = _opened(settings, rules, edition.id, ana)
    slug = record.slug
    workflow.advance(settings, slug, ana)
    workflow.advance(settings, slug, ana)
    _give_points(settings, record, list(salas.index), ana)
    workflow.advance(settings, slug, ana)
    workflow.propose(settings, slug, ana, REASON)
    workflow.approve(settings, slug, bruno, REASON)
    workflow.seal_result(settings, slug, bruno)
    workflow.announce(settings, slug, bruno)
    unit = str(salas["attendances"].idxmax())
    judged = Judged(rules.category[0].id, unit, str(salas.loc[unit, "uf"]))
    author = str(salas.loc[unit, "name"])
    appeals.file_appeal(settings, slug, judged, author=author, reason=APPEAL, actor=ana.actor)


def _within_reach(rules: Rules) -> Rules:
    """Bounds that invented Salas reach. None of them attends by digital channels: that weight goes
    to the other criterion of its pillar.
    """
    category = rules.category[0]
    absent = next(item for item in category.criterion if item.indicator == NOBODY_HAS)
    changed: list[Criterion] = []
    for item in category.criterion:
        update: dict[str, object] = {}
        if item.indicator in REACHED:
            update["ceiling"] = REACHED[item.indicator]
        if item.pillar == absent.pillar:
            update["weight"] = item.weight + absent.weight
        if item is not absent:
            changed.append(item.model_copy(update=update))
    return rules.with_category(category.model_copy(update={"criterion": tuple(changed)}))


def _teams(settings: Settings, edition: Edition, period: Period, ana: Signed) -> None:
    register = unit_register(edition, UnitKind.TEAM, Access.everything()).set_index("unit")
    if register.empty:
        return
    uf = str(register["uf"].value_counts().sort_index(kind="stable").idxmax())
    rules = _dated(
        ready_made()["equipes"],
        period,
        f"demonstracao-equipes-{uf.lower()}",
        uf,
        Eligibility(months=3, weight=40.0),
    )
    record = _opened(settings, rules, edition.id, ana)
    workflow.advance(settings, record.slug, ana)
    workflow.advance(settings, record.slug, ana)
    own = Access("reconhecimento", frozenset({uf}))
    for item in suspicions(edition, UnitKind.TEAM, period, own)[:CASES]:
        deliberating.open_case(
            settings,
            record.slug,
            Judged(rules.category[0].id, item.unit, uf),
            pattern=item.pattern.value,
            description=item.description,
            evidence=dict(item.evidence),
            actor=ana.actor,
        )


def _dated(rules: Rules, period: Period, slug: str, scope: str, eligibility: Eligibility) -> Rules:
    """Ready-made rules over the months of the demonstration, small as its units are."""
    few = tuple(
        item.model_copy(update={"minimum": min(item.minimum, FEW)})
        for item in rules.category[0].criterion
    )
    category = rules.category[0].model_copy(update={"eligibility": eligibility, "criterion": few})
    return rules.with_category(category).model_copy(
        update={
            "id": f"{slug}-{period.end.year}",
            "name": f"{rules.name} (demonstração)",
            "year": period.end.year,
            "period": PeriodText(start=str(period.start), end=str(period.end)),
            "scope": scope,
        }
    )


def _opened(settings: Settings, rules: Rules, edition_id: str, by: Signed) -> RecognitionRecord:
    rules_store.create_edition(settings, rules, by.actor, demonstration=True)
    for member in MEMBERS:
        judging.enrol(settings, rules.id, member, by.actor)
    return workflow.open_on(settings, rules.id, edition_id, by)


def _give_points(
    settings: Settings, record: RecognitionRecord, units: list[str], by: Signed
) -> None:
    """Points of both members to every unit at once; they agree to about a point. Who is good in one
    thing is so in others, so that some stand out.
    """
    rows = _drawn(record, record.rules.category[0], units)
    with acting(settings, record.slug, by.actor, (State.REVIEW,)) as act:
        act.session.execute(sa.insert(RecognitionPoints), rows)
        act.log("reconhecimento_notas_demonstracao", {"notas": len(rows)})


def _drawn(
    record: RecognitionRecord, category: Category, units: list[str]
) -> list[dict[str, object]]:
    rng = np.random.default_rng(360)
    given = [item for item in category.criterion if item.origin is Origin.POINTS]
    good = rng.normal(8.8, 0.9, (len(units), 1))
    deserved = np.clip(good + rng.normal(0, 0.6, (len(units), len(given))), 3, 10)
    now, rows = datetime.now(UTC), []
    for member in MEMBERS:
        seen = np.clip(deserved + rng.normal(0, 0.5, deserved.shape), 0, 10).round(1)
        for place, unit in enumerate(units):
            rows += [
                {
                    "slug": record.slug,
                    "category": category.id,
                    "unit": unit,
                    "criterion": criterion.id,
                    "member": member.name,
                    "points": float(seen[place, number]),
                    "reason": REASON,
                    "evidence": "",
                    "rules_version": record.rules_version,
                    "at": now,
                }
                for number, criterion in enumerate(given)
            ]
    return rows
