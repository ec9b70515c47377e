"""Attendances of the service: shares equal attendances counted one by one, and durations those of
their minutes.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_series, indicator_table
from indicators.measure import Status
from indicators.scope import Access, Attribution, Period, Scope, ScopeError
from tests.support.oracle_service import attendance_parts, share
from tests.support.oracle_source_months import heard
from tests.support.quantiles import quantile_interval
from tests.support.small_country import edition_of, pseudonym
from tests.support.tiers import few

SHARES = ("portfolio_gestao", "portfolio_sincrono", "canais_digitais")
CHANNELS = ["Chat", " WHATSAPP", "Telefone", "Balcão", "Pombo-correio", None]
FLAGS = st.sampled_from([None, True, False])
ATTENDANCES = st.lists(
    st.fixed_dictionaries({
        "month": st.integers(1, 12),
        "uf_executora": st.sampled_from(["MG", "SP"]),
        "canal": st.sampled_from(CHANNELS),
        "usa_solucao": FLAGS,
        "portfolio_gestao": FLAGS,
        "sincrono": FLAGS,
        "instrumento": st.sampled_from([None, "Curso", "Oficina", "Consultoria"]),
        "minutos": st.sampled_from([None, 0, 0.5, 12, 12.9, 13, 600]),
        "tipo_cliente": st.sampled_from(["PJ", "PF"]),
        "situacao": st.sampled_from(["Concluído", "Concluído", "Cancelado"]),
        "file": st.integers(0, 1),
    }),
    min_size=1,
    max_size=40,
)  # fmt: skip
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
RELAXED = settings(
    max_examples=few(2, everything=12),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)
ALL = Access.everything()
FIRST = {"month": 1, "uf_executora": "MG", "tipo_cliente": "PJ", "situacao": "Concluído", "file": 0}
LAST = {**FIRST, "month": 12}


def edition_with(folder, rows):
    """An edition of attendances from January to December, in one or two files; and the valid ones
    of them.
    """
    frame = pd.DataFrame([FIRST, LAST, *rows], columns=[*ATTENDANCES_COLUMNS]).astype(object)
    frame = frame.assign(
        id_atendimento=[f"A{n}" for n in range(len(frame))],
        id_cliente=[pseudonym(n % 5) for n in range(len(frame))],
        valido=True,
        municipio="3106200",
        data_fim=[date(2025, month, 10) for month in frame["month"]],
    )
    files = [part.drop(columns=["month", "file"]) for _, part in frame.groupby("file")]
    return edition_of(folder, atendimentos=files), frame[frame["situacao"] == "Concluído"]


ATTENDANCES_COLUMNS = [
    *(
        "month",
        "uf_executora",
        "canal",
        "usa_solucao",
        "portfolio_gestao",
        "sincrono",
        "instrumento",
        "minutos",
    ),
    *("tipo_cliente", "situacao", "file"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("service")


@RELAXED
@given(
    rows=ATTENDANCES,
    months=st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted),
    channel=st.lists(st.sampled_from(["Chat", "Telefone"]), unique=True).map(tuple),
)
def test_shares_are_attendances_counted_one_by_one(folder, rows, months, channel):
    edition, frame = edition_with(folder, rows)
    every = attendance_parts(frame)
    kept = every[
        every["month"].between(*months) & (every["canal"].isin(channel) if channel else True)
    ]
    scope = Scope(Period.parse(*(f"2025-{month:02d}" for month in months)), channel=channel)
    try:
        for name in SHARES:
            table = indicator_table(edition, name, scope=scope, access=ALL, level="uf")
            for row in table.to_dict("records"):
                said = every[every[f"says_{name}"]]
                known = row["uf"] in heard(said["uf_executora"], said["month"], *months)
                here = kept[kept["uf_executora"] == row["uf"]]
                expected = share(here, name) if known else (np.nan, np.nan)
                assert (row["numerator"], row["denominator"]) == pytest.approx(
                    expected, nan_ok=True
                ), name
                assert (row["value"] == row["value"]) == (expected[1] > 0)
    finally:
        edition.close()


@RELAXED
@given(rows=ATTENDANCES, months=st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted))
def test_the_handling_time_is_the_median_of_the_minutes(folder, rows, months):
    edition, frame = edition_with(folder, rows)
    scope = Scope(Period.parse(*(f"2025-{month:02d}" for month in months)))
    known = frame[frame["month"].between(*months) & frame["minutos"].notna()]
    try:
        table = indicator_table(edition, "tma", scope=scope, access=ALL, level="uf").set_index("uf")
        for uf in ("MG", "SP", "MT"):
            minutes = np.sort(
                np.floor(known.loc[known["uf_executora"] == uf, "minutos"].astype(float).to_numpy())
            )
            expected = quantile_interval(minutes, 0.5)
            timed = frame[frame["minutos"].notna()]
            if uf not in heard(timed["uf_executora"], timed["month"], *months):
                assert table.loc[uf, "status"] == Status.NOT_MEASURED
                continue
            assert table.loc[uf, "denominator"] == len(minutes)
            assert tuple(table.loc[uf, ["value", "lower", "upper"]]) == pytest.approx(
                expected, nan_ok=True
            )
    finally:
        edition.close()


USES = {
    "usa_solucao": True,
    "portfolio_gestao": True,
    "sincrono": True,
    "canal": "Chat",
    "instrumento": "Curso",
}
YEAR = Scope(Period.parse("2025-01", "2025-12"))


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """Minas says all of its solutions, São Paulo nothing of the portfolio; Mato Grosso attended
    nobody.
    """
    instruments = [None, "Oficina", "Consultoria", *["Curso"] * 5]
    uses = [
        {**FIRST, **USES, "portfolio_gestao": n < 3, "minutos": 10 * n, "instrumento": instrument}
        for n, instrument in enumerate(instruments)
    ]
    silent = {
        **USES,
        "portfolio_gestao": None,
        "sincrono": None,
        "canal": None,
        "instrumento": None,
    }
    other = [{**FIRST, **silent, "uf_executora": "SP", "file": 1, "month": 3} for _ in range(4)]
    edition, _ = edition_with(tmp_path_factory.mktemp("fixed"), [*uses, *other])
    yield edition
    edition.close()


@pytest.mark.parametrize(
    ("name", "minas"), [("portfolio_gestao", [3, 8]), ("portfolio_sincrono", [2, 8])]
)
def test_who_says_nothing_of_the_portfolio_is_not_measured_and_not_zero(edition, name, minas):
    table = indicator_table(edition, name, scope=YEAR, access=ALL, level="uf").set_index("uf")
    assert table.loc["MG", ["numerator", "denominator"]].tolist() == minas
    assert table.loc["SP", "status"] == Status.NOT_MEASURED
    assert np.isnan(table.loc["SP", "value"])
    country = indicator_table(edition, name, scope=YEAR, access=ALL, level="brasil").iloc[0]
    assert country[["numerator", "denominator", "status"]].tolist() == [*minas, Status.PARTIAL]


def test_a_channel_that_nobody_classed_is_of_no_kind(edition):
    table = indicator_table(
        edition, "canais_digitais", scope=YEAR, access=ALL, level="uf"
    ).set_index("uf")
    # And two without a channel.
    assert table.loc["MG", ["numerator", "denominator"]].tolist() == [
        8,
        8,
    ]
    assert table.loc["SP", "status"] == Status.NOT_MEASURED


def test_shares_are_of_the_unit_alone_and_unknown_outside_the_records(edition):
    below = indicator_table(edition, "portfolio_gestao", scope=YEAR, access=ALL, level="municipio")
    assert set(below["status"]) == {Status.NOT_APPLICABLE}
    client = Scope(YEAR.period, attribution=Attribution.ESTABLISHMENT)
    with pytest.raises(ScopeError, match="só é contado pela sua regra"):
        indicator_table(edition, "portfolio_gestao", scope=client, access=ALL, level="uf")
    january = Scope(Period.parse("2025-01", "2025-01"))
    series = indicator_series(edition, "portfolio_gestao", scope=january, access=ALL, months=2)
    assert series["status"].tolist() == [Status.NOT_MEASURED, Status.PARTIAL]


def test_only_the_states_of_the_access_are_counted(edition):
    table = indicator_table(
        edition, "canais_digitais", scope=YEAR, access=Access("ana", frozenset({"SP"})), level="uf"
    )
    assert table["uf"].tolist() == ["SP"]


def test_medians_of_several_windows_are_each_their_own(edition):
    series = indicator_series(
        edition, "tma", scope=Scope(Period.parse("2025-01", "2025-02")), access=ALL, months=3
    )
    assert series["status"].tolist()[0] == Status.NOT_MEASURED  # before the record begins
    assert series["denominator"].tolist()[1:] == [8, 8]
    assert series["value"].tolist() == pytest.approx([np.nan, 30, 30], nan_ok=True)
