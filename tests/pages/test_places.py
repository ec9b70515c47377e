"""Places and portes as people look for them and read them."""

import pandas as pd
import pytest

from config.palette import load_palette
from geo.extent import box_with_surroundings
from indicators.scope import Access, Period, Scope
from pages.components.caching import ask_edition, district_names, territory_options
from pages.components.places import (
    OUT_OF_SIGHT,
    country_words,
    district_options,
    leads_to,
    named_by_part,
    searchable,
)
from pages.rede.map import _inactive_sample
from pages.rede.map_document import NO_SEAL, Look, colour_groups, document
from pages.state import gateway
from pages.state.view import sentence

LIGHT = load_palette("light")


def test_a_name_is_also_found_without_its_accents() -> None:
    shown, _, hidden = searchable("São João do Carú (MA)").partition(OUT_OF_SIGHT)
    assert (shown, hidden) == ("São João do Carú (MA)", "Sao Joao do Caru (MA)")
    assert searchable("Breves (PA)") == "Breves (PA)"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("ref", "written"),
    [
        ("municipio:3550308", "3550308"),
        ("municipio:3550308", "355030"),
        ("municipio:5300108", "Ceilândia"),  # a district that files name
        ("municipio:5300108", "ceilandia"),
        ("municipio:2400208", "Assu"),  # another spelling of files
        ("municipio:3549904", "S. José dos Campos"),
        ("municipio:3549904", "sao jose"),
        ("uf:31", "MG"),
        ("uf:31", "31"),
    ],
)
def test_a_place_is_found_by_what_files_call_it(ref: str, written: str) -> None:
    places = ask_edition(gateway.published_id(), Access.everything(), territory_options)
    sought = places.set_index("ref")["sought"]
    assert written.casefold() in sought[ref].casefold()
    assert sought[ref].startswith(places.set_index("ref")["label"][ref] + OUT_OF_SIGHT)


def test_what_is_seen_in_part_is_called_so() -> None:
    refs = ["brasil", "regiao:3", "regiao:4", "uf:31"]
    levels = [ref.split(":")[0] for ref in refs]
    codes = ["BR", "3", "4", "31"]
    names = ["Brasil", "Sudeste", "Sul", "Minas Gerais"]
    options = pd.DataFrame({"ref": refs, "level": levels, "code": codes, "name": names})
    options = options.assign(label=names, short=names, sought=names)
    assert named_by_part(options, None).equals(options)
    two = named_by_part(options, {"MG", "ES"}).set_index("ref")
    assert two["label"].tolist()[:2] == ["Brasil, só ES e MG", "Sudeste, só ES e MG"]
    assert two["short"].equals(two["label"])
    south = named_by_part(options, {"PR", "RS", "SC", "SP", "MG"}).set_index("ref")["name"]
    assert south.tolist() == ["Brasil, só 5 UFs", "Sudeste, só MG e SP", "Sul", "Minas Gerais"]
    assert named_by_part(options, {"MG"})["ref"].tolist() == ["uf:31"]
    assert [country_words(ufs) for ufs in (None, {"MG"})] == ["Brasil", "Brasil, só MG"]


@pytest.mark.usefixtures("demo")
def test_a_district_is_found_by_its_name_and_says_where_it_leads() -> None:
    places = ask_edition(gateway.published_id(), Access.everything(), territory_options)
    found = district_options(places, district_names()).set_index("sought")["ref"]
    words = searchable("Ceilândia, em Brasília (DF)")
    assert leads_to(found[words]) == "municipio:5300108"
    assert leads_to("uf:53") == "uf:53"
    nobody = places[places["level"] != "municipio"]
    assert district_options(nobody, district_names()).empty  # who may not see Brasília


@pytest.mark.parametrize(
    ("porte", "words"),
    [
        ((), "Todos os portes"),
        (("ME", "EPP"), "ME e EPP"),
        (("DEMAIS",), "Demais portes"),
        (("MEI", "DEMAIS"), "MEI e demais portes"),
    ],
)
def test_the_sentence_says_the_portes_in_words(porte: tuple[str, ...], words: str) -> None:
    scope = Scope(Period.parse("2026-01", "2026-10"), porte=porte)
    assert sentence(scope, "Brasil").startswith(f"{words} · Brasil, jan–out/2026")


def test_a_place_alone_is_shown_among_its_neighbours() -> None:
    assert box_with_surroundings((-2.0, -3.0, -1.0, -1.0)) == (-3.0, -5.0, 0.0, 1.0)


def test_who_has_no_seal_is_grey_and_the_last_of_the_legend() -> None:
    seals = pd.DataFrame({"seal": [NO_SEAL] * 3 + ["Ouro", "Ouro", "Prata"]})
    colours = colour_groups(seals, "seal", LIGHT)
    assert list(colours) == ["Ouro", "Prata", NO_SEAL]
    assert list(colours.values()) == [LIGHT.partners[0], LIGHT.partners[1], LIGHT.partners[-1]]


def test_the_map_of_the_network_names_each_partner_and_is_the_same_every_time() -> None:
    partners = pd.DataFrame(
        {
            "name": ["Sala de Belém", "Sala de Bujaru", "Agência Norte"],
            "kind": ["Sala", "Sala", "Agência"],
            "municipality": ["Belém", "Bujaru", "Belém"],
            "partner_id": ["S1", "S2", "A1"],
            "uf": "PA",
            "latitude": [-1.45, -1.51, -1.4],
            "longitude": [-48.5, -48.04, -48.4],
            "active": [True, False, True],
        }
    )
    colours = colour_groups(partners, "kind", LIGHT)
    first, again = (
        document(partners, "kind", colours, LIGHT, Look((-49, -2, -48, -1), "/m", "/t", 2))
        for _ in range(2)
    )
    assert first == again  # or the browser would draw it anew at every change of a filter
    assert '"beginnings":["Sala de ","Agência Norte"]' in first
    assert "<script>" not in first  # no browser would run it
    assert (
        '[[-1.45,-48.5,0,1,0,1,"Belém","PA","S1"],[-1.51,-48.04,0,0,0,1,"Bujaru","PA","S2"],[-1.4,-48.4,1,1,1,0,"Belém","PA","A1"]]'
        in first
    )


def test_a_hollow_circle_is_in_the_legend_where_there_is_one() -> None:
    assert "inativo (2)" in _inactive_sample(pd.DataFrame({"active": [True, False, False]}))
    assert _inactive_sample(pd.DataFrame({"active": [True]})) == ""
