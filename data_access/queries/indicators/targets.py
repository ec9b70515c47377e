"""Targets of `metas`, and the programme's where it has none, beside the values they aim at."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import sqlalchemy as sa

from config.programme import programme
from data_access.queries.base.question import Question
from data_access.queries.base.targets import Targets, parts_of, targets_of
from data_access.queries.indicators.measured_rows import measured_rows
from data_access.queries.measures.registry import accumulates, is_special
from indicators.catalogue.definitions import Indicator
from indicators.goals.pace import Basis, basis_of
from indicators.goals.targets import gaps, look_like_fractions, targets_of_wholes
from indicators.measure import Status
from indicators.scope import COUNTRY, LEVELS, Scope, nests

WIDER_THAN_UF = ("brasil", "regiao")
PROGRAMME = "programa"  # what set a target that no row of `metas` did
DOUBTED = "em dúvida"  # beside no target: there is one, in what seems to be another unit
UNRECORDED = (Status.NOT_MEASURED, Status.NO_DENOMINATOR)
OF_STATES = "uf"  # the level that the programme's rules are of


@dataclass(frozen=True)
class _Stated:
    """What `metas` states of an indicator and year, and the programme of each state without a
    target of its own: ``rule``, and ``rule_from``, what said so.
    """

    definition: Indicator
    targets: Targets
    rule: float | None
    rule_from: str

    def of(self, level: str, codes: pd.Series) -> tuple[pd.Series, pd.Series]:
        """The target of each territory of a level and what set it; NaN and None where none did, NaN
        and DOUBTED where one did in what seems to be another unit.
        """
        if level not in self.levels():
            nothing = pd.Series(None, index=codes.index, dtype=object)
            return nothing.astype(float), nothing
        own = codes.map({code: value for (at, code), value in self.targets.items() if at == level})
        target = own.astype(float)
        origin = codes.astype(object).mask(target.notna(), level).mask(target.isna(), None)
        if self.rule is not None and level == OF_STATES:
            ruled = target.isna() & codes.notna()
            target, origin = target.mask(ruled, self.rule), origin.mask(ruled, self.rule_from)
        doubted = look_like_fractions(target, self.definition)
        return target.mask(doubted), origin.mask(doubted, DOUBTED)

    def levels(self) -> set[str]:
        return {level for level, _ in self.targets} | (set() if self.rule is None else {OF_STATES})


def with_targets(
    connection: sa.Connection, frame: pd.DataFrame, question: Question
) -> pd.DataFrame:
    """Add ``target`` (fraction for ratios), ``target_from`` (the level that set it, or PROGRAMME),
    ``target_parts`` (of how many territories of that level it is made; NaN for a target of its
    own) and ``gap``.

    A territory has its own target. Without one it has that of its parts, where every part of a
    level has one: the sum of the targets of a count; of a rate the mean, weighed by what each is
    divided by, so that the whole reaches it where its parts do. A target of the country is no aim
    for a part of it, and is not handed down. The programme's rules are of each state: where one has
    no target, that of the rules stands, or that which `metas` gives the country in their place.

    A target that seems to be a fraction of the unit is none (DOUBTED), nor is that of a whole that
    it is a part of.

    Targets are for all portes, channels and partners and for whole territories: a narrower scope,
    or a country of which only some states are seen, has none. What adds up along the year misses
    nothing to its target in a window that is neither a year nor the beginning of one.
    """
    definition = question.definition
    stated = _stated(connection, question)
    target, origin = stated.of(question.level, frame["code"])
    frame = frame.assign(target=target, target_from=origin, target_parts=np.nan)
    if not (is_special(definition) and definition.is_ratio):  # no mean of medians is the median
        for part in LEVELS:
            inside = part != question.level and nests(part, question.level)
            if inside and part in stated.levels() and frame["target"].isna().any():
                frame = _with_targets_of_parts(connection, frame, question, part, stated)
    frame = frame.assign(target=frame["target"] / definition.scale)
    comparable = basis_of(question.scope.period, accumulates=accumulates(definition))
    missing = gaps(frame, definition)
    return frame.assign(gap=np.nan if comparable is Basis.PART_OF_YEAR else missing)


def _stated(connection: sa.Connection, question: Question) -> _Stated:
    aims = question.definition.target if _is_of_whole(question) else None
    definition = question.definition
    if aims is None:
        return _Stated(definition, {}, None, PROGRAMME)
    known = targets_of(connection, aims, question.scope.period.end.year)
    constant = programme().target(aims) if definition.is_ratio else None
    if constant is None:
        return _Stated(definition, known, None, PROGRAMME)
    country = known.get(("brasil", COUNTRY))
    if country is None:
        return _Stated(definition, known, constant, PROGRAMME)
    return _Stated(definition, known, country, "brasil")


def _is_of_whole(question: Question) -> bool:
    """Whether the numbers are of the whole that a target was set for."""
    definition, scope = question.definition, question.scope
    if question.level in WIDER_THAN_UF and question.access.ufs is not None:
        return False
    if definition.attributed(scope) is not definition.attribution:
        return False  # it was set for the rule of the indicator
    narrowed = any(name in definition.filters for name, chosen in _chosen_filters(scope) if chosen)
    return (
        not narrowed
        and definition.portes(definition.numerator, scope) == definition.numerator.portes
    )


def _chosen_filters(scope: Scope) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("canal", scope.channel), ("parceiro", scope.partner)


def _with_targets_of_parts(
    connection: sa.Connection, frame: pd.DataFrame, question: Question, part: str, stated: _Stated
) -> pd.DataFrame:
    """Rows without a target have that of their parts of level `part`, if each of these has one."""
    scope, definition = question.scope, question.definition
    parts = parts_of(connection, question.level, part, scope.territory, question.access)
    target, origin = stated.of(part, parts["part"])
    every = target.notna().groupby(parts["code"]).transform("all")
    parts, target, origin = parts[every], target[every], origin[every]
    if not frame.loc[frame["target"].isna(), "code"].isin(parts["code"]).any():
        return frame
    weights = None
    if definition.is_ratio:
        rows = measured_rows(connection, replace(question, level=part, scopes=[scope]))
        if rows is None:
            return frame
        # Of whom nothing is recorded, nothing is in the whole either.
        bases = rows["denominator"].mask(rows["status"].isin(UNRECORDED), 0.0)
        weights = parts["part"].map(dict(zip(rows["code"], bases, strict=True)))
    made = targets_of_wholes(parts["code"], target, weights)
    value = frame["code"].map(made["target"])
    here = frame["target"].isna() & value.notna() & frame["target_from"].ne(DOUBTED)
    by_rule = origin.eq(stated.rule_from).groupby(parts["code"]).all()
    origins = frame["code"].map(by_rule.map({True: stated.rule_from, False: part}))
    return frame.assign(
        target=frame["target"].mask(here, value),
        target_from=frame["target_from"].mask(here, origins),
        target_parts=frame["target_parts"].mask(here, frame["code"].map(made["parts"])),
    )
