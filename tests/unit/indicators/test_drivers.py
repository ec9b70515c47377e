"""What goes with the score: the fit equals another's, finds what was planted, and is silent where
it knows little.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.comparison import Verdict
from indicators.drivers import (
    CLUSTERS_OF_CHANNEL,
    ROUNDING,
    ROUNDING_OF_SHARE,
    Effect,
    Model,
    NoModel,
    Why,
    rounded_model,
    satisfaction_model,
    weighted_fit,
)

STATSMODELS = {
    "params": [
        0.39795420608822274,
        0.2007700431464325,
        -0.09821052347524828,
        -0.0005523944731743134,
    ],
    "bse": [0.013657514203727942, 0.016208709683057952, 0.015927965506475877, 0.027677000872528817],
    "rsquared": 0.9174842380977539,
}
COUNTS = [
    "promoters",
    "detractors",
    "answers",
    "contacts",
    "in_time",
    "resolution_known",
    "first_contact",
]


def simulated(
    seed=7, *, units=27, months=12, chat=-0.15, waiting=0.4, solved=0.0, contacts=400, answers=300
):
    """Cells whose score is 0.5, `chat` more by chat, and `waiting`, `solved` times the shares of
    the contacts.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for unit in range(units):
        of_unit = rng.normal(0, 0.03)
        for month in range(months):
            for channel in ("Telefone", "Chat", "WhatsApp"):
                time, first = rng.beta(6, 3), rng.beta(5, 4)
                score = (
                    0.3
                    + of_unit
                    + chat * (channel == "Chat")
                    + waiting * (time - 0.6)
                    + solved * (first - 0.5)
                )
                # The others have more: one of them is the reference.
                asked = answers - 20 * (channel == "Chat")
                promoters = rng.binomial(asked, (1 + score) / 2)
                counts = (
                    promoters,
                    asked - promoters,
                    asked,
                    contacts,
                    rng.binomial(contacts, time),
                    contacts,
                )
                rows.append(
                    (f"U{unit:02d}", month, channel, *counts, rng.binomial(contacts, first))
                )
    return pd.DataFrame(rows, columns=["unit", "month", "channel", *COUNTS])


def test_the_fit_is_that_of_a_statistics_library():
    """statsmodels 0.15: WLS(y, X, weights).fit(cov_type="cluster", cov_kwds={"groups": g},
    use_t=True).
    """
    n = np.arange(24)
    x = np.column_stack([np.ones(24), n % 3 == 1, np.sin(n), (n * 7 % 11) / 10])
    y = 0.4 + 0.2 * x[:, 1] - 0.1 * x[:, 2] + 0.05 * np.cos(n * 5)
    fit = weighted_fit(y, x, 10 + n % 5, n // 4)
    assert fit is not None
    assert fit.coefficients == pytest.approx(STATSMODELS["params"], rel=1e-9)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(STATSMODELS["bse"], rel=1e-9)
    assert fit.explained == pytest.approx(STATSMODELS["rsquared"], rel=1e-9)
    assert fit.clusters == 6


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_the_fit_solves_the_normal_equations_with_errors_by_cluster(seed):
    """Worked out again with loops over cells and clusters, from the formula."""
    rng = np.random.default_rng(seed)
    size, k = 30, 3
    x = np.column_stack([np.ones(size), rng.normal(size=(size, k - 1))])
    y, w, groups = rng.normal(size=size), rng.uniform(1, 9, size), rng.integers(0, 6, size)
    fit = weighted_fit(y, x, w, groups)
    assert fit is not None
    normal = sum(w[i] * np.outer(x[i], x[i]) for i in range(size))
    solution = np.linalg.solve(normal, sum(w[i] * y[i] * x[i] for i in range(size)))
    assert fit.coefficients == pytest.approx(solution, rel=1e-7)
    bread, names = np.linalg.inv(normal), sorted(set(groups))
    scores = [
        sum(w[i] * (y[i] - x[i] @ solution) * x[i] for i in range(size) if groups[i] == name)
        for name in names
    ]
    meat = sum(np.outer(score, score) for score in scores)
    correction = len(names) / (len(names) - 1) * (size - 1) / (size - k)
    assert fit.covariance == pytest.approx(correction * bread @ meat @ bread, rel=1e-7)


def test_terms_that_cannot_be_told_apart_are_not_fitted():
    x = np.column_stack([np.ones(20), np.arange(20), 2.0 * np.arange(20)])
    assert weighted_fit(np.arange(20), x, np.ones(20), np.arange(20) % 5) is None
    assert weighted_fit([1, 2], np.eye(2), [1, 1], [0, 1]) is None
    assert weighted_fit(np.arange(20), x[:, :2], np.ones(20), np.zeros(20)) is None


def test_planted_effects_are_found_and_the_absent_one_is_not():
    found = satisfaction_model(simulated())
    assert isinstance(found, Model)
    effects = {effect.term: effect for effect in found.effects}
    assert effects["Chat"].points == pytest.approx(-0.15, abs=0.02)
    assert effects["Chat"].lower < -0.15 < effects["Chat"].upper
    # For ten points of a hundred more.
    assert effects["in_time"].points == pytest.approx(0.04, abs=0.01)
    assert effects["in_time"].verdict is Verdict.HIGHER
    assert effects["first_contact"].verdict is Verdict.NO_DIFFERENCE
    assert effects["first_contact"].lower < 0 < effects["first_contact"].upper
    assert found.clustered_by == "unit"
    assert 0.3 < found.explained < 0.95


def test_errors_are_those_of_units_and_not_of_cells():
    """Student's t of 26 degrees of freedom at 97.5 % is 2.0555 (published tables)."""
    cells = simulated().sort_values(["channel", "unit", "month"], ignore_index=True)
    found = satisfaction_model(cells)
    assert isinstance(found, Model)
    others = [effect.term for effect in found.effects if effect.kind == "channel"]
    shares = (
        cells["in_time"] / cells["contacts"],
        cells["first_contact"] / cells["resolution_known"],
    )
    x = np.column_stack(
        [
            np.ones(len(cells)),
            *(cells["channel"] == name for name in others),
            *(10 * s for s in shares),
        ]
    )
    y = (cells["promoters"] - cells["detractors"]) / cells["answers"]
    fit = weighted_fit(y, x, cells["answers"], cells["unit"])
    assert fit is not None
    half = [(effect.upper - effect.lower) / 2 for effect in found.effects]
    assert half == pytest.approx(2.0555 * np.sqrt(np.diag(fit.covariance))[1:], rel=1e-4)


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Of 40 simulations with an effect of 0.04 for a step, some 38 intervals of 95 % hold it."""
    models = [satisfaction_model(simulated(seed, months=4)) for seed in range(40)]
    held = [
        e.lower <= 0.04 <= e.upper for model in models for e in model.effects if e.term == "in_time"
    ]
    assert sum(held) >= 33


def test_one_unit_is_clustered_by_month():
    found = satisfaction_model(simulated(units=3, months=24))
    assert isinstance(found, Model)
    assert found.clustered_by == "month"


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (simulated(units=1, months=2), Why.FEW_CELLS),
        (simulated(contacts=19), Why.FEW_CELLS),
        (simulated(units=9, months=9), Why.FEW_CLUSTERS),
        (simulated().assign(in_time=200), Why.INSEPARABLE),
        (simulated().head(0), Why.FEW_CELLS),
    ],
)
def test_with_too_little_to_go_on_it_says_why(cells, why):
    found = satisfaction_model(cells)
    assert isinstance(found, NoModel)
    assert found.why is why


def test_a_channel_of_few_units_has_no_effect_of_its_own():
    """Its own few cells would be fitted exactly, and their error be next to nothing."""
    few = (
        simulated(seed=1, units=CLUSTERS_OF_CHANNEL - 1)
        .query("channel == 'Chat'")
        .assign(channel="Totem")
    )
    found = satisfaction_model(pd.concat([simulated(), few], ignore_index=True))
    assert isinstance(found, Model)
    assert found == satisfaction_model(simulated())


def test_a_channel_of_few_answers_in_its_unit_is_not_felt():
    """Each of its months would be of a few people: an effect would be of them."""
    few = simulated(seed=1, units=1, answers=22, months=1).assign(unit="U99", promoters=0)
    found = satisfaction_model(pd.concat([simulated(), few], ignore_index=True))
    assert found == satisfaction_model(simulated())


def test_what_is_told_of_a_model_is_in_steps():
    model = satisfaction_model(simulated())
    told = rounded_model(model)
    assert told.explained == pytest.approx(model.explained, abs=ROUNDING_OF_SHARE / 2)
    for exact, effect in zip(model.effects, told.effects, strict=True):
        figures = np.array([effect.points, effect.lower, effect.upper]) / ROUNDING
        assert figures == pytest.approx(figures.round(), abs=1e-3)
        assert effect.points == pytest.approx(exact.points, abs=ROUNDING / 2 + 1e-9)
        assert effect.lower <= exact.lower + 1e-6 < exact.upper <= effect.upper + 1e-6


@pytest.mark.parametrize(("points", "told"), [(0.001, 0.005), (-0.001, -0.005)])
def test_a_sure_effect_is_at_least_one_step(points, told):
    sure = Effect("Chat", "channel", points, points, points, Verdict.HIGHER)
    assert rounded_model(Model((sure,), "Telefone", "unit", 0.5)).effects[0].points == told
