"""Perceived income: by unit, by client and by initiative the same answers, counted one by one, and
never of a few.
"""

import numpy as np
import pandas as pd
import pytest

from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.tables import inclusion
from indicators.disclosure.rules import Opinions
from indicators.measure import Status
from indicators.scope import Access, Attribution, Period, Scope, TerritoryRef
from indicators.uncertainty import wilson
from tests.support.people_country import draw_people, income_edition
from tests.support.small_country import register

ALL = Access.everything()
TOLD = [("2025-01", "2025-07"), ("2025-01", "2025-12"), ("2026-01", "2026-07")]
PLACES = register().set_index("code")
VIEWS = [
    (None, "brasil", lambda rows: "BR"),
    (None, "uf", lambda rows: rows["uf_executora"].map(PLACES.groupby("uf")["uf_code"].first())),
    (Attribution.ESTABLISHMENT, "uf", lambda rows: rows["municipio"].map(PLACES["uf_code"])),
    (Attribution.ESTABLISHMENT, "municipio", lambda rows: rows["municipio"]),
]


@pytest.fixture(scope="module", params=[5, 6])
def asked(tmp_path_factory, request):
    edition, answers = income_edition(
        tmp_path_factory.mktemp("income"), draw_people(request.param, 250), request.param
    )
    yield edition, answers
    edition.close()


def counted(answers, window, key):
    """Answers that say whether income rose, of vulnerable initiatives, whose unit and municipality
    are known.
    """
    month = answers["data"].map(lambda day: f"{day:%Y-%m}")
    kept = answers[
        month.between(*window) & answers["aumento_renda"].notna() & answers["vulneraveis"].eq(True)
    ]
    kept = kept.dropna(subset=["uf_executora", "municipio"])
    return (
        kept.assign(rose=kept["aumento_renda"].astype(bool))
        .groupby(key(kept))["rose"]
        .agg(["sum", "count"])
    )


def assert_counted(row, sums, code):
    rose, total = (
        int(sums.loc[code, name]) if code in sums.index else 0 for name in ("sum", "count")
    )
    assert (row["numerator"], row["denominator"]) == (rose, total)
    assert not Opinions(2).unsafe(np.array([[rose, total - rose]]))[0]
    if total:
        bounds = wilson(rose, total)
        assert row["value"] == pytest.approx(rose / total, abs=1e-12)
        assert (row["lower"], row["upper"]) == pytest.approx(
            (float(bounds.lower), float(bounds.upper)), abs=1e-12
        )


@pytest.mark.parametrize("window", TOLD)
@pytest.mark.parametrize(("view", "level", "key"), VIEWS)
def test_what_is_told_equals_answers_counted_one_by_one(asked, window, view, level, key):
    edition, answers = asked
    scope = Scope(Period.parse(*window), attribution=view)
    table = indicator_table(
        edition, "percepcao_aumento_renda", scope=scope, access=ALL, level=level
    )
    sums = counted(
        answers,
        window,
        (lambda rows: rows["uf_executora"].map(lambda _: "BR")) if level == "brasil" else key,
    )
    told = table[table["status"] != Status.SUPPRESSED]
    assert level != "brasil" or len(told)
    for _, row in told.iterrows():
        assert_counted(row, sums, row["code"])


@pytest.mark.parametrize("window", TOLD)
def test_initiatives_hold_the_same_answers(asked, window):
    edition, answers = asked
    scope = Scope(Period.parse(*window))
    table = inclusion.income_by_initiative(edition, scope, ALL)
    sums = counted(answers, window, lambda rows: rows["iniciativa"])
    assert set(table["initiative"]) == set(sums.index)
    for _, row in table[table["status"] != Status.SUPPRESSED].iterrows():
        assert_counted(row, sums, row["initiative"])
    own = inclusion.income_by_initiative(
        edition, Scope(scope.period, TerritoryRef("uf", "35")), ALL
    )
    assert set(own["uf"]) <= {"SP"}
    pd.testing.assert_frame_equal(own, table[table["uf"] == "SP"].reset_index(drop=True))


def test_other_periods_are_withheld(asked):
    table = inclusion.income_by_initiative(asked[0], Scope(Period.parse("2025-02", "2025-09")), ALL)
    assert len(table)
    assert set(table["status"]) == {Status.SUPPRESSED}
    assert table[["numerator", "denominator", "value"]].isna().all(axis=None)
    scope = Scope(Period.parse("2025-02", "2025-09"), attribution=Attribution.ESTABLISHMENT)
    found = indicator_table(
        asked[0], "percepcao_aumento_renda", scope=scope, access=ALL, level="municipio"
    )
    assert set(found["status"]) == {Status.SUPPRESSED}
