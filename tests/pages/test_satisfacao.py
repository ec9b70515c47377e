"""The page Satisfação: what it concludes, from whose view, and what it withholds."""

from collections.abc import Callable
from typing import cast

import numpy as np
import pandas as pd
import pytest

from indicators.measure import Status
from indicators.score_funnel import Place
from pages.satisfacao.both_views import with_total
from pages.satisfacao.funnel import _hover_text, judge
from pages.satisfacao.nps import (
    answers_in_words,
    direction_words,
    verdict,
    windows_in_words,
)
from pages.satisfacao.scores import against_others, points_of_score
from pages.state.view import View
from tests.support.drawn_page import drawn, figure, shown

COUNTS = ["promoters", "detractors", "answers"]


@pytest.fixture
def open_page(demo: object) -> Callable[..., str]:
    return lambda *opened, **params: shown(drawn("satisfacao", *opened, **params))


def test_the_country_has_every_part_with_its_answers(open_page: Callable[..., str]) -> None:
    text = open_page()
    for title in (
        "Podemos concluir?",
        "Notas de 0 a 10",
        "NPS por UF",
        "Por canal",
        "Quem está fora do esperado",
    ):
        assert title in text
    assert "Taxa de resposta" in text
    assert "As palavras por trás" in text.split("Do que falam")[1]
    assert "Total" in text.split("Respostas de clientes de outra UF")[1]


def test_below_the_state_only_the_clients_view_has_an_answer(open_page: Callable[..., str]) -> None:
    place = "municipio:3550308"
    unit = open_page(territorio=place)
    assert "Abaixo da UF não há unidade que atende" in unit
    assert "vista=cliente" in unit
    client = open_page(territorio=place, vista="cliente")
    assert "Abaixo da UF" not in client
    assert "A conferência é por UF." in client


@pytest.mark.slow
def test_a_state_has_no_map_of_units_and_one_of_clients(open_page: Callable[..., str]) -> None:
    assert "Dentro da UF não há unidades a separar" in open_page(territorio="uf:35")
    assert "NPS por município" in open_page(territorio="uf:35", vista="cliente")


def test_a_filter_that_surveys_do_not_know_is_told(open_page: Callable[..., str]) -> None:
    assert "não dizem o porte" in open_page(porte="ME")
    assert "não dizem o porte" not in open_page()


def test_an_unknown_view_is_said_and_the_rule_is_shown(open_page: Callable[..., str]) -> None:
    assert "“vista=vizinho”, que esta página não tem; mostro Pela unidade que atendeu" in open_page(
        vista="vizinho"
    )


def rows(*counts: tuple[float, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(counts, columns=COUNTS, dtype=float)
    return frame.assign(key=[f"k{n}" for n in range(len(counts))], withheld=frame["answers"].isna())


def test_a_channel_is_compared_with_the_others_and_never_with_few_answers() -> None:
    found = against_others(
        rows((800, 50, 1000), (300, 200, 600), (20, 1, 25), (np.nan,) * 3), (1124.0, 252.0, 1630.0)
    )  # fmt: skip
    assert found == ["maior", "menor", "poucas respostas", "suprimido"]
    assert against_others(rows((50, 5, 70)), (50.0, 5.0, 70.0)) == ["sem outros"]
    alike = rows((500, 50, 700), (505, 52, 700))
    assert against_others(alike, (1005.0, 102.0, 1400.0)) == ["igual, dentro do acaso"] * 2


def test_answers_of_nobody_are_told_and_not_judged() -> None:
    frame = rows((70, 5, 100), (68, 6, 100), (9, 0, 10))
    frame.loc[0, "key"] = ""
    judged = judge(frame)
    assert judged.nameless == 100
    assert judged.rows.set_index("key")["place"].to_dict() == {"k1": Place.INSIDE, "k2": Place.FEW}


def test_the_total_of_both_views_is_the_sum_of_the_states() -> None:
    columns = ["uf", "both", "executing", "client"]
    table = pd.DataFrame([("SP", 5.0, 10, 11), ("MG", np.nan, 20, 9)], columns=columns)
    total = with_total(table).iloc[0]
    assert total[["uf", "executing", "client"]].tolist() == ["Total", 30, 20]
    assert np.isnan(total["both"])  # with the others it would tell that of Minas Gerais


def test_the_answers_that_a_conclusion_needs_are_an_order_of_size() -> None:
    told = [answers_in_words(count) for count in (1, 38, 391, 211_994, 2_960_001, 3_100_000)]
    sizes = ["1 resposta", "38 respostas", "400 respostas", "220.000 respostas"]
    assert told == [*sizes, "3 mi de respostas", "3,1 mi de respostas"]


def test_a_difference_of_one_is_one_point() -> None:
    assert [points_of_score(size) for size in (0.01, -0.01, -0.019)] == [
        "+1,0 ponto",
        "−1,0 ponto",
        "−1,9 pontos",
    ]


def test_a_unit_without_interval_is_told_so_under_the_pointer() -> None:
    unit = pd.Series(
        {"name": "Sala <A>", "value": 1.0, "lower": np.nan, "upper": np.nan, "answers": 1.0}
    )
    said = _hover_text(pd.concat([unit, pd.Series({"place": str(Place.FEW)})]))
    assert (
        said == "<b>Sala &lt;A&gt;</b><br>NPS 100,0 (sem intervalo)<br>1 resposta: poucas respostas"
    )


@pytest.mark.usefixtures("demo")
def test_the_funnel_tells_each_unit_in_words() -> None:
    traces = figure(drawn("satisfacao", funil="uf"), "funil")["data"]
    told = [text for trace in traces for text in trace.get("customdata", [])]
    assert len(told) > 10
    assert not [text for text in told if "— a —" in text or "resposta" not in text]


def test_one_unit_alone_is_compared_with_nobody(open_page: Callable[..., str]) -> None:
    alone = open_page(territorio="uf:35", funil="uf")
    assert "Só há 1 UF com 30 respostas ou mais: não há com quem comparar." in alone
    assert "A linha do meio" not in alone
    assert "A linha do meio" in open_page(funil="uf")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.SUPPRESSED, "as respostas do ano anterior são suprimidas"),
        (Status.NOT_MEASURED, "não há respostas do ano anterior"),
        (Status.PARTLY_RECORDED, "a edição não tem o período do ano anterior inteiro"),
    ],
)
def test_a_year_before_that_is_withheld_is_not_said_to_be_missing(
    status: Status, words: str
) -> None:
    names = ("numerator", "denominator", "value", "lower", "upper", "n")
    told = dict(zip(names, (20.0, 30.0, 0.67, 0.5, 0.8, 30.0), strict=True))
    before = pd.Series(
        {**dict.fromkeys(names, np.nan), "method": "x", "status": status}, dtype=object
    )
    total = pd.Series({**told, "method": "x", "status": Status.MEASURED}, dtype=object)
    view = cast("View", None)  # nothing of the page is asked where there is nothing to compare
    assert words in verdict(view, total, before)


def test_quarters_that_secrecy_withholds_are_not_said_to_be_without_answers() -> None:
    windows = pd.DataFrame({"lower": [0.4] * 5, "upper": [0.6] * 5, "status": Status.MEASURED})
    assert "não há tendência" in direction_words(windows)
    windows.loc[2, ["lower", "upper"]] = np.nan
    assert "Não há cinco trimestres" in direction_words(windows.assign(status=Status.NOT_MEASURED))
    windows.loc[2, "status"] = Status.SUPPRESSED
    assert "O sigilo não deixa dizer" in direction_words(windows)


def test_a_direction_is_said_to_be_another_question_than_the_year_before() -> None:
    """A card that says both “não conclua que mudou” and “desce” says why."""
    steps = [0.5, 0.4, 0.3, 0.2, 0.1]
    windows = pd.DataFrame({"lower": steps, "upper": steps, "status": Status.MEASURED})
    windows["upper"] += 0.02
    told = direction_words(windows)
    assert "desce além do acaso" in told
    assert "outra pergunta que a de cima" in told


def test_a_quarter_that_the_edition_has_a_part_of_is_no_quarter() -> None:
    windows = pd.DataFrame({"lower": [0.4] * 5, "upper": [0.6] * 5, "status": Status.MEASURED})
    windows.loc[0, "status"] = Status.PARTLY_RECORDED
    assert "Não há cinco trimestres" in direction_words(windows)


def test_windows_of_one_month_share_none() -> None:
    assert "repetem meses" in windows_in_words(2)
    assert "janela de 1 mês que" in windows_in_words(1)
    assert "repetem" not in windows_in_words(1)
