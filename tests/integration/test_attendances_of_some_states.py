"""An edition with the attendances of some states alone: the others are not measured, and are no
zeros of anybody.
"""

from itertools import product

import pandas as pd
import pytest

from data_access.queries.indicators import addable
from data_access.queries.indicators.indicator import indicator_series, indicator_table
from data_access.queries.tables.accounts import two_accounts
from data_access.queries.tables.vintages import coverage_by_stock
from data_access.queries.tables.workload import shares_by_channel
from indicators.catalogue.definitions import indicator
from indicators.measure import Status
from indicators.pooling import mean_count, pooled_value
from indicators.scope import Access, Attribution, Period, Scope, TerritoryRef
from tests.support.silent_country import TOWNS
from tests.support.silent_country import tables as tables_of
from tests.support.small_country import register

ALL = Access.everything()
YEAR, BEFORE = Period.parse("2025-01", "2025-12"), Period.parse("2024-01", "2024-12")
FIGURES = ["numerator", "denominator", "value", "lower", "upper", "n"]
COUNTS = ["atendimentos_realizados", "atendimentos_pf_pj", "pequenos_negocios_atendidos"]
RATES = ["cobertura_me_epp", "cobertura_mei", "recorrencia"]
SWITCHED = [*COUNTS, *RATES]
OF_THE_UNIT = [
    "reclamacoes_mil",
    "taxa_resposta",
    "canais_digitais",
    "portfolio_gestao",
    "portfolio_sincrono",
    "tma",
]
OTHERS = len(register()) - len(TOWNS["MG"])  # municipalities of the states without attendances


@pytest.fixture(scope="module")
def one(edition_of, tmp_path_factory):
    """Attendances of Minas alone; everything else of all."""
    edition = edition_of(tmp_path_factory.mktemp("one"), **_where(lambda uf, _year: uf == "MG"))
    yield edition
    edition.close()


@pytest.fixture(scope="module")
def every(edition_of, tmp_path_factory):
    edition = edition_of(tmp_path_factory.mktemp("every"), **_where(lambda _uf, _year: True))
    yield edition
    edition.close()


@pytest.fixture(scope="module")
def late(edition_of, tmp_path_factory):
    """São Paulo begins a year after Minas, and nobody else begins."""
    kept = {("MG", 2024), ("MG", 2025), ("SP", 2025)}
    edition = edition_of(
        tmp_path_factory.mktemp("late"), **_where(lambda uf, year: (uf, year) in kept)
    )
    yield edition
    edition.close()


def _where(kept):
    """All the tables, with the attendances of the states and years that `kept` says."""
    found = tables_of(tuple(TOWNS), tuple(TOWNS))
    files = [
        (file["uf_executora"].iloc[0], file["data_fim"].iloc[0].year, file)
        for file in found["atendimentos"]
    ]
    return {**found, "atendimentos": [file for uf, year, file in files if kept(uf, year)]}


def table(edition, name, level="uf", **scope):
    return indicator_table(
        edition, name, scope=Scope(YEAR, **scope), access=ALL, level=level
    ).set_index("code")


@pytest.mark.parametrize(
    ("name", "view"),
    [
        *product(SWITCHED, Attribution),
        *((name, None) for name in (*OF_THE_UNIT, "permanencia_12m")),
    ],
)
def test_a_state_without_attendances_is_not_measured(one, every, name, view):
    found, whole = (table(edition, name, attribution=view) for edition in (one, every))
    silent = found.loc[["35", "51"]]
    assert set(silent["status"]) == {Status.NOT_MEASURED}
    assert silent[FIGURES].isna().all(axis=None)
    same = [*FIGURES, "status"]
    assert found.loc["31", same].fillna(-1).tolist() == whole.loc["31", same].fillna(-1).tolist()
    country = table(one, name, "brasil", attribution=view).loc["BR"]
    assert country[FIGURES].fillna(-1).tolist() == found.loc["31", FIGURES].fillna(-1).tolist()
    assert country["status"] in (Status.PARTIAL, Status.PARTLY_RECORDED, Status.FEW)
    assert country["missing"] == OTHERS
    regions = table(one, name, "regiao", attribution=view)
    assert (regions.loc["5", "status"], regions.loc["3", "missing"]) == (
        Status.NOT_MEASURED,
        len(TOWNS["SP"]),
    )


@pytest.mark.parametrize("name", SWITCHED)
def test_who_has_the_source_and_counted_nobody_has_zero(late, name):
    """Nobody came by a channel or a partner, or before the first attendance of the state: its own
    silence is known.
    """
    for narrowed in ({"channel": ("Chat",)}, {"partner": ("S9",)}):
        rows = table(late, name, **narrowed)
        assert rows.loc[["31", "35"], "numerator"].tolist() == [0, 0]
        assert rows.loc["51", "status"] == Status.NOT_MEASURED
    before = indicator_table(late, name, scope=Scope(BEFORE), access=ALL, level="uf").set_index(
        "code"
    )
    assert before.loc["35", "numerator"] == 0
    assert before.loc["51", "status"] == Status.NOT_MEASURED
    towns = table(late, name, "municipio")
    empty = set(register()["code"]) - {town for own in TOWNS.values() for town in own}
    assert set(towns.loc[list(empty), "status"]) == {Status.NOT_MEASURED}  # of Mato Grosso


def test_a_town_without_cases_in_a_state_with_them_is_zero(every):
    town = table(every, "atendimentos_realizados", "municipio").loc["5101837"]
    assert (town["value"], town["status"]) == (0, Status.MEASURED)


def test_outside_the_months_of_the_edition_there_is_no_base_either(one):
    never = Scope(Period.parse("2019-01", "2019-12"))
    row = indicator_table(one, "cobertura_mei", scope=never, access=ALL, level="brasil").iloc[0]
    assert row["status"] == Status.NOT_MEASURED
    assert row[FIGURES].isna().all()


def test_inequality_is_not_measured_where_nobody_was_attended(one):
    rows = table(one, "desigualdade_cobertura")
    assert rows["status"].to_dict() == {
        "31": Status.NOT_APPLICABLE, "35": Status.NOT_MEASURED, "51": Status.NOT_MEASURED,
    }  # fmt: skip


def test_the_line_and_the_other_stocks_say_the_same(one):
    sao_paulo = Scope(YEAR, TerritoryRef("uf", "35"))
    series = indicator_series(one, "cobertura_mei", scope=sao_paulo, access=ALL)
    assert set(series["status"]) == {Status.NOT_MEASURED}
    stocks = coverage_by_stock(one, "cobertura_mei", scope=sao_paulo, access=ALL)
    assert stocks["status"].tolist() == [Status.NOT_MEASURED]
    assert stocks[["numerator", "denominator"]].isna().all(axis=None)
    whole = coverage_by_stock(one, "cobertura_mei", scope=Scope(YEAR), access=ALL).iloc[0]
    assert (whole["denominator"], whole["missing"]) == (100 * len(TOWNS["MG"]), OTHERS)


def test_the_two_accounts_of_a_state_without_attendances_are_unknown(one):
    rows = two_accounts(one, "cobertura_mei", scope=Scope(YEAR), access=ALL).set_index("code")
    assert rows.loc[["35", "51"]].drop(columns="name").isna().all(axis=None)
    assert rows.loc["BR", "executing"] == rows.loc["31", "executing"] > 0


def test_complaints_without_attendances_to_divide_by_are_in_no_rate(one, every):
    """Contacts are known of every state."""
    scope = Scope(YEAR)
    found, mine = (
        shares_by_channel(one, ["reclamacoes_mil"], scope=where, access=ALL)
        for where in (scope, scope.with_territory(TerritoryRef("uf", "31")))
    )
    assert found["value"].tolist() == mine["value"].tolist()
    assert (
        table(one, "nivel_servico").loc["35", "status"]
        == table(every, "nivel_servico").loc["35", "status"]
    )


@pytest.mark.parametrize("name", ["cobertura_mei", "alcance_salas", "pequenos_negocios_atendidos"])
def test_towns_together_of_which_nothing_was_recorded_are_not_measured(
    edition_of, tmp_path_factory, name
):
    edition = edition_of(
        tmp_path_factory.mktemp("none"), **_where(lambda uf, _year: uf == "MG") | {"parceiros": []}
    )
    try:
        rows = addable.addable_rows(edition, name, scope=Scope(YEAR), access=ALL, level="municipio")
    finally:
        edition.close()
    away = rows[rows["uf"] != "MG"]
    for value in (pooled_value(away, indicator(name)), mean_count(away)):
        assert (value.value, value.status) == (None, Status.NOT_MEASURED)


def test_towns_together_are_partial_where_some_are_unknown(one):
    rows = addable.addable_rows(
        one, "pequenos_negocios_atendidos", scope=Scope(YEAR), access=ALL, level="municipio"
    )
    together = pooled_value(rows, indicator("pequenos_negocios_atendidos"))
    assert (together.value, together.status) == (rows["numerator"].sum(), Status.PARTIAL)
    assert pd.isna(rows.loc[rows["uf"] == "SP", "value"]).all()
