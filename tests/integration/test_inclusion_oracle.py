"""Parity and coverage of CadÚnico: whatever is told equals clients counted one by one, and is never
of a few.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from data_access.queries.indicators.addable import special_rows
from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.tables.inclusion import groups_with_children
from indicators.measure import Status
from indicators.scope import PORTES, Access, Period, Scope, TerritoryRef
from tests.support.oracle_inclusion import COLUMNS, expected
from tests.support.people_country import CODES, draw_people, people_edition, reference_rows
from tests.support.small_country import register
from tests.support.tiers import few

ALL = Access.everything()
TOLD = [("2025-01", "2025-07"), ("2025-01", "2025-12"), ("2026-01", "2026-07")]
NOT_TOLD = [
    ("2025-01", "2025-08"),
    ("2025-03", "2025-12"),
    ("2026-01", "2026-06"),
    ("2025-08", "2026-07"),
]
LEVELS = {
    "brasil": lambda places: "BR",
    "uf": lambda places: places["uf_code"],
    "municipio": lambda places: places.index,
}
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("inclusion")


def table(edition, group, window, level, *, indicator="paridade_{}", **scope):
    asked = Scope(Period.parse(*window), **scope)
    return indicator_table(
        edition, indicator.format(group), scope=asked, access=ALL, level=level
    ).set_index("code")


@settings(
    max_examples=few(2, everything=4),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)
@given(
    seed=st.integers(0, 10**6), count=st.sampled_from([30, 200]), known=st.integers(3, len(CODES))
)
def test_what_is_told_equals_clients_counted_one_by_one(folder, seed, count, known):
    people, reference = draw_people(seed, count), reference_rows(CODES[:known])
    edition = people_edition(folder, people, CODES[:known])
    try:
        for place, group in enumerate(COLUMNS):
            for window in (TOLD[place % 2], TOLD[2]):
                counts = expected(people, reference, group, *window)
                for level in LEVELS:
                    assert_rows(table(edition, group, window, level), counts, level)
                    if group == "cadunico":
                        assert_coverage(
                            table(edition, "", window, level, indicator="cobertura_cadunico"),
                            counts,
                            level,
                        )
    finally:
        edition.close()


def added_up(counts, level):
    places = register().set_index("code").loc[counts.index]
    return counts.groupby(
        LEVELS[level](places) if level != "brasil" else np.full(len(counts), "BR")
    ).sum()


def assert_rows(found, counts, level):
    sums = added_up(counts, level)
    assert set(found.index[found["status"] == Status.NO_DENOMINATOR]) == set(found.index) - set(
        sums.index
    )
    told = found[~found["status"].isin([Status.SUPPRESSED, Status.NO_DENOMINATOR])]
    for code in told.index[told["status"] == Status.NOT_MEASURED]:
        assert sums.loc[code, "people"] == 0
    for code, row in told[told["status"] != Status.NOT_MEASURED].iterrows():
        x, n, part, whole = (
            int(sums.loc[code, name]) for name in ("members", "people", "reference", "population")
        )
        assert (row["numerator"], row["denominator"]) == (x, n)
        assert x not in range(1, 5)
        assert n - x not in range(1, 5)
        if n:
            share = part / whole
            assert row["value"] == pytest.approx(x / n / share, abs=1e-9)
            bounds = binomtest(x, n).proportion_ci(0.95, method="exact")
            assert (row["lower"], row["upper"]) == pytest.approx(
                (bounds.low / share, bounds.high / share), abs=1e-9
            )
    for code in found.index[found["status"] == Status.SUPPRESSED]:
        assert (
            found.loc[code, ["numerator", "denominator", "value", "lower", "upper", "n"]]
            .isna()
            .all()
        )


def assert_coverage(found, counts, level):
    sums = added_up(counts, level)
    for code, row in found[found["value"].notna()].iterrows():
        assert row["numerator"] == sums.loc[code, "members"]
        assert row["denominator"] == sums.loc[code, "reference"]
        assert row["value"] == pytest.approx(
            sums.loc[code, "members"] / sums.loc[code, "reference"], abs=1e-9
        )


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    people = draw_people(7, 1500)
    edition = people_edition(tmp_path_factory.mktemp("large"), people, CODES[:6])
    yield edition
    edition.close()


def test_where_every_place_has_enough_everything_is_told(large):
    for group in ("mulheres", "pretos_pardos", "cadunico"):
        for window in TOLD:
            statuses = set(table(large, group, window, "municipio")["status"])
            assert statuses <= {
                Status.MEASURED,
                Status.FEW,
                Status.NO_DENOMINATOR,
                Status.PARTLY_RECORDED,
            }, group


@pytest.mark.parametrize("window", NOT_TOLD)
def test_other_periods_are_withheld_and_not_guessed(large, window):
    assert set(table(large, "mulheres", window, "uf")["status"]) == {Status.SUPPRESSED}


@pytest.mark.parametrize("window", [TOLD[1], NOT_TOLD[3]])
@pytest.mark.parametrize("level", LEVELS)
def test_indicators_read_together_are_those_read_alone(large, window, level):
    names = [
        "cobertura_cadunico",
        "paridade_mulheres",
        "permanencia_12m",
        "paridade_cadunico",
        "desigualdade_cobertura",
    ]
    found = special_rows(large, names, scope=Scope(Period.parse(*window)), access=ALL, level=level)
    assert [rows is None for rows in found] == [False] * 4 + [level == "municipio"]
    for name, rows in zip(names[: len(names) - (level == "municipio")], found, strict=False):
        alone = table(large, "", window, level, indicator=name).reset_index()
        pd.testing.assert_frame_equal(rows, alone[rows.columns], check_exact=True)


def test_adults_are_the_reference_of_the_groups_whose_adults_are_known(large):
    assert groups_with_children(large, ALL) == {"mulheres", "pretos_pardos"}


def test_beyond_the_record_nothing_was_measured(large):
    assert set(table(large, "mulheres", ("2019-01", "2019-07"), "uf")["status"]) == {
        Status.NOT_MEASURED
    }


def test_porte_channel_and_partner_do_not_narrow_groups_of_people(large):
    whole = table(large, "pcd", TOLD[2], "municipio")
    for narrower in ({"porte": (porte,)} for porte in PORTES):
        pd.testing.assert_frame_equal(table(large, "pcd", TOLD[2], "municipio", **narrower), whole)
    pd.testing.assert_frame_equal(
        table(large, "pcd", TOLD[2], "municipio", channel=("Chat",), partner=("S1",)), whole
    )


def test_a_country_of_the_own_states_is_told_where_their_blocks_are_whole(large):
    only = Access("ana", frozenset({"SP"}))
    scope = Scope(Period.parse(*TOLD[2]))
    part = indicator_table(
        large, "paridade_mulheres", scope=scope, access=only, level="brasil"
    ).iloc[0]
    own = table(large, "mulheres", TOLD[2], "uf", territory=TerritoryRef("uf", "35")).iloc[0]
    assert (part["numerator"], part["denominator"]) == (own["numerator"], own["denominator"])
    assert part["numerator"] > 0
