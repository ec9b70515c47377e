"""The page Inclusão: what it concludes, what it withholds and says so, and periods that may not be
told.
"""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from config import navigation
from indicators.inequality import gradient
from indicators.measure import Status
from pages.inclusao.cadunico import reasons
from pages.inclusao.gradient import verdict
from pages.inclusao.parity import (
    ABOVE,
    ALIKE,
    ANY_MISTAKE,
    BELOW,
    FALSE_DISCOVERIES,
    _counts_in_words,
    in_words,
    judged_rows,
    reference_words,
    with_ages,
)
from tests.support.drawn_page import drawn, shown

SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")


@pytest.fixture
def open_page(demo: object) -> Callable[..., str]:
    return lambda *opened, **params: shown(drawn("inclusao", *opened, **params))


def test_the_country_has_every_part(open_page: Callable[..., str]) -> None:
    text = open_page()
    for title in (
        "Quem atendemos se parece com a população?",
        "Paridade por UF",
        "A cobertura cai onde a vulnerabilidade é maior?",
        "Curva de concentração",
        "Cobertura do CadÚnico por UF",
        "A renda aumentou? Por território",
        "A renda aumentou? Por iniciativa",
        "Conformidade das iniciativas de inclusão",
    ):
        assert title in text
    assert "Índice relativo" in text
    assert "Nesta página" not in text


def test_how_an_index_is_calculated_is_told_when_it_is_opened(
    open_page: Callable[..., str],
) -> None:
    told = "Como é calculado: Desigualdade da cobertura"
    assert told not in open_page()
    assert told in open_page("how_desigualdade_cobertura")


def test_a_municipality_withholds_small_groups_and_says_that_it_is_not_zero(
    open_page: Callable[..., str],
) -> None:
    text = open_page(territorio="municipio:3106200")
    assert "Suprimido: o número diria de quem se trata" in text
    assert "suprimido" in text
    assert "1 município não enche cinco grupos de igual estoque." in text
    assert "Um município não tem partes a comparar." in text


def test_withheld_places_of_a_map_are_counted_and_are_not_zero(
    open_page: Callable[..., str],
) -> None:
    text = open_page(territorio="uf:31")
    assert "suprimido ou sem dado" in text
    assert "Não é zero." in text
    assert "por sigilo, o que não é zero" in text
    counted = re.search(r"Por município: .*?(\d+) (suprimidos?)\b.*?A chance", text)
    assert counted
    assert (counted[1] == "1") == (counted[2] == "suprimido")


def test_two_promises_of_a_tab_are_told_in_words_of_their_own() -> None:
    """Few mistakes among those that are told is not hardly any mistake at all."""
    assert "diferenças confiáveis" not in FALSE_DISCOVERIES + ANY_MISTAKE
    assert FALSE_DISCOVERIES.startswith("Dos grupos ditos")
    assert ANY_MISTAKE.startswith("A chance de algum lugar ser dito")


def test_another_period_is_answered_by_one_that_may_be_told(open_page: Callable[..., str]) -> None:
    text = open_page(periodo="12m", porte="ME")
    assert "as figuras sobre pessoas são de jan–" in text
    assert "porte, canal e parceiro só valem" in text


@pytest.mark.parametrize(
    "params", [{"cadunico": "bivariado", "territorio": "uf:31"}, {"grupo": "paridade_cadunico"}]
)
def test_the_choices_of_the_page_are_in_its_address(
    open_page: Callable[..., str], params: dict[str, str]
) -> None:
    text = open_page(**params)
    assert "que esta página não tem" not in text
    assert (
        "cobertura de MEI alta" in text
        or "Paridade do CadÚnico" in text
        or "Nenhum território pode" in text
        or "Não há terços de cobertura CadÚnico a mostrar." in text  # where all of them have none
    )


@pytest.mark.usefixtures("demo")
def test_through_the_frame_the_address_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = tuple(entry for entry in navigation.load_navigation() if entry.path == "inclusao")
    monkeypatch.setattr(navigation, "load_navigation", lambda: pages)
    app = AppTest.from_file(SHELL, default_timeout=120)
    app.query_params["territorio"] = "uf:29"
    app.query_params["periodo"] = "12m"
    text = shown(app.run())
    assert "Bahia" in text
    assert "as figuras sobre pessoas são de jan–" in text


def test_children_in_the_reference_are_told() -> None:
    rows = pd.DataFrame({"indicator": ["paridade_jovens", "paridade_pcd", "paridade_mulheres"]})
    told = with_ages(rows, frozenset({"pcd", "mulheres"}))
    assert list(told["ages"]) == ["18 anos ou mais", "todas as idades", "todas as idades"]
    assert "menos em PcD e mulheres: ali é a de todas as idades" in reference_words(told)
    adults = with_ages(rows, frozenset())
    assert reference_words(adults) == "A população é a de 18 anos ou mais."


def parities(*rows: tuple[str, float, float, Status]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["name", "value", "p_value", "status"])
    return frame.assign(lower=frame["value"] - 0.1, upper=frame["value"] + 0.1)


def test_words_are_of_what_resists_false_discoveries() -> None:
    rows = judged_rows(
        parities(
            ("a", 0.7, 0.001, Status.MEASURED),
            ("b", 1.4, 0.002, Status.PARTIAL),
            ("c", 0.9, 0.06, Status.MEASURED),
            ("d", 0.2, 0.001, Status.FEW),
            ("e", np.nan, np.nan, Status.SUPPRESSED),
            ("f", np.nan, np.nan, Status.NO_DENOMINATOR),
        )
    )
    assert list(rows["word"]) == [BELOW, ABOVE, ALIKE, "poucos dados", "suprimido", "sem dado"]
    assert in_words(rows).endswith("d, 0,20 (poucos dados); e, suprimido; f, sem dado")


def test_with_more_comparisons_the_same_evidence_is_no_discovery() -> None:
    one = ("c", 0.9, 0.045, Status.MEASURED)
    assert list(judged_rows(parities(one))["word"]) == [BELOW]
    assert (
        judged_rows(parities(one, *[("x", 1.0, 0.9, Status.MEASURED)] * 3))["word"].iloc[0] == ALIKE
    )


@pytest.mark.parametrize(
    ("reached", "said"),
    [
        (
            [200, 180, 160, 140, 120],
            (
                "do extremo mais vulnerável é menor: a diferença até o menos vulnerável é de +10,0"
                " p.p."
            ),
        ),
        ([120, 140, 160, 180, 200], "do extremo mais vulnerável é maior"),
        ([100, 150, 200, 250, 300], "vezes a cobertura do menos vulnerável"),
        ([200, 180, 160, 140, 120], " vez a cobertura do menos vulnerável"),
        ([160, 161, 159, 160, 160], "Igual, dentro do acaso entre os extremos"),
        ([0, 0, 0, 0, 0], "Ninguém foi alcançado"),
        ([200, 100, 0, 0, 0], "O índice relativo não existe"),
    ],
)
def test_the_slope_is_told_in_words(reached: list[int], said: str) -> None:
    assert said in verdict(gradient(reached, [1000] * 5, range(1, 6)))


def test_reasons_are_sentences_one_after_the_other() -> None:
    told = reasons(pd.DataFrame({"status": [Status.SUPPRESSED, Status.NO_DENOMINATOR] * 2}))
    assert told.count("Suprimido:") == told.count("Sem dado:") == 1
    assert ". Sem dado:" in told
    assert ". e " not in told


def test_several_that_are_alike_agree_with_how_many_they_are() -> None:
    assert _counts_in_words(pd.Series({ALIKE: 6})) == "6 iguais, dentro do acaso"
    assert _counts_in_words(pd.Series({ALIKE: 1, "suprimido": 2})) == (
        "1 igual, dentro do acaso e 2 suprimidos"
    )
