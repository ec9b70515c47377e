"""How an unfinished month is said: in the sentence of the scope, in its filter and in its list."""

from datetime import date
from types import SimpleNamespace

import pytest

from indicators.scope import Access, Month, Period, Scope, TerritoryRef
from indicators.unfinished import SourceEnd
from pages.frame.scope_filters import _month_words
from pages.state.view import ends_seen, left_out_of, period_words, sentence, states_of, until_of

OCTOBER, NOVEMBER = Month.of(2026, 10), Month.of(2026, 11)
ENDS = {"SP": SourceEnd(date(2026, 11, 10), OCTOBER, NOVEMBER)}
UNTIL_NOVEMBER, UNTIL_OCTOBER = (Period(Month.of(2026, 1), month) for month in (NOVEMBER, OCTOBER))


@pytest.mark.parametrize(
    ("territory", "period", "until"),
    [
        ("uf:35", UNTIL_NOVEMBER, "até 10/nov"),
        ("municipio:3550308", UNTIL_NOVEMBER, "até 10/nov"),
        ("brasil", UNTIL_NOVEMBER, "até 10/nov em SP"),
        ("regiao:3", UNTIL_NOVEMBER, "até 10/nov em SP"),
        ("uf:31", UNTIL_NOVEMBER, ""),
        ("regiao:1", UNTIL_NOVEMBER, ""),
        ("uf:35", UNTIL_OCTOBER, ""),
    ],
)
def test_the_territory_says_until_when_it_goes(territory, period, until) -> None:
    assert until_of(Scope(period, TerritoryRef.parse(territory)), ENDS) == until


def test_states_of_a_territory() -> None:
    assert states_of(TerritoryRef()) is None
    assert states_of(TerritoryRef.parse("regiao:5")) == {"MS", "MT", "GO", "DF"}
    assert states_of(TerritoryRef.parse("regiao_imediata:310001")) == {"MG"}


@pytest.mark.parametrize(
    ("access", "told"),
    [
        (Access.everything(), {"SP", "BA"}),
        (Access("", frozenset({"SP"})), {"SP"}),
        (Access("", frozenset(), territories=frozenset({"29-oeste"})), {"BA"}),
        (Access("", frozenset({"SE"})), set()),
    ],
)
def test_until_when_the_data_of_a_uf_go_is_told_to_who_sees_it(access, told) -> None:
    manifest = SimpleNamespace(ends=ENDS | {"BA": ENDS["SP"]})
    assert set(ends_seen(manifest, access)) == told


def test_the_sentence_and_the_filter_say_it() -> None:
    scope = Scope(UNTIL_NOVEMBER, TerritoryRef.parse("uf:35"))
    assert "São Paulo, jan–nov/2026, até 10/nov, todos os canais" in sentence(
        scope, "São Paulo", (), until_of(scope, ENDS)
    )
    assert period_words(scope, "") == "jan–nov/2026"


@pytest.mark.parametrize(
    ("territory", "period", "said"),
    [
        ("uf:35", UNTIL_OCTOBER, "sem nov/2026, que vai até 10/nov"),
        ("brasil", UNTIL_OCTOBER, "sem nov/2026, que vai até 10/nov em SP"),
        ("uf:31", UNTIL_OCTOBER, ""),
        ("uf:35", UNTIL_NOVEMBER, ""),
        ("uf:35", Period(Month.of(2026, 1), Month.of(2026, 6)), ""),
    ],
)
def test_a_period_of_whole_months_says_which_one_it_leaves_out(territory, period, said) -> None:
    assert left_out_of(Scope(period, TerritoryRef.parse(territory)), ENDS) == said


def test_the_list_of_months_marks_it() -> None:
    content = SimpleNamespace(whole=OCTOBER, ends=ENDS)
    assert _month_words(NOVEMBER, content) == "nov/2026 (até 10/nov em SP)"
    assert _month_words(OCTOBER, content) == "out/2026"
    alone = SimpleNamespace(whole=OCTOBER, ends={})
    assert _month_words(NOVEMBER, alone) == "nov/2026 (incompleto)"
