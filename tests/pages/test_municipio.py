"""The Município page: profile, partners in reach, trends and municipalities side by side."""

import re
from html import escape

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data_access.queries.tables.municipalities import municipalities
from indicators.catalogue.definitions import indicator
from indicators.comparison import NOTHING_TO_COMPARE, Change, Verdict
from indicators.pooling import NOTHING
from indicators.profile import NEIGHBOURS, SIDES, UF, ProfileRow
from indicators.scope import Access, Period
from pages.components.caching import ask_edition
from pages.municipio.reach import within_reach
from pages.municipio.summary import lede_words
from pages.municipio.trends import chance_words, independent_periods, reading
from pages.state import gateway

BELO_HORIZONTE, SAO_PAULO, RIO = "3106200", "3550308", "3304557"


def opened(
    territory: str, compared: str = "", ufs: frozenset[str] | None = None, **params: str
) -> str:
    def script(territory: str, compared: str, ufs: frozenset[str] | None) -> None:
        from indicators.scope import Access, Month, Period, Scope, TerritoryRef
        from pages.municipio import page
        from pages.state import gateway
        from pages.state.view import View

        edition = gateway.published_id()
        last = Month(gateway.edition(edition).manifest.last_month)
        scope = Scope(Period.year_to_date(last), TerritoryRef.parse(territory))
        access = Access("teste", ufs)
        page.page(View(edition, access, scope, "Lugar", {"comparar_com": compared}))

    app = AppTest.from_function(script, args=(territory, compared, ufs), default_timeout=90)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return " ".join(str(block.proto.body) for block in app.get("html"))


@pytest.mark.usefixtures("demo")
def test_the_sum_of_what_one_sees_is_not_called_the_country() -> None:
    shown = opened(f"municipio:{BELO_HORIZONTE}", ufs=frozenset({"MG", "ES"}))
    assert ">Brasil, só ES e MG</th>" in shown
    assert "A linha do meio é o Brasil, só ES e MG, e" in shown
    assert ">Brasil</th>" not in shown


@pytest.mark.usefixtures("demo")
def test_a_profile_has_its_figures_its_like_and_why() -> None:
    shown = opened(f"municipio:{BELO_HORIZONTE}", parte="tudo")
    assert "População" in shown
    assert "demonstração" in shown
    assert "t-spine" in shown
    assert "municípios está entre" in shown
    assert "Municípios parecidos" in shown
    assert "PIB por habitante (R$), 2021" in shown
    alike = shown[shown.index("Municípios parecidos</h2>") :]
    assert alike.count("?territorio=municipio:") == 15
    spine = shown[shown.index('e dos seus semelhantes"') :]
    # Of units, known by UF: named below, not a row of dashes.
    assert ">NPS<" not in spine[: spine.index("</table>")]
    assert re.search(r"Não se aplicam a um município: [^.]*NPS", shown)
    assert "Escolha com quem comparar." in shown


@pytest.mark.usefixtures("demo")
def test_a_profile_begins_with_a_sentence_a_map_and_the_companies() -> None:
    shown = opened(f"municipio:{BELO_HORIZONTE}")
    first = shown[: shown.index("t-spine")]
    assert 'class="t-lede"' in first
    assert "no mapa do estado." in first
    for neighbour in ("Contagem", "Nova Lima", "Sabará"):  # of the embedded mesh
        assert f">{neighbour}</a>" in first
    assert "pequenos negócios</th>" in first
    assert "Sala do Empreendedor de Belo Horizonte" in first


@pytest.mark.usefixtures("demo")
def test_a_place_without_a_sala_says_so_and_how_far_one_is() -> None:
    register = ask_edition(gateway.published_id(), Access.everything(), municipalities)
    place = register[register["active_salas"] == 0].iloc[0]
    shown = opened(f"municipio:{place['code']}")
    assert "<b>Não tem Sala.</b> A mais próxima fica a " in shown


@pytest.mark.usefixtures("demo")
def test_trends_are_lines_and_the_numbers_wait_to_be_asked_for() -> None:
    shown = opened(f"municipio:{BELO_HORIZONTE}", parte="tendencias")
    assert "Os cinco valores: " in shown
    assert "Valores das tendências" not in shown


def told_profile(*judged: tuple[str, str, Verdict]) -> list[ProfileRow]:
    nothing = dict.fromkeys(SIDES, NOTHING_TO_COMPARE)
    return [
        ProfileRow(indicator(name), NOTHING, {}, {**nothing, side: Change(verdict, 1.0)}, {})
        for name, side, verdict in judged
    ]


def test_the_sentence_says_only_what_is_more_than_chance() -> None:
    rows = told_profile(
        ("cobertura_me_epp", NEIGHBOURS, Verdict.LOWER),
        ("recorrencia", NEIGHBOURS, Verdict.HIGHER),
        ("cobertura_mei", NEIGHBOURS, Verdict.NO_DIFFERENCE),
        ("permanencia_12m", UF, Verdict.HIGHER),
    )
    assert lede_words("Poá (SP)", rows) == (
        "Poá (SP) vai melhor que os municípios parecidos em Recorrência, e pior em Cobertura ME e"
        " EPP."
    )
    assert "o resto da UF em Permanência" in lede_words("Poá (SP)", rows[2:])
    assert lede_words("Poá (SP)", rows[2:3]).startswith("Nada distingue Poá (SP)")


def test_where_nothing_was_compared_nothing_is_said_to_be_alike() -> None:
    unknown = told_profile(("cobertura_me_epp", NEIGHBOURS, Verdict.UNKNOWN))
    for rows in ([], unknown):
        assert lede_words("Poá (SP)", rows).startswith("Não há com que comparar Poá (SP)")
    alike = told_profile(("cobertura_mei", UF, Verdict.NO_DIFFERENCE))
    told = "Nada distingue Poá (SP) do resto da UF, além do acaso."
    assert lede_words("Poá (SP)", unknown + alike) == told
    neither = told_profile(("canais_digitais", NEIGHBOURS, Verdict.HIGHER))
    assert lede_words("Poá (SP)", neither).startswith("Poá (SP) não vai melhor nem pior que")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("parte", ["", "lugar", "tendencias", "parecidos", "comparar"])
def test_only_the_open_part_is_drawn(parte: str) -> None:
    of_parts = {
        "": "t-spine",
        "lugar": "Dados de Lugar",
        "tendencias": "Cinco períodos",
        "parecidos": "Municípios parecidos",
        "comparar": "Escolha com quem comparar.",
    }
    shown = opened(f"municipio:{BELO_HORIZONTE}", **({"parte": parte} if parte else {}))
    assert [name for name, words in of_parts.items() if words in shown] == [parte]


@pytest.mark.usefixtures("demo")
def test_surveys_have_another_view_in_the_address() -> None:
    by_rule, by_client = (
        opened(f"municipio:{BELO_HORIZONTE}", **view) for view in ({}, {"cliente": "sim"})
    )
    assert "<td>NPS</td>" in by_client
    assert "<td>NPS</td>" not in by_rule


@pytest.mark.usefixtures("demo")
def test_municipalities_stand_side_by_side_and_what_cannot_is_said() -> None:
    shown = opened(f"municipio:{BELO_HORIZONTE}", f"{SAO_PAULO},{RIO},0000000", parte="comparar")
    table = shown[shown.index('aria-label="Municípios lado a lado"') :]
    head = table[: table.index("</thead>")]
    assert [
        place in head for place in ("São Paulo (SP)", "Rio de Janeiro (RJ)", "Belo Horizonte (MG)")
    ] == [True] * 3
    assert escape("“0000000”") in shown


@pytest.mark.usefixtures("demo")
def test_no_more_than_five_are_compared() -> None:
    many = ("3106200", "3550308", "3304557", "2927408", "4106902", "4314902")
    shown = opened("brasil", ",".join(many))
    assert "ficaram de fora os últimos" in shown
    table = shown[shown.index('aria-label="Municípios lado a lado"') :]
    assert table[: table.index("</thead>")].count("<th ") == 1 + 5


def test_partners_without_a_point_stand_at_the_seat_of_their_municipality() -> None:
    register = pd.DataFrame(
        {"code": ["1", "2", "3"], "latitude": [0.0, 0.0, 5.0], "longitude": [0.0, 0.1, 5.0]}
    )
    partners = pd.DataFrame(
        {
            "name": ["a", "b", "c", "d"],
            "municipality_code": ["1", "2", "3", "2"],
            "latitude": [0.0, None, 5.0, 0.0],
            "longitude": [0.05, None, 5.0, 0.1],
            "active": [True, True, True, False],
        }
    )
    found = within_reach(partners, register, "1", 30.0)
    assert list(found["name"]) == ["a", "b"]
    assert list(found["distance_km"]) == pytest.approx([5.56, 11.12], abs=0.01)


def test_periods_are_years_where_these_are_on_record_else_quarters() -> None:
    scope = Period.parse("2026-01", "2026-10")
    years = independent_periods(scope, Period.parse("2022-01", "2026-10"))
    assert [str(period.start) for period in years] == [
        "2022-01",
        "2023-01",
        "2024-01",
        "2025-01",
        "2026-01",
    ]
    quarters = independent_periods(scope, Period.parse("2024-01", "2026-10"))
    assert [(str(p.start), str(p.end)) for p in quarters][:2] == [
        ("2025-08", "2025-10"),
        ("2025-11", "2026-01"),
    ]
    assert independent_periods(scope, Period.parse("2026-01", "2026-10")) == ()


def test_a_quarter_of_five_years_is_no_five_quarters() -> None:
    recorded = Period.parse("2022-01", "2026-10")
    of_years = reading(independent_periods(Period.parse("2026-01", "2026-03"), recorded))
    assert "os mesmos meses de cinco anos" in of_years
    assert "época do ano" not in of_years
    of_quarters = reading(
        independent_periods(Period.parse("2026-01", "2026-10"), Period.parse("2024-01", "2026-10"))
    )
    assert "os cinco últimos trimestres" in of_quarters
    assert "época do ano" in of_quarters


def test_a_chance_is_never_written_as_zero() -> None:
    assert [chance_words(p) for p in (0.0241, 0.0004)] == ["p = 0,024", "p < 0,001"]


@pytest.mark.usefixtures("demo")
def test_a_town_without_a_shape_is_not_said_to_have_no_neighbours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gateway, "shapes_touching", lambda *_: {})
    shown = opened(f"municipio:{BELO_HORIZONTE}", parte="tudo")
    assert "A malha desta edição não tem o polígono deste município." in shown
    assert "0 vizinhos no mapa" not in shown
