"""Presets of the period, and the four years behind a sparkline."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.measure import Status
from indicators.scope import Month, Period
from pages.components.charts.long_series import MONTHS, with_year_before, years_ending_each_month
from pages.frame.period_shortcuts import shortcuts
from tests.support.drawn_page import drawn, figure, shown

NAN = float("nan")


def test_years_quarters_and_months_are_offered_newest_first() -> None:
    offered = shortcuts(Month.of(2024, 11), Month.of(2026, 10))
    assert offered["Ano"] == {"2026-01..2026-10": "2026, até out/2026", "2025-01..2025-12": "2025"}
    assert list(offered["Trimestre"].items())[:2] == [
        ("2026-07..2026-09", "3º trimestre de 2026"),
        ("2026-04..2026-06", "2º trimestre de 2026"),
    ]
    assert list(offered["Trimestre"])[-1] == "2025-01..2025-03"
    assert next(iter(offered["Mês"])) == "2026-10..2026-10"
    assert len(offered["Mês"]) == 24


@given(st.integers(2020 * 12, 2026 * 12), st.integers(0, 80))
def test_every_preset_lies_within_what_is_on_record(first: int, more: int) -> None:
    begins, ends = Month(first), Month(first + more)
    for options in shortcuts(begins, ends).values():
        for text in options:
            period = Period.parse(*text.split(".."))
            assert begins.index <= period.start.index <= period.end.index <= ends.index


def test_each_point_is_a_year_and_each_month_ends_one() -> None:
    periods = years_ending_each_month(Period.parse("2026-01", "2026-10"))
    assert len(periods) == MONTHS + 12
    assert {period.months for period in periods} == {12}
    assert str(periods[-1].end) == "2026-10"
    assert len({period.end.index for period in periods}) == len(periods)


def test_the_year_before_is_that_of_the_same_month() -> None:
    ends = range(100, 160)
    windows = pd.DataFrame(
        {"last_month": ends, "value": [float(end) for end in ends], "status": Status.MEASURED}
    )
    windows.loc[windows["last_month"] == 130, "status"] = Status.PARTLY_RECORDED
    rows = with_year_before(windows).set_index("last_month")
    assert len(rows) == MONTHS
    assert rows["before"].drop(142).eq(rows.index.drop(142) - 12).all()
    assert rows.loc[[130, 142], ["value", "before"]].isna().to_numpy().tolist() == [
        [True, False],
        [False, True],
    ]


@pytest.mark.usefixtures("demo")
def test_a_sparkline_opens_four_years_beside_the_target_and_the_year_before() -> None:
    key = "long_cobertura_me_epp"
    drawing = figure(drawn("panorama", key), "serie-cobertura_me_epp")["data"]
    assert [trace["name"].partition(":")[0] for trace in drawing] == [
        "um ano antes",
        "doze meses",
        "meta",
    ]
    assert len(drawing[1]["x"]) <= MONTHS
    assert "48 meses" not in shown(drawn("panorama"))  # nothing is asked before it is opened


@pytest.mark.usefixtures("demo")
def test_a_series_that_a_filter_withholds_is_not_said_to_be_of_few_people() -> None:
    """By channel no year that ends in another month is told, however many answered."""
    told = shown(drawn("panorama", "long_nps", canal="Remoto"))
    assert "Série não mostrada: o sigilo não deixa dizer todos os meses." in told
    assert "menos de 5 pessoas" not in told
