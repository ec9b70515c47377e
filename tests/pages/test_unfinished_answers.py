"""An extract that ends on the tenth: what the pages about people say of the month that it cuts."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from data_access.queries.base.question import closed_period
from data_access.queries.indicators.pace import judged_table
from indicators.goals.pace import Standing
from indicators.measure import Status
from indicators.scope import Access, Month, Period, Scope, TerritoryRef
from pages.state import gateway
from tests.pages.conftest import settings_of
from tests.support.drawn_page import drawn, shown
from tests.support.one_state import PRESENT, publish_one_state

pytestmark = pytest.mark.xdist_group("unfinished answers")
LAST = date(2026, 7, 10)
MINAS = "uf:31"
CUT, WHOLE = "2026-01..2026-07", "2026-01..2026-06"


def days() -> Iterator[date]:
    """Of 2025, and of 2026 until the tenth of July."""
    day = date(2025, 1, 1)
    while day <= LAST:
        yield day
        day += timedelta(days=1)


def attendances() -> Iterator[str]:
    for n, day in enumerate(days()):
        yield f"A{n};PJ;{1 + n % 90:014d};{day:%d/%m/%Y};ME;{PRESENT};MG;sim;Concluído"


def surveys() -> Iterator[str]:
    for n, day in enumerate(days()):
        yield f"P{n};{day:%d/%m/%Y};{3 if n % 4 == 0 else 10};MG"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("unfinished-answers")
    targets = ["nps;uf;MG;2026;40"]
    publish_one_state(home, atendimentos=attendances(), pesquisas=surveys(), metas=targets)
    return home


@pytest.fixture(autouse=True)
def published(home: Path) -> Iterator[Path]:
    with settings_of(home):
        yield home


def words(module: str, **params: str) -> str:
    html = shown(drawn(module, territorio=MINAS, **params))
    plain = re.sub(r"<(style|svg).*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain))


def test_answers_are_told_of_years_that_are_cut_at_the_last_whole_month() -> None:
    edition = gateway.edition(gateway.published_id())
    assert Month(edition.manifest.last_month) == Month.of(2026, 7)
    assert closed_period(edition).end == Month.of(2026, 6)


def test_satisfaction_concludes_nothing_from_a_month_that_is_not_over_and_says_why() -> None:
    told = words("satisfacao", periodo=CUT)
    assert "Período parcial" in told
    assert "Não conclua: a edição não tem este período inteiro" in told
    assert "não há respostas do ano anterior" not in told
    assert "meta 40,0: não dá para dizer · 191 respostas" in told
    by_channel = told.split("Por canal")[1].partition("Quem está fora do esperado")[0]
    assert "Período: jan–jun/2026." in by_channel
    whole = words("satisfacao", periodo=WHOLE)
    assert "Período parcial" not in whole
    assert "Não conclua que mudou: a diferença" in whole


def test_inclusion_tells_of_whole_months_and_says_which_one_is_not_over() -> None:
    cut = words("inclusao", periodo=CUT)
    assert "as figuras sobre pessoas são de jan–jun/2026: jul/2026 não acabou" in cut
    assert "não acabou" not in words("inclusao", periodo=WHOLE)
    quarter = words("inclusao", periodo="2026-02..2026-04")
    assert "outros períodos revelariam grupos pequenos" in quarter


def test_a_month_that_is_not_over_is_not_judged_against_the_target() -> None:
    edition = gateway.edition(gateway.published_id())
    until_july, until_june = (
        judged_table(
            edition,
            "nps",
            scope=Scope(Period.parse("2026-01", f"2026-{end}"), TerritoryRef("uf", "31")),
            access=Access.everything(),
            level="uf",
        ).iloc[0]
        for end in ("07", "06")
    )
    assert until_june["standing"] == Standing.EQUAL
    assert (until_july["status"], until_july["standing"]) == (
        Status.PARTLY_RECORDED,
        Standing.UNTOLD,
    )
