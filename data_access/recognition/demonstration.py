"""Recognition of the demonstration: a sealed national edition of Salas with an appeal, that of the
year before, the stages of two UFs, and an open edition of the teams of one UF with two cases.
"""

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
from data_access.recognition.demonstration_points import deserved_points, give_points
from data_access.recognition.judging import Judged
from data_access.recognition.radar import find_patterns, patterns_sought
from data_access.recognition.store import Member, RecognitionRecord, Signed
from indicators.recognition_rules.measurable import UnitKind
from indicators.recognition_rules.model import (
    NATIONAL,
    Criterion,
    Eligibility,
    PeriodText,
    Rules,
)
from indicators.recognition_rules.read import ready_made
from indicators.scope import Access, Month, Period

NOBODY_HAS = "canais_digitais"
# Ceilings, in per cent, and a cut, that invented Salas reach.
REACHED = {"recorrencia": 25.0, "taxa_resposta": 3.5, "portfolio_gestao": 45.0}
HIGHEST = ("Diamante", 92.0)
COUNTRY, STAGES = 500, 2  # Salas from which there are stages of UFs, and of how many
MEMBERS = (
    Member("Ana Ribeiro", NATIONAL, "presidente"),
    Member("Bruno Tavares", NATIONAL, "membro"),
)
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
        seal(settings, edition_id, actor=actor, thorough=False)  # of the same command
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
    """The better attended half competes, so that every size of demonstration has a result. A
    country has the year before too, and the stages of the UFs with the most Salas, from whose Ouro
    come the Diamante.
    """
    ana, _ = members
    ready = ready_made()["selo-salas-nacional"]
    category, known = ready.category[0], list(salas.index)
    stages: tuple[str, ...] = ()
    if len(salas) >= COUNTRY:
        _year_before(settings, edition, period, salas, members)
        ufs = salas["uf"].value_counts().sort_index(kind="stable").nlargest(STAGES).index
        stages = tuple(_stage(settings, edition, period, salas, str(uf), members) for uf in ufs)
    rules = _rules_of_salas(ready, period, "demonstracao-salas", NATIONAL, salas)
    rules = rules.model_copy(update={"editions": stages or rules.editions})
    slug = _sealed(settings, edition, rules, deserved_points(category, known, 1), members)
    unit = str(salas["attendances"].idxmax())
    judged = Judged(category.id, unit, str(salas.loc[unit, "uf"]))
    author = str(salas.loc[unit, "name"])
    appeals.file_appeal(settings, slug, judged, author=author, reason=APPEAL, actor=ana.actor)


def _year_before(
    settings: Settings,
    edition: Edition,
    period: Period,
    salas: pd.DataFrame,
    members: tuple[Signed, Signed],
) -> None:
    before = period.shifted(-12)
    if before.start.index < edition.manifest.first_month:
        return
    ready = ready_made()["selo-salas-nacional"]
    rules = _rules_of_salas(ready, before, "demonstracao-salas", NATIONAL, salas)
    deserved = deserved_points(ready.category[0], list(salas.index), 0)
    _sealed(settings, edition, rules, deserved, members)


def _stage(
    settings: Settings,
    edition: Edition,
    period: Period,
    salas: pd.DataFrame,
    uf: str,
    members: tuple[Signed, Signed],
) -> str:
    """The stage of a UF, by the same visits and points."""
    ready = ready_made()["selo-salas-estadual"]
    slug = f"demonstracao-salas-{uf.lower()}"
    rules = _rules_of_salas(ready, period, slug, uf, salas)
    deserved = deserved_points(ready.category[0], list(salas.index), 1)
    return _sealed(settings, edition, rules, deserved[salas["uf"].eq(uf).to_numpy()], members)


def _rules_of_salas(
    ready: Rules, period: Period, slug: str, scope: str, salas: pd.DataFrame
) -> Rules:
    least = max(FEW, int(salas["attendances"].median()))
    eligibility = Eligibility(months=3, attendances=least, open_months=12, weight=40.0)
    return _dated(_within_reach(ready), period, slug, scope, eligibility)


def _sealed(
    settings: Settings,
    edition: Edition,
    rules: Rules,
    deserved: pd.DataFrame,
    members: tuple[Signed, Signed],
) -> str:
    """From the rules to the announcement."""
    ana, bruno = members
    record = _opened(settings, rules, edition.id, ana)
    slug = record.slug
    workflow.advance(settings, slug, ana)
    workflow.advance(settings, slug, ana)
    names = [member.name for member in MEMBERS]
    give_points(settings, record, deserved, names, REASON, ana)
    workflow.advance(settings, slug, ana)
    workflow.propose(settings, slug, ana, REASON)
    workflow.approve(settings, slug, bruno, REASON)
    workflow.seal_result(settings, slug, bruno)
    workflow.announce(settings, slug, bruno)
    return slug


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
    name, least = HIGHEST
    tiers = tuple(
        item.model_copy(update={"least": least}) if item.name == name else item
        for item in category.tier
    )
    update = {"criterion": tuple(changed), "tier": tiers}
    return rules.with_category(category.model_copy(update=update))


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
    category = rules.category[0]
    found = [(category.id, item) for item in find_patterns(edition, record.rules, category)]
    sought = patterns_sought(edition, UnitKind.TEAM, Access("reconhecimento", frozenset({uf})))
    answered = [item.pattern for item in sought if item.answered]
    deliberating.open_cases(settings, record.slug, found, answered, ana.actor)


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
