"""Targets of `metas`, and the programme's where it has none, beside the values they aim at."""

import pandas as pd
import sqlalchemy as sa

from config.programme import programme
from data_access.queries.base.question import Question
from data_access.queries.base.targets import targets_of
from indicators.scope import COUNTRY, Scope
from indicators.targets import gaps

WIDER_THAN_UF = ("brasil", "regiao")
PROGRAMME = "programa"  # what set a target that no row of `metas` did


def with_targets(
    connection: sa.Connection, frame: pd.DataFrame, question: Question
) -> pd.DataFrame:
    """Add ``target`` (fraction for ratios), ``target_from`` (the level that set it, or PROGRAMME)
    and ``gap``.

    A rate without a target of its own is measured against that of its UF, else of the country, else
    of the programme's rules; a count is not, for the country's count is no aim for a part of it.
    Targets are for all portes, channels and partners and for whole territories: a narrower scope,
    or a country of which only some states are seen, has none.
    """
    definition, scope = question.definition, question.scope
    aims = definition.target if _is_of_whole(question) else None
    known = targets_of(connection, aims, scope.period.end.year) if aims else {}
    target, origin = _nearest_targets(known, frame, question.level, inherit=definition.is_ratio)
    constant = programme().target(aims) if aims and definition.is_ratio else None
    if constant is not None:
        origin = origin.where(target.notna(), PROGRAMME)
        target = target.fillna(constant)
    frame = frame.assign(target=target / definition.scale, target_from=origin)
    return frame.assign(gap=gaps(frame, definition))


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


def uf_codes(frame: pd.DataFrame, level: str) -> pd.Series:
    """The two digits of the UF of each row,
    or None where the level is wider (IBGE codes begin with them).
    """
    if level in WIDER_THAN_UF:
        return pd.Series(None, index=frame.index, dtype=object)
    return frame["code"].str.slice(0, 2)


def _nearest_targets(
    known: dict[tuple[str, str], float], frame: pd.DataFrame, level: str, *, inherit: bool
) -> tuple[pd.Series, pd.Series]:
    """Target of each row and the level that set it: its own, else its UF's, else the country's."""
    steps = [level, "uf", "brasil"] if inherit else [level]
    target: list[float] = [float("nan")] * len(frame)
    origin: list[str | None] = [None] * len(frame)
    for step in steps:
        values = {code: value for (where, code), value in known.items() if where == step}
        # Plain lists: at these sizes every operation on a series costs more than the whole loop.
        for row, code in enumerate(_codes(frame, level, step) if values else ()):
            if origin[row] is None and code in values:
                target[row], origin[row] = values[code], step
    return pd.Series(target, index=frame.index), pd.Series(origin, index=frame.index, dtype=object)


def _codes(frame: pd.DataFrame, level: str, step: str) -> list[str | None]:
    """The code of the territory of level `step` that each row lies in."""
    if step == level:
        return frame["code"].tolist()
    return [COUNTRY] * len(frame) if step == "brasil" else uf_codes(frame, level).tolist()
