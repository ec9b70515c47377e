"""Groups of people, coverage by fifth and income: DuckDB and PostgreSQL answer the same, to the
last bit.
"""

from itertools import product

import pandas as pd
import pytest

from config.settings import Settings
from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.tables import inclusion
from indicators.catalogue.definitions import catalogue
from indicators.scope import Access, Attribution, Period, Scope, TerritoryRef, nests
from tests.support import engines, small_country
from tests.support.people_country import draw_people, income_edition

LEVELS = ["brasil", "uf", "regiao_imediata", "municipio"]
SCOPES = [
    Scope(Period.parse("2026-01", "2026-07")),
    Scope(Period.parse("2025-01", "2025-12"), TerritoryRef("uf", "31")),
    Scope(Period.parse("2025-04", "2026-02"), TerritoryRef("regiao", "3")),
]
PEOPLE = Access.everything(), Access("ana", frozenset({"MG"}))
OF_PEOPLE = [
    name for name in catalogue() if name.startswith("paridade") or name == "cobertura_cadunico"
]
OTHERS = ["desigualdade_cobertura", "percepcao_aumento_renda"]


@pytest.fixture
def both(tmp_path, editions_url):
    first, _ = income_edition(tmp_path, draw_people(11, 300), seed=11)
    first.close()
    database = tmp_path / "edition.duckdb"
    here = small_country.opened(database, first.manifest)
    there = engines.copied(
        database, first.manifest, Settings(home=tmp_path, editions_url=editions_url)
    )
    yield here, there
    here.close()
    there.close()


@pytest.mark.slow
def test_both_engines_answer_to_the_last_bit(both):
    here, there = both
    told = 0
    for place, (level, scope) in enumerate(product(LEVELS, SCOPES)):
        access = PEOPLE[place % 2]
        if not nests(level, scope.territory.level):
            continue
        for name in [*OF_PEOPLE, *OTHERS]:
            views = [None, Attribution.ESTABLISHMENT] if name == OTHERS[1] else [None]
            for view in views:
                asked = Scope(scope.period, scope.territory, attribution=view)
                tables = [
                    indicator_table(at, name, scope=asked, access=access, level=level)
                    for at in both
                ]
                pd.testing.assert_frame_equal(*tables, check_exact=True)
                told += tables[0]["value"].notna().sum()
    for scope, access in product(SCOPES, PEOPLE):
        for ask in (inclusion.vulnerable_towns, inclusion.income_by_initiative):
            pd.testing.assert_frame_equal(
                ask(here, scope, access), ask(there, scope, access), check_exact=True
            )
        figures = [
            inclusion.group_figures(at, ("paridade_idosos",), scope, access, "uf") for at in both
        ]
        pd.testing.assert_frame_equal(*figures, check_exact=True)
    assert told > 25
