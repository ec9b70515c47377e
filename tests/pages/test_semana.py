"""Minha semana: each item has its reason; what is done goes from the list to the history."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from data_access.queries.tables.week_actions import PARTNER, TEAM, TOWN, Reason
from data_access.queries.tables.week_secrecy import COLUMNS as UNTOLD
from data_access.stewardship.week import Item, Mark
from pages.components.unit_links import waiting_anchor
from pages.semana.data import NEW, STILL, UNKNOWN, Week
from pages.semana.history import history_frame
from pages.semana.lists import in_turns
from pages.semana.page import changed_words, lede
from pages.semana.words import sentence, untold_words
from tests.support.drawn_page import drawn, shown

NAN = float("nan")
LAST = 2026 * 12 + 9


def row(kind: str, reason: Reason, **figures: float) -> pd.Series:
    known = {"value": NAN, "reference": NAN, "cases": NAN, "since": NAN}
    return pd.Series({"kind": kind, "reason": str(reason), **known, **figures})


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (
            row(TOWN, Reason.LESS_COVERED, value=0.05, reference=0.13, cases=877),
            "Alcança 5,0 % de 877 ME e EPP; Minas Gerais, 13,0 %.",
        ),
        (
            row(TOWN, Reason.BEHIND, value=0.05, reference=0.13, cases=877),
            "Alcança 5,0 % de 877 ME e EPP; a meta pede 13,0 % até agora.",
        ),
        (
            row(TOWN, Reason.SILENT, since=LAST - 4),
            "O último atendimento a alguém daqui foi em jun/2026, há 4 meses.",
        ),
        (
            row(PARTNER, Reason.SILENT, since=LAST - 4),
            "O último atendimento foi em jun/2026, há 4 meses.",
        ),
        (row(PARTNER, Reason.SILENT), "Não atende ninguém em mês nenhum desta edição."),
        (
            row(PARTNER, Reason.FEWER, value=1, reference=83.6),
            "Atendeu 1 pequeno negócio; esperavam-se 84.",
        ),
        (
            row(TEAM, Reason.SCORE, value=0.41, reference=0.82, cases=322),
            "NPS 41,0 em 322 respostas, abaixo do esperado: o conjunto das equipes tem 82,0.",
        ),
        (row(TEAM, Reason.WAITING, cases=14), "14 detratores esperam retorno há mais de 90 dias."),
        (
            row(TOWN, Reason.WAITING, cases=14),
            "14 detratores daqui esperam retorno há mais de 90 dias.",
        ),
    ],
)
def test_each_reason_is_a_sentence(item: pd.Series, told: str) -> None:
    assert sentence(item, "Minas Gerais", LAST) == told


def test_no_reason_hides_another() -> None:
    rows = pd.DataFrame({"id": list("abcde"), "reason": ["x", "x", "x", "y", "z"]})
    assert in_turns(rows)["id"].tolist() == ["a", "d", "e", "b", "c"]


def test_the_first_sentence_counts_places_and_not_reasons() -> None:
    rows = pd.DataFrame(
        {"kind": [TOWN, TOWN, TEAM], "id": ["1", "1", "E"], "since_before": [NEW, STILL, UNKNOWN]}
    )
    assert lede(Week(rows, None, None, [])) == (
        "1 município e 1 equipe pedem ação; cada linha diz o motivo."
    )
    assert lede(Week(rows.head(0), None, None, [])).startswith("Nada pede ação")


@pytest.mark.parametrize(
    ("row_", "told"),
    [
        (
            (TEAM, Reason.SCORE, 2, 13, NAN),
            "Por sigilo, não se diz o NPS de 2 de 13 equipes: o que não se diz não está nesta"
            " lista.",
        ),
        (
            (TEAM, Reason.WAITING, 12, 13, 98),
            "Por sigilo, não se diz há quanto tempo esperam os detratores de 12 de 13 equipes, nem"
            " quem passa de 90 dias (na UF inteira, esperam 98): o que não se diz não está nesta"
            " lista.",
        ),
        (
            (TOWN, Reason.WAITING, NAN, NAN, NAN),
            "Por sigilo, nem de todos os municípios se diz quantos detratores esperam há mais de"
            " 90 dias: o que não se diz não está nesta lista.",
        ),
    ],
)
def test_what_secrecy_keeps_out_of_the_list_is_said(row_: tuple[object, ...], told: str) -> None:
    assert untold_words(pd.DataFrame([row_], columns=UNTOLD)) == told
    assert untold_words(pd.DataFrame(columns=UNTOLD)) == ""


def test_who_waits_is_a_link_to_those_who_wait() -> None:
    asked = {"territorio": "uf:31", "parte": "agir"}
    team = waiting_anchor("E", asked, by_client=False)
    assert team.startswith('<a href="satisfacao?espera=equipe&amp;parte=quem&amp;territorio=uf:31"')
    assert "vista=cliente" in waiting_anchor("T", asked, by_client=True)


def test_the_history_says_who_did_and_who_took_back() -> None:
    item = Item("e1", TOWN, "3106200", "Belo Horizonte", "MG", str(Reason.SILENT), "Por quê.")
    at = datetime(2026, 11, 2, 12, tzinfo=UTC)
    frame = history_frame(
        [Mark(1, item, "ana", at, None, None), Mark(2, item, "ana", at, "eva", at)]
    )
    assert frame["who"].tolist() == ["ana", "ana"]
    assert frame["undone"].isna().tolist() == [True, False]
    assert frame["undone"].iloc[1].startswith("eva em ")


@pytest.mark.usefixtures("demo")
def test_the_country_asks_for_a_state() -> None:
    words = shown(drawn("semana"))
    assert "De que lugar é a sua semana?" in words
    assert "territorio=uf:31" in words


@pytest.mark.usefixtures("demo")
def test_what_is_done_leaves_the_list_and_can_come_back() -> None:
    app = drawn("semana", parte="agir", territorio="uf:31")
    assert "Não há edição anterior" in shown(app)
    first = next(button for button in app.button if button.key.startswith("done_"))
    name = first.help.removeprefix("Marcar ").split(" como feito")[0]
    first.click().run()
    assert f"“{name}” está em Feitos." in shown(app)
    assert first.key not in {button.key for button in app.button}
    done = drawn("semana", parte="feitos", territorio="uf:31")
    assert name in shown(done)
    assert "Feito por " in shown(done)
    next(button for button in done.button if button.key.startswith("undo_")).click().run()
    assert "voltou à lista" in shown(done)
    again = drawn("semana", parte="agir", territorio="uf:31")
    assert first.key in {button.key for button in again.button}


@pytest.mark.usefixtures("demo")
def test_a_place_smaller_than_a_state_says_whose_teams_it_lists() -> None:
    assert "Equipes das Salas e dos parceiros que ficam aqui" in shown(
        drawn("semana", parte="agir", territorio="mesorregiao:3107")
    )


@pytest.mark.parametrize(
    ("entered", "gone", "told"),
    [
        (0, 0, "nada entrou na lista nem saiu dela"),
        (3, 0, "3 itens entraram na lista, e nenhum saiu"),
        (0, 1, "nada entrou na lista, e 1 item saiu dela"),
        (1, 2, "1 item entrou na lista e 2 saíram dela"),
    ],
)
def test_what_changed_since_before_is_told_without_zeros(
    entered: int, gone: int, told: str
) -> None:
    assert changed_words(entered, gone) == told
