"""An extract that ends in the middle of a month: what is shown, marked and not compared."""

from datetime import date, timedelta

import pandas as pd
import pytest

from data_access.queries.indicators.addable import addable_rows
from data_access.queries.indicators.indicator import indicator_table, indicator_total
from indicators.catalogue.definitions import indicator
from indicators.comparison import NOTHING_TO_COMPARE, compare
from indicators.measure import Status, as_value
from indicators.scope import Access, Period, Scope, TerritoryRef
from tests.support.small_country import edition_of, pseudonym

ALL = Access.everything()
PLACES = {"MG": "3106200", "SP": "3550308"}
SMALL = {"MT": "5103403"}
ATTENDANCES = indicator("atendimentos_realizados")


def attendances(until):
    """One a day in each of two UFs, and every twelve days in a small one, from January 2025 until
    the day of each.
    """
    rows = [
        (uf, last - timedelta(days=back))
        for uf, last in until.items()
        for back in range(0, (last - date(2025, 1, 1)).days + 1, 12 if uf in SMALL else 1)
    ]
    frame = pd.DataFrame(rows, columns=["uf_executora", "data_fim"])
    return frame.assign(
        id_atendimento=[f"A{place}" for place in frame.index],
        id_cliente=[
            pseudonym(place % 50 + 100 * (uf == "SP") + 200 * (uf in SMALL))
            for place, uf in enumerate(frame["uf_executora"])
        ],
        tipo_cliente="PJ", porte="ME", valido=True, situacao="Concluído",
        municipio=frame["uf_executora"].map(PLACES | SMALL),
    )  # fmt: skip


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """Minas Gerais is whole; the extract of São Paulo ends on the 10th of July."""
    until = {"MG": date(2026, 7, 31), "SP": date(2026, 7, 10)}
    made = edition_of(tmp_path_factory.mktemp("unfinished"), atendimentos=attendances(until))
    yield made
    made.close()


def test_periods_end_before_the_month_that_a_large_state_has_not_ended(edition):
    assert edition.manifest.whole_month == edition.manifest.last_month - 1
    assert list(edition.manifest.ends) == ["SP"]
    assert edition.manifest.ends["SP"].last_day == date(2026, 7, 10)


@pytest.mark.parametrize(
    ("period", "partly"), [(("2026-01", "2026-07"), True), (("2026-01", "2026-06"), False)]
)
def test_a_period_with_the_unfinished_month_is_of_the_state_that_has_it(edition, period, partly):
    scope = Scope(Period.parse(*period))
    for level, code in (("uf", "35"), ("brasil", "BR"), ("municipio", PLACES["SP"])):
        for rows in (
            indicator_table(edition, ATTENDANCES.id, scope=scope, access=ALL, level=level),
            addable_rows(edition, ATTENDANCES.id, scope=scope, access=ALL, level=level),
        ):
            row = rows.set_index("code").loc[code]
            assert (row["status"] == Status.PARTLY_RECORDED) == partly, level
            assert row["numerator"] > 0
    other = indicator_table(edition, ATTENDANCES.id, scope=scope, access=ALL, level="uf")
    assert other.set_index("code").loc["31", "status"] == Status.MEASURED


def test_a_small_state_that_is_late_leaves_the_country_whole(tmp_path):
    until = dict.fromkeys(PLACES, date(2026, 7, 31)) | {"MT": date(2026, 7, 10)}
    made = edition_of(tmp_path, atendimentos=attendances(until))
    try:
        assert list(made.manifest.ends) == ["MT"]
        assert made.manifest.whole_month == made.manifest.last_month
        scope = Scope(Period.parse("2026-01", "2026-07"))
        for level, code, partly in (
            ("brasil", "BR", False),
            ("regiao", "5", True),
            ("uf", "51", True),
        ):
            rows = indicator_table(made, ATTENDANCES.id, scope=scope, access=ALL, level=level)
            status = rows.set_index("code").loc[code, "status"]
            assert (status == Status.PARTLY_RECORDED) == partly, level
    finally:
        made.close()


def test_a_month_until_the_tenth_is_not_less_than_a_whole_one(edition):
    scope = Scope(Period.parse("2026-07", "2026-07"), TerritoryRef("uf", "35"))
    now, before = (
        as_value(indicator_total(edition, ATTENDANCES.id, scope=each, access=ALL))
        for each in (scope, scope.previous_year)
    )
    assert (now.numerator, before.numerator) == (10, 31)
    assert compare(ATTENDANCES, now, before) is NOTHING_TO_COMPARE


def test_one_attendance_dated_tomorrow_moves_nothing(tmp_path):
    until = dict.fromkeys(PLACES, date(2026, 7, 31))
    rows = attendances(until)
    later = rows.head(1).assign(
        id_atendimento="AMANHA",
        data_fim=date.today() + timedelta(days=1),  # noqa: DTZ011
    )
    plain = edition_of(tmp_path, atendimentos=rows)
    expected = plain.manifest
    plain.close()
    made = edition_of(tmp_path, atendimentos=pd.concat([rows, later]))
    try:
        assert made.manifest.last_month == made.manifest.whole_month == expected.last_month
        assert made.manifest.exclusions == expected.exclusions
    finally:
        made.close()
