"""Months, periods, territories and scopes, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.scope import Month, Period, Scope, ScopeError, TerritoryRef, nests

YEAR = Period.parse("2026-01", "2026-10")


@given(st.integers(1900, 2600), st.integers(1, 12))
def test_a_month_reads_back_as_it_was_written(year, month):
    found = Month.parse(f"{year}-{month:02d}")
    assert (found.year, found.month) == (year, month)
    assert str(found + 12) == f"{year + 1}-{month:02d}"


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "26-01", "2026/01", "", "2026-1", "٢٠٢٦-01"]
)
def test_what_is_no_month_is_refused_with_an_example(text):
    with pytest.raises(ScopeError, match="AAAA-MM"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        ("2026-01", "2026-10", "jan–out/2026"),
        ("2026-10", "2026-10", "out/2026"),
        ("2025-11", "2026-10", "nov/2025–out/2026"),
    ],
)
def test_a_period_names_itself(start, end, label):
    assert Period.parse(start, end).label == label


def test_usual_periods():
    october = Month.parse("2026-10")
    assert Period.year_to_date(october) == YEAR
    assert Period.last_months(october) == Period.parse("2025-11", "2026-10")
    assert YEAR.months == 10
    assert YEAR.shifted(-12) == Period.parse("2025-01", "2025-10")


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ScopeError, match="antes de começar"):
        Period.parse("2026-02", "2026-01")


@pytest.mark.parametrize(
    "text", ["brasil", "regiao:3", "uf:31", "municipio:3106200", "regiao_imediata:310001"]
)
def test_a_territory_reads_back_as_it_was_written(text):
    assert str(TerritoryRef.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("bairro:1", "Não conheço o nível"),
        ("uf:MG", "2 algarismos"),
        ("municipio:310620", "7 algarismos"),
        ("uf:٣١", "2 algarismos"),
        ("brasil:31", "só tem o código BR"),
    ],
)
def test_a_territory_that_cannot_be_is_refused(text, sentence):
    with pytest.raises(ScopeError, match=sentence):
        TerritoryRef.parse(text)


def test_one_scope_has_one_spelling():
    one = Scope(YEAR, porte=("EPP", "ME", "ME"), channel=("b", "a"))
    other = Scope(YEAR, porte=("ME", "EPP"), channel=("a", "b", "a"))
    assert one == other
    assert hash(one) == hash(other)
    with pytest.raises(ScopeError, match="Não conheço o porte"):
        Scope(YEAR, porte=("GRANDE",))


def test_levels_nest_as_the_divisions_do():
    assert nests("municipio", "regiao_imediata")
    assert nests("microrregiao", "mesorregiao")
    assert nests("uf", "uf")
    assert not nests("mesorregiao", "regiao_intermediaria")
    assert not nests("uf", "municipio")
