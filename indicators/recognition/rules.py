"""What the score of a category is made of: the plain interface of this package.

Who reads rules from a file, or has units counted, hands these over: `Rules` here, and the `Field`
of `indicators.recognition.evidence`. What comes back is `indicators.recognition.result.Result`.

Numbers are in the unit in which people read them: `Criterion.per` turns a fraction into it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

POINTS = 100.0  # the most that a criterion, and the score, can have
DECIMALS = 2  # of a score: “89,99” is below a cut point of 90
DRAWS = 4_000


class Kind(StrEnum):
    """What was counted of a unit, and so how chance moves it."""

    RATE = "parcela"  # successes of a number of trials
    SCORE = "saldo"  # promoters, neutrals and detractors
    COUNT = "contagem"  # events over an exposure (months, attendances)
    DURATION = "duração"  # logarithms of minutes: mean, standard deviation, cases
    POINTS = "pontos"  # points given by members: mean, standard deviation, how many gave


class Normalisation(StrEnum):
    """How a measure becomes 0 to 100 points. The last two look at the peers."""

    BOUNDS = "limites"  # a straight line between `floor` and `ceiling`
    TARGET = "meta"  # the share of the target that was reached, at most all of it
    PERCENTILE = "percentil"  # the share of the peers that are worse, and half of those alike
    Z = "desvios"  # 50 at the mean of the peers, and 15 for each standard deviation


class Scoring(IntEnum):
    """What the points of a criterion are. A sealed result keeps the one that it was made by."""

    OF_THE_MEAN = 1  # the points of the shrunk mean, which may lie outside the interval of a score
    MEAN_OF_POINTS = 2  # the mean of the points that the unit may deserve
    OF_WHAT_IS_TOLD = 3  # the same, of answers as they may be told (docs/adr/0040)
    OF_STEADY_RATES = 4  # the same, small groups not drawn to more than they had (docs/adr/0072)
    OF_BLOCKS = 5  # the same, of answers that no subtraction tells (docs/adr/0078)
    OF_WHOLE_DOUBT = 6  # the same, with all the doubt about each unit (docs/adr/0077)
    OF_ALL_EXCLUSIONS = 7  # the same, of months that no exclusion leaves out (docs/adr/0090)


class Missing(StrEnum):
    """What a criterion does that was not measured, or on less than its minimum."""

    REDISTRIBUTE = "redistribui"  # its weight goes to the others of its pillar
    NOT_ELIGIBLE = "elimina"


class Tie(StrEnum):
    TOGETHER = "empatam"  # the same score is the same position
    VOLUME = "maior_volume"  # the larger volume comes first


@dataclass(frozen=True)
class Criterion:
    """``floor``, ``ceiling`` and ``target`` are as read (per cent, points, minutes): the measure
    times ``per``. ``minimum`` is of trials, answers, exposure or cases.

    With BOUNDS, `floor` has 0 points and `ceiling` 100 where higher is better, and the other way
    round where lower is. ``case_mix`` asks for observed over expected, where cells were given.
    ``noise`` is the standard deviation of one member's points about what the unit deserves, where
    it is known; else it is learned from the units that were seen more than once.
    """

    id: str
    kind: Kind
    weight: float
    pillar: str = ""
    higher_is_better: bool = True
    normalisation: Normalisation = Normalisation.BOUNDS
    floor: float | None = None
    ceiling: float | None = None
    target: float | None = None
    per: float = 1.0
    minimum: float = 0.0
    missing: Missing = Missing.REDISTRIBUTE
    case_mix: bool = False
    noise: float | None = None


@dataclass(frozen=True)
class Tier:
    """``least`` points (100: the most in every criterion), and ``after``, the tier that had to be
    won at an earlier stage.
    """

    name: str
    least: float
    after: str | None = None


@dataclass(frozen=True)
class Rules:
    """One category of one edition.

    ``seed`` names the edition and its rules (a hash): the same name gives the same draws. ``tiers``
    are from the highest down; ``cuts`` has other least points by place (UF) and name of tier.
    ``exposure`` is the least of a unit (months active). ``places`` are how many are the first ones,
    and ``inverted`` what share of the pairs told apart by bands may be the wrong way round.
    ``scoring`` is another only where a result sealed by it is made again.
    """

    seed: str
    criteria: tuple[Criterion, ...]
    tiers: tuple[Tier, ...] = ()
    cuts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    exposure: float = 0.0
    places: int = 3
    inverted: float = 0.05
    tie: Tie = Tie.TOGETHER
    draws: int = DRAWS
    scoring: Scoring = Scoring.OF_ALL_EXCLUSIONS

    def __post_init__(self) -> None:
        ids = [criterion.id for criterion in self.criteria]
        if len(ids) != len(set(ids)) or not ids:
            raise ValueError("criteria need ids of their own")
        if self.total_weight <= 0 or min(item.weight for item in self.criteria) < 0:
            raise ValueError("weights are not negative, and some is positive")

    @property
    def total_weight(self) -> float:
        return sum(criterion.weight for criterion in self.criteria)

    def criterion(self, criterion_id: str) -> Criterion:
        """Raises KeyError where there is none."""
        for item in self.criteria:
            if item.id == criterion_id:
                return item
        raise KeyError(criterion_id)

    def least(self, tier: Tier, place: str) -> float:
        return float(self.cuts.get(place, {}).get(tier.name, tier.least))
