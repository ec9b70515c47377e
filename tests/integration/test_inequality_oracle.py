"""Inequality of coverage: the slope of every territory equals one worked out company by company."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.measures.inequality import by_fifth
from data_access.queries.tables import inclusion
from indicators.measure import Status
from indicators.scope import SMALL_BUSINESSES, Access, Period, Scope
from tests.support.oracle_inequality import slope
from tests.support.oracle_source_months import told
from tests.support.small_country import CODES, edition_of, pseudonym, register
from tests.support.tiers import few

ALL = Access.everything()
UF_OF = dict(zip(register()["code"], register()["uf"], strict=True))
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
PORTES = ["MEI", "ME", "EPP", "DEMAIS"]
ATTENDANCES = st.lists(
    st.tuples(
        st.integers(0, 60), st.integers(1, 12), st.sampled_from(CODES), st.sampled_from(PORTES)
    ),
    min_size=1,
    max_size=120,
)
STOCK = st.fixed_dictionaries({
    (code, porte): st.sampled_from([0, 3, 40, 41, 90]) for code in CODES for porte in PORTES
})  # fmt: skip
VULNERABILITY = st.lists(
    st.sampled_from([None, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.9]), min_size=7, max_size=7
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("unequal")


def edition_with(folder, rows, stock, levels):
    """A client keeps the place and porte of its number, so that it is one company."""
    attended = pd.DataFrame(rows, columns=["client", "month", "code", "porte"])
    first = attended.groupby("client")[["code", "porte"]].transform("first")
    attended[["code", "porte"]] = first
    attendances = pd.DataFrame({
        "id_atendimento": [f"A{number}" for number in attended.index],
        "id_cliente": attended["client"].map(pseudonym),
        "tipo_cliente": "PJ",
        "porte": attended["porte"],
        "data_fim": attended["month"].map(lambda month: date(2025, month, 3)),
        "municipio": attended["code"],
        "uf_executora": "MG",
        "valido": True,
        "situacao": "Concluído",
    })  # fmt: skip
    companies = [(*place, "2025-01", count) for place, count in stock.items()]
    known = [
        (code, "vulnerabilidade", 2022, level, None)
        for code, level in zip(CODES, levels, strict=True)
        if level is not None
    ]
    edition = edition_of(
        folder,
        atendimentos=attendances,
        empresas=pd.DataFrame(
            companies, columns=["municipio", "porte", "competencia", "quantidade"]
        ),
        socioeconomico=pd.DataFrame(
            known, columns=["municipio", "indicador", "ano", "valor", "fonte"]
        ),
    )
    return edition, attended


def places_of(attended, stock, levels, months, portes):
    inside = attended[attended["month"].between(*months) & attended["porte"].isin(portes)]
    reached = inside.groupby("code")["client"].nunique().reindex(CODES, fill_value=0)
    total = pd.Series({code: float(sum(stock[code, porte] for porte in portes)) for code in CODES})
    total = total.where([code in told(CODES, attended["code"].map(UF_OF), UF_OF) for code in CODES])
    return pd.DataFrame(
        {"reached": reached, "stock": total, "vulnerability": pd.Series(levels, CODES, dtype=float)}
    )


@settings(
    max_examples=few(2, everything=10),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)
@given(
    rows=ATTENDANCES,
    stock=STOCK,
    levels=VULNERABILITY,
    months=st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted),
    portes=st.sampled_from([(), ("MEI",), ("ME", "EPP"), ("MEI", "DEMAIS")]),
)
def test_the_slope_equals_one_worked_out_company_by_company(
    folder, rows, stock, levels, months, portes
):
    edition, attended = edition_with(folder, rows, stock, levels)
    months = [max(months[0], attended["month"].min()), min(months[1], attended["month"].max())]
    if months[0] > months[1]:
        months = [int(attended["month"].min())] * 2
    counted = [porte for porte in SMALL_BUSINESSES if not portes or porte in portes]
    places = places_of(attended, stock, levels, months, counted)
    scope = Scope(Period.parse(*(f"2025-{month:02d}" for month in months)), porte=portes)
    try:
        for level in ("brasil", "regiao", "municipio"):
            table = indicator_table(
                edition, "desigualdade_cobertura", scope=scope, access=ALL, level=level
            )
            for _, row in table.iterrows():
                inside = {"brasil": CODES, "municipio": [row["code"]]}.get(level)
                if inside is None:
                    regions = register().set_index("code")["region_code"]
                    inside = list(regions.index[regions == row["code"]])
                assert_slope(row, slope(places.loc[inside]), places.loc[inside])
    finally:
        edition.close()


def assert_slope(row, expected, places):
    if expected is None:
        assert np.isnan([row["value"], row["lower"], row["upper"]]).all()
        # Of a single municipality there are no fifths.
        silent = len(places) > 1 and places["stock"].isna().all()
        assert (row["status"] == Status.NOT_MEASURED) == silent
        assert silent or row["status"] in (Status.NOT_APPLICABLE, Status.NO_DENOMINATOR)
        return
    assert (row["value"], row["lower"], row["upper"]) == pytest.approx(expected, abs=1e-9)
    known = places.dropna()
    known = known[known["stock"] > 0]
    assert (row["numerator"], row["denominator"]) == (known["reached"].sum(), known["stock"].sum())


def test_a_territory_without_five_fifths_has_no_slope_and_says_so(folder):
    stock = {(code, porte): 40 for code in CODES for porte in PORTES}
    levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    edition, _ = edition_with(
        folder, [(n, 3, CODES[n % 7], "ME") for n in range(50)], stock, levels
    )
    try:
        scope = Scope(Period.parse("2025-03", "2025-03"))

        def status(level):
            table = indicator_table(
                edition, "desigualdade_cobertura", scope=scope, access=ALL, level=level
            )
            return set(table["status"])

        assert status("brasil") == {Status.MEASURED}
        assert status("uf") == status("municipio") == {Status.NOT_APPLICABLE}
        groups = by_fifth(inclusion.vulnerable_towns(edition, scope, ALL))
        assert groups["municipalities"].tolist() == [1, 2, 1, 2, 1]
        assert inclusion.vulnerable_towns(
            edition, Scope(scope.period, porte=("DEMAIS",)), ALL
        ).empty
    finally:
        edition.close()
