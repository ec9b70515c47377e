"""The other measures of an indicator equal the raw rows, and those that pages show of the same
cases.
"""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.query_options import COLUMNS, OPTIONS, measure_table
from data_access.queries.tables.waiting import waits
from indicators.catalogue.definitions import catalogue
from indicators.measure import Status
from indicators.scope import Access, Period, Scope, ScopeError, TerritoryRef
from indicators.uncertainty import wilson
from tests.support.oracle_inequality import ends
from tests.support.quantiles import quantile_interval
from tests.support.small_country import CODES, edition_of, pseudonym
from tests.support.tiers import few

ALL = Access.everything()
YEAR = Scope(Period.parse("2025-01", "2025-12"))
UFS = {"MG": "31", "SP": "35"}
CASES = st.lists(
    st.fixed_dictionaries(
        {
            "uf_executora": st.sampled_from([None, "MG", "SP"]),
            "espera": st.sampled_from([None, -30, 0, 59, 299, 300, 3601, 90_000]),
            "nps": st.sampled_from([None, *range(11)]),
            "canal": st.sampled_from(["Chat", "Telefone"]),
        }
    ),
    max_size=60,
)
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
RELAXED = {
    "max_examples": few(2, everything=8),
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": QUICK,
}
EXAMPLES = {
    "duckdb": settings(**RELAXED),
    "postgresql": settings(**RELAXED | {"max_examples": 2}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("choices")


def tables_of(rows):
    """Each row is a contact that waited and an answer that somebody gave, of the same unit."""
    opened = datetime(2025, 3, 1, 9)  # noqa: DTZ001 - as files write it
    frame = pd.DataFrame(rows, columns=["uf_executora", "espera", "nps", "canal"]).astype(object)
    answered = [
        None if pd.isna(wait) else opened + timedelta(seconds=int(wait)) for wait in frame["espera"]
    ]
    names = {
        "id_contato": [f"C{n}" for n in frame.index],
        "aberto_em": opened,
        "primeira_resposta_em": answered,
    }
    contacts = frame[["uf_executora", "canal"]].assign(**names)
    surveys = frame[["uf_executora", "canal", "nps"]].assign(
        id_pesquisa=[f"P{n}" for n in frame.index], data=opened.date(), municipio=CODES[0]
    )
    return frame, {"contatos": contacts, "pesquisas": surveys, "atendimentos": ATTENDANCE}


ATTENDANCE = pd.DataFrame(
    {
        "id_atendimento": ["A0", "A1"],
        "id_cliente": [pseudonym(0), pseudonym(1)],
        "tipo_cliente": "PJ",
        "porte": "ME",
        "valido": True,
        "situacao": "Concluído",
        "data_fim": [datetime(2025, month, 10).date() for month in (1, 12)],  # noqa: DTZ001 - a day
        "municipio": CODES[0],
        "uf_executora": "MG",
    }
)


def test_the_other_measures_equal_the_raw_rows(edition_of, engine_name, folder):
    @EXAMPLES[engine_name]
    @given(rows=CASES)
    def check(rows):
        frame, tables = tables_of(rows)
        edition = edition_of(folder, **tables)
        try:
            for uf, code in UFS.items():
                own = frame[frame["uf_executora"] == uf]
                _check_high(edition, own, code)
                _check_parts(edition, own, code)
                _check_others(edition, own, code)
        finally:
            edition.close()

    check()


def _row(edition, name, measure, code):
    table = measure_table(edition, name, measure, scope=YEAR, access=ALL, level="uf").set_index(
        "code"
    )
    return table.loc[code]


def _check_high(edition, own, code):
    row, seconds = (
        _row(edition, "tempo_primeira_resposta", "p90", code),
        pd.to_numeric(own["espera"]),
    )
    minutes = np.sort(seconds[seconds >= 0].to_numpy(float) // 60)
    expected = quantile_interval(minutes, 0.9)
    assert (row["value"], row["lower"], row["upper"]) == pytest.approx(expected, abs=0, nan_ok=True)
    shown = waits(edition, "tempo_primeira_resposta", scope=_only(code), access=ALL).whole.iloc[0]
    told = (shown["p90"], shown["p90_lower"], shown["p90_upper"])
    assert told == pytest.approx(expected, abs=0, nan_ok=True)


def _check_others(edition, own, code):
    """The median of each channel beside that of every case of the other channels."""
    found = waits(edition, "tempo_primeira_resposta", scope=_only(code), access=ALL)
    assert list(found.others["key"]) == list(found.channels["key"])
    for row in found.others.to_dict("records"):
        seconds = pd.to_numeric(own.loc[own["canal"] != row["key"], "espera"])
        minutes = np.sort(seconds[seconds >= 0].to_numpy(float) // 60)
        told = (row["median"], row["median_lower"], row["median_upper"])
        assert told == pytest.approx(quantile_interval(minutes, 0.5), abs=0, nan_ok=True)
        assert row["cases"] == len(minutes)


def _only(code):
    return YEAR.with_territory(TerritoryRef("uf", code))


def _check_parts(edition, own, code):
    notes = pd.to_numeric(own["nps"]).dropna()
    for measure, count in (("promotores", notes.ge(9).sum()), ("detratores", notes.le(6).sum())):
        row = _row(edition, "nps", measure, code)
        if row["status"] == Status.SUPPRESSED:
            assert row[["numerator", "denominator", "value", "lower", "upper", "n"]].isna().all()
            assert len(notes)
            continue
        assert not 0 < len(notes) < 5
        if len(notes):
            bounds = wilson(count, len(notes))
            expected = (
                count,
                len(notes),
                count / len(notes),
                float(bounds.lower),
                float(bounds.upper),
            )
            found = row[["numerator", "denominator", "value", "lower", "upper"]].astype(float)
            assert tuple(found) == pytest.approx(expected, abs=1e-12)
            assert row["method"] == "wilson"


def test_the_relative_index_is_the_ratio_of_the_ends_of_the_fitted_line(folder):
    stock = {code: 100 * (place + 1) for place, code in enumerate(CODES)}
    levels = dict(zip(CODES, (0.9, 0.1, 0.7, 0.3, 0.5, 0.2, 0.4), strict=True))
    reached = {code: 10 + 7 * place for place, code in enumerate(CODES)}
    clients = [code for code, count in reached.items() for _ in range(count)]
    count = len(clients)
    attendances = pd.concat([ATTENDANCE.iloc[:1]] * count, ignore_index=True).assign(
        id_atendimento=[f"A{n}" for n in range(count)],
        id_cliente=[pseudonym(n) for n in range(count)],
        municipio=clients,
    )
    companies = pd.DataFrame(
        {
            "municipio": list(stock),
            "porte": "ME",
            "competencia": "2025-01",
            "quantidade": stock.values(),
        }
    )
    known = pd.DataFrame(
        {
            "municipio": CODES,
            "indicador": "vulnerabilidade",
            "ano": 2022,
            "valor": [levels[c] for c in CODES],
            "fonte": None,
        }
    )
    edition = edition_of(folder, atendimentos=attendances, empresas=companies, socioeconomico=known)
    january = Scope(Period.parse("2025-01", "2025-01"))
    try:
        row = measure_table(
            edition, "desigualdade_cobertura", "relativo", scope=january, access=ALL, level="brasil"
        ).iloc[0]
    finally:
        edition.close()
    places = pd.DataFrame({"reached": reached, "stock": stock, "vulnerability": levels}).astype(
        float
    )
    start, end = ends(places)
    assert row["value"] == pytest.approx(end / start, abs=1e-12)
    assert row["lower"] < row["value"] < row["upper"]
    assert (row["status"], row["method"]) == (Status.MEASURED, "regressao")


def test_every_named_measure_answers_in_the_columns_of_the_contract(folder):
    edition = edition_of(folder, **tables_of([])[1])
    try:
        for name, measures in OPTIONS.items():
            own = measure_table(edition, name, scope=YEAR, access=ALL, level="uf")
            first = next(iter(measures))
            pd.testing.assert_frame_equal(
                measure_table(edition, name, first, scope=YEAR, access=ALL, level="uf"), own
            )
            for measure in measures:
                for level in ("brasil", "uf", "municipio"):
                    table = measure_table(
                        edition, name, measure, scope=YEAR, access=ALL, level=level
                    )
                    assert list(table) == COLUMNS
                    assert list(table["code"]) == sorted(table["code"])
    finally:
        edition.close()


@pytest.mark.parametrize("name", [name for name in catalogue() if name not in OPTIONS])
def test_an_indicator_of_one_measure_names_those_that_have_more(name):
    with pytest.raises(ScopeError, match=r"ele só tem uma\. Têm mais: tempo_primeira_resposta"):
        measure_table(None, name, "p90", scope=YEAR, access=ALL, level="uf")
