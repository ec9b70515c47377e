"""The card of a Sala, partner or team, and the list that leads to it."""

import pandas as pd
import pytest

from data_access.queries.tables.detractors import BANDS
from data_access.queries.tables.units import unit_register
from data_access.schema.tables import RETURNED, UNKNOWN_CLIENT
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import Access, Period
from indicators.territories.expected_clients import Reach
from pages.components.caching import ask_edition
from pages.components.unit_links import unit_anchor, unit_params
from pages.municipio.summary import _sala
from pages.rede import unit_card
from pages.rede.lists import _headline, _reach, beside_expected, ordered
from pages.rede.unit_data import Unit
from pages.state import gateway
from pages.state.view import View
from tests.support.drawn_page import drawn, figure, shown

YEAR = Period.parse("2026-01", "2026-10")


def units(kind: UnitKind) -> pd.DataFrame:
    return ask_edition(gateway.published_id(), Access.everything(), unit_register, kind)


@pytest.mark.usefixtures("demo")
def test_the_card_of_a_sala_tells_what_is_known_of_it() -> None:
    listed = units(UnitKind.PARTNER)
    sala = listed[listed["type"].str.startswith("Sala") & listed["active"]].iloc[0]
    app = drawn("rede", unidade=f"parceiro:{sala['unit']}")
    words = shown(app)
    for told in (sala["name"], "tendeu ", "NPS", "Último atendimento", "Reconhecimento"):
        assert told in words
    assert "Fechar o cartão" in words


def test_who_attended_nobody_is_not_told_to_be_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"clients": 0, "ratio": 0.0, "expected": 1552.0, "place_size": "grande"}
    known |= {"usual_from": 300.0, "usual_to": 8000.0}
    row = pd.Series({"unit": "P", "type": "Sala", "active": True})
    view = View.without_edition(Access.everything(), {}, "light")
    for reach, more in ((Reach.NOBODY, ""), (Reach.FEWER, "menos que o esperado")):
        monkeypatch.setattr(
            unit_card.unit_data,
            "beside_expected",
            lambda *_, reach=reach: pd.Series({**known, "reach": str(reach)}),
        )
        told = unit_card._sentence(view, Unit(UnitKind.PARTNER, row))
        assert told.startswith("<b>Não atendeu ninguém</b> em ")
        assert "Esperam-se 1.552" in told
        assert "dentro da variação usual" not in told
        assert more in told
        assert "do esperado:" not in told


def test_what_is_usual_is_told_beside_the_word_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of 24,2 expected 2 are 8 %: only how far partners differ says why that is usual."""
    view = View.without_edition(Access.everything(), {}, "light")
    unit = Unit(UnitKind.PARTNER, pd.Series({"unit": "P", "type": "Sala", "active": True}))
    judged = {"clients": 2, "ratio": 0.08, "expected": 24.2, "place_size": "pequeno"}
    for reach, told in (
        (Reach.AS_EXPECTED, "o usual vai de 2 a 1.296"),
        (Reach.MORE, "o usual vai de 2 a 1.296"),
        (Reach.UNJUDGED, ""),
        (Reach.NOBODY, ""),
        (Reach.UNTOLD, ""),
    ):
        row = pd.Series({**judged, "reach": str(reach), "usual_from": 2.0, "usual_to": 1296.0})
        monkeypatch.setattr(unit_card.unit_data, "beside_expected", lambda *_, row=row: row)
        sala = pd.Series({"name": "S", "partner_id": "P"})
        for words in (unit_card._sentence(view, unit), _reach(row), _sala(view, sala, row)):
            assert told in words
            assert ("o usual vai" in words) == bool(told)


@pytest.mark.usefixtures("demo")
def test_the_list_of_a_state_says_whose_clients_it_counts_and_what_is_expected() -> None:
    words = shown(drawn("rede", territorio="uf:29"))
    for told in ("só clientes de Lugar", "as empresas do lugar dele, vezes", "esteve aberto"):
        assert told in words
    assert "só clientes" not in shown(drawn("rede"))


@pytest.mark.usefixtures("demo")
def test_the_card_of_a_team_has_its_months_and_says_what_it_cannot_be_compared_with() -> None:
    listed = units(UnitKind.TEAM)
    team = listed[listed["uf"] == "SP"].iloc[0]  # of a small state a team may have hardly a month
    app = drawn("rede", unidade=f"equipe:{team['unit']}")
    assert "não há com que comparar os seus clientes" in shown(app)
    assert len(figure(app, "unit_trend")["data"][0]["x"]) > 12


@pytest.mark.usefixtures("demo")
def test_the_card_of_a_team_tells_of_few_detractors_that_it_may_not_say() -> None:
    """In the small demonstration no team has as many as may be told."""
    asked = {"periodo": f"{YEAR.start}..{YEAR.end}"}
    words = shown(drawn("rede", unidade=f"equipe:{units(UnitKind.TEAM).iloc[0]['unit']}", **asked))
    assert f"menos de {SMALLEST_GROUP}, ou omitidos por sigilo" in words


def test_how_long_detractors_wait_is_told_where_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    view = View.without_edition(Access.everything(), {}, "light")
    row = pd.Series({"detractors": 21.0, RETURNED: 6.0, UNKNOWN_CLIENT: 1.0, BANDS[-1]: 8.0})
    monkeypatch.setattr(unit_card.unit_data, "told_period", lambda _view: YEAR)
    for late, more in ((8.0, "; 8 há mais de 90 dias"), (float("nan"), "")):
        told = row.replace(8.0, late)
        monkeypatch.setattr(unit_card.unit_data, "waiting", lambda *_, told=told: told)
        words = unit_card._waiting(view, Unit(UnitKind.TEAM, pd.Series({"unit": "T"})))
        assert words == f"<b>14</b> de 21 em {YEAR.label}{more}"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("asked", ["parceiro:nada", "atendente:ATD-1", "<b>", "equipe"])
def test_who_is_not_there_is_said_to_be_so(asked: str) -> None:
    words = shown(drawn("rede", unidade=asked))
    assert "Esta edição não tem a unidade" in words
    assert "<b>”" not in words


@pytest.mark.usefixtures("demo")
def test_nobody_opens_the_card_of_another_state() -> None:
    listed = units(UnitKind.TEAM)
    other = listed[listed["uf"] != "MG"].iloc[0]["unit"]
    words = shown(
        drawn("rede", ufs=frozenset({"MG"}), unidade=f"equipe:{other}", territorio="uf:31")
    )
    assert "Esta edição não tem a unidade" in words


@pytest.mark.usefixtures("demo")
def test_without_the_parameter_there_is_no_card() -> None:
    assert "Fechar o cartão" not in shown(drawn("rede"))


def test_the_list_goes_from_fewer_than_expected_to_more() -> None:
    listed = pd.DataFrame(
        {
            "partner_id": ["a", "b", "c", "x", "d", "e"],
            "name": ["Á", "B", "C", "X", "D", "E"],
            "clients": [1, 9, 2, 5, 4, 90],
        }
    )
    usual = str(Reach.AS_EXPECTED)
    judged = pd.DataFrame(
        {
            "partner_id": ["a", "b", "c", "d", "e"],
            "expected": [8.0, 9.0, 20.0, 6.0, 9.0],
            "ratio": [0.1, 1.0, 0.1, 0.7, 10.0],
            "z": [-4.0, 0.0, -5.0, -1.0, 6.0],
            "usual_from": 3.0,
            "usual_to": 60.0,
            "reach": [str(Reach.FEWER), usual, str(Reach.FEWER), usual, str(Reach.MORE)],
        }
    )
    rows = beside_expected(listed, judged)
    assert ordered(rows, "")["partner_id"].tolist() == ["c", "a", "d", "b", "e", "x"]
    assert ordered(rows, "atendidos")["partner_id"].tolist() == ["e", "b", "x", "d", "c", "a"]
    assert ordered(rows, "nome")["partner_id"].tolist() == ["a", "b", "c", "d", "e", "x"]
    assert rows["reach"].iloc[3] == Reach.UNTOLD
    assert _headline(rows) == (
        "De 5 parceiros comparados, <b>2</b> claramente abaixo do esperado e <b>1</b> claramente"
        " acima."
    )
    idle = rows.assign(reach=[str(Reach.NOBODY)] * 3 + [str(Reach.UNJUDGED)] * 3)
    assert "De 3 parceiros comparados" in _headline(idle)
    assert "<b>3</b> sem atender ninguém" in _headline(idle)
    assert "com quem ser comparado" in _headline(rows.iloc[[3]])


def test_a_link_to_a_card_keeps_the_filters_and_nothing_else() -> None:
    asked = {"periodo": "12m", "funil": "equipe", "unidade": "parceiro:S1"}
    assert unit_params(asked, UnitKind.TEAM, "E,1") == {"periodo": "12m", "unidade": "equipe:E,1"}
    assert unit_anchor("<E>", asked, UnitKind.TEAM, "E1").startswith('<a href="rede?periodo=12m')
