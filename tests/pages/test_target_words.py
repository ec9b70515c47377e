"""A target as people read it, and the colours of how territories stand to it."""

import pandas as pd
import pytest

from config.palette import load_palette
from indicators.catalogue.definitions import indicator
from indicators.goals.pace import Standing
from indicators.territories.judgement import OF_STANDINGS
from pages.components.maps.layers import waits_for_year
from pages.components.maps.shading import TARGET, methods_for, shade_judgements
from pages.components.numbers import distance_to_target
from pages.components.targets.words import (
    gap_words,
    goal_words,
    pace_words,
    standing_tone,
    target_line,
)

NAN = float("nan")
COVERAGE, CLIENTS = indicator("cobertura_me_epp"), indicator("pequenos_negocios_atendidos")


def row(**changed):
    return pd.Series(
        {
            "value": 0.06, "target": 0.195, "target_from": "uf", "target_parts": NAN, "gap": 2832,
            "per_week": 354.0, "standing": Standing.ON_PACE, "expected": 0.0577,
            "expected_lower": 0.0538, "expected_upper": 0.0618, "judged_until": "2026-03",
        }
        | changed
    )  # fmt: skip


def test_the_target_its_pace_and_what_is_missing() -> None:
    assert target_line(COVERAGE, row()) == (
        "meta 19,5 % · no ritmo · faltam 2.832 empresas até dezembro: 354 por semana"
    )
    late = row(standing=Standing.BEHIND, gap=1, per_week=NAN)
    assert target_line(COVERAGE, late) == "meta 19,5 % · atrasado · falta 1 empresa"
    reached = row(standing=Standing.AHEAD, gap=0, per_week=NAN)
    assert target_line(COVERAGE, reached) == "meta 19,5 % · adiantado · atingida"


def test_what_was_missing_of_a_year_that_is_over() -> None:
    done = row(standing=Standing.WORSE, per_week=NAN)
    assert target_line(COVERAGE, done, over=True) == "meta 19,5 % · faltaram 2.832 empresas"
    assert gap_words(COVERAGE, row(), over=True).startswith("faltavam 2.832 empresas até dezembro")
    assert target_line(COVERAGE, done, of_two_years=True) == (
        "meta 19,5 % · faltam 2.832 empresas em 12 meses"
    )
    told = distance_to_target(COVERAGE, 0.2, 1, over=True)
    assert told == "meta 20,0 % · faltou 1 empresa"


def test_a_part_of_a_year_that_nothing_judges_says_that_the_target_is_of_all_of_it() -> None:
    alone = row(standing=Standing.WHOLE_YEAR, gap=NAN, per_week=NAN, expected=NAN)
    assert target_line(COVERAGE, alone) == "meta do ano inteiro 19,5 %"
    assert pace_words(COVERAGE, alone) == "meta do ano inteiro: 31 % dela"


def test_whose_target_it_is() -> None:
    mean = row(target_parts=7.0)
    assert goal_words(COVERAGE, mean) == "meta 19,5 % (média das metas das 7 UFs)"
    total = row(target=2_600_000, target_parts=27.0)
    assert goal_words(CLIENTS, total) == "meta 2.600.000 (soma das metas das 27 UFs)"
    ruled = row(target_from="programa", target_parts=27.0)
    assert goal_words(COVERAGE, ruled) == "meta do programa 19,5 %"
    assert goal_words(COVERAGE, row(target=NAN)) == ""


def test_what_the_target_asks_for_by_now() -> None:
    told = "a meta pede 5,8 % até mar/2026 (de 5,4 % a 6,2 %)"
    assert pace_words(COVERAGE, row()) == f"no ritmo: {told}"
    unsure = row(standing=Standing.UNTOLD, expected_lower=NAN, expected_upper=NAN)
    assert pace_words(COVERAGE, unsure) == "não dá para dizer: a meta pede 5,8 % até mar/2026"
    assert gap_words(COVERAGE, row(gap=NAN)) == ""


@pytest.mark.parametrize(
    ("standing", "tone"),
    [
        (Standing.BEHIND, "t-bad"),
        (Standing.AHEAD, "t-good"),
        (Standing.UNTOLD, "t-quiet"),
        (Standing.WHOLE_YEAR, "t-quiet"),
        (Standing.WORSE, "t-bad"),
    ],
)
def test_good_and_bad_news_have_their_tone(standing: Standing, tone: str) -> None:
    assert standing_tone(standing) == tone


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_map_paints_how_each_stands_and_leaves_pale_what_cannot_be_told(mode: str) -> None:
    palette = load_palette(mode)
    words = [Standing.BEHIND, Standing.UNTOLD, Standing.UNTOLD, Standing.AHEAD, Standing.NONE]
    judged = pd.Series([str(OF_STANDINGS[word]) for word in words])
    shading, legend = shade_judgements(judged, "Meta:", palette, neutral=False)
    assert [label for _, label, _ in legend.items] == [
        "atrasado", "não dá para dizer", "no ritmo", "adiantado", "sem comparação",
    ]  # fmt: skip
    assert [count for *_, count in legend.items] == [1, 2, 0, 1, 1]
    assert shading.colours[shading.index[1]] == palette.alike
    assert shading.index[-1] == -1


def test_a_map_offers_the_target_only_where_something_is_due() -> None:
    rows = pd.DataFrame({"target": [0.2, 0.2], "standing": [Standing.ON_PACE, Standing.UNTOLD]})
    alone = rows.assign(standing=Standing.WHOLE_YEAR)
    assert waits_for_year(rows)
    assert TARGET in methods_for(rows, COVERAGE, "o Brasil")
    assert TARGET not in methods_for(alone, COVERAGE, "o Brasil")
    assert not waits_for_year(rows.assign(standing=Standing.EQUAL))


def test_a_target_in_doubt_is_said_to_be_and_judges_nothing() -> None:
    told = distance_to_target(COVERAGE, NAN, NAN, "em dúvida")
    assert told == "meta em dúvida: parece estar em fração (veja Importação e qualidade)"
    assert distance_to_target(COVERAGE, NAN, NAN, None) == ""
