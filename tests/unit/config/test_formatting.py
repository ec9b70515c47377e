"""Numbers, dates and plurals as Brazilians write them."""

import math
from datetime import UTC, date, datetime

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from config import formatting as f


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f.number(1234.5, 1), "1.234,5"),
        (f.number(-1234), "−1.234"),
        (f.number(-0.04, 1), "0,0"),
        (f.number(None), "—"),
        (f.number(math.nan), "—"),
        (f.percent(0.1234), "12,3 %"),
        (f.percent(0.0), "0,0 %"),
        (f.percent(0.00017), "0,017 %"),
        (f.percent(-0.000049), "−0,0049 %"),
        (f.percent(0.0012, 0), "0,12 %"),
        (f.percent(1e-15), "0,0 %"),
        (f.percent(None), "—"),
        (f.points(0.012), "+1,2 p.p."),
        (f.points(-0.012), "−1,2 p.p."),
        (f.points(0.0001), "0,0 p.p."),
        (f.signed_number(3), "+3"),
        (f.compact(3_860_000), "3,86 mi"),
        (f.compact(123_456), "123,5 mil"),
        (f.compact(99_999), "99.999"),
        (f.plural(1, "município", "municípios"), "1 município"),
        (f.plural(0, "município", "municípios"), "0 municípios"),
        (f.plural(2000, "município", "municípios"), "2.000 municípios"),
        (f.times(2.5, 2), "2,50 vezes"),
        (f.times(2.0, 1), "2,0 vezes"),
        (f.times(1.96, 1), "2,0 vezes"),
        (f.times(1.94, 1), "1,9 vez"),
        (f.times(0.5, 2), "0,50 vez"),
        (f.enumerate_words(["MEI", "ME", "EPP"]), "MEI, ME e EPP"),
        (f.enumerate_words(["MEI"]), "MEI"),
        (f.enumerate_words([]), ""),
        (f.day(date(2026, 10, 5)), "05/10/2026"),
        (f.moment(datetime(2026, 10, 5, 7, 8)), "05/10/2026 07:08"),  # noqa: DTZ001 - only its text is looked at
        (f.moment(datetime(2027, 1, 1, 2, 59, tzinfo=UTC)), "31/12/2026 23:59"),
        (f.day(datetime(2027, 1, 1, 2, 59, tzinfo=UTC)), "31/12/2026"),
        (f.distance(3.14), "3,1 km"),
        (f.distance(402.4), "402 km"),
        (f.distance(None), "—"),
        (f.duration(7.24), "7,2 min"),
        (f.duration(45.4), "45 min"),
        (f.duration(135), "2 h 15 min"),
        (f.duration(120), "2 h"),
        (f.duration(3000), "2 d 2 h"),
        (f.duration(1445), "1 d"),
        (f.duration(0), "0,0 min"),
        (f.duration(None), "—"),
        (f.file_size(2_300_000), "2,3 MB"),
        (f.file_size(12), "12 bytes"),
    ],
)
def test_text(text, expected):
    assert text == expected


# Up to fifteen digits: beyond, a float's own digits and the shortest that tell it apart differ.
@given(st.floats(-1e10, 1e10), st.integers(0, 4))
def test_a_number_is_written_as_babel_writes_it(value, decimals):
    rounded = round(value, decimals) + 0.0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    assert f.number(value, decimals).replace("−", "-") == format_decimal(
        rounded, format=pattern, locale=f.LOCALE
    )


def test_names_are_ordered_as_people_look_for_them() -> None:
    towns = ["Augusto de Lima", "Araxá", "Além Paraíba", "Açucena", "Araçaí", "Alvorada", "água"]
    assert sorted(towns, key=f.name_key) == [
        *("Açucena", "água", "Além Paraíba", "Alvorada", "Araçaí", "Araxá", "Augusto de Lima"),
    ]
    states = ["Paraná", "Paraíba", "Pará"]
    assert sorted(states, key=f.name_key) == ["Pará", "Paraíba", "Paraná"]
    assert [f.name_key(value) for value in (3, None)] == [3, None]
