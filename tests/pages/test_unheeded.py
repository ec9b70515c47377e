"""A filter that changes nothing of a number is said to change nothing, on every page alike."""

import pytest

from indicators.catalogue.definitions import catalogue, indicator
from indicators.scope import Period, Scope
from pages.components.attribution import unheeded_sentence, unheeded_words
from tests.support.drawn_page import drawn, shown

YEAR = Period.parse("2026-01", "2026-06")
NARROW = Scope(YEAR, porte=("ME",), channel=("Chat",))


def test_a_number_says_which_filters_do_not_change_it() -> None:
    told = {name: unheeded_words(indicator(name), NARROW) for name in ("recorrencia", "nps", "tma")}
    assert told["recorrencia"] == ""
    assert told["nps"] == told["tma"] == "o filtro de porte não muda este número"
    several = unheeded_words(indicator("paridade_mulheres"), NARROW)
    assert several == "os filtros de porte e canal não mudam este número"
    assert unheeded_words(indicator("nps"), Scope(YEAR)) == ""


def test_a_list_says_it_once_for_each_set_of_filters() -> None:
    of = [indicator(name) for name in ("nps", "recorrencia", "cobertura_cadunico", "csat")]
    assert unheeded_sentence(of, NARROW) == (
        "O filtro de porte não muda NPS e Satisfação (CSAT)."
        f" Os filtros de porte e canal não mudam {of[2].short_title}."
    )
    assert unheeded_sentence(of, Scope(YEAR)) == ""


def test_of_many_the_first_are_named_and_all_are_counted() -> None:
    told = unheeded_sentence(catalogue().values(), Scope(YEAR, porte=("ME",)))
    named, more = told.removeprefix("O filtro de porte não muda ").split(" e mais ")
    assert (named.count(", "), named.count(" e ")) == (1, 1)
    unheeded = [each for each in catalogue().values() if each.unheeded(Scope(YEAR, porte=("ME",)))]
    assert more == f"{len({each.short_title for each in unheeded}) - 3} indicadores."


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("panorama", {"porte": "MEI"}),
        ("panorama", {"porte": "MEI", "territorio": "uf:31"}),
        ("rede", {"canal": "WhatsApp", "territorio": "uf:31"}),
        ("municipio", {"porte": "ME", "territorio": "municipio:3106200", "parte": "perfil"}),
    ],
)
def test_pages_tell_what_does_not_take_a_filter(page: str, asked: dict[str, str]) -> None:
    filtered = "O filtro de", "o filtro de"
    assert any(words in shown(drawn(page, **asked)) for words in filtered)
    free = {name: value for name, value in asked.items() if name not in ("porte", "canal")}
    assert not any(words in shown(drawn(page, **free)) for words in filtered)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("page", ["panorama", "cobertura"])
def test_what_counts_one_porte_is_called_by_it(page: str) -> None:
    told = shown(drawn(page, porte="ME", territorio="uf:31"))
    assert "Cobertura ME por município" in told or "Cobertura ME</" in told
    assert "Cobertura ME e EPP" not in told or page == "panorama"  # of the targets of the year
