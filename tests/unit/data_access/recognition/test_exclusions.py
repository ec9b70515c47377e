"""Several exclusions of months of one unit: what is left is of the months that none leaves out."""

from typing import Any

import pandas as pd
import pytest

from data_access.recognition import exclusions
from data_access.recognition.exclusions import Counting, left_out, months_open, not_measured
from indicators.recognition.rules import Scoring
from indicators.recognition_rules.measurable import CLIENTS, Family, UnitMeasure
from indicators.recognition_rules.model import Category, Exclusion
from indicators.recognition_rules.problems import RulesError
from indicators.recognition_rules.read import checked_rules, ready_made
from indicators.scope import Access, Period

EACH = 10.0  # attendances of a month
RULES = ready_made()["selo-salas-nacional"]
START, MONTHS = RULES.months.start, RULES.months.months
ONE, OTHER, THIRD = (str(START + place) for place in (2, 5, 7))
NEWEST = max(Scoring)
WHOLE, FIRST = None, RULES.category[0].criterion[0].id
SECOND = RULES.category[0].criterion[1].id


def excluding(*exclusion: dict[str, Any]) -> Category:
    items = tuple(Exclusion(unit_id="S1", reason="Caso fechado", **item) for item in exclusion)
    changed = RULES.category[0].model_copy(update={"exclusion": items})
    return checked_rules(RULES.with_category(changed)).category[0]


@pytest.fixture(autouse=True)
def _counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def unit_counts(_edition: object, _kind: object, period: Period, _: object) -> pd.DataFrame:
        return pd.DataFrame({"atendimentos": [EACH * period.months]}, index=["S1"])

    monkeypatch.setattr(exclusions, "unit_counts", unit_counts)


def counted(category: Category, criterion: str | None, scoring: Scoring = NEWEST) -> Any:
    """The attendances and the months of which a criterion, or the unit as a whole, is told."""
    asked: Any = Counting(None, category, RULES.months, Access.everything())
    out = left_out(asked, ["S1"], scoring)
    counts = pd.DataFrame({"atendimentos": [EACH * MONTHS]}, index=["S1"])
    told = exclusions.replaced(counts, out, criterion).loc["S1", "atendimentos"]
    if criterion is None:
        return told
    months = months_open(pd.Series({"S1": float(MONTHS)}), out, criterion)
    return told, months["S1"]


def test_two_cases_of_a_unit_leave_out_the_months_of_both() -> None:
    category = excluding({"case": 1, "left_out": (ONE,)}, {"case": 2, "left_out": (OTHER,)})
    kept = MONTHS - 2
    assert counted(category, FIRST) == (EACH * kept, kept)
    assert counted(category, WHOLE) == EACH * kept


def test_what_is_left_out_of_a_criterion_adds_to_what_is_left_out_of_the_unit() -> None:
    category = excluding(
        {"case": 1, "left_out": (ONE,), "criteria": (FIRST,)},
        {"case": 2, "left_out": (OTHER,)},
        {"case": 3, "left_out": (OTHER, THIRD), "criteria": (FIRST,)},
    )
    assert counted(category, FIRST) == (EACH * (MONTHS - 3), MONTHS - 3)
    assert counted(category, SECOND) == (EACH * (MONTHS - 1), MONTHS - 1)
    assert counted(category, WHOLE) == EACH * (MONTHS - 1)


def test_what_was_sealed_before_is_made_again_as_it_was() -> None:
    category = excluding({"case": 1, "left_out": (ONE,)}, {"case": 2, "left_out": (OTHER,)})
    before = Scoring.OF_WHOLE_DOUBT
    assert counted(category, FIRST, before) == (EACH * (MONTHS - 1), MONTHS - 2)


def test_clients_over_a_gap_of_one_exclusion_are_not_measured_and_others_are() -> None:
    of_clients = UnitMeasure(Family.COUNT, CLIENTS)
    category = excluding({"case": 1, "left_out": (ONE,), "criteria": (FIRST,)})
    asked: Any = Counting(None, category, RULES.months, Access.everything())
    out = left_out(asked, ["S1"], NEWEST)
    assert not_measured(out, FIRST, of_clients) == ["S1"]
    assert not_measured(out, SECOND, of_clients) == []


def test_exclusions_that_together_leave_no_month_are_refused() -> None:
    months = [str(START + place) for place in range(MONTHS)]
    half = MONTHS // 2
    with pytest.raises(RulesError, match="todos os meses do período ficariam de fora"):
        excluding(
            {"case": 1, "left_out": tuple(months[:half])},
            {"case": 2, "left_out": tuple(months[half:]), "criteria": (FIRST,)},
        )
    excluding(
        {"case": 1, "left_out": tuple(months[:half]), "criteria": (FIRST,)},
        {"case": 2, "left_out": tuple(months[half:]), "criteria": (SECOND,)},
    )
