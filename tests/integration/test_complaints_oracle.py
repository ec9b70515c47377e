"""Complaints: the solved share and the reputation equal those of complaints taken one by one."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_series, indicator_table
from data_access.queries.tables.reputation import reputation_parts
from indicators.measure import Status
from indicators.scope import Access, Attribution, Period, Scope, TerritoryRef
from indicators.uncertainty import wilson
from tests.support.oracle_service import complaint_scores, reputation
from tests.support.oracle_source_months import heard
from tests.support.small_country import CODES, edition_of, pseudonym, register
from tests.support.tiers import few

NOWHERE = ""  # the UF of what has none
COLUMNS = [
    *("month", "canal", "primeira_resposta_em", "resolvido_em", "reclamacao", "nota", "voltaria"),
    *("municipio", "uf_executora"),
]
LATER = st.sampled_from([None, timedelta(minutes=5), timedelta(days=-1)])
CONTACTS = st.lists(
    st.fixed_dictionaries({
        "month": st.integers(1, 12),
        "canal": st.sampled_from(["Chat", "Telefone"]),
        "primeira_resposta_em": LATER,
        "resolvido_em": LATER,
        "reclamacao": st.sampled_from([True, True, False, None]),
        "nota": st.sampled_from([None, 1, 2, 3, 5]),
        "voltaria": st.sampled_from([None, True, False]),
        "municipio": st.sampled_from([None, *CODES]),
        "uf_executora": st.sampled_from(["MG", "MG", "SP", NOWHERE]),
    }),
    max_size=40,
)  # fmt: skip
ATTENDANCES = pd.DataFrame(
    {
        "id_atendimento": ["A0", "A1"],
        "id_cliente": pseudonym(0),
        "tipo_cliente": "PJ",
        "porte": "ME",
        "valido": True,
        "situacao": "Concluído",
        "data_fim": [date(2025, 1, 10), date(2025, 12, 10)],
        "municipio": "3106200",
        "uf_executora": "MG",
    }
)
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
RELAXED = settings(
    max_examples=few(2, everything=12),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)
ALL = Access.everything()
YEAR = Scope(Period.parse("2025-01", "2025-12"))


def edition_with(folder, contacts):
    frame = pd.DataFrame(contacts, columns=COLUMNS).astype(object)
    frame["id_contato"] = [f"C{n}" for n in range(len(frame))]
    frame["aberto_em"] = [datetime(2025, month, 5, 9) for month in frame["month"]]  # noqa: DTZ001 - as files write it
    for name in ("primeira_resposta_em", "resolvido_em"):
        moments = zip(frame["aberto_em"], frame[name], strict=True)
        frame[name] = [None if pd.isna(later) else opened + later for opened, later in moments]
    rows = frame.drop(columns="month")
    rows["uf_executora"] = rows["uf_executora"].replace(NOWHERE, None)
    return edition_of(folder, atendimentos=ATTENDANCES, contatos=rows), frame


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("complaints")


@RELAXED
@given(
    contacts=CONTACTS,
    months=st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted),
    channel=st.sampled_from([(), ("Chat",)]),
    executing=st.booleans(),
)
def test_complaints_are_counted_one_by_one(folder, contacts, months, channel, executing):
    edition, frame = edition_with(folder, contacts)
    scores = complaint_scores(frame)
    kept = scores[
        scores["month"].between(*months) & (scores["canal"].isin(channel) if channel else True)
    ]
    period = Period.parse(*(f"2025-{month:02d}" for month in months))
    by_rule = Scope(period, channel=channel)
    view = Attribution.EXECUTING_UNIT if executing else Attribution.ESTABLISHMENT
    places = register().set_index("code")["uf"]
    of = (kept["uf_executora"] if executing else kept["municipio"].map(places)).fillna(NOWHERE)
    try:
        asked = Scope(period, channel=channel, attribution=view)
        solved = indicator_table(
            edition, "reclamacoes_resolvidas", scope=asked, access=ALL, level="uf"
        )
        ends = (
            frame["resolvido_em"].notna().groupby(frame["uf_executora"]).transform("any").eq(True)
        )
        said = frame[frame["reclamacao"].notna() & ends]
        knows = heard(
            (said["uf_executora"] if executing else said["municipio"].map(places)).fillna(NOWHERE),
            said["month"],
            *months,
        )
        solved["uf"] = solved["uf"].fillna(NOWHERE)
        whole = indicator_table(
            edition, "reclamacoes_resolvidas", scope=asked, access=ALL, level="brasil"
        ).iloc[0]
        if pd.notna(whole["denominator"]):  # every complaint of a known end, wherever it was
            told = kept["resolved"].dropna()
            assert (whole["numerator"], whole["denominator"]) == ((told > 0).sum(), len(told))
        for row in solved.to_dict("records"):
            if row["uf"] not in knows:
                assert (row["status"], np.isnan(row["denominator"])) == (Status.NOT_MEASURED, True)
                continue
            known = kept.loc[of == row["uf"], "resolved"].dropna()
            assert (row["numerator"], row["denominator"]) == ((known > 0).sum(), len(known))
            if len(known):
                bounds = wilson((known > 0).sum(), len(known))
                assert (row["lower"], row["upper"]) == pytest.approx(
                    (float(bounds.lower), float(bounds.upper))
                )
        told = frame[frame["reclamacao"].notna()]
        tell = heard(told["uf_executora"], told["month"], *months)
        index = indicator_table(edition, "indice_reputacao", scope=by_rule, access=ALL, level="uf")
        index["uf"] = index["uf"].fillna(NOWHERE)
        for row in index.to_dict("records"):
            here = kept[kept["uf_executora"] == row["uf"]]
            if row["status"] == Status.SUPPRESSED:
                assert scores[["rating", "would_return"]].notna().any().any()
                continue
            if row["uf"] not in tell:
                assert (row["status"], np.isnan(row["denominator"])) == (Status.NOT_MEASURED, True)
                continue
            assert row["denominator"] == len(here)
            opinions = [int(count) for count in here[["rating", "would_return"]].count() if count]
            assert not opinions or min(opinions) >= 5 or np.isnan(row["value"])
            expected = reputation(here)
            assert (row["value"], row["lower"], row["upper"]) == pytest.approx(
                expected, abs=1e-9, nan_ok=True
            )
    finally:
        edition.close()


COMPLAINT = {
    "month": 3,
    "canal": "Chat",
    "reclamacao": True,
    "uf_executora": "MG",
    "resolvido_em": None,
}
ANSWERED = timedelta(minutes=1)


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """Forty complaints of Minas: all answered, a quarter solved, half rated 5 and half 1; of São
    Paulo no rating.
    """
    minas = [
        {**COMPLAINT, "primeira_resposta_em": ANSWERED,
         "resolvido_em": ANSWERED if n < 10 else None, "nota": 5 if n % 2 else 1,
         "voltaria": n < 30}
        for n in range(40)
    ]  # fmt: skip
    other = {
        **COMPLAINT,
        "uf_executora": "SP",
        "primeira_resposta_em": ANSWERED,
        "resolvido_em": ANSWERED,
    }
    edition, _ = edition_with(tmp_path_factory.mktemp("fixed"), [*minas, *[other] * 40])
    yield edition
    edition.close()


def test_the_index_is_the_weighted_mean_of_its_parts(edition):
    minas = Scope(Period.parse("2025-03", "2025-03"), TerritoryRef("uf", "31"))
    parts = reputation_parts(edition, minas, ALL).set_index("part")
    assert parts["score"].to_dict() == {
        "answered": 10.0,
        "resolved": 2.5,
        "rating": 5.0,
        "would_return": 7.5,
    }
    assert parts["weight"].to_dict() == pytest.approx(
        {"answered": 0.2, "resolved": 0.3, "rating": 0.3, "would_return": 0.2}
    )
    row = indicator_table(edition, "indice_reputacao", scope=minas, access=ALL, level="uf").iloc[0]
    assert row["value"] == pytest.approx(2.0 + 0.75 + 1.5 + 1.5)
    assert row[["n", "status", "method"]].tolist() == [40, Status.MEASURED, "linearizacao"]


def test_a_part_that_nobody_says_leaves_the_index_unmeasured(edition):
    table = indicator_table(
        edition, "indice_reputacao", scope=YEAR, access=ALL, level="uf"
    ).set_index("uf")
    assert table.loc["SP", ["denominator", "status"]].tolist() == [40, Status.NOT_MEASURED]
    assert np.isnan(table.loc["SP", "value"])
    assert table.loc["MT", "status"] == Status.NOT_MEASURED  # where nobody says what is a complaint


def test_complaints_have_their_month_and_their_access(edition):
    march = Scope(Period.parse("2025-03", "2025-03"))
    series = indicator_series(edition, "indice_reputacao", scope=march, access=ALL, months=2)
    # In February, before the first contact.
    assert series["status"].tolist()[0] == Status.NOT_MEASURED
    assert series["denominator"].tolist()[1] == 80
    only = Access("ana", frozenset({"SP"}))
    assert (
        indicator_table(edition, "indice_reputacao", scope=YEAR, access=only, level="brasil")[
            "denominator"
        ][0]
        == 40
    )


def test_where_no_contact_says_its_end_complaints_are_not_taken_for_unsolved(folder):
    edition, _ = edition_with(folder, [{**COMPLAINT, "primeira_resposta_em": ANSWERED}] * 3)
    try:
        solved = indicator_table(
            edition, "reclamacoes_resolvidas", scope=YEAR, access=ALL, level="brasil"
        ).iloc[0]
        assert (np.isnan(solved["denominator"]), solved["status"]) == (True, Status.NOT_MEASURED)
        parts = reputation_parts(edition, YEAR, ALL).set_index("part")
        assert parts.loc["answered", ["cases", "score"]].tolist() == [3, 10.0]
        assert parts.loc["resolved", "cases"] == 0
        assert np.isnan(parts.loc["resolved", "score"])
    finally:
        edition.close()


def test_the_opinion_of_few_people_is_withheld_everywhere(folder):
    said = {
        **COMPLAINT,
        "primeira_resposta_em": ANSWERED,
        "resolvido_em": ANSWERED,
        "nota": 1,
        "voltaria": True,
    }
    silent = said | {"nota": None, "voltaria": None}
    many = [said | {"uf_executora": "SP", "nota": 2 + n % 3, "voltaria": n > 2} for n in range(9)]
    edition, _ = edition_with(folder, [*[said] * 4, *[silent] * 30, *many])
    try:
        table = indicator_table(
            edition, "indice_reputacao", scope=YEAR, access=ALL, level="uf"
        ).set_index("uf")
        # The nine of São Paulo would give the four of Minas away by subtraction from the country.
        assert table.loc[["MG", "SP"], "status"].tolist() == [Status.SUPPRESSED] * 2
        assert table.loc[["MG", "SP"], ["value", "lower", "denominator", "n"]].isna().all(axis=None)
        minas = Scope(YEAR.period, TerritoryRef("uf", "31"))
        parts = reputation_parts(edition, minas, ALL).set_index("part")
        assert parts["withheld"].to_dict() == {
            "answered": False, "resolved": False, "rating": True, "would_return": True
        }  # fmt: skip
        assert parts.loc[["rating", "would_return"], ["cases", "score"]].isna().all(axis=None)
        assert parts.loc["answered", "cases"] == 34
    finally:
        edition.close()
