"""NPS, CSAT and CES: any window, territory, channel and view equals answers counted one by one."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_table
from indicators import nps
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.measure import Status
from indicators.scope import Access, Attribution, Period, Scope
from indicators.uncertainty import wilson
from tests.support.oracle_satisfaction import asked, complete, counts
from tests.support.oracle_source_months import heard
from tests.support.small_country import CODES, edition_of, pseudonym, register
from tests.support.tiers import few

DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
CHANNELS = st.sampled_from([None, "Telefone", "E-mail", "Redes sociais", "Chat"])
ATTENDANCES = st.lists(
    st.fixed_dictionaries(
        {
            "data_fim": DAYS,
            "municipio": st.sampled_from(CODES),
            "uf_executora": st.sampled_from(["MG", "SP", "MT"]),
            "canal": CHANNELS,
            "parceiro": st.sampled_from([None, "S1", "S2"]),
            "iniciativa": st.sampled_from([None, "I1", "I2", "I3"]),
        }
    ),
    min_size=1,
    max_size=8,
)
SURVEYS = st.lists(
    st.fixed_dictionaries(
        {
            "data": DAYS,
            "id_atendimento": st.sampled_from([None, "A0", "A1", "A2", "A9"]),
            "municipio": st.sampled_from([None, *CODES]),
            "uf_executora": st.sampled_from([None, "MG", "SP"]),
            "canal": CHANNELS,
            "parceiro": st.sampled_from([None, "S1"]),
            "nps": st.sampled_from([None, *range(11)]),
            "csat": st.sampled_from([None, *range(1, 6)]),
            "ces": st.sampled_from([None, *range(1, 6)]),
            "aumento_renda": st.sampled_from([None, True, False]),
        }
    ),
    max_size=40,
)
INITIATIVES = pd.DataFrame(
    {
        "id_iniciativa": ["I1", "I2"],
        "nome": ["a", "b"],
        "uf": ["MG", "MG"],
        "vulneraveis": [True, False],
    }
)
PARTS = {
    "nps": ("promotores", "respostas_nps"),
    "csat": ("satisfeitos", "respostas_csat"),
    "ces": ("atendimento_facil", "respostas_ces"),
}
NOWHERE = ""  # the UF of what has none
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("satisfaction")


def edition_with(folder, attendances, surveys):
    rows = pd.DataFrame(attendances).assign(
        id_atendimento=[f"A{n}" for n in range(len(attendances))],
        id_cliente=[pseudonym(n) for n in range(len(attendances))],
        tipo_cliente="PJ",
        porte="ME",
        valido=True,
        situacao="Concluído",
    )
    columns = ["data", "id_atendimento", "municipio", "uf_executora", "canal", "parceiro",
               "nps", "csat", "ces", "aumento_renda"]  # fmt: skip
    answers = pd.DataFrame(surveys, columns=columns)
    answers = answers.astype(object).assign(id_pesquisa=[f"P{n}" for n in range(len(surveys))])
    whole = complete(answers, rows, INITIATIVES)
    return edition_of(folder, atendimentos=rows, pesquisas=answers, iniciativas=INITIATIVES), whole


@settings(
    max_examples=few(2, everything=15),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)
@given(
    attendances=ATTENDANCES,
    surveys=SURVEYS,
    months=st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted),
    channel=st.lists(st.sampled_from(["Telefone", "Chat"]), unique=True).map(tuple),
    executing=st.booleans(),
)
def test_any_slice_equals_answers_counted_one_by_one(
    folder, attendances, surveys, months, channel, executing
):
    edition, answers = edition_with(folder, attendances, surveys)
    view = Attribution.EXECUTING_UNIT if executing else Attribution.ESTABLISHMENT
    period = Period.parse(*(f"2025-{month:02d}" for month in months))
    scope = Scope(period, channel=channel, attribution=view)
    inside = answers[
        answers["data"].map(lambda day: months[0] <= day.month <= months[1]).astype(bool)
    ]
    inside = inside[inside["canal"].isin(channel)] if channel else inside
    places = register().set_index("code")
    of = answers["uf_executora"] if executing else answers["municipio"].map(places["uf"])
    of = of.fillna(NOWHERE)
    by_uf, month = of[inside.index], answers["data"].map(lambda day: day.month)
    try:
        for name, (numerator, denominator) in PARTS.items():
            table = indicator_table(
                edition, name, scope=scope, access=Access.everything(), level="uf"
            )
            said = saying(answers, name)
            known = heard(of[said], month[said], *months)
            table["uf"] = table["uf"].fillna(NOWHERE)
            nobody = counts(inside[by_uf == NOWHERE])
            assert (NOWHERE in set(table["uf"])) == (nobody[denominator] > 0), name
            assert_adds_up(edition, name, scope, counts(inside), PARTS[name])
            for row in table.to_dict("records"):
                assert (row["status"] == Status.NOT_MEASURED) == (row["uf"] not in known), name
                if row["uf"] not in known:
                    assert np.isnan(
                        [row[figure] for figure in ("numerator", "denominator", "value")]
                    ).all(), name
                    continue
                expected = counts(inside[by_uf == row["uf"]])
                if row["status"] == Status.SUPPRESSED:
                    assert pd.isna(row["value"]), name
                    continue
                assert not 0 < expected[denominator] < SMALLEST_GROUP, name
                if expected[denominator]:
                    assert expected[numerator] < expected[denominator], name  # not all agree
                less = expected["detratores"] if name == "nps" else 0
                assert row["denominator"] == expected[denominator]
                assert row["numerator"] == expected[numerator] - less
                assert_interval(name, row, expected)
    finally:
        edition.close()


def assert_adds_up(edition, name, scope, expected, parts):
    """The country has every answer, whichever way its place is told: those without one too."""
    row = indicator_table(
        edition, name, scope=scope, access=Access.everything(), level="brasil"
    ).iloc[0]
    if not pd.isna(row["denominator"]):
        less = expected["detratores"] if name == "nps" else 0
        numerator, denominator = (expected[part] for part in parts)
        assert (row["numerator"], row["denominator"]) == (numerator - less, denominator), name


def saying(answers, name):
    """Which answers say what an indicator is about."""
    return answers.index.isin(asked(answers).index) if name == "nps" else answers[name].notna()


def assert_interval(name, row, expected):
    if not row["denominator"]:
        assert pd.isna(row["value"])
        return
    assert row["value"] == pytest.approx(row["numerator"] / row["denominator"], abs=1e-12)
    numerator, denominator = (expected[part] for part in PARTS[name])
    if name == "nps":
        bounds = nps.interval(numerator, expected["detratores"], denominator)
    else:
        bounds = wilson(numerator, denominator)
    assert (row["lower"], row["upper"]) == pytest.approx(
        (float(bounds.lower), float(bounds.upper)), abs=1e-12
    )


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    surveys = [
        {
            "data": date(2025, 3, 1),
            "municipio": code,
            "uf_executora": uf,
            "canal": "Chat",
            "nps": score,
            "csat": 5,
        }
        for code, uf, score, times in [
            ("3106200", "MG", 10, 40),
            ("3106200", "MG", 3, 10),
            ("3550308", "MG", 10, 5),
            ("3550308", "SP", 8, 4),
            ("3550308", "SP", 3, 1),
        ]
        for _ in range(times)
    ]
    attendance = dict.fromkeys(("canal", "parceiro")) | {
        "data_fim": date(2025, 3, 1),
        "municipio": "3106200",
        "uf_executora": "MG",
        "iniciativa": "I1",
    }
    edition, _ = edition_with(tmp_path_factory.mktemp("fixed"), [attendance], surveys)
    yield edition
    edition.close()


SCOPE = Scope(Period.parse("2025-03", "2025-03"))
ALL = Access.everything()


def test_the_rule_is_the_executing_unit_and_the_other_view_is_the_client(edition):
    def answers(scope):
        table = indicator_table(edition, "nps", scope=scope, access=ALL, level="uf").set_index("uf")
        return table["denominator"].to_dict()

    of_units, of_clients = (
        answers(SCOPE),
        answers(Scope(SCOPE.period, attribution=Attribution.ESTABLISHMENT)),
    )
    assert np.isnan([of_units.pop("MT"), of_clients.pop("MT")]).all()
    assert of_units == {"MG": 55, "SP": 5}
    assert of_clients == {"MG": 50, "SP": 10}


def test_few_answers_are_told_and_no_answers_are_no_score(edition):
    table = indicator_table(edition, "nps", scope=SCOPE, access=ALL, level="uf").set_index("uf")
    assert table["status"].to_dict() == {
        "MG": Status.MEASURED,
        "SP": Status.FEW,
        "MT": Status.NOT_MEASURED,
    }
    assert table.loc["MG", "value"] == pytest.approx((45 - 10) / 55)


def test_an_executing_unit_has_no_municipality(edition):
    table = indicator_table(edition, "nps", scope=SCOPE, access=ALL, level="municipio")
    assert set(table["status"]) == {Status.NOT_APPLICABLE}


def test_access_narrows_the_executing_units_too(edition):
    only = Access("ana", frozenset({"SP"}))
    table = indicator_table(edition, "nps", scope=SCOPE, access=only, level="brasil")
    assert table["denominator"].tolist() == [5]
