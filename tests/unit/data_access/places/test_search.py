"""The search that forgives spelling: what is meant is found, and nothing is chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.places.search import BEGINS, LIKE, MOST, SAME, WORDS, search, search_index

NAMES = [
    ("uf:52", "Goiás"),
    ("municipio:5208905", "Goiás"),
    ("municipio:5208905", "Goiás (GO)"),
    ("municipio:3162500", "São João del Rei"),
    ("municipio:3162500", "São João del Rei (MG)"),
    ("municipio:3162609", "São João do Oriente"),
    ("municipio:3106200", "Belo Horizonte"),
    ("municipio:5002209", "Bonito"),
    ("municipio:5002209", "Bonito (MS)"),
    ("municipio:2602308", "Bonito"),
    ("municipio:2602308", "Bonito (PE)"),
    ("indicador:nps", "NPS"),
    ("indicador:tempo_resolucao", "Tempo até a resolução"),
    ("parceiro:7", "Sala do Empreendedor de São João del Rei"),
]
INDEX = search_index(NAMES)


def found(typed: str) -> dict[str, str]:
    rows = search(INDEX, typed)
    return dict(zip(rows["ref"], rows["how"], strict=True))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sao joao del rey", {"municipio:3162500": LIKE}),
        ("São João del Rei", {"municipio:3162500": SAME, "parceiro:7": WORDS}),
        ("belo horisonte", {"municipio:3106200": LIKE}),
        ("joao rei", {"municipio:3162500": WORDS, "parceiro:7": WORDS}),
        ("sala joao", {"parceiro:7": WORDS}),
        (
            "sao joao d",
            {"municipio:3162500": BEGINS, "municipio:3162609": BEGINS, "parceiro:7": WORDS},
        ),
        ("bonito", {"municipio:5002209": SAME, "municipio:2602308": SAME}),
        ("bonito ms", {"municipio:5002209": SAME}),
        ("nps", {"indicador:nps": SAME}),
        ("resolucao", {"indicador:tempo_resolucao": WORDS}),
        ("np", {"indicador:nps": BEGINS}),
        ("mps", {}),  # so few letters are no likeness of others
        ("", {}),
        ("  —  ", {}),
        ("%' OR 1=1", {}),
    ],
)
def test_what_is_meant_is_found(typed: str, expected: dict[str, str]) -> None:
    assert found(typed) == expected


def test_of_equals_the_first_of_the_index_comes_first() -> None:
    assert list(found("goias")) == ["uf:52", "municipio:5208905"]


@given(st.sampled_from(NAMES[3:]), st.data())
def test_one_wrong_letter_in_a_long_name_still_finds_it(
    named: tuple[str, str], data: st.DataObject
) -> None:
    ref, name = named
    if len(name) < 9:
        return
    place = data.draw(st.integers(1, len(name) - 1).filter(lambda i: name[i].isalpha()))
    wrong = name[:place] + "x" + name[place + 1 :]
    assert ref in found(wrong)


@given(st.text(max_size=40))
def test_any_text_is_answered_with_few_lines_each_once(typed: str) -> None:
    rows = search(INDEX, typed)
    assert len(rows) <= MOST
    assert rows["ref"].is_unique
