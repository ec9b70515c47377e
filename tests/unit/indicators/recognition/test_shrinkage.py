"""Shrinkage against a slow oracle: every hyperparameter on a grid, each distribution by SciPy."""

import numpy as np
import pytest
from scipy import stats

from indicators.recognition.evidence import Counts
from indicators.recognition.rules import Criterion, Kind, Scoring
from indicators.recognition.shrinkage.measures import moderated, trigamma_inverse
from indicators.recognition.shrinkage.posterior import shrink

GROUP = "g"


def _shrunk(kind: Kind, *columns, noise=None):
    given = tuple(np.asarray(column, float) for column in columns)
    criterion = Criterion("c", kind, 1, noise=noise)
    return shrink(criterion, Counts(given), np.full(len(given[0]), GROUP))


def _deviations(found):
    return np.sqrt(found.slices.variance(found.atoms))


def _weighted(log, *values):
    """Means of `values` over a grid with logarithms of weights."""
    weight = np.exp(log - log.max())
    return [float((weight * value).sum() / weight.sum()) for value in values]


def _beta_oracle(x, n, at):
    """Mean and deviation of one unit's rate: centre and correlation on a grid, flat in √ρ."""
    m, root = np.meshgrid(np.linspace(0.002, 0.998, 240), np.linspace(0.0041, 0.95, 240))
    size = (1 - root**2) / root**2
    log = sum(
        stats.betabinom.logpmf(k, t, m * size, (1 - m) * size) for k, t in zip(x, n, strict=True)
    )
    a, b = m * size + x[at], (1 - m) * size + n[at] - x[at]
    mean, second = _weighted(log, a / (a + b), a * (a + 1) / (a + b) / (a + b + 1))
    return mean, np.sqrt(second - mean**2)


@pytest.mark.parametrize("unit", [0, 5, 11])
def test_rates_agree_with_a_grid_over_both_hyperparameters(unit):
    random = np.random.default_rng(7)
    n = random.integers(4, 150, 12)
    x = random.binomial(n, random.beta(9, 5, 12))
    found = _shrunk(Kind.RATE, x, n)
    mean, deviation = _beta_oracle(x, n, unit)
    assert found.mean[unit] == pytest.approx(mean, abs=0.012)
    assert _deviations(found)[unit] == pytest.approx(deviation, rel=0.1)


def test_counts_agree_with_a_grid_over_both_hyperparameters():
    random = np.random.default_rng(3)
    e = random.uniform(5, 80, 15)
    x = random.poisson(e * random.gamma(4, 0.05, 15))
    found = _shrunk(Kind.COUNT, x, e)
    mu, cv = np.meshgrid(np.linspace(0.02, 0.8, 300), np.linspace(0.006, 3, 300))
    size = 1 / cv**2
    log = sum(
        stats.nbinom.logpmf(k, size, size / (size + t * mu)) for k, t in zip(x, e, strict=True)
    )
    for unit in (0, 7, 14):
        shape, rate = size + x[unit], size / mu + e[unit]
        mean, second = _weighted(log, shape / rate, shape * (shape + 1) / rate**2)
        assert found.mean[unit] == pytest.approx(mean, rel=0.04)
        assert _deviations(found)[unit] == pytest.approx(np.sqrt(second - mean**2), rel=0.12)


def _score_oracle(given, at):
    """Mean and deviation of one unit's score: all shares and concentrations on a grid. Shares are
    weighed by the answers at each concentration, and concentrations by the scores alone.
    """
    n = given.sum(axis=1)
    share = np.linspace(0.01, 0.98, 60)
    p, d, root = np.meshgrid(share, share, np.linspace(0.01, 0.95, 60), indexing="ij")
    inside = p + d < 0.995
    rho = root**2
    m = np.stack((p, 1 - p - d, d), axis=-1)
    alpha = np.where(inside[..., None], m, 1 / 3) * ((1 - rho) / rho)[..., None]
    answers = sum(
        stats.dirichlet_multinomial.logpmf(row, alpha, t) for row, t in zip(given, n, strict=True)
    )
    answers = np.where(inside, answers, -np.inf)
    shares = np.exp(answers - answers.max(axis=(0, 1)))
    shares /= shares.sum(axis=(0, 1))
    one = p + d - (p - d) ** 2
    likely = np.empty(root.shape[2])
    for number, r in enumerate(rho[0, 0]):
        variance = (shares[:, :, number] * one[:, :, number]).sum() * (r + (1 - r) / n)
        centres = np.linspace(-1, 1, 400)[:, None]
        seen = (given[:, 0] - given[:, 2]) / n
        density = stats.norm.pdf(seen, centres, np.sqrt(variance)).prod(axis=1)
        likely[number] = density.sum()
    after = alpha + given[at]
    total = after.sum(axis=-1)
    centre = (after[..., 0] - after[..., 2]) / total
    variance = ((after[..., 0] + after[..., 2]) / total - centre**2) / (total + 1)
    with np.errstate(divide="ignore"):
        mean, second = _weighted(np.log(shares * likely), centre, variance + centre**2)
    return mean, np.sqrt(second - mean**2)


@pytest.mark.parametrize("unit", [0, 4])
def test_scores_agree_with_a_grid_over_shares_and_concentration(unit):
    random = np.random.default_rng(5)
    n = random.integers(6, 60, 8)
    given = np.array(
        [random.multinomial(t, p) for t, p in zip(n, random.dirichlet([6, 3, 2], 8), strict=True)]
    )
    found = _shrunk(Kind.SCORE, *given.T)
    mean, deviation = _score_oracle(given, unit)
    assert found.mean[unit] == pytest.approx(mean, abs=0.02)
    assert _deviations(found)[unit] == pytest.approx(deviation, rel=0.12)


def test_normal_means_agree_with_the_eight_schools():
    """Rubin 1981; Gelman and others, Bayesian Data Analysis, table 5.3: the medians of the effects,
    under a flat prior of the deviation between schools, are those below.
    """
    effect = np.array([28, 8, -3, 7, -1, 1, 18, 12])
    error = np.array([15, 10, 16, 11, 9, 11, 10, 18])
    found = _shrunk(Kind.POINTS, effect, error, np.ones(8), noise=None)
    assert found.family is None  # each seen once, and no noise told
    given = Counts((effect.astype(float), error.astype(float) ** 2))
    from indicators.recognition.shrinkage.grid import learn, mixed
    from indicators.recognition.shrinkage.measures import NormalNormal

    family = NormalNormal(scale=float(np.sqrt(effect.var() + (error**2).mean())))
    mean, variance = mixed(family, given, learn(family, [given])[0])
    published = np.array([10, 8, 7, 8, 5, 6, 10, 8])
    assert np.abs(mean - published).max() < 1.6
    assert (np.sqrt(variance) > 5).all()


@pytest.mark.parametrize("units", [2, 3])
def test_a_small_group_is_not_drawn_to_more_than_its_units_had(units):
    """Peers alike of which the others, in another group, differ much."""
    random = np.random.default_rng(units)
    exposure = np.full(units + 40, 12.0)
    rates = np.concatenate((np.full(units, 0.3), random.gamma(0.2, 5, 40)))
    events = random.poisson(exposure * rates).astype(float)
    groups = np.array(["poucas"] * units + ["outras"] * 40)
    found = shrink(Criterion("c", Kind.COUNT, 1), Counts((events, exposure)), groups)
    own = events[:units] / exposure[:units]
    assert found.priors["poucas"].centre.max() <= own.max() + 0.05
    assert found.mean[:units].max() <= own.max() + 0.05
    former = shrink(
        Criterion("c", Kind.COUNT, 1), Counts((events, exposure)), groups, Scoring.OF_WHAT_IS_TOLD
    )
    assert former.priors["poucas"].centre.max() > 1.2 * own.max()


def test_where_chance_explains_all_differences_units_are_pooled():
    random = np.random.default_rng(11)
    n = random.integers(20, 200, 60)
    x = random.binomial(n, 0.7)
    found = _shrunk(Kind.RATE, x, n)
    assert found.priors[GROUP].pooled
    assert np.ptp(found.mean) < 0.25 * np.ptp(x / n)


def test_much_evidence_is_hardly_shrunk_and_little_goes_to_the_peers():
    x, n = np.array([9000, 9, 5000, 6000, 7000]), np.array([10000, 10, 10000, 10000, 10000])
    found = _shrunk(Kind.RATE, x, n)
    assert found.mean[0] == pytest.approx(0.9, abs=0.002)
    assert found.mean[1] < 0.89
    assert _deviations(found)[1] > 10 * _deviations(found)[0]


def test_groups_are_drawn_to_their_own_peers():
    low, high = np.full(10, 20), np.full(10, 80)
    x = np.concatenate((low, high, [5]))
    n = np.concatenate((np.full(20, 100), [10]))
    groups = np.array(["a"] * 10 + ["b"] * 11)
    found = shrink(Criterion("c", Kind.RATE, 1), Counts((x.astype(float), n.astype(float))), groups)
    assert found.mean[-1] > 0.7


def test_a_unit_alone_in_its_group_borrows_how_far_peers_usually_differ():
    """Five of five alone say less where the other groups differ little."""
    random = np.random.default_rng(2)
    n = np.full(41, 200.0)
    x = random.binomial(200, 0.6, 41).astype(float)
    n[-1], x[-1] = 5, 5
    groups = np.array(["a"] * 40 + ["só"])
    found = shrink(Criterion("c", Kind.RATE, 1), Counts((x, n)), groups)
    alone = shrink(Criterion("c", Kind.RATE, 1), Counts((x[-1:], n[-1:])), groups[-1:])
    assert found.priors["só"].mean_spread < alone.priors["só"].mean_spread


def test_a_single_visit_is_uncertain_only_with_a_noise_that_is_known():
    points = np.array([60.0, 80, 90, 100])
    told = _shrunk(Kind.POINTS, points, np.zeros(4), np.ones(4), noise=12.0)
    silent = _shrunk(Kind.POINTS, points, np.zeros(4), np.ones(4))
    assert _deviations(told)[0] > 5
    assert _deviations(silent)[0] == 0
    assert silent.mean.tolist() == points.tolist()


def test_nothing_measured_stays_unmeasured():
    none = np.array([np.nan, np.nan])
    assert np.isnan(_shrunk(Kind.RATE, none, none).mean).all()
    assert np.isnan(_shrunk(Kind.RATE, [np.nan, 3], [np.nan, 4]).mean[0])


@pytest.mark.parametrize("value", [0.01, 0.3, 5.0, 80.0])
def test_the_inverse_of_trigamma(value):
    from scipy.special import polygamma

    assert polygamma(1, trigamma_inverse(value)) == pytest.approx(value, rel=1e-6)


def test_moderated_variances_find_the_distribution_they_were_drawn_from():
    random = np.random.default_rng(1)
    truth = 8 * 2.0 / random.chisquare(8, 20_000)  # scaled inverse χ² with 8 degrees, 2
    freedom = random.integers(3, 12, 20_000).astype(float)
    degrees, variance = moderated(truth * random.chisquare(freedom) / freedom, freedom)
    assert degrees == pytest.approx(8, rel=0.1)
    assert variance == pytest.approx(2, rel=0.05)
