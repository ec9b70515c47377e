"""The page Atendimento: what it shows of the service, what it omits, and what it says of that."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from streamlit.util import calc_hash

from config.service import service_rule
from indicators.durations import EDGES
from pages.atendimento.volume import kinds_words, tenths, week
from pages.atendimento.waits import band_words, position
from tests.pages.test_pages import routed
from tests.support.drawn_page import drawn, shown


def table_of(text: str, label: str) -> str:
    return re.split(rf'<table class="[^"]*" aria-label="{label}">', text)[1].partition("</table>")[
        0
    ]


@pytest.fixture
def open_page(demo: object) -> Callable[..., str]:
    return lambda *opened, **params: shown(drawn("atendimento", *opened, **params))


def test_the_country_has_every_part(open_page: Callable[..., str]) -> None:
    text = open_page()
    for title in (
        "Quanto se espera e quanto dura",
        "Por onde os clientes vêm",
        "Quando nos procuram",
        "Canais lado a lado",
        "Reclamações e reputação",
        "Sobre o que conversam",
    ):
        assert title in text
    waits = table_of(text, "Até quanto leva cada tempo")
    assert waits.count("<tr>") == 4  # the heading, first response, resolution and handling
    assert "Cada canal tem o seu prazo" in text
    assert "suposição nossa" in text
    assert "os atendimentos só têm o dia" in text


def test_a_median_has_both_ends_of_its_interval_for_they_are_not_alike(
    open_page: Callable[..., str],
) -> None:
    card = (
        open_page(territorio="uf:35")
        .split('aria-label="Tempo até a resolução"')[1]
        .partition("</section>")[0]
    )
    assert re.search(r"<small>[^±]+ a [^±]+</small>", card)


def test_one_channel_has_its_target_and_is_alone_in_the_table(
    open_page: Callable[..., str],
) -> None:
    text = open_page(canal="WhatsApp")
    assert "O prazo de WhatsApp é 15 min" in text
    table = table_of(text, "Canais lado a lado")
    assert "WhatsApp" in table
    assert "Presencial" not in table
    assert "prazo 15 min" in table


def test_another_duration_may_be_drawn(open_page: Callable[..., str]) -> None:
    text = open_page(tempo="tma")
    assert "Duração mediana do atendimento em" in text
    assert "Cada canal tem o seu prazo" not in text


def test_below_the_state_the_reason_stands_in_the_place_of_the_parts(
    open_page: Callable[..., str],
) -> None:
    text = open_page(territorio="municipio:3550308")
    assert "Abaixo da UF não há unidade que atende" in text
    assert 'territorio=uf:35"' in text
    assert text.count("é da unidade que atendeu, conhecida por UF.") == 8  # as many as the cards
    assert "em Satisfação" not in text
    assert "Quando nos procuram" not in text


def test_a_state_has_all_but_the_map(open_page: Callable[..., str]) -> None:
    text = open_page(territorio="uf:35")
    assert "Quando nos procuram" in text
    assert "por UF" not in text


def test_a_period_without_anything_says_so_part_by_part(open_page: Callable[..., str]) -> None:
    text = open_page(periodo="2035-01..2035-02")
    assert "Nenhum contato ou atendimento deste período diz quanto tempo levou." in text
    assert "Não há contatos neste recorte." in text
    assert "Não há reclamações neste recorte." in text
    assert text.count("Não há atendimentos neste recorte.") == 2


def test_a_filter_that_does_not_apply_is_told(open_page: Callable[..., str]) -> None:
    assert "porte e parceiro não se aplicam" in open_page(porte="ME")
    assert "porte e parceiro não se aplicam" not in open_page()


@pytest.mark.usefixtures("demo")
def test_through_the_frame_the_address_decides_what_is_shown() -> None:
    app = routed()
    app._page_hash = calc_hash("atendimento")
    app.query_params["territorio"] = "regiao:5"
    app.query_params["canal"] = "Chat"
    text = shown(app.run())
    assert "Todos os portes · Região Centro-Oeste" in text
    assert "O prazo de Chat é 5 min" in text


def test_bands_are_told_in_the_largest_whole_unit() -> None:
    bands = [band_words(a, b) for a, b in zip(EDGES, [*EDGES[1:], np.inf], strict=True)]
    assert bands[:3] == ["menos de 1 min", "1 min a 2 min", "2 min a 5 min"]
    assert bands[9:12] == ["4 h a 8 h", "8 h a 1 d", "1 d a 2 d"]
    assert bands[-1] == "30 d ou mais"


def test_a_duration_stands_inside_its_band() -> None:
    assert position(0) == -0.5
    assert position(15) == EDGES.index(15) - 0.5
    assert position(22.5) == EDGES.index(15)
    assert position(10**6) == pytest.approx(len(EDGES) - 1.5)


def test_an_hour_without_contacts_is_zero() -> None:
    table = week(pd.DataFrame({"weekday": [0, 6], "hour": [9, 23], "contacts": [4, 2]}))
    assert table.shape == (7, 24)
    assert table.loc["segunda", "9h"] == 4
    assert table.loc["domingo", "23h"] == 2
    assert table.to_numpy().sum() == 6


def test_channels_without_a_class_are_named_and_counted() -> None:
    found = pd.DataFrame(
        {"name": ["Chat", "Pombo"], "kind": ["digital", "sem classe"], "attendances": [9, 1200]}
    )
    assert "Sem classe (Pombo): 1.200 atendimentos, fora da parte digital." in kinds_words(found)
    assert "Sem classe" not in kinds_words(found.head(1))


def test_the_target_of_a_channel_ignores_accents_and_case() -> None:
    rule = service_rule()
    assert rule.target(" WHATSAPP ") == rule.first_response_minutes["whatsapp"]
    assert rule.target("Pombo") == rule.first_response_minutes["general"]


def test_an_hour_of_few_contacts_is_not_written_as_an_hour_of_none() -> None:
    assert [tenths(share) for share in (0.0, 0.0004, 0.0006, 0.0217)] == ["", "<0,1", "0,1", "2,2"]
