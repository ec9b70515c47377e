"""What a right is, and what rights let see together."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.navigation import load_navigation
from config.roles import AUDITOR, COMMITTEE, COORDINATION, DATA_STEWARD, EXECUTIVE, READERS, ROLES
from indicators.rights import SIGLAS, Right, Rights, read_right
from indicators.scope import Access

MINAS, COUNTRY = frozenset({"MG"}), frozenset({"BR"})


@pytest.mark.parametrize(
    ("role", "places", "edition"),
    [
        ("coordenacao", ["MG"], ""),
        ("coordenacao", ["MG", "SP"], ""),
        ("coordenacao", ["31-zona-da-mata"], ""),
        ("coordenacao", ["SP", "31-zona-da-mata", "31-norte"], ""),
        ("executivo", ["BR"], ""),
        ("comite_reconhecimento", ["BR"], "premio-2026"),
        ("comite_reconhecimento", ["MG"], "*"),
        ("gestor_dados", ["BR"], ""),
    ],
)
def test_a_right_to_the_letter_is_one(role: str, places: list[str], edition: str) -> None:
    assert read_right(role, places, edition) == Right(role, frozenset(places), edition)


@pytest.mark.parametrize(
    ("role", "places", "edition"),
    [
        ("coordenacao", [], ""),
        ("coordenacao", ["mg"], ""),
        ("coordenacao", ["MG "], ""),
        ("coordenacao", ["*"], ""),
        ("coordenacao", ["BR"], ""),
        ("coordenacao", ["MG", "BR"], ""),
        ("coordenacao", ["MG", "XX"], ""),
        ("coordenacao", "MG", ""),
        ("coordenacao", ["31-Zona-da-Mata"], ""),
        ("coordenacao", ["31"], ""),
        ("coordenacao", ["31-"], ""),
        ("coordenacao", ["99-norte"], ""),
        ("coordenacao", ["31-norte "], ""),
        ("coordenacao", ["BR", "31-norte"], ""),
        ("coordenacao", [f"31-{'a' * 80}"], ""),
        ("comite_reconhecimento", ["31-norte"], "*"),
        ("gestor_dados", ["31-norte"], ""),
        ("coordenacao", {"MG": 1}, ""),
        ("coordenacao", ["MG", None], ""),
        ("coordenacao", [["MG"]], ""),
        ("coordenacao", ["MG"], "premio-2026"),
        ("Coordenacao", ["MG"], ""),
        ("executivo", ["MG"], ""),
        ("executivo", None, ""),
        ("gestor_dados", ["MG"], ""),
        ("comite_reconhecimento", ["BR"], ""),
        ("comite_reconhecimento", ["BR"], "Prêmio"),
        ("comite_reconhecimento", ["BR"], None),
        ("root", ["BR"], ""),
        ("", ["BR"], ""),
        (None, ["BR"], ""),
    ],
)
def test_whatever_is_not_to_the_letter_gives_nothing(role: Any, places: Any, edition: Any) -> None:
    assert read_right(role, places, edition) is None


ANY_RIGHT = st.builds(
    read_right,
    st.sampled_from([*ROLES, "root", ""]),
    st.lists(
        st.sampled_from([*sorted(SIGLAS), "BR", "df ", "*", "31-norte", "35-vale"]), max_size=3
    ),
    st.sampled_from(["", "*", "premio-2026", "X Y"]),
).filter(lambda right: right is not None)
HELD = st.frozensets(ANY_RIGHT, max_size=5)


@given(HELD, HELD, st.sampled_from(load_navigation()))
def test_rights_add_up_and_never_take_from_each_other(one, other, page) -> None:
    alone, together = Rights("a", one), Rights("a", one | other)
    if alone.opens(page.roles):
        assert together.opens(page.roles)
    before, after = alone.access(page.roles), together.access(page.roles)
    assert after.ufs is None or (before.ufs is not None and before.ufs <= after.ufs)
    assert before.roles <= after.roles


@given(HELD, st.sampled_from(load_navigation()))
def test_a_page_shows_no_place_that_no_right_which_opens_it_is_for(held, page) -> None:
    access = Rights("a", held).access(page.roles)
    opening = [right for right in held if right.role in page.roles]
    told = frozenset().union(*(right.places for right in opening))
    assert access.ufs == (None if "BR" in told else told & SIGLAS)
    assert access.territories == frozenset()
    seen = Rights("a", held).access(page.roles, by_territory=True)
    assert seen.territories == told - SIGLAS - {"BR"}
    assert seen.ufs == access.ufs


def test_who_holds_nothing_opens_and_sees_nothing() -> None:
    nobody = Rights("a", frozenset())
    assert not any(nobody.opens(entry.roles) for entry in load_navigation())
    assert nobody.access(READERS).ufs == frozenset()


def test_a_right_for_one_page_shows_nothing_more_on_another() -> None:
    """Who keeps the data of the country and coordinates one state reads the numbers of that one."""
    held = {Right(DATA_STEWARD, COUNTRY), Right(COORDINATION, MINAS)}
    rights = Rights("a", frozenset(held))
    assert rights.access(READERS).ufs == MINAS
    assert rights.access([DATA_STEWARD]).ufs is None


def test_a_seat_is_of_an_edition_and_of_a_place() -> None:
    seats = {Right(COMMITTEE, MINAS, "premio-2026"), Right(COMMITTEE, COUNTRY, "selo-2026")}
    access = Rights("a", frozenset(seats)).access([COMMITTEE])
    assert access.sits("premio-2026")
    assert access.sits("premio-2026", "MG")
    assert not access.sits("premio-2026", "SP")
    assert not access.sits("premio-2026", "BR")
    assert access.sits("selo-2026", "SP")
    assert not access.sits("outro-2026")
    assert Access.everything().sits("outro-2026", "SP")
    assert not Access("a", roles=frozenset({EXECUTIVE})).sits("premio-2026")


def test_two_that_may_see_the_same_have_the_same_sight() -> None:
    one = Rights("maria", frozenset({Right(COORDINATION, MINAS)}), "1").access(READERS)
    other = {Right(COORDINATION, MINAS), Right(AUDITOR, COUNTRY)}
    two = Rights("rui", frozenset(other), "2").access(READERS)
    assert one != two
    assert one.sight == two.sight
    assert one.sight != Access("maria").sight


def test_the_local_user_may_do_everything() -> None:
    local = Rights.of_local_user()
    assert all(local.opens(entry.roles) for entry in load_navigation())
    assert local.access(READERS) == Access.everything()


NORTH = frozenset({"31-norte"})


def test_a_right_for_an_own_territory_alone_opens_what_can_be_told_of_it_alone() -> None:
    rights = Rights("a", frozenset({Right(COORDINATION, NORTH)}))
    assert not rights.opens(READERS)
    assert rights.opens(READERS, by_territory=True)
    assert not rights.opens([AUDITOR], by_territory=True)
    found = {item.path for item in load_navigation() if item.own_territories}
    assert found == {"panorama", "cobertura", "recorrencia", "metodologia", "acessos"}
    access = rights.access(READERS, by_territory=True)
    assert (access.ufs, access.territories) == (frozenset(), NORTH)
    assert access.of_territories_alone
    assert not rights.access(READERS).of_territories_alone


def test_what_may_be_seen_has_the_own_territories_in_it() -> None:
    """Answers are kept by it: two coordinations must not share one."""
    one, other = (
        Access("a", frozenset(), territories=frozenset({code})) for code in ("31-norte", "31-sul")
    )
    assert one.sight != other.sight
    assert one.places != other.places
    assert one.sight.territories == NORTH


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (["MG"], "coordenação de MG"),
        (["31-norte"], "coordenação do território próprio 31-norte"),
        (["31-norte", "31-sul"], "coordenação dos territórios próprios 31-norte e 31-sul"),
        (["SP", "31-norte"], "coordenação de SP e do território próprio 31-norte"),
    ],
)
def test_a_right_is_told_in_words(places: list[str], words: str) -> None:
    right = read_right(COORDINATION, places)
    assert right is not None
    assert right.words == words
