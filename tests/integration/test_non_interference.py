"""Whoever may see one UF is told, of the country's edition, what an edition of that UF alone would
say, to the last bit: no row of another UF shows through in anything that is asked here.

Both editions are built of the same imported rows: all of them, and those of the UF. Both
are of the same months, and have the place of every Sala (`MADE_ALIKE`); either may withhold more.
"""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import SecretStr

from config.ibge import UFS
from config.settings import Settings
from data_access.editions.reading import Edition
from data_access.queries.indicators import indicator, matrix_lines, pace, sizes
from data_access.queries.tables import (
    comments,
    inclusion,
    municipalities,
    partner_clients,
    programme,
    recurrence,
    reference,
    reputation,
    satisfaction_drivers,
    satisfaction_scores,
    units,
    workload,
)
from geo.territory import Territory, load_territory
from indicators.catalogue.definitions import catalogue
from indicators.drivers import Why
from indicators.measure import Status
from indicators.scope import Access, Attribution, Month, Period, Scope, TerritoryRef
from tests.support.engines import copied
from tests.support.one_uf import CODES, edition_of_rows
from tests.support.tiers import few
from tests.support.ways_to_ask import answer_of, ways_to_ask

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("one uf")]
ASKED: tuple[Callable[..., Any], ...] = (
    comments.comment_themes,
    inclusion.groups_with_children,
    inclusion.income_by_initiative,
    inclusion.vulnerable_towns,
    indicator.indicator_table,
    matrix_lines.matrix_lines,
    municipalities.municipalities,
    municipalities.socioeconomic_sources,
    partner_clients.attended_by_partner,
    programme.programme_board,
    programme.programme_years,
    recurrence.at_risk_by_team,
    recurrence.channel_flow,
    recurrence.cohorts,
    recurrence.segment_moves,
    reference.channels,
    reference.partners,
    reference.territories,
    reputation.reputation_parts,
    satisfaction_drivers.opinion_drivers,
    satisfaction_scores.both_views,
    satisfaction_scores.score_distribution,
    sizes.small_businesses,
    units.attendant_names,
    workload.contacts_by_hour,
    *few((), (matrix_lines.indicator_line, pace.judged_table)),
)
# What a row is about, which is told of rows that are withheld too.
NAMES = frozenset({"code", "name", "uf", "level", "last_month", "theme", "part", "weight"})
# What is withheld in an edition depends on all that is in it, so that no subtraction gives it away:
# of these either may say nothing where the other speaks. Where both do, they say the same. Other
# rows say it by their status.
WITHHELD = frozenset({
    *("both_views", "score_distribution", "matrix_lines", "indicator_line", "opinion_drivers"),
    "comment_themes",
})  # fmt: skip


@pytest.fixture(scope="module")
def staging(demo_home: Path) -> Path:
    return demo_home / "staging"


@pytest.fixture(scope="module")
def territory(demo_home: Path) -> Territory:
    return load_territory(demo_home)


@pytest.fixture(scope="module")
def country(
    staging: Path, territory: Territory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Edition]:
    edition = edition_of_rows(staging, tmp_path_factory.mktemp("country") / "of", territory)
    yield edition
    edition.close()


def _values(uf: str, end: Month) -> dict[str, list[Any]]:
    """Of what a query must be told."""
    period = Period.last_months(end)
    scopes = [
        Scope(period, TerritoryRef("uf", CODES[uf])),
        Scope(period, attribution=Attribution.EXECUTING_UNIT),
        Scope(Period.year_to_date(end), porte=("ME",)),
    ]
    return {
        "access": [Access("", frozenset({uf}))],
        "scope": scopes[: few(2, 3)],
        "level": ["municipio", *few([], ["uf"])],
        "indicator_id": list(catalogue()),
    }


def difference(one: Any, other: Any, query: str, *, may_withhold: bool = False) -> str:
    """Empty where both say the same; floats to the last bit. What either withholds is left out if
    it may withhold.
    """
    if may_withhold and query in WITHHELD and (_is_silent(one) or _is_silent(other)):
        return ""
    if type(one) is not type(other):
        return f"{one!r} is not {other!r}"
    if isinstance(one, pd.DataFrame):
        pair = _told_by_both(one, other, query) if may_withhold else (one, other)
        return _frames_differ(*pair)
    if isinstance(one, pd.Series):
        return _frames_differ(one.to_frame(), other.to_frame())
    if dataclasses.is_dataclass(one):
        one, other = vars(one), vars(other)
    if isinstance(one, dict):
        one, other = list(one.items()), list(other.items())
    if isinstance(one, (tuple, list)) and len(one) == len(other):
        parts = (
            difference(*pair, query, may_withhold=may_withhold)
            for pair in zip(one, other, strict=True)
        )
        return next((part for part in parts if part), "")
    return "" if one == other or (one != one and other != other) else f"{one!r} is not {other!r}"  # noqa: PLR0124 - NaN


def _is_silent(part: Any) -> bool:
    if isinstance(part, pd.DataFrame):  # of no theme, where all comments together are not told
        return [*part.get("theme", ())] == [""] and bool(
            part.drop(columns="theme").isna().all(axis=None)
        )
    return part is None or part is Status.SUPPRESSED or getattr(part, "why", None) is Why.UNTOLD


def _told_by_both(
    one: pd.DataFrame, other: pd.DataFrame, query: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Without what either withholds."""
    if "theme" in one and "theme" in other:  # what is withheld stands after the others
        one, other = (frame.sort_values("theme", ignore_index=True) for frame in (one, other))
    if query in WITHHELD:
        one, other = one.mask(other.isna()), other.mask(one.isna())
    if one.index.equals(other.index) and one.columns.equals(other.columns):
        hidden = _withheld(one) | _withheld(other)
        figures = [name for name in one if name not in NAMES]
        if hidden.any():
            one, other = (frame.assign(**frame[figures].mask(hidden)) for frame in (one, other))
    return one, other


def _withheld(frame: pd.DataFrame) -> pd.Series:
    """Of each row, whether it says of itself that it is."""
    if "withheld" in frame:
        return frame["withheld"].astype(bool)
    nothing = pd.Series(data=False, index=frame.index)
    return frame["status"] == Status.SUPPRESSED if "status" in frame else nothing


def _frames_differ(one: pd.DataFrame, other: pd.DataFrame) -> str:
    try:
        pd.testing.assert_frame_equal(one, other, check_exact=True)
    except AssertionError as error:
        return " ".join(str(error).split())
    return ""


@pytest.mark.asvs("8.2.2", "8.2.3", "8.4.1")
@pytest.mark.slow
@pytest.mark.parametrize("uf", [uf.sigla for uf in UFS])
def test_a_uf_is_told_what_its_own_edition_says(
    country: Edition, staging: Path, territory: Territory, tmp_path: Path, uf: str
) -> None:
    own = edition_of_rows(staging, tmp_path / "own", territory, uf, country.manifest)
    try:
        assert list(_differences(country, own, uf)) == []
    finally:
        own.close()


@pytest.mark.slow
@pytest.mark.asvs("8.2.2", "8.2.3", "8.4.1")
def test_a_database_that_holds_back_the_rows_of_others_says_it_too(
    country: Edition, staging: Path, territory: Territory, tmp_path: Path, editions_url: str
) -> None:
    """Its second wall keeps back no row that an answer to the UF is made of."""
    settings = Settings(home=tmp_path, editions_url=SecretStr(editions_url), _env_file=None)
    file = Path(str(country.engine.url.database))
    there = copied(file, country.manifest, settings)
    own = edition_of_rows(staging, tmp_path / "own", territory, "SE", country.manifest)
    try:
        assert list(_differences(there, own, "SE")) == []
    finally:
        own.close()
        there.close()


def _differences(country: Edition, own: Edition, uf: str) -> Iterator[tuple[str, Any, str]]:
    """What the country's edition says to the UF and its own edition does not."""
    for query in ASKED:
        name = query.__name__
        for given in ways_to_ask(query, _values(uf, Month(own.manifest.end))):
            told = [answer_of(query, edition, given) for edition in (country, own)]
            differs = difference(*told, name, may_withhold=True)
            if differs:
                yield name, given.get("indicator_id"), differs[:300]


@pytest.mark.slow
def test_a_foreign_row_would_be_noticed(country: Edition) -> None:
    """The comparison tells one UF from two."""
    end = Month(country.manifest.end)
    (given, *_) = ways_to_ask(reference.partners, _values("SE", end))
    alone = reference.partners(country, **given)
    both = reference.partners(country, Access("", frozenset({"SE", "AL"})))
    assert difference(alone, alone.copy(), "partners") == ""
    assert difference(alone, both, "partners") != ""


THEMES = pd.DataFrame({"theme": ["", "prazo"], "comments": [9.0, 6.0], "elogio": [5.0, 2.0]})
PARTS = pd.DataFrame({"part": ["nota", "volta"], "cases": [3.0, 4.0], "withheld": [False, False]})
ROWS = pd.DataFrame({"code": ["1", "2"], "value": [0.1, 0.2], "status": ["medido", "medido"]})


@pytest.mark.parametrize(
    ("query", "whole", "less", "figure"),
    [
        ("comment_themes", THEMES, THEMES[:1].assign(comments=np.nan, elogio=np.nan), ""),
        ("comment_themes", THEMES, THEMES.mask(THEMES == 6.0), "elogio"),
        (
            "reputation_parts",
            PARTS,
            PARTS.assign(cases=[3, np.nan], withheld=[False, True]),
            "cases",
        ),
        ("table", ROWS, ROWS.assign(value=[0.1, np.nan], status=["medido", "suprimido"]), "value"),
    ],
)
def test_what_is_withheld_hides_no_other_difference(
    query: str, whole: pd.DataFrame, less: pd.DataFrame, figure: str
) -> None:
    """Either may say less, where it may at all; neither another number, or of something else."""
    for one, other in ((whole, less), (less, whole)):
        assert difference(one, other, query, may_withhold=True) == ""
        assert difference(one, other, query) != ""
    if figure:
        another = whole.assign(**{figure: whole[figure] + 1})
        assert difference(another, less, query, may_withhold=True) != ""
        assert difference(whole[:1], less, query, may_withhold=True) != ""
        elsewhere = whole.rename(columns={figure: "outra"})
        assert difference(elsewhere, less, query, may_withhold=True) != ""
