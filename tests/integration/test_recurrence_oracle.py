"""Returns, cohorts, segments and flows of an edition equal those of clients taken one by one."""

from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access import schema
from tests.support import oracle_recurrence as oracle
from tests.support.oracle import with_clients
from tests.support.small_country import CODES, edition_of, pseudonym

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
DAYS = st.one_of(st.sampled_from(EDGES), st.integers(0, 1400).map(lambda days: START + timedelta(days=days)))
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
    max_examples=12,
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


def stored(edition, table, measure):
    """The rows of a table as a count by everything but `measure`."""
    with edition.engine.connect() as connection:
        rows = connection.execute(sa.select(table)).mappings().all()
    found = Counter()
    for row in rows:
        values = {name: str(value) if name == "municipality_id" else value for name, value in row.items()}
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
            {(*key[:-1], never if key[-1] is None else key[-1]): n for key, n in oracle.returns(days).items()}
        )
        assert stored(edition, schema.client_return, "clients") == expected
        assert stored(edition, schema.cohort_month, "clients") == oracle.cohorts(days)
        assert stored(edition, schema.segment_move, "clients") == oracle.moves(days, edition.manifest.last_month)
        assert stored(edition, schema.channel_flow, "returns") == oracle.flows(days)
    finally:
        edition.close()
