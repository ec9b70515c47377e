"""What was counted of the units of a category, as `indicators.recognition` takes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd

from data_access.editions.reading import Edition
from data_access.queries.tables.units import unit_counts, unit_register
from data_access.recognition.exclusions import (
    Counting,
    left_out,
    months_open,
    not_measured,
    replaced,
)
from data_access.recognition.points import Entry, Points
from data_access.recognition.told_opinions import Answers, scored_as_told
from indicators.recognition.evidence import Field, duration_table
from indicators.recognition.rules import Kind, Scoring
from indicators.recognition_rules.domain import kind_of, measure_of
from indicators.recognition_rules.measurable import (
    ACTIVE_MONTHS,
    LOG_SCALE,
    Family,
    UnitKind,
    UnitMeasure,
)
from indicators.recognition_rules.model import NATIONAL, Category, Criterion, Peers, Rules
from indicators.scope import Access, Month

PEER_COLUMNS = {Peers.UF: "uf", Peers.KIND: "type", Peers.PLACE_SIZE: "place_size"}
UNKNOWN_PEERS = "não informado"


@dataclass(frozen=True)
class Given:
    """What the committee brings: points, entries of processes, and the tiers of earlier stages.
    ``scoring`` says what is counted of answers.
    """

    points: Points
    scoring: Scoring
    entries: tuple[Entry, ...] = ()
    previous: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Competing:
    """``register`` has uf, name and type by unit; ``field`` is what is scored."""

    register: pd.DataFrame
    field: Field


def evidence_of(edition: Edition, rules: Rules, category: Category, given: Given) -> Competing:
    """The units of a category with all that was counted of them. Raises EditionError of an edition
    that does not know units.
    """
    if category.unit is UnitKind.PROCESS:
        register, counts = (
            _entries(given),
            pd.DataFrame(index=[item.unit for item in given.entries]),
        )
    else:
        register = category_register(edition, rules, category)
        counts = unit_counts(edition, category.unit, rules.months, whole_scope(rules))
    counts = counts.reindex(register.index)
    months = _months_open(register, rules)
    counting = Counting(edition, category, rules.months, whole_scope(rules))
    out = left_out(counting, register.index, given.scoring)
    answers = Answers(edition, category.unit, rules.months, whole_scope(rules), given.scoring, out)
    tables = {
        item.id: _table(
            item, _counts(item, counts, answers), months_open(months, out, item.id), given
        ).drop(
            index=[
                *_excluded_from(category, item.id),
                *not_measured(out, item.id, measure_of(item)),
            ],
            errors="ignore",
        )
        for item in category.criterion
    }
    tables = scored_as_told(category, tables, given.scoring)
    counts = replaced(counts, out, None)
    units = pd.DataFrame({
        "group": peer_groups(register, category, tables),
        "place": register["uf"],
        "exposure": _column(counts, ACTIVE_MONTHS).fillna(0.0),
        "previous": register.index.map(dict(given.previous or {})),
        "excluded": _excluded(register, counts, rules, category, tables),
    }, index=register.index)  # fmt: skip
    cells = {} if category.unit is UnitKind.PROCESS else answers.cells(category, tables)
    return Competing(register, Field(units, tables, cells))


def _counts(criterion: Criterion, counts: pd.DataFrame, answers: Answers) -> pd.DataFrame:
    """What a criterion is made of, by unit, without the months that are left out."""
    told = answers.counts(criterion)
    return (
        replaced(counts, answers.out, criterion.id) if told is None else told.reindex(counts.index)
    )


def whole_scope(rules: Rules) -> Access:
    """All that the edition's scope holds: who may see a result is asked when it is read."""
    return Access("reconhecimento", None if rules.scope == NATIONAL else frozenset({rules.scope}))


def category_register(edition: Edition, rules: Rules, category: Category) -> pd.DataFrame:
    """What is registered of the counted units of a category, by ``unit``."""
    frame = unit_register(edition, category.unit, whole_scope(rules)).set_index("unit")
    if category.kinds:
        wanted = {kind.casefold() for kind in category.kinds}
        frame = frame[frame["type"].astype(object).fillna("").str.casefold().isin(wanted)]
    return frame.sort_index()


def _entries(given: Given) -> pd.DataFrame:
    rows = [
        {
            "unit": item.unit,
            "uf": item.uf,
            "name": item.name,
            "type": None,
            "active": True,
            "public": item.public,
        }
        for item in given.entries
    ]
    columns = ["unit", "uf", "name", "type", "active", "public"]
    frame = pd.DataFrame(rows, columns=columns).set_index("unit").sort_index()
    nothing = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]")
    return frame.assign(place_size=None, opened_on=nothing)


def _column(counts: pd.DataFrame, name: str | None) -> pd.Series:
    if name is None or name not in counts:
        return pd.Series(np.nan, index=counts.index, dtype=float)
    return counts[name].astype(float)


def _months_open(register: pd.DataFrame, rules: Rules) -> pd.Series:
    """Months of the period since a unit was opened: what its counts are divided by."""
    period = rules.months
    opened = pd.to_datetime(register["opened_on"])
    month = opened.dt.year * 12.0 + opened.dt.month - 1
    start = month.fillna(0).clip(lower=period.start.index)
    return (period.end.index - start + 1).clip(lower=1).astype(float)


def _table(
    criterion: Criterion, counts: pd.DataFrame, months: pd.Series, given: Given
) -> pd.DataFrame:
    measure = measure_of(criterion)
    if measure is None:
        return given.points.table(criterion.id)
    kind = kind_of(criterion)
    if kind is Kind.DURATION:
        logs = _column(counts, measure.numerator) / LOG_SCALE
        squares = _column(counts, measure.against) / LOG_SCALE
        table = duration_table(logs, squares, _column(counts, measure.denominator))
        table.index = counts.index
    else:
        table = _counted(measure, counts, months)
    return table.dropna()


def _counted(measure: UnitMeasure, counts: pd.DataFrame, months: pd.Series) -> pd.DataFrame:
    """Where the base was recorded, a part of it that was not is none."""
    base = _column(counts, measure.denominator)
    part = _column(counts, measure.numerator)
    if measure.family is Family.COUNT:
        known = _column(counts, "atendimentos").notna()
        return pd.DataFrame({"events": part.fillna(0).where(known), "exposure": months})
    part = part.fillna(0).where(base > 0)
    base = base.where(base > 0)
    if measure.family is Family.SCORE:
        against = _column(counts, measure.against).fillna(0)
        neutral = base - part - against
        return pd.DataFrame({"promoters": part, "neutrals": neutral, "detractors": against})
    names = ("events", "exposure") if measure.family is Family.RATE else ("successes", "trials")
    return pd.DataFrame(dict(zip(names, (part, base), strict=True)))


def _excluded_from(category: Category, criterion_id: str) -> list[str]:
    return [
        item.unit_id
        for item in category.exclusion
        if criterion_id in item.criteria and not item.left_out
    ]


def peer_groups(
    register: pd.DataFrame, category: Category, tables: Mapping[str, pd.DataFrame]
) -> pd.Series:
    """Peers in words: what the units of a group have in common."""
    parts = []
    for peers in category.peers:
        if peers in PEER_COLUMNS:
            found = register[PEER_COLUMNS[peers]].astype(object)
            parts.append(found.where(found.notna() & (found != ""), UNKNOWN_PEERS))
        elif peers is Peers.MEASURED:
            count = sum(
                (pd.Series(register.index.isin(table.index), register.index).astype(int))
                for table in tables.values()
            )
            parts.append(pd.Series(count, register.index).astype(str) + " critérios medidos")
    if not parts:
        return pd.Series("", index=register.index, dtype=object)
    words = [part.astype(str).astype(object) for part in parts]
    return reduce(lambda one, other: one + ", " + other, words)


def _excluded(
    register: pd.DataFrame,
    counts: pd.DataFrame,
    rules: Rules,
    category: Category,
    tables: Mapping[str, pd.DataFrame],
) -> pd.Series:
    """Why a unit does not compete, in a sentence; None of who does."""
    own = category.eligibility
    attendances = _column(counts, "atendimentos").fillna(0)
    active = _column(counts, ACTIVE_MONTHS).fillna(0)
    weight = sum(
        (
            item.weight * pd.Series(register.index.isin(tables[item.id].index), register.index)
            for item in category.criterion
        ),
        start=pd.Series(0.0, register.index),
    )
    reasons = pd.Series(None, index=register.index, dtype=object)
    checks = [
        (weight < own.weight, _needs("peso medido", own.weight)),
        (attendances < own.attendances, _needs("atendimentos no período", own.attendances)),
        (active < own.months, _needs("meses com atendimento", own.months)),
        (_opened_late(register, rules, own.open_months), _needs("meses aberta", own.open_months)),
        (~register["active"].astype(bool) & own.active, "Não está ativa."),
    ]
    for failed, sentence in checks:
        reasons = reasons.mask(failed.astype(bool), sentence)
    for item in category.exclusion:
        if not item.criteria and not item.left_out and item.unit_id in reasons.index:
            reasons[item.unit_id] = f"Excluída pelas regras: {item.reason}"
    return reasons


def _needs(what: str, least: float) -> str:
    return f"Menos do que o mínimo de {least:g} ({what})."


def _opened_late(register: pd.DataFrame, rules: Rules, months: int) -> pd.Series:
    if not months:
        return pd.Series(False, index=register.index)
    end = rules.months.end
    first = Month(end.index - months + 1)
    limit = pd.Timestamp(first.year, first.month, 1)
    return (register["opened_on"] >= limit).fillna(False)
