"""The sentence that opens the Panorama says what tests say, and no more."""

import pandas as pd
import pytest

from indicators.catalogue.definitions import indicator
from indicators.projection import Projection
from indicators.scope import Period
from pages.panorama.lede import behind_words, missed, pace_words
from pages.panorama.pace import Pace
from tests.pages.test_pages import routed, text

YEAR, PART = Period.parse("2025-01", "2025-12"), Period.parse("2026-01", "2026-10")
NAN = float("nan")


def pace(name: str, lower: float | None, upper: float | None, target: float) -> Pace:
    """Of 100 counted of a base of 1,000; the year ends between the bounds."""
    base = 1000.0 if indicator(name).is_ratio else 1.0
    now = {"numerator": 100.0, "denominator": base, "target": target / base, "value": 100 / base}
    value = 150.0 if lower is None or upper is None else (lower + upper) / 2
    return Pace(indicator(name), pd.Series(now), Projection(value, lower, upper, 3), [])


MISSED = pace("cobertura_me_epp", 120, 140, 200)
FARTHER = pace("cobertura_mei", 110, 120, 300)
REACHED = pace("pequenos_negocios_atendidos", 120, 140, 110)
UNSURE = pace("atendimentos_realizados", 120, 140, 130)
WITHOUT_RANGE = pace("atendimentos_realizados", None, None, 900)
UNAIMED = pace("atendimentos_pf_pj", 120, 140, NAN)


@pytest.mark.parametrize(
    ("paces", "told"),
    [
        ([], ""),
        ([UNAIMED], ""),
        (
            [MISSED, REACHED, UNSURE, UNAIMED],
            "1 de 3 metas não chega no ritmo atual (Cobertura ME e EPP)",
        ),
        (
            [MISSED, FARTHER, REACHED],
            "2 de 3 metas não chegam no ritmo atual (Cobertura MEI e Cobertura ME e EPP)",
        ),
        ([REACHED], "no ritmo atual, todas as metas chegam"),
        (
            [REACHED, UNSURE, WITHOUT_RANGE],
            "de 3 metas, 1 chega com certeza e nenhuma está perdida",
        ),
    ],
)
def test_only_what_the_range_leaves_no_doubt_of_is_said(paces: list[Pace], told: str) -> None:
    assert pace_words(paces) == told


def test_the_farthest_from_its_target_comes_first() -> None:
    assert missed([MISSED, REACHED, FARTHER, UNSURE]) == [FARTHER, MISSED]


def rows(*values: float) -> pd.DataFrame:
    cases = [value * 10_000 for value in values]
    return pd.DataFrame(
        {
            "value": values,
            "lower": NAN,
            "upper": NAN,
            "numerator": cases,
            "denominator": 10_000.0,
            "target": 0.5,
        }
    )


def test_places_are_counted_behind_only_beyond_chance_and_in_a_whole_year() -> None:
    coverage = indicator("cobertura_me_epp")
    told = behind_words(YEAR, coverage, rows(0.4, 0.499, 0.6, 0.3), "uf")
    assert told == "2 UFs abaixo da meta em Cobertura ME e EPP, além do acaso"
    none = behind_words(YEAR, coverage, rows(0.6), "uf")
    assert none == "nenhuma UF abaixo da meta em Cobertura ME e EPP, além do acaso"
    assert behind_words(PART, coverage, rows(0.4), "uf") == ""
    assert behind_words(YEAR, coverage, rows(0.4).assign(target=NAN), "uf") == ""


@pytest.mark.usefixtures("demo")
def test_the_map_opens_with_what_the_sentence_speaks_of() -> None:
    app = routed().run()
    sentence = next(block.proto.body for block in app.get("html") if "t-lede" in block.proto.body)
    first = app.selectbox(key="choice_indicador").options[0]
    assert "não chega" not in sentence or first in sentence
    assert text(app).index("No ritmo atual") < text(app).index(f"{first} por UF")
