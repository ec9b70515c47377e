"""Own territories, from a table to scope, level, target and the command line."""

from datetime import date

import pandas as pd
import pytest

from data_access.queries.indicators.indicator import indicator_table, indicator_total
from data_access.queries.tables.reference import resolve_territory, territories
from indicators.scope import Access, Period, Scope, ScopeError, TerritoryRef
from tests.support.small_country import CODES, pseudonym

SCOPE = Scope(Period.parse("2025-01", "2025-12"))
ALL = Access.everything()
TIMES = dict(zip(CODES, (6, 5, 4, 3, 2, 1, 0), strict=True))
OWN = "territorio_proprio"


@pytest.fixture(scope="module")
def edition(tmp_path_factory, edition_of):
    homes = [code for code, times in TIMES.items() for _ in range(times)]
    attendances = pd.DataFrame({"municipio": homes}).assign(
        id_atendimento=[f"A{n}" for n in range(len(homes))],
        id_cliente=[pseudonym(n) for n in range(len(homes))],
        tipo_cliente="PJ",
        porte="ME",
        data_fim=date(2025, 3, 1),
        uf_executora="MG",
        valido=True,
        situacao="Concluído",
    )
    own = pd.DataFrame(
        {
            "municipio": [CODES[0], CODES[2], CODES[3], CODES[1], CODES[4]],
            "nome": ["Norte", "Norte", "Norte", "(vazio)", "#N/D"],
        }
    )
    targets = pd.DataFrame(
        {
            "indicador": ["pequenos_negocios_atendidos"],
            "nivel": [OWN],
            "territorio": ["31-norte"],
            "ano": [2025],
            "valor": [12.0],
        }
    )
    made = edition_of(
        tmp_path_factory.mktemp("own"),
        atendimentos=attendances,
        territorios_proprios=own,
        metas=targets,
    )
    yield made
    made.close()


def test_they_are_a_level_whose_parts_and_gaps_sum_to_the_whole(edition):
    found = indicator_table(
        edition, "pequenos_negocios_atendidos", scope=SCOPE, access=ALL, level=OWN
    )
    counts = found.set_index("code")["value"]
    assert counts["31-norte"] == TIMES[CODES[0]] + TIMES[CODES[2]]
    assert counts["35-norte"] == TIMES[CODES[3]]  # a name in two states is two territories
    assert found["value"].sum() == sum(
        TIMES.values()
    )  # whom none of them has is apart, and counted
    assert list(found.loc[found["code"].isna(), "name"].unique()) == ["Sem divisão definida"]
    assert counts.index.notna().sum() == 2


def test_what_is_written_where_there_is_none_is_no_territory(edition):
    assert not set(territories(edition, OWN, ALL)["code"]) & {"31-vazio", "31-n-d", "35-n-d"}
    found = indicator_table(
        edition, "pequenos_negocios_atendidos", scope=SCOPE, access=ALL, level=OWN
    )
    (apart,) = found.loc[found["code"].isna(), "value"]
    assert apart == sum(TIMES[code] for code in (CODES[1], *CODES[4:]))


def test_they_are_a_scope_with_municipalities_inside_and_a_target(edition):
    north = SCOPE.with_territory(TerritoryRef(OWN, "31-norte"))
    total = indicator_total(edition, "pequenos_negocios_atendidos", scope=north, access=ALL)
    assert (total["value"], total["target"]) == (10, 12)
    towns = indicator_table(
        edition, "pequenos_negocios_atendidos", scope=north, access=ALL, level="municipio"
    )
    assert sorted(towns["code"]) == sorted([CODES[0], CODES[2]])


def test_they_are_found_by_their_level_and_code(edition):
    assert list(territories(edition, OWN, ALL)["code"]) == ["31-norte", "35-norte"]
    found = resolve_territory(edition, f"{OWN}:31-norte", ALL)
    assert found == TerritoryRef(OWN, "31-norte")
    with pytest.raises(ScopeError, match="Não encontrei"):
        resolve_territory(edition, f"{OWN}:31-sul", ALL)


def test_whoever_sees_one_state_sees_its_own_alone(edition):
    mine = Access("mg", frozenset({"MG"}))
    assert list(territories(edition, OWN, mine)["code"]) == ["31-norte"]


def test_a_code_that_is_none_is_refused_with_an_example():
    with pytest.raises(ScopeError, match="31-zona-da-mata"):
        TerritoryRef(OWN, "Zona da Mata")
    with pytest.raises(ScopeError):
        TerritoryRef(OWN, "31-" + "x" * 100)
