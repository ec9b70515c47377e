"""What is said of a unit holds as often as it says, in the tails too, where former scorings did not
(docs/adr/0077). Truths are invented; each test says what the former scoring gave.
"""

from dataclasses import replace

import numpy as np
import pytest

from indicators.recognition.evidence import Counts
from indicators.recognition.ranks.draws import draw
from indicators.recognition.rules import Criterion, Kind, Scoring
from indicators.recognition.scoring import evaluate
from indicators.recognition.shrinkage.posterior import shrink
from indicators.recognition.shrinkage.slices import FINEST, equal_slices, fine_slices
from tests.support.recognition_field import five_kinds

UNITS = 3_000
FORMER = Scoring.OF_BLOCKS
NOW = Scoring.OF_WHOLE_DOUBT


def _away(kind: Kind, truth: np.ndarray, scoring: Scoring, *columns: np.ndarray) -> float:
    """How far truths lie from what was said of them, in what was said that they would."""
    counts = Counts(tuple(np.asarray(column, float) for column in columns))
    criterion = Criterion("c", kind, 1)
    found = shrink(criterion, counts, np.full(len(truth), "g"), scoring)
    mean = found.slices.mean(found.atoms)
    return float(np.std((truth - mean) / np.sqrt(found.slices.variance(found.atoms))))


def test_scores_of_peers_that_differ_in_promoters_more_than_in_neutrals():
    random = np.random.default_rng(1)
    promoters = random.beta(9, 6, UNITS)
    detractors = (1 - promoters) * random.beta(6, 9, UNITS)
    share = np.stack((promoters, 1 - promoters - detractors, detractors), axis=1)
    given = np.array([random.multinomial(20, row) for row in share]).T
    truth = promoters - detractors
    assert _away(Kind.SCORE, truth, FORMER, *given) > 1.06
    assert _away(Kind.SCORE, truth, NOW, *given) == pytest.approx(1, abs=0.03)


def test_points_of_few_members_whose_deviations_differ():
    random = np.random.default_rng(2)
    truth, cases = random.normal(7, 0.9, UNITS), random.integers(2, 6, UNITS)
    noise = np.sqrt(0.64 * 10 / random.chisquare(10, UNITS))
    sd = noise * np.sqrt(random.chisquare(cases - 1) / (cases - 1))
    mean = random.normal(truth, noise / np.sqrt(cases))
    assert _away(Kind.POINTS, truth, FORMER, mean, sd, cases) > 1.03
    assert _away(Kind.POINTS, truth, NOW, mean, sd, cases) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("made", [equal_slices, fine_slices])
def test_values_have_the_mean_and_the_deviation_of_what_they_stand_for(made):
    slices = made()
    assert slices.chance.sum() == pytest.approx(1, abs=1e-12)
    assert slices.mean(slices.z[None]) == pytest.approx(0, abs=1e-12)
    assert slices.variance(slices.z[None]) == pytest.approx(1, abs=1e-12)
    assert slices.knots[:, None].T @ slices.mix == pytest.approx(slices.z[None])


def test_values_reach_as_far_as_hundreds_of_units_do():
    fine = fine_slices()
    assert fine.chance @ fine.z**4 == pytest.approx(3, abs=0.02)
    assert fine.z[-1] > 4.2
    assert np.bincount(fine.slice_of) / FINEST == pytest.approx(fine.chance)
    table = np.tile(fine.z.astype(np.float32), (300, 1))
    drawn = draw([table], "prova", 4_000, fine).scores
    assert np.abs(drawn).max(axis=1).mean() == pytest.approx(3.13, abs=0.05)
    former = equal_slices()
    ended = draw([np.tile(former.z.astype(np.float32), (300, 1))], "prova", 400, former).scores
    assert np.abs(ended).max() < 2.95


def test_what_former_scorings_sealed_is_made_again_as_it_was():
    """Numbers that the fourth, and the fifth alike, gave before there was a sixth."""
    known = five_kinds(12, seed=1)
    found = evaluate(replace(known.rules, scoring=FORMER), known.field).units
    assert found["score"].tolist() == [
        62.29, 54.83, 66.54, 59.0, 62.86, 55.91, 57.9, 61.86, 59.74, 65.51, 55.77, 70.13
    ]  # fmt: skip
    assert found["rank_low"].tolist() == [2, 7, 1, 4, 2, 6, 3, 1, 4, 1, 7, 1]
    assert found["rank_high"].tolist() == [10, 12, 7, 12, 8, 12, 12, 12, 11, 7, 12, 4]
    assert found["all_low"].tolist() == [2, 5, 1, 2, 2, 4, 2, 1, 2, 1, 5, 1]
    assert found["band"].tolist() == [2] * 11 + [1]
    now = evaluate(known.rules, known.field).units
    assert (now["score"] != found["score"]).any()
