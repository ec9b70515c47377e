"""Counts by the unit that attended, and the table that reconciles them, equal clients counted one
by one.
"""

import tempfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_table, indicator_total
from data_access.queries.tables.accounts import two_accounts
from indicators.measure import Status
from indicators.scope import Access, Attribution, Period, Scope, ScopeError, TerritoryRef
from tests.support.oracle import SMALL, with_clients
from tests.support.oracle_crossing import accounts, chosen_rows, executing
from tests.support.small_country import CODES, pseudonym, register
from tests.support.tiers import few

ALL, TWO = Access.everything(), Access("ana", frozenset({"MG", "MT"}))
UF_OF = dict(zip(register()["code"], register()["uf"], strict=True))
UFS = {"MG": ("31", "3"), "SP": ("35", "3"), "MT": ("51", "5")}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "tipo_cliente": st.sampled_from(["PJ", "PJ", "PJ", "PF"]),
            "id_cliente": st.integers(0, 11).map(pseudonym),
            "data_fim": st.dates(date(2024, 1, 1), date(2026, 6, 30)),
            "porte": st.sampled_from(["MEI", "ME", "EPP", "DEMAIS", None]),
            "municipio": st.sampled_from(CODES),
            "uf_executora": st.sampled_from([*UFS, "MG"]),
            "canal": st.sampled_from([None, "Telefone", "Presencial"]),
            "parceiro": st.sampled_from([None, "S1", "S2"]),
        }
    ),
    min_size=1,
    max_size=50,
)
MONTHS = st.integers(2024 * 12, 2026 * 12 + 5).map(
    lambda index: f"{index // 12}-{index % 12 + 1:02d}"
)
SLICES = st.fixed_dictionaries(
    {
        "months": st.tuples(MONTHS, MONTHS).map(sorted),
        "porte": st.sampled_from([(), ("MEI",), ("ME", "EPP"), ("EPP", "DEMAIS")]),
        "channel": st.sampled_from([(), (), ("Telefone",), ("", "Presencial")]),
        "partner": st.sampled_from([(), (), ("S1",), ("S1", "S2")]),
        "territory": st.sampled_from(["brasil", "brasil", "regiao:3", "uf:31"]),
        "level": st.sampled_from(["brasil", "regiao", "uf"]),
        "access": st.sampled_from([ALL, ALL, TWO]),
    }
)
ORDER = ["brasil", "regiao", "uf"]
NUMERATORS = {
    "pequenos_negocios_atendidos": (SMALL, 1),
    "recorrencia": (SMALL, 2),
    "atendimentos_realizados": (["MEI", "ME", "EPP", "DEMAIS", "SEM_PORTE"], None),
    "atendimentos_pf_pj": (["MEI", "ME", "EPP", "DEMAIS", "SEM_PORTE", "PF"], None),
}
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
RELAXED = settings(
    max_examples=few(2, everything=15),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)
EXAMPLES = {"duckdb": RELAXED, "postgresql": settings(RELAXED, max_examples=3)}


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _attendances(rows) -> pd.DataFrame:
    names = [f"A{i:03d}" for i in range(len(rows))]
    return pd.DataFrame(rows).assign(
        id_atendimento=names,
        valido=True,
        situacao="Concluído",
        instrumento=None,
        tipo_atendimento=None,
        frequencia=None,
    )


def _raw(attendances: pd.DataFrame) -> pd.DataFrame:
    clients = pd.DataFrame(columns=["id_cliente", "tipo_cliente", "municipio", "porte"])
    rows = with_clients(attendances, clients)
    return rows.assign(home_uf=rows["municipio"].map(UF_OF))


def _ufs(level: str, code: str, territory: TerritoryRef, access: Access) -> set[str]:
    """The UFs of a territory of `level` that lie in the scope and the access."""

    def within(uf: str, ref_level: str, ref_code: str) -> bool:
        uf_code, region = UFS[uf]
        return ref_level == "brasil" or ref_code == (uf_code if ref_level == "uf" else region)

    seen = [uf for uf in UFS if access.ufs is None or uf in access.ufs]
    return {
        uf for uf in seen if within(uf, level, code) and within(uf, territory.level, territory.code)
    }


def _scope(choice) -> Scope:
    return Scope(
        Period.parse(*choice["months"]),
        TerritoryRef.parse(choice["territory"]),
        choice["porte"],
        choice["channel"],
        choice["partner"],
        Attribution.EXECUTING_UNIT,
    )


def test_every_slice_and_account_equals_the_brute_force(edition_of, engine_name, folder):
    @EXAMPLES[engine_name]
    @given(rows=ROWS, choices=st.lists(SLICES, min_size=8, max_size=8))
    def check(rows, choices):
        attendances = _attendances(rows)
        raw, edition = _raw(attendances), edition_of(folder, atendimentos=attendances)
        try:
            for choice in choices:
                scope = _scope(choice)
                if ORDER.index(choice["level"]) >= ORDER.index(scope.territory.level):
                    _compare(edition, raw, scope, choice)
                    _compare_accounts(edition, raw, scope, choice["access"])
        finally:
            edition.close()

    check()


def _kept(raw, scope, portes):
    kept = [porte for porte in portes if not scope.porte or porte in scope.porte]
    period = {"start": str(scope.period.start), "end": str(scope.period.end)}
    return chosen_rows(raw, **period, portes=kept, channels=scope.channel, partners=scope.partner)


def _in_sight(edition, scope) -> bool:
    return edition.manifest.first_month <= scope.period.end.index and (
        scope.period.start.index <= edition.manifest.last_month
    )


def _compare(edition, raw, scope, choice):
    level, access = choice["level"], choice["access"]
    for name, (portes, at_least) in NUMERATORS.items():
        table = indicator_table(edition, name, scope=scope, access=access, level=level)
        if not _in_sight(edition, scope):
            assert table["numerator"].isna().all()
            continue
        kept = _kept(raw, scope, portes)
        for row in table.to_dict("records"):
            ufs = _ufs(level, row["code"], scope.territory, access)
            if not ufs & set(raw["uf_executora"]):
                assert (pd.isna(row["numerator"]), row["status"]) == (True, Status.NOT_MEASURED), (
                    name,
                    choice,
                )
                continue
            assert row["numerator"] == executing(kept, ufs, at_least), (name, choice)
            silent = register()["uf"].isin(ufs - set(raw["uf_executora"])).sum()
            assert row["missing"] == silent, (name, choice)
            assert row["status"] != Status.MEASURED or not silent, (name, choice)


def _compare_accounts(edition, raw, scope, access):
    for name in ("pequenos_negocios_atendidos", "recorrencia"):
        portes, at_least = NUMERATORS[name]
        found = two_accounts(edition, name, scope=scope, access=access)
        if not _in_sight(edition, scope):
            assert found.empty
            continue
        kept, whole = _kept(raw, scope, portes), scope.territory
        levels = [whole.level, *["uf"] * (len(found) - 1)]
        for level, row in zip(levels, found.to_dict("records"), strict=True):
            ufs = _ufs(level, row["code"], whole, access)
            expected = accounts(kept, ufs, at_least)
            if not ufs & {*raw["uf_executora"], *raw["home_uf"]}:
                expected = dict.fromkeys(expected, float("nan"))
            assert {key: row[key] for key in expected} == pytest.approx(
                expected, abs=0, nan_ok=True
            ), (name, row)
        total = indicator_total(edition, name, scope=scope, access=access)["numerator"]
        assert pd.isna(total) or found["executing"].iloc[0] == total


SCOPE = Scope(Period.parse("2026-01", "2026-06"), attribution=Attribution.EXECUTING_UNIT)


@pytest.fixture(scope="module")
def crossing(edition_of, folder):
    """Two ME of Belo Horizonte, one attended by SP alone, one by both; one of Cuiabá attended by
    MG.
    """
    visits = [("MG", CODES[0], 0), ("SP", CODES[0], 0), ("SP", CODES[0], 1), ("MG", CODES[5], 2)]
    rows = [
        {"tipo_cliente": "PJ", "id_cliente": pseudonym(who), "data_fim": date(2026, 2, 1 + n),
         "porte": "ME", "municipio": town, "uf_executora": unit, "canal": None, "parceiro": None}
        for n, (unit, town, who) in enumerate(visits)
    ]  # fmt: skip
    stock = pd.DataFrame([(CODES[0], "ME", "2026-01", 1), (CODES[3], "ME", "2026-01", 10)],
                         columns=["municipio", "porte", "competencia", "quantidade"])  # fmt: skip
    aims = pd.DataFrame([("cobertura_me_epp", "brasil", "BR", 2026, 50)],
                        columns=["indicador", "nivel", "territorio", "ano", "valor"])  # fmt: skip
    edition = edition_of(folder, atendimentos=_attendances(rows), empresas=stock, metas=aims)
    yield edition
    edition.close()


def test_coverage_by_unit_divides_by_the_stock_of_the_territory(crossing):
    table = indicator_table(
        crossing, "cobertura_me_epp", scope=SCOPE, access=ALL, level="uf"
    ).set_index("uf")
    # MG: one of its own and one of MT, whose municipality has no stock, over one company of MG.
    assert table.loc["MG", ["numerator", "denominator", "value"]].tolist() == [2, 1, 2]
    assert table.loc["MG", "status"] == Status.ABOVE_UNIVERSE
    assert table.loc["SP", ["numerator", "denominator"]].tolist() == [2, 10]
    # It has clients, and no units that attended.
    assert table.loc["MT", "status"] == Status.NOT_MEASURED


def test_a_target_is_for_the_rule_alone(crossing):
    rule = Scope(SCOPE.period, attribution=Attribution.ESTABLISHMENT)
    found = [
        indicator_total(crossing, "cobertura_me_epp", scope=scope, access=ALL)
        for scope in (rule, SCOPE)
    ]
    assert found[0][["target", "gap"]].tolist() == [0.5, 0]  # only Minas has clients and stock
    assert found[1][["target", "gap"]].isna().all()


def test_below_the_uf_units_have_no_place(crossing):
    table = indicator_table(
        crossing, "cobertura_me_epp", scope=SCOPE, access=ALL, level="municipio"
    )
    assert set(table["status"]) == {Status.NOT_APPLICABLE}
    with pytest.raises(ScopeError, match="por UF"):
        two_accounts(
            crossing,
            "recorrencia",
            scope=SCOPE.with_territory(TerritoryRef("municipio", CODES[0])),
            access=ALL,
        )
    with pytest.raises(ScopeError, match="de clientes"):
        two_accounts(crossing, "atendimentos_realizados", scope=SCOPE, access=ALL)


def test_the_whole_is_no_sum_of_its_states(crossing):
    found = two_accounts(crossing, "cobertura_me_epp", scope=SCOPE, access=ALL).set_index("name")
    assert found.loc["Brasil"].tolist() == ["BR", 3, 0, 0, 0, 3, 3]
    assert found.loc["Minas Gerais"].tolist() == ["31", 0, 1, 1, 1, 2, 2]
    assert found.loc["São Paulo"].tolist() == ["35", 0, 0, 0, 2, 0, 2]
    assert found.loc["Mato Grosso"].tolist() == ["51", 0, 0, 1, 0, 1, 0]


def test_a_porte_that_leaves_nothing_has_no_accounts(crossing):
    scope = Scope(SCOPE.period, porte=("MEI",))
    assert two_accounts(crossing, "cobertura_me_epp", scope=scope, access=ALL).empty
