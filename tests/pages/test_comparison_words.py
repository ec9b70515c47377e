"""Cards and lists say maior, menor or igual, dentro do acaso; an arrow only where there is a
difference.
"""

import re
from dataclasses import replace
from typing import cast

import pandas as pd
import pytest

from indicators.catalogue.definitions import Indicator, indicator
from indicators.comparison import NOTHING_TO_COMPARE, Verdict, compare
from indicators.goals.pace import Standing
from indicators.measure import Status, as_value, measure_ratios
from indicators.scope import Access, Comparison, Month, Period, Scope
from indicators.territories.judgement import OF_STANDINGS
from pages.components import card, messages
from pages.components.ranking import _judgement_cell
from pages.municipio.side_by_side import _cell, compared_rows
from pages.municipio.spine import _verdict
from pages.panorama.page import HEADLINES
from pages.state.view import View
from tests.pages.test_pages import alone, text

COVERAGE, NPS = indicator("cobertura_mei"), indicator("nps")
CLIENTS, ATTENDANCES = (
    indicator("pequenos_negocios_atendidos"),
    indicator("atendimentos_realizados"),
)
NONE = float("nan")
ARROWS = re.compile("[▲▼]")


def measured(
    definition: Indicator, *rows: tuple[float, ...], target: float = float("nan")
) -> pd.DataFrame:
    """(numerator, denominator, subtracted) of each row."""
    frame = pd.DataFrame(
        [(*row, 0)[:3] for row in rows],
        columns=["numerator", "denominator", "subtracted"],
        dtype=float,
    )
    frame = measure_ratios(frame.assign(missing=0, partly_recorded=False), definition)
    codes = [f"310000{i}" for i in range(len(rows))]
    return frame.assign(
        target=target,
        target_from=None,
        gap=float("nan"),
        code=codes,
        name=codes,
        uf="MG",
        indicator=definition.id,
    )


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> View:
    year = Scope(Period(Month.of(2026, 1), Month.of(2026, 10)))
    monkeypatch.setattr(card, "_spark", lambda *_: "")
    return View("", Access.everything("teste"), year, "Brasil", {})


def face(
    view: View, definition: Indicator, now: tuple[float, ...], other: tuple[float, ...]
) -> str:
    rows = measured(definition, now, other)
    change = compare(definition, as_value(rows.iloc[0]), as_value(rows.iloc[1]))
    return card._face(view, definition, rows.iloc[0], change)


@pytest.mark.parametrize(
    ("definition", "now", "other", "shown"),
    [
        (COVERAGE, (300, 1000), (200, 1000), "▲ 10,0 p.p. maior (melhor)"),
        (COVERAGE, (200, 1000), (300, 1000), "▼ 10,0 p.p. menor (pior)"),
        (COVERAGE, (201, 1000), (200, 1000), "= igual ao ano passado (a diferença cabe no acaso)"),
        (NPS, (800, 1000, 50), (600, 1000, 100), "▲ 25,0 maior (melhor)"),
        (NPS, (10, 15, 1), (9, 15, 3), "= igual ao ano passado (a diferença cabe no acaso)"),
        (indicator("reclamacoes_mil"), (300, 1000), (100, 1000), "▲ 200,00 maior (pior)"),
        (CLIENTS, (110, NONE), (100, NONE), "= igual ao ano passado (a diferença cabe no acaso)"),
        (CLIENTS, (1100, NONE), (1000, NONE), "▲ 10,0 % maior"),
        (ATTENDANCES, (900, NONE), (1000, NONE), "▼ 10,0 % menor"),
    ],
)
def test_a_card_draws_an_arrow_only_at_a_significant_difference(
    view: View, definition, now, other, shown
) -> None:
    markup = face(view, definition, now, other)
    assert shown in markup
    assert bool(ARROWS.search(markup)) == (shown[0] in "▲▼")


def test_a_total_is_not_compared_with_places_of_other_sizes(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    peers = replace(view, scope=replace(view.scope, comparison=Comparison.PEERS))
    now, other = (row for _, row in measured(CLIENTS, (1100, NONE), (100, NONE)).iterrows())
    monkeypatch.setattr(card.caching, "value_to_compare_with", lambda *_: as_value(other))
    assert card._compared_change(peers, CLIENTS, now) is NOTHING_TO_COMPARE
    assert card._compared_change(view, CLIENTS, now).verdict is Verdict.HIGHER


def test_a_sample_is_not_said_to_reach_a_target_that_its_interval_holds() -> None:
    near, far = measured(NPS, (52, 60, 5), (900, 1000, 10), target=0.75).iloc
    assert (
        card._target(cast("View", None), NPS, near, absent=False)
        == "meta 75,0: igual, dentro do acaso · 60 respostas"
    )
    assert (
        card._target(cast("View", None), NPS, far, absent=False)
        == "meta 75,0: maior · 1.000 respostas"
    )
    far["status"] = Status.PARTLY_RECORDED
    told = "meta 75,0: não dá para dizer · 1.000 respostas"
    assert card._target(cast("View", None), NPS, far, absent=False) == told


def test_a_list_against_targets_says_how_each_stands() -> None:
    words = ["adiantado", "no ritmo", "atrasado", "não dá para dizer", "melhor", "pior"]
    tones = ["good", "good", "bad", "quiet", "good", "bad"]
    cells = [_judgement_cell(pd.Series({"judgement": word})) for word in words]
    assert cells == [
        f'<span class="t-{tone} t-line">{word}</span>'
        for word, tone in zip(words, tones, strict=True)
    ]
    for silent in (OF_STANDINGS[Standing.NONE], OF_STANDINGS[Standing.WHOLE_YEAR], ""):
        assert _judgement_cell(pd.Series({"judgement": str(silent)})) == "—"


def test_places_side_by_side_are_compared_with_the_first() -> None:
    frame = pd.concat(
        [
            measured(COVERAGE, (300, 1000), (100, 1000), (301, 1000)),
            measured(indicator("reclamacoes_mil"), (3, 1000), (3, 1000), (3, 1000)),
        ]
    )
    verdicts = list(compared_rows(frame, "3100000")["verdict"])
    assert verdicts[:3] == ["sem comparação", "menor", "igual, dentro do acaso"]
    assert set(verdicts[4:]) == {"igual, dentro do acaso"}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("module", "territory"),
    [("panorama", "brasil"), ("satisfacao", "brasil"), ("municipio", "municipio:3550308")],
)
def test_no_page_draws_an_arrow_without_its_word(module: str, territory: str) -> None:
    shown = text(alone(module, territory).run()).replace("▲ e ▼", "")
    after = [shown[arrow.start() : arrow.start() + 60] for arrow in ARROWS.finditer(shown)]
    assert [
        words for words in after if not re.search("maior|menor|esperado|sobe|desce", words)
    ] == []
    if module == "panorama":  # each headline is compared: with an arrow, or said to be equal
        assert len(after) + shown.count("= igual ao ano passado") >= len(HEADLINES)


def test_no_arrow_points_at_a_difference_that_is_shown_as_zero() -> None:
    """Four and two in ten thousand of a million: another rate for sure, and the same 0,0 %."""
    rows = compared_rows(measured(COVERAGE, (400, 1_000_000), (200, 1_000_000)), "3100000")
    assert list(rows["verdict"]) == ["sem comparação", "menor"]
    assert ">=</span>" in _cell(COVERAGE, rows.iloc[1])
    change = compare(COVERAGE, as_value(rows.iloc[0]), as_value(rows.iloc[1]))
    assert _verdict(COVERAGE, change) == '<span class="t-quiet t-narrow">= igual</span>'
    apart = compared_rows(measured(COVERAGE, (400, 1000), (200, 1000)), "3100000")
    assert ">▼</span>" in _cell(COVERAGE, apart.iloc[1])


def test_of_clients_who_are_followed_the_months_before_the_period_are_lacking() -> None:
    told = messages.reason(Status.PARTLY_RECORDED, indicator("permanencia_12m"))
    assert "24 meses até o fim do período e os 24 antes deles" in told
    assert "todos os meses pedidos" in messages.reason(Status.PARTLY_RECORDED, NPS)
