"""Rules with more criteria, pillars and tiers, or with fewer: what a form does to the model that a
file is read into, and all that is wrong with the outcome.
"""

from collections.abc import Collection

from indicators.catalogue.definitions import Polarity, catalogue
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.recognition.rules import Normalisation
from indicators.recognition_rules.measurable import OPINIONS
from indicators.recognition_rules.model import (
    Better,
    Category,
    Criterion,
    Exclusion,
    Origin,
    Pillar,
    PointScale,
    Rules,
    Tier,
)
from indicators.recognition_rules.problems import RulesError
from indicators.recognition_rules.read import checked_rules
from indicators.recognition_rules.slugs import slug_of


def all_problems(rules: Rules) -> list[str]:
    """Every problem of rules, as a file that says the same would have them; without lines, which
    nobody wrote.
    """
    try:
        checked_rules(rules)
    except RulesError as error:
        return [f"{item.field}: {item.sentence}" if item.field else item.sentence
                for item in error.problems]  # fmt: skip
    return []


def new_criterion(
    category: Category, name: str, indicator: str | None, weight: float, pillar: str | None = None
) -> Criterion:
    """A criterion of points of members or, with `indicator`, measured: the better side is that of
    the catalogue, and points come from the place among peers until somebody sets bounds.
    """
    free = _free_id(name, [item.id for item in category.criterion])
    plain = Criterion(id=free, name=name, pillar=pillar, weight=weight)
    if indicator is None:
        return plain.model_copy(update={"origin": Origin.POINTS, "points": PointScale()})
    lower = catalogue()[indicator].polarity is Polarity.LOWER_IS_BETTER
    return plain.model_copy(
        update={
            "indicator": indicator,
            "better": Better.LOWER if lower else Better.HIGHER,
            "normalisation": Normalisation.PERCENTILE,
            "minimum": float(SMALLEST_GROUP) if indicator in OPINIONS else 0.0,
        }
    )


def with_criterion(category: Category, criterion: Criterion) -> Category:
    return category.model_copy(update={"criterion": (*category.criterion, criterion)})


def with_pillar(category: Category, name: str, weight: float) -> Category:
    new = Pillar(id=_free_id(name, [item.id for item in category.pillar]), name=name, weight=weight)
    return category.model_copy(update={"pillar": (*category.pillar, new)})


def with_tier(category: Category, name: str, least: float) -> Category:
    """In its place from the highest down."""
    above = [item for item in category.tier if item.least >= least]
    below = category.tier[len(above) :] if _ordered(category) else ()
    if not _ordered(category):
        above = list(category.tier)
    return category.model_copy(update={"tier": (*above, Tier(name=name, least=least), *below)})


def _ordered(category: Category) -> bool:
    cuts = [item.least for item in category.tier]
    return cuts == sorted(cuts, reverse=True)


def _free_id(name: str, taken: Collection[str]) -> str:
    plain = slug_of(name)
    number = 2
    found = plain
    while found in taken:
        found, number = f"{plain[:56]}-{number}", number + 1
    return found


def without(
    category: Category,
    criteria: Collection[str] = (),
    pillars: Collection[str] = (),
    tiers: Collection[str] = (),
) -> Category:
    """Without some criteria and pillars (ids) and tiers (names), nor what other rules said of them:
    cuts of a UF, and exclusions from a criterion. A criterion whose pillar is gone has none.
    """
    kept = tuple(item for item in category.criterion if item.id not in criteria)
    return category.model_copy(
        update={
            "criterion": tuple(
                item.model_copy(update={"pillar": None}) if item.pillar in pillars else item
                for item in kept
            ),
            "pillar": tuple(item for item in category.pillar if item.id not in pillars),
            "tier": tuple(item for item in category.tier if item.name not in tiers),
            "state": tuple(
                item.model_copy(update={"cuts": cuts})
                for item in category.state
                if (cuts := {k: cut for k, cut in item.cuts.items() if k not in tiers})
            ),
            "exclusion": tuple(
                changed
                for item in category.exclusion
                if (changed := _without_criteria(item, criteria)) is not None
            ),
        }
    )


def _without_criteria(item: Exclusion, criteria: Collection[str]) -> Exclusion | None:
    """None of an exclusion from criteria that are gone; one of the whole unit stays."""
    if not item.criteria:
        return item
    left = tuple(name for name in item.criteria if name not in criteria)
    return item.model_copy(update={"criteria": left}) if left else None
