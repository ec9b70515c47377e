"""Whether a year that is not over yet is on the way to its target.

A target for the year asks for the part of it that a year usually has by now: the target ÷ the usual
growth from this month to December (`season`). A place is behind, or ahead, only where a year that
ends exactly at the target would seldom have been seen so far from there. That is made of

- chance: of the cases of such a year, those counted by now are a binomial part;
- what the part of past years differed by, and how few of them are known.

On pace is said where the year ends near the target, whatever within these bounds happens; where
neither can be said, it cannot be told. It assumes that the months left bring the part of the year
that they have always brought: a growth that breaks in this very year is taken for pace, as nothing
before it says so (`projection` widens its range for that). `benchmarks.pace` counts the mistakes.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from indicators.catalogue.definitions import Indicator, Polarity
from indicators.comparison import Verdict, compare_with_target, verdicts_against_targets
from indicators.goals.season import PastYears, Season
from indicators.measure import as_value
from indicators.scope import Period
from indicators.uncertainty import FloatArray, family_wise_keep

SIGNIFICANCE = 0.05
NEAR = 0.10  # on pace: the year ends within a tenth of its target
MONTHS_OF_YEAR = 12
EXACT = 1000  # cases expected by now: with more, a binomial is normal for every purpose here
COLUMNS = ["expected", "expected_lower", "expected_upper", "years"]


class Standing(StrEnum):
    """How a value stands to its target, in the words that people read."""

    AHEAD = "adiantado"
    ON_PACE = "no ritmo"
    BEHIND = "atrasado"
    UNTOLD = "não dá para dizer"
    # Of what does not add up along a year, or of a year that is over.
    BETTER = "melhor que a meta"
    EQUAL = "igual à meta"
    WORSE = "pior que a meta"
    NOT_COMPARED = "sem comparação"  # no test can be made
    # A year's target beside a part of a year of which no earlier one says how much to expect.
    WHOLE_YEAR = "meta do ano inteiro"
    NONE = "sem meta"

    @property
    def favourable(self) -> bool | None:
        """True where it is good news, False where it is bad, None where it is neither."""
        if self in (Standing.AHEAD, Standing.ON_PACE, Standing.BETTER):
            return True
        return False if self in (Standing.BEHIND, Standing.WORSE) else None

    @property
    def of_pace(self) -> bool:
        """Whether it was judged by what the year should show by now."""
        return self in (Standing.AHEAD, Standing.ON_PACE, Standing.BEHIND, Standing.UNTOLD)

    @property
    def waits(self) -> bool:
        """Whether the target is of a year that the value is only a part of."""
        return self.of_pace or self is Standing.WHOLE_YEAR


class Basis(StrEnum):
    """What a value may be held against the target of a year for."""

    AS_IT_IS = "as it is"  # it does not add up along the year, or all of a year is counted
    TO_DATE = "year to date"
    PART_OF_YEAR = "part of a year"  # neither: a month, or several years


def basis_of(period: Period, *, accumulates: bool) -> Basis:
    """How a value of so many months stands beside the target of the year in which they end.

    Twelve months in a row are as long as the year that the target is of, whichever month they begin
    in.
    """
    if not accumulates or period.months == MONTHS_OF_YEAR:
        return Basis.AS_IT_IS
    begins = period.start.month == 1 and period.months < MONTHS_OF_YEAR
    return Basis.TO_DATE if begins else Basis.PART_OF_YEAR


@dataclass(frozen=True)
class YearSoFar:
    """Places with a target for the year, of which so many ``months`` are counted.

    ``value`` and ``target`` are in one unit; ``cases`` make the value when they are divided by
    ``base`` (ones for a count). ``kept`` says whether what was counted stays: of a share of a base
    that grows too, it may not.
    """

    value: FloatArray
    target: FloatArray
    cases: FloatArray
    base: FloatArray
    months: int
    kept: bool = True


def measure_pace(now: YearSoFar, past: PastYears, season: Season | None) -> pd.DataFrame:
    """One row per place, in the order given: ``expected`` (what the target asks for by now, in the
    unit of the value), ``expected_lower`` and ``expected_upper`` (where 95 % of the years that end
    at it would be), ``years`` before with cases enough, ``on_record`` (whether there is any, with
    cases or not), ``p_value``, ``below`` (whether it is short of what is
    expected), ``near`` (whether the year ends near the target) and ``reached``.

    NaN, and no p-value, where fewer than two past years say anything.
    """
    growth = past.growth()
    years = np.isfinite(growth).sum(axis=1)
    usual = _mean(growth)
    expected = now.target * np.exp(-usual)
    cases = expected * now.base  # that a place on its way to the target has by now
    with np.errstate(invalid="ignore", divide="ignore"):
        brought = np.exp(_mean(np.log(past.part_cases / past.whole_cases)))
        chance = (1 - brought) / cases
        off = np.log(now.value / expected)
        learnt = _mean(past.chance(), np.isfinite(growth)) / years
        apart = (season.variance if season else np.nan) * (1 + 1 / years)
    variance = chance + learnt + np.where(years >= 2, apart, np.nan)
    freedom = season.freedom if season else 1.0
    p_value = _tails(now, cases, brought, (chance, variance), freedom)
    reach = _quantile(freedom) * np.sqrt(variance)
    near = (off - reach > np.log(1 - NEAR)) & (off + reach < np.log(1 + NEAR))
    return pd.DataFrame({
        "expected": expected,
        "expected_lower": expected * np.exp(-reach),
        "expected_upper": expected * np.exp(reach),
        "years": years,
        "on_record": np.isfinite(past.part).any(axis=1),
        "p_value": p_value,
        "below": now.value < expected,
        "near": near,
        "reached": now.kept & (now.value >= now.target),
    })  # fmt: skip


def name_paces(measured: pd.DataFrame, *, listed: bool) -> list[Standing]:
    """The word of each row of `measure_pace`.

    With `listed` the places are judged together: the chance of calling any of them behind or ahead
    that is on its way stays at 5 % for the whole list (Holm), and not for each. A target already
    reached by what cannot be lost needs no test.
    """
    p_values = measured["p_value"].to_numpy(float)
    sure = family_wise_keep(p_values) if listed else p_values < SIGNIFICANCE
    below, near, reached, on_record = (
        measured[name].to_numpy(bool) for name in ("below", "near", "reached", "on_record")
    )
    words = np.select(
        [reached, ~on_record, sure & below, sure, near],
        [
            Standing.AHEAD,
            Standing.WHOLE_YEAR,
            Standing.BEHIND,
            Standing.AHEAD,
            Standing.ON_PACE,
        ],
        Standing.UNTOLD,
    )
    return [Standing(word) for word in words]


def stand_as_it_is(definition: Indicator, rows: pd.DataFrame, *, listed: bool) -> list[Standing]:
    """How values stand to targets that are due: those of what does not add up along a year, and
    those of a year that is counted.

    `rows` has what `verdicts_against_targets` asks for and the rest of a measured value. With
    `listed`, the chance of any mistake among all of them is kept to 5 %. More of a count is what
    its target asks for. A target that no test holds a value against is not compared.
    """
    if listed:
        verdicts = verdicts_against_targets(definition, rows)
    else:
        verdicts = [
            compare_with_target(definition, as_value(row), float(row["target"])).verdict
            for _, row in rows.iterrows()
        ]
    lowered = definition.polarity is Polarity.LOWER_IS_BETTER
    names = {
        Verdict.HIGHER: Standing.WORSE if lowered else Standing.BETTER,
        Verdict.LOWER: Standing.BETTER if lowered else Standing.WORSE,
        Verdict.NO_DIFFERENCE: Standing.EQUAL,
        Verdict.UNKNOWN: Standing.NOT_COMPARED,
    }
    known = rows["value"].notna() & rows["target"].notna()
    return [
        names[verdict] if able else Standing.NONE
        for verdict, able in zip(verdicts, known, strict=True)
    ]


def weekly(gaps: pd.Series, days: pd.Series) -> pd.Series:
    """How many a week close each gap in the days left of the year; NaN where nothing is missing, or
    less than a week is left.
    """
    weeks = days / 7
    return pd.Series(np.ceil(gaps / weeks), index=gaps.index).where((gaps > 0) & (weeks >= 1))


def _tails(
    now: YearSoFar,
    expected: FloatArray,
    brought: FloatArray,
    variances: tuple[FloatArray, FloatArray],
    freedom: float,
) -> FloatArray:
    """Two-sided p-values of the cases counted: the exact deviate of chance alone, shrunk by how
    much more than chance there is.
    """
    from scipy.special import stdtr

    chance, whole = variances
    with np.errstate(invalid="ignore", divide="ignore"):
        deviate = np.where(
            expected < EXACT,
            _binomial_deviate(now.cases, expected, brought),
            np.abs(np.log(now.cases / expected)) / np.sqrt(chance),
        )
        found = 2 * stdtr(freedom, -np.maximum(deviate, 0.0) * np.sqrt(chance / whole))
    return np.where(expected > 0, np.minimum(found, 1.0), np.nan)


def _binomial_deviate(cases: FloatArray, expected: FloatArray, brought: FloatArray) -> FloatArray:
    """How many standard deviations as unlikely as so many cases, or fewer (or more), of a binomial
    part `brought` of a year in which so many are expected by now.
    """
    from scipy.special import betainc, ndtri

    year = expected / brought
    at_most = np.where(
        cases >= year, 1.0, betainc(np.maximum(year - cases, 1e-9), cases + 1, 1 - brought)
    )
    at_least = np.where(
        cases <= 0,
        1.0,
        betainc(np.maximum(cases, 1e-9), np.maximum(year - cases + 1, 1e-9), brought),
    )
    tail = np.where(cases >= year + 1, 0.0, np.minimum(at_most, at_least))
    return np.asarray(-ndtri(np.clip(tail, 1e-300, 0.5)), dtype=float)


def _quantile(freedom: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 1 - SIGNIFICANCE / 2))


def _mean(values: FloatArray, where: FloatArray | None = None) -> FloatArray:
    """Of each row, over what is known of it; NaN where nothing is."""
    known = np.isfinite(values) if where is None else where & np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(known, values, 0.0).sum(axis=1) / known.sum(axis=1), dtype=float)
