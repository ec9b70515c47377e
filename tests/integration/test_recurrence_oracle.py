"""Returns, cohorts, segments and flows of an edition equal those of clients taken one by one."""

from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.base.question import recorded_period
from data_access.queries.indicators.indicator import indicator_series, indicator_table
from data_access.schema import tables as schema
from indicators.measure import Status
from indicators.scope import Access, Month, Period, Scope, TerritoryRef
from tests.support import oracle_recurrence as oracle
from tests.support.oracle import with_clients
from tests.support.small_country import CODES, edition_of, pseudonym
from tests.support.tiers import few

START = date(2022, 1, 1)
# Ends of months and leap days, where a month is not so many days, and any day.
EDGES = [
    date(2024, 1, 31),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2025, 1, 31),
    date(2025, 2, 28),
    date(2025, 4, 30),
]
DAYS = st.one_of(
    st.sampled_from(EDGES), st.integers(0, 1400).map(lambda days: START + timedelta(days=days))
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "data_fim": DAYS,
            "id_cliente": st.integers(0, 11).map(pseudonym),
            "tipo_cliente": st.sampled_from(["PJ", "PJ", "PJ", "PF"]),
            "municipio": st.sampled_from(CODES),
            "porte": st.sampled_from(["MEI", "ME", "EPP", "DEMAIS", None]),
            "canal": st.sampled_from([None, "Telefone", "Chat"]),
            "instrumento": st.sampled_from([None, "Curso", "Consultoria"]),
            "equipe": st.sampled_from([None, "E1", "E2"]),
        }
    ),
    min_size=1,
    max_size=60,
)
QUICK = settings(
    max_examples=few(2, everything=12),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("recurrence")


def complete(rows):
    frame = pd.DataFrame(rows).assign(valido=True, situacao="Concluído", uf_executora="MG")
    frame = frame.assign(tipo_atendimento=None, frequencia=None)
    if "id_atendimento" not in frame:
        frame["id_atendimento"] = [f"A{place:03d}" for place in range(len(frame))]
    return frame


def raw_visits(attendances):
    nobody = pd.DataFrame(columns=["id_cliente", "tipo_cliente", "municipio", "porte"])
    return oracle.visits(with_clients(attendances, nobody))


def raw_homes(attendances):
    """The municipality of each valid attendance's client."""
    nobody = pd.DataFrame(columns=["id_cliente", "tipo_cliente", "municipio", "porte"])
    return with_clients(attendances, nobody)["municipio"]


def stored(edition, table, measure):
    """The rows of a table as a count by everything but `measure`."""
    with edition.engine.connect() as connection:
        rows = connection.execute(sa.select(table)).mappings().all()
    found = Counter()
    for row in rows:
        values = {
            name: str(value) if name == "municipality_id" else value for name, value in row.items()
        }
        found[tuple(value for name, value in values.items() if name != measure)] += values[measure]
    return found


@QUICK
@given(rows=ROWS)
def test_the_tables_equal_clients_taken_one_by_one(folder, rows):
    attendances = complete(rows)
    edition = edition_of(folder, atendimentos=attendances)
    try:
        days = raw_visits(attendances)
        never = schema.NO_MONTH_AFTER
        expected = Counter(
            {
                (*key[:-1], never if key[-1] is None else key[-1]): n
                for key, n in oracle.returns(days).items()
            }
        )
        assert stored(edition, schema.client_return, "clients") == expected
        assert stored(edition, schema.cohort_month, "clients") == oracle.cohorts(days)
        assert stored(edition, schema.segment_move, "clients") == oracle.moves(
            days, edition.manifest.last_month
        )
        assert stored(edition, schema.channel_flow, "returns") == oracle.flows(days)
    finally:
        edition.close()


ENDS = st.integers(2023 * 12, 2025 * 12 + 11)
PORTES = st.lists(st.sampled_from(["MEI", "ME", "DEMAIS"]), unique=True).map(tuple)
CHANNELS = st.lists(st.sampled_from(["Telefone", "Chat"]), unique=True).map(tuple)


@QUICK
@given(
    rows=ROWS,
    end=ENDS,
    portes=PORTES,
    channels=CHANNELS,
    level=st.sampled_from(["brasil", "uf", "municipio"]),
)
def test_the_chance_of_return_is_the_product_of_each_month(
    folder, rows, end, portes, channels, level
):
    attendances = complete(rows)
    edition = edition_of(folder, atendimentos=attendances)
    try:
        days = raw_visits(attendances)
        scope = Scope(Period.last_months(Month(end)), porte=portes, channel=channels)
        table = indicator_table(
            edition, "permanencia_12m", scope=scope, access=Access.everything(), level=level
        )
        counted = [porte for porte in portes or ("MEI", "ME", "EPP") if porte != "DEMAIS"]
        known = recorded_period(edition)
        present = set(raw_homes(attendances).str[:2])
        for row in table.to_dict("records"):
            chosen = days[days["porte"].isin(counted)]
            if level != "brasil":
                code = {"uf": slice(0, 2), "municipio": slice(0, 7)}[level]
                chosen = chosen[chosen["municipio"].str[code] == row["code"]]
            arrivals = chosen.groupby("who")["canal"].transform("first")
            chosen = chosen[arrivals.isin(channels)] if channels else chosen
            expected = oracle.share_back(chosen, min(end, known.end.index))
            if not counted:
                assert row["status"] == Status.NOT_APPLICABLE
            elif level != "brasil" and row["code"][:2] not in present:
                assert (row["status"], pd.isna(row["denominator"])) == (Status.NOT_MEASURED, True)
            elif not scope.period.overlaps(known) or expected is None:
                assert pd.isna(row["value"])
            else:
                assert row["value"] == pytest.approx(expected, abs=1e-9)
    finally:
        edition.close()


def arrivals(months_and_returns, code=CODES[0], start=0):
    """Clients first attended on the 10th of a month and again some days later (None: never)."""
    rows = []
    for place, (day, later) in enumerate(months_and_returns):
        client = {
            "id_cliente": pseudonym(start + place),
            "tipo_cliente": "PJ",
            "porte": "ME",
            "municipio": code,
        }
        rows.append({**client, "data_fim": day, "canal": "Chat", "instrumento": None})
        if later:
            rows.append({**client, "data_fim": later, "canal": "Chat", "instrumento": None})
    return rows


@pytest.fixture(scope="module")
def fixed(tmp_path_factory):
    """Forty clients of January 2024: ten came back in March 2024, ten the day before and ten on the
    anniversary.
    """
    first = date(2024, 1, 10)
    seen = (
        [date(2024, 3, 9)] * 10 + [date(2025, 1, 9)] * 10 + [date(2025, 1, 10)] * 10 + [None] * 10
    )
    rows = arrivals([(first, later) for later in seen])
    rows += arrivals([(date(2025, 2, 1), None)] * 5, CODES[3], 100)
    # The record begins long before.
    rows += arrivals([(date(2019, 1, 1), date(2025, 6, 1))], CODES[5], 200)
    edition = edition_of(tmp_path_factory.mktemp("fixed"), atendimentos=complete(rows))
    yield edition
    edition.close()


ALL = Access.everything()
UNTIL_JUNE = Scope(Period.parse("2025-01", "2025-06"))


def test_a_return_on_the_anniversary_is_after_the_twelve_months(fixed):
    minas = Scope(UNTIL_JUNE.period, TerritoryRef("uf", "31"))
    row = indicator_table(fixed, "permanencia_12m", scope=minas, access=ALL, level="uf").iloc[0]
    assert (row["numerator"], row["denominator"], row["value"]) == (20, 40, pytest.approx(0.5))
    assert row["lower"] < 0.5 < row["upper"]
    assert row["status"] == Status.MEASURED


def test_nobody_watched_for_twelve_months_is_not_measured_and_nobody_at_all_is_no_base(fixed):
    table = indicator_table(
        fixed, "permanencia_12m", scope=UNTIL_JUNE, access=ALL, level="municipio"
    ).set_index("code")
    assert table.loc[CODES[3], "status"] == Status.NOT_MEASURED
    assert table.loc[CODES[3], "denominator"] == 5
    assert table.loc[CODES[1], "status"] == Status.ZERO_DENOMINATOR


def test_a_share_that_hangs_on_the_last_who_was_watched_is_of_few(tmp_path):
    """Thirty who had only begun to be watched, and five who all came back: by the estimate, all."""
    seen = [(date(2025, 5, 10), None)] * 30 + [(date(2024, 10, 10), date(2025, 3, 9))] * 5
    rows = arrivals(seen)
    rows += arrivals(
        [(date(2025, 5, 10), None)] * 30 + [(date(2024, 2, 1), None)] * 5, CODES[3], 90
    )
    rows += arrivals([(date(2019, 1, 1), date(2025, 6, 1))], CODES[5], 200)
    edition = edition_of(tmp_path, atendimentos=complete(rows))
    try:
        table = indicator_table(
            edition, "permanencia_12m", scope=UNTIL_JUNE, access=ALL, level="municipio"
        ).set_index("code")
    finally:
        edition.close()
    for code, value in ((CODES[0], 1), (CODES[3], 0)):
        row = table.loc[code]
        assert (row["denominator"], row["value"], row["status"]) == (35, value, Status.FEW)
        assert pd.isna(row["lower"])


def test_a_period_beyond_the_record_is_told(fixed):
    late = Scope(Period.parse("2025-01", "2025-12"))
    table = indicator_table(fixed, "permanencia_12m", scope=late, access=ALL, level="brasil")
    assert table["status"].tolist() == [Status.PARTLY_RECORDED]
    never = Scope(Period.parse("2015-01", "2015-12"))
    table = indicator_table(fixed, "permanencia_12m", scope=never, access=ALL, level="brasil")
    assert table["status"].tolist() == [Status.NOT_MEASURED]
    assert table["denominator"].isna().all()


def test_the_past_does_not_know_what_came_later(fixed):
    series = indicator_series(fixed, "permanencia_12m", scope=UNTIL_JUNE, access=ALL).set_index(
        "end"
    )
    # January's clients had eleven months behind them.
    assert series.loc["2024-12", "status"] == Status.NOT_MEASURED
    assert series.loc["2025-01", "value"] == pytest.approx(0.5)
    assert series.loc["2024-12", "numerator"] == 10


def test_first_attendances_without_a_past_on_record_are_told_as_partial(tmp_path):
    seen = [(date(2024, 1, 10), None)] * 39 + [(date(2024, 1, 10), date(2024, 3, 9))]
    rows = arrivals([(date(2022, 1, 10), None), *seen])
    edition = edition_of(
        tmp_path, atendimentos=complete(rows + arrivals([(date(2026, 1, 5), None)], CODES[3], 90))
    )
    try:
        scopes = (Scope(Period.parse("2025-01", f"2025-{month}")) for month in ("11", "12"))
        found = [
            indicator_table(edition, "permanencia_12m", scope=s, access=ALL, level="brasil")
            for s in scopes
        ]
    finally:
        edition.close()
    # Two years before the first of the 24 months: January 2022 is two years before January 2024.
    # One UF is missing.
    assert [table["status"].iloc[0] for table in found] == [Status.PARTLY_RECORDED, Status.PARTIAL]


def test_access_narrows_who_is_watched(fixed):
    table = indicator_table(
        fixed,
        "permanencia_12m",
        scope=UNTIL_JUNE,
        access=Access("ana", frozenset({"SP"})),
        level="brasil",
    )
    assert table["denominator"].tolist() == [5]
