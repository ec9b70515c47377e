"""Coverage over other reference months of the stock equals the companies of the raw rows, and the
chosen total.
"""

import tempfile
from datetime import date
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_table, indicator_total
from data_access.queries.tables.vintages import COLUMNS, coverage_by_stock
from indicators.measure import Status
from indicators.scope import Access, Attribution, Month, Period, Scope, ScopeError, TerritoryRef
from tests.support.oracle_source_months import told
from tests.support.small_country import CODES, pseudonym, register
from tests.support.tiers import few

ALL, NAN = Access.everything(), float("nan")
UF_CODE = dict(zip(register()["code"], register()["uf_code"], strict=True))
VINTAGES = ["2024-12", "2025-12", "2026-03"]
PERIOD = Period.parse("2026-01", "2026-06")
STOCK = st.lists(
    st.tuples(*map(st.sampled_from, (CODES, ["ME", "EPP", "MEI"], VINTAGES)), st.integers(0, 40)),
    max_size=30,
    unique_by=lambda row: row[:3],
)
VISITS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(CODES)), min_size=1, max_size=20)
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
RELAXED = settings(
    max_examples=few(2, everything=10),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)
EXAMPLES = {"duckdb": RELAXED, "postgresql": settings(RELAXED, max_examples=2)}


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _frames(visits, stock):
    rows = [
        (
            f"A{i:02d}",
            "PJ",
            pseudonym(who),
            date(2026, 1 + i % 6, 2),
            "ME",
            town,
            "MG",
            True,
            "Concluído",
        )
        for i, (who, town) in enumerate(visits)
    ]
    names = (
        "id_atendimento tipo_cliente id_cliente data_fim porte municipio uf_executora valido"
        " situacao"
    )
    return {
        "atendimentos": pd.DataFrame(rows, columns=names.split()),
        "empresas": pd.DataFrame(
            stock, columns=["municipio", "porte", "competencia", "quantidade"]
        ),
    }


def _expected(frames, month, codes):
    """Clients by the place of their latest attendance, and ME and EPP of the month, where there is
    stock of it, in the UFs that have attendances; where none has stock, the clients alone.
    """
    home = (
        frames["atendimentos"]
        .sort_values(["data_fim", "id_atendimento"])
        .groupby("id_cliente")["municipio"]
        .last()
    )
    present = told(codes, home.map(UF_CODE), UF_CODE)
    stock = frames["empresas"]
    stock = stock[(stock["competencia"] == month) & stock["municipio"].isin(present)]
    known = set(stock["municipio"])
    if not known:
        return (int(home.isin(codes).sum()) if present else NAN), NAN, len(codes)
    companies = stock.loc[stock["porte"].isin(["ME", "EPP"]), "quantidade"].sum()
    return int(home.isin(known).sum()), int(companies), len(codes) - len(known)


def test_each_vintage_equals_the_raw_rows_and_the_total_that_names_it(
    edition_of, engine_name, folder
):
    @EXAMPLES[engine_name]
    @given(visits=VISITS, stock=STOCK)
    def check(visits, stock):
        frames = _frames(visits, stock)
        edition = edition_of(folder, **frames)
        try:
            for text in ("brasil", "uf:31", "municipio:3106200"):
                _compare(edition, frames, Scope(PERIOD, TerritoryRef.parse(text)))
        finally:
            edition.close()

    check()


def _compare(edition, frames, scope):
    level, code = scope.territory.level, scope.territory.code
    codes = [c for c in CODES if level == "brasil" or code in (c, UF_CODE[c])]
    found = coverage_by_stock(edition, "cobertura_me_epp", scope=scope, access=ALL)
    stock = frames["empresas"]
    months = sorted(set(stock.loc[stock["municipio"].isin(codes), "competencia"]))
    assert [str(Month(month)) for month in found["stock"]] == months
    for row in found.to_dict("records"):
        month = Month(row["stock"])
        counts = (row["numerator"], row["denominator"], row["missing"])
        assert counts == pytest.approx(_expected(frames, str(month), codes), abs=0, nan_ok=True)
        named = Scope(scope.period, scope.territory, stock=month)
        total = indicator_total(edition, "cobertura_me_epp", scope=named, access=ALL)
        shown = [name for name in COLUMNS if name != "stock"]
        pd.testing.assert_series_equal(
            pd.Series(row)[shown], total[shown], check_names=False, check_dtype=False
        )


@pytest.fixture(scope="module")
def two_vintages(edition_of, folder):
    stock = [*product([CODES[0]], ["ME"], VINTAGES[:2], [10]), (CODES[1], "ME", VINTAGES[1], 30)]
    edition = edition_of(folder, **_frames([(0, CODES[0]), (1, CODES[1])], stock))
    yield edition
    edition.close()


def test_a_named_stock_leaves_out_the_places_that_lack_it(two_vintages):
    seen = Period.parse("2026-01", "2026-02")  # the months on record
    scopes = [Scope(seen), Scope(seen, stock=Month.parse(VINTAGES[0]))]
    rule, named = (
        indicator_total(two_vintages, "cobertura_me_epp", scope=scope, access=ALL)
        for scope in scopes
    )
    assert rule[["numerator", "denominator"]].tolist() == [2, 40]
    assert named[["numerator", "denominator", "status"]].tolist() == [1, 10, Status.PARTIAL]
    towns = indicator_table(
        two_vintages, "cobertura_me_epp", scope=scopes[1], access=ALL, level="municipio"
    )
    assert towns.set_index("code").loc[CODES[1], "status"] == Status.NO_DENOMINATOR


def test_units_are_divided_by_each_stock_of_their_territory(two_vintages):
    scope = Scope(PERIOD, TerritoryRef("uf", "31"), attribution=Attribution.EXECUTING_UNIT)
    found = coverage_by_stock(two_vintages, "cobertura_me_epp", scope=scope, access=ALL)
    assert found[["numerator", "denominator"]].to_numpy().tolist() == [[2, 10], [2, 40]]


def test_what_has_no_stock_below_it_is_refused_and_a_foreign_porte_has_no_rows(two_vintages):
    with pytest.raises(ScopeError, match="estoque de empresas"):
        coverage_by_stock(two_vintages, "recorrencia", scope=Scope(PERIOD), access=ALL)
    assert coverage_by_stock(
        two_vintages, "cobertura_me_epp", scope=Scope(PERIOD, porte=("MEI",)), access=ALL
    ).empty
