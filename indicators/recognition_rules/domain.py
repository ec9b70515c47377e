"""Rules as people write them, as `indicators.recognition` scores by them."""

from indicators.recognition import rules as domain
from indicators.recognition.rules import Kind
from indicators.recognition_rules.measurable import MEASURABLE, Family, UnitMeasure
from indicators.recognition_rules.model import Better, Category, Criterion, Origin

KINDS = {
    Family.SHARE: Kind.RATE,
    Family.SCORE: Kind.SCORE,
    Family.COUNT: Kind.COUNT,
    Family.RATE: Kind.COUNT,
    Family.DURATION: Kind.DURATION,
}
# What a measure is multiplied by to be read: per cent, points, per thousand, per month, minutes.
PER = {
    Family.SHARE: 100.0,
    Family.SCORE: 100.0,
    Family.RATE: 1000.0,
    Family.COUNT: 1.0,
    Family.DURATION: 1.0,
}


def measure_of(criterion: Criterion) -> UnitMeasure | None:
    """None for points that members give."""
    return MEASURABLE[criterion.indicator] if criterion.indicator else None


def kind_of(criterion: Criterion) -> Kind:
    measure = measure_of(criterion)
    return KINDS[measure.family] if measure else Kind.POINTS


def domain_rules(category: Category, seed: str) -> domain.Rules:
    """The rules of a category; `seed` names edition and rules, and so the draws."""
    return domain.Rules(
        seed=seed,
        criteria=tuple(_criterion(item) for item in category.criterion),
        tiers=tuple(domain.Tier(item.name, item.least, item.after) for item in category.tier),
        cuts={item.uf: dict(item.cuts) for item in category.state},
        exposure=float(category.eligibility.months),
        places=category.places,
        inverted=category.inverted,
        tie=category.tie,
    )


def _criterion(criterion: Criterion) -> domain.Criterion:
    measure, points = measure_of(criterion), criterion.points
    given = criterion.origin is Origin.POINTS and points is not None
    return domain.Criterion(
        id=criterion.id,
        kind=kind_of(criterion),
        weight=criterion.weight,
        pillar=criterion.pillar or "",
        higher_is_better=criterion.better is Better.HIGHER,
        normalisation=criterion.normalisation,
        floor=points.least if given and points else criterion.floor,
        ceiling=points.most if given and points else criterion.ceiling,
        target=criterion.target,
        per=PER[measure.family] if measure else 1.0,
        minimum=float(points.members) if given and points else criterion.minimum,
        missing=criterion.missing,
        case_mix=bool(criterion.adjust),
    )
