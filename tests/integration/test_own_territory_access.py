"""Whoever coordinates an own territory is told of it what everybody is told of it, or nothing; and
of the rest of its UF, of other territories and of the country, nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import SecretStr

from config.errors import UserError
from config.roles import COORDINATION
from config.settings import Settings
from data_access.editions.info import current_edition
from data_access.editions.layout import DATABASE
from data_access.editions.reading import Edition, open_edition
from data_access.quality.content import freshness_by_uf
from data_access.queries.indicators.indicator import indicator_table, indicator_total
from data_access.queries.tables.reference import territories
from data_access.queries.tables.units import unit_counts, unit_register
from indicators.catalogue.definitions import catalogue
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import (
    OWN,
    Access,
    AccessDeniedError,
    Attribution,
    Month,
    Period,
    Scope,
    TerritoryRef,
)
from tests.integration.test_non_interference import ASKED, difference
from tests.support.engines import copied
from tests.support.tiers import few, some
from tests.support.ways_to_ask import answer_of, ways_to_ask

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("one uf")]
ALL = Access.everything().sight


@pytest.fixture(scope="module", params=some(["duckdb", "postgresql"], "duckdb"))
def edition(demo_home: Path, request: pytest.FixtureRequest) -> Iterator[Edition]:
    """Of the demonstration; on PostgreSQL the database, too, holds back what is of others."""
    settings = Settings(home=demo_home, _env_file=None)
    published = current_edition(settings)
    assert published is not None
    opened = open_edition(settings, published.id)
    if request.param == "postgresql":
        opened.close()
        url = request.getfixturevalue("editions_url")
        there = settings.model_copy(update={"editions_url": SecretStr(url)})
        opened = copied(published.folder / DATABASE, opened.manifest, there)
    yield opened
    opened.close()


def coordinator(*codes: str) -> Access:
    roles = frozenset({COORDINATION})
    return Access("", frozenset(), roles, territories=frozenset(codes)).sight


@pytest.fixture(scope="module")
def own(edition: Edition) -> list[str]:
    """Two territories of one UF, and one of another."""
    codes = list(territories(edition, OWN, ALL)["code"])
    first = next(code for code in codes if sum(other[:2] == code[:2] for other in codes) > 1)
    beside = next(code for code in codes if code[:2] == first[:2] and code != first)
    return [first, beside, next(code for code in codes if code[:2] != first[:2])]


def towns(edition: Edition, code: str) -> list[str]:
    return list(territories(edition, "municipio", coordinator(code))["code"])


def values_of(scopes: list[Scope]) -> dict[str, list[Any]]:
    """Of what a query must be told."""
    return {
        "access": [ALL],
        "scope": scopes,
        "level": ["municipio", OWN],
        "indicator_id": list(catalogue())[:: few(6, 1)],
    }


def scopes_of(edition: Edition, *places: TerritoryRef) -> list[Scope]:
    end = Month(edition.manifest.end)
    return [Scope(Period.last_months(end), place) for place in places]


def says_nothing(told: Any, allowed: set[str]) -> bool:
    """Whether an answer is a refusal, or names at most what may be looked up."""
    if isinstance(told, tuple) and len(told) == 2 and isinstance(told[0], type):
        return issubclass(told[0], UserError)
    if isinstance(told, pd.DataFrame):
        if "source" in told:  # whose values of the municipalities that may be looked up are
            return set(told["municipalities"]) <= {*range(len(allowed))}
        named = [name for name in ("code", "municipality_code") if name in told]
        return told.empty or (bool(named) and set(told[named[0]]) <= allowed)
    return not told


@pytest.mark.asvs("8.2.2", "8.2.3", "8.4.1")
def test_of_the_own_territory_the_same_is_told_as_to_everybody_or_nothing(
    edition: Edition, own: list[str]
) -> None:
    town = TerritoryRef("municipio", towns(edition, own[0])[0])
    scopes = scopes_of(edition, TerritoryRef(OWN, own[0]), town)[: few(1, 2)]
    found, same = [], 0
    for query in ASKED:
        for given in ways_to_ask(query, values_of(scopes)):
            if "scope" not in given:
                continue
            everybody = answer_of(query, edition, given)
            told = answer_of(query, edition, {**given, "access": coordinator(own[0])})
            refused = isinstance(told, tuple) and told[0] is AccessDeniedError
            differs = "" if refused else difference(told, everybody, query.__name__)
            same += not refused and not differs
            if differs and not says_nothing(told, set()):
                found.append((query.__name__, given, differs[:300]))
    assert found == []
    assert same > few(10, 100)


@pytest.mark.asvs("8.2.2", "8.2.3", "8.4.1")
def test_of_anything_else_nothing_is_told_whatever_others_asked_before(
    edition: Edition, own: list[str]
) -> None:
    mine, beside, far = own
    foreign = [
        TerritoryRef("uf", mine[:2]),
        TerritoryRef(OWN, beside),
        TerritoryRef("municipio", towns(edition, beside)[0]),
        TerritoryRef(),
        TerritoryRef("regiao", mine[0]),
        TerritoryRef("municipio", towns(edition, far)[0]),
    ][: few(3, 6)]
    scopes = scopes_of(edition, *foreign)
    scopes.append(Scope(scopes[0].period, attribution=Attribution.EXECUTING_UNIT))
    allowed = {mine, *towns(edition, mine)}
    found = []
    for query in ASKED:
        for given in ways_to_ask(query, values_of(scopes)):
            for warmed in (coordinator(beside), *few((), (ALL,))):
                answer_of(query, edition, {**given, "access": warmed})
            told = answer_of(query, edition, {**given, "access": coordinator(mine)})
            if not says_nothing(told, allowed):
                found.append((query.__name__, given, told))
    assert found == []


def test_what_another_coordination_asked_opens_nothing(edition: Edition, own: list[str]) -> None:
    """Whether a territory may be seen is kept, too."""
    (scope,) = scopes_of(edition, TerritoryRef(OWN, own[1]))
    ask = "pequenos_negocios_atendidos"
    assert indicator_total(edition, ask, scope=scope, access=coordinator(own[1]))["value"] > 0
    with pytest.raises(AccessDeniedError, match="fora do seu acesso"):
        indicator_total(edition, ask, scope=scope, access=coordinator(own[0]))


def test_what_is_known_by_uf_is_not_told(edition: Edition, own: list[str]) -> None:
    mine = coordinator(own[0])
    period = Period.last_months(Month(edition.manifest.end))
    for kind in UnitKind:
        assert unit_register(edition, kind, mine).empty
        assert unit_counts(edition, kind, period, mine).empty
    assert freshness_by_uf(edition, mine).empty
    assert territories(edition, "uf", mine).empty


def test_a_uf_and_a_territory_of_another_are_each_told_by_itself(
    edition: Edition, own: list[str]
) -> None:
    """Their sum is of no place that anybody named."""
    ufs = frozenset({territories(edition, OWN, coordinator(own[2]))["uf"].iloc[0]})
    both = Access("", ufs, territories=frozenset({own[0]}))
    alone = Access("", ufs)
    country, territory = scopes_of(edition, TerritoryRef(), TerritoryRef(OWN, own[0]))
    ask = "pequenos_negocios_atendidos"
    for level in ("brasil", "uf", "municipio"):
        tables = [
            indicator_table(edition, ask, scope=country, access=access, level=level)
            for access in (both, alone)
        ]
        pd.testing.assert_frame_equal(*tables)
    told = indicator_total(edition, ask, scope=territory, access=both)
    everybody = indicator_total(edition, ask, scope=territory, access=ALL)
    assert told["value"] == everybody["value"] > 0
