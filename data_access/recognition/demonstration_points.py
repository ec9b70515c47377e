"""Points of invented members to the Salas of a demonstration: who is good in one thing is so in
others, and stays so from one year to the next, so that some stand out.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import sqlalchemy as sa

from config.settings import Settings
from data_access.operational.recognition_models import RecognitionPoints
from data_access.recognition.states import State
from data_access.recognition.store import RecognitionRecord, Signed, acting
from indicators.recognition_rules.model import Category, Origin

SEED = 360
BETWEEN_YEARS, BETWEEN_MEMBERS = 0.5, 0.5  # standard deviations, of 10 points


def deserved_points(category: Category, units: Sequence[str], year: int) -> pd.DataFrame:
    """What each unit deserves in each criterion of points (units × criteria), the first year being
    0; the same units have the same in every edition of a year.
    """
    given = [item.id for item in category.criterion if item.origin is Origin.POINTS]
    rng = np.random.default_rng(SEED)
    good = rng.normal(8.8, 0.9, (len(units), 1))
    deserved = good + rng.normal(0, 0.6, (len(units), len(given)))
    for _ in range(year):
        deserved = deserved + rng.normal(0, BETWEEN_YEARS, deserved.shape)
    return pd.DataFrame(np.clip(deserved, 3, 10), index=list(units), columns=given)


def give_points(
    settings: Settings,
    record: RecognitionRecord,
    deserved: pd.DataFrame,
    members: Sequence[str],
    reason: str,
    by: Signed,
) -> None:
    """Points of all members to every unit at once; they agree to about a point."""
    rng = np.random.default_rng(SEED + record.year)
    rows: list[dict[str, object]] = []
    now = datetime.now(UTC)
    for member in members:
        drawn = deserved.to_numpy() + rng.normal(0, BETWEEN_MEMBERS, deserved.shape)
        for unit, seen in zip(deserved.index, np.clip(drawn, 0, 10).round(1), strict=True):
            rows += [
                {
                    "slug": record.slug,
                    "category": record.rules.category[0].id,
                    "unit": unit,
                    "criterion": criterion,
                    "member": member,
                    "points": points,
                    "reason": reason,
                    "evidence": "",
                    "rules_version": record.rules_version,
                    "at": now,
                }
                for criterion, points in zip(deserved.columns, seen.tolist(), strict=True)
            ]
    with acting(settings, record.slug, by.actor, (State.REVIEW,)) as act:
        act.session.execute(sa.insert(RecognitionPoints), rows)
        act.log("reconhecimento_notas_demonstracao", {"notas": len(rows)})
