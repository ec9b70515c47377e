"""The result of a category as the store and the data say it is now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.editions.reading import Edition, open_edition
from data_access.operational.engine import operational_engine
from data_access.operational.recognition_models import RecognitionDecision, RecognitionResult
from data_access.recognition.errors import RecognitionError
from data_access.recognition.evidence import Competing, Given, evidence_of
from data_access.recognition.judging import entries_of, points_of
from data_access.recognition.results import scoring_of, tiers_won
from data_access.recognition.states import DecisionKind
from data_access.recognition.store import RecognitionRecord
from data_access.recognition.told_opinions import untold_measures
from indicators.recognition.result import Result
from indicators.recognition.rules import Scoring
from indicators.recognition.scoring import bands_at, evaluate
from indicators.recognition_rules.domain import domain_rules
from indicators.recognition_rules.model import Category, Rules


@dataclass(frozen=True)
class Scored:
    """A category with its result. ``pending`` are criteria that nobody has anything in yet, which
    weigh nothing until somebody does; ``bands`` has the band of each unit that competes, as the
    committee chose them, and ``orders`` the units of a band in the order that members gave them.
    """

    category: Category
    competing: Competing
    result: Result
    pending: tuple[str, ...]
    choice: int | None
    bands: pd.Series
    orders: Mapping[int, tuple[str, ...]]

    @property
    def register(self) -> pd.DataFrame:
        """uf, name and type of each unit."""
        return self.competing.register


def score_category(
    settings: Settings, record: RecognitionRecord, category_id: str, edition: Edition | None = None
) -> Scored:
    """Score a category on the data that the edition was opened on (or on `edition`).

    Raises RecognitionError for one that was not opened, and EditionError where its data are gone.
    """
    category = record.category(category_id)
    if record.data_edition is None:
        raise RecognitionError(
            f"A edição {record.slug} ainda não foi aberta sobre dados. Abra-a com `t360 recognition"
            f" open {record.slug} EDICAO`, numa edição selada."
        )
    if edition is not None:
        return _scored(settings, record, category, edition)
    opened = open_edition(settings, record.data_edition)
    try:
        return _scored(settings, record, category, opened)
    finally:
        opened.close()


def _scored(
    settings: Settings, record: RecognitionRecord, category: Category, edition: Edition
) -> Scored:
    with Session(operational_engine(settings)) as session:
        scoring = _scoring(session, record)
        given = Given(
            points=points_of(session, record.slug, category.id),
            scoring=scoring,
            entries=entries_of(session, record.slug, category.id),
            previous=_earlier_tiers(session, record.rules, category),
        )
        orders = _orders(session, record, category)
    competing = evidence_of(edition, record.rules, category, given)
    pending = tuple(
        item.id for item in category.criterion if competing.field.evidence[item.id].empty
    )
    evaluated = evaluate_category(record, category, competing, pending, scoring)
    result = _without_untold(evaluated, category)
    choice = _choice(result, record.bands.get(category.id))
    bands = _bands(result, choice)
    return Scored(category, competing, result, pending, choice, bands, _valid(orders, bands))


def _without_untold(result: Result, category: Category) -> Result:
    """Opinions that may all agree are told by no measure (docs/adr/0040); the score stays."""
    criteria = result.criteria.copy()
    units, names = (criteria.index.get_level_values(level) for level in ("unit", "criterion"))
    untold = untold_measures(category, result.field.evidence, result.rules.scoring)
    for criterion, of_whom in untold.items():
        where = units.isin(of_whom) & (names == criterion)
        criteria.loc[where, ["raw", "adjusted"]] = float("nan")
    return replace(result, criteria=criteria)


def _scoring(session: Session, record: RecognitionRecord) -> Scoring:
    """That of the sealed result, where there is one: it is shown, and made again, as it was."""
    kept = session.get(RecognitionResult, record.slug)
    return max(Scoring) if kept is None else scoring_of(record.slug, kept.text)


def evaluate_category(
    record: RecognitionRecord,
    category: Category,
    competing: Competing,
    pending: tuple[str, ...],
    scoring: Scoring,
) -> Result:
    """The result by the criteria in which anything is known. Raises RecognitionError where none."""
    known = [item for item in category.criterion if item.id not in pending]
    if not any(item.weight for item in known):
        raise RecognitionError(
            f"Nenhum critério de {category.name} tem dados: a edição {record.data_edition} não traz"
            " o que eles medem, e ninguém deu notas. Confira o período das regras e as tabelas"
            " importadas."
        )
    seed = f"{record.slug}:{category.id}:{record.rules_sha256}:{record.data_edition}"
    rules = domain_rules(category, seed)
    kept = tuple(item for item in rules.criteria if item.id not in pending)
    return evaluate(replace(rules, criteria=kept, scoring=scoring), competing.field)


def _choice(result: Result, bands: int | None) -> int | None:
    """The row of the curve with the number of bands that the committee chose, or the nearest below;
    None where nobody competes.
    """
    if result.curve is None:
        return None
    if bands is None:
        return result.curve.chosen
    found = result.curve.points["bands"].to_numpy()
    fitting = np.flatnonzero(found <= bands)
    return int(fitting[np.argmax(found[fitting])]) if len(fitting) else result.curve.chosen


def _bands(result: Result, choice: int | None) -> pd.Series:
    if result.curve is None or choice is None:
        return pd.Series(dtype=int)
    score = result.units.loc[result.ids, "score"].to_numpy(float)
    return pd.Series(bands_at(result.curve, choice, score), index=result.ids).astype(int)


def _orders(
    session: Session, record: RecognitionRecord, category: Category
) -> dict[int, tuple[str, ...]]:
    """The latest order that was given to each band, under the rules in force."""
    d = RecognitionDecision
    rows = session.scalars(
        sa.select(d)
        .where(
            d.slug == record.slug,
            d.category == category.id,
            d.kind == DecisionKind.ORDER.value,
            d.rules_version == record.rules_version,
        )
        .order_by(d.id)
    )
    return {int(row.detail["faixa"]): tuple(row.detail["ordem"]) for row in rows}


def _valid(orders: Mapping[int, tuple[str, ...]], bands: pd.Series) -> dict[int, tuple[str, ...]]:
    """Orders of the bands as they are now: points that came later may have moved somebody."""
    return {
        band: order
        for band, order in orders.items()
        if set(order) == set(bands.index[bands == band])
    }


def _earlier_tiers(session: Session, rules: Rules, category: Category) -> dict[str, str]:
    """The tier that each unit won in the sealed editions of the UFs."""
    r = RecognitionResult
    found: dict[str, str] = {}
    for slug in rules.editions:
        row = session.get(r, slug)
        if row is not None:
            found |= tiers_won(row.text, category.id)
    return found
