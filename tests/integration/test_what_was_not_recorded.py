"""What was not recorded is not zero: why each indicator has no value where and when its source says
nothing.
"""

import pandas as pd
import pytest

from data_access.queries.indicators.indicator import indicator_series, indicator_table
from indicators.catalogue.definitions import Uncertainty, catalogue
from indicators.comparison import NOTHING_TO_COMPARE, compare
from indicators.measure import METHODS, REASONS, Status, as_value
from indicators.scope import Access, Period, Scope, TerritoryRef
from tests.support.silent_country import TOWNS
from tests.support.silent_country import tables as tables_of

ALL = Access.everything()
YEAR, BEFORE = Period.parse("2025-01", "2025-12"), Period.parse("2024-01", "2024-12")
VALUED = (Status.MEASURED, Status.PARTIAL, Status.FEW, Status.PARTLY_RECORDED)
UNKNOWN, NO_BASE, NOT_APPLICABLE = Status.NOT_MEASURED, Status.NO_DENOMINATOR, Status.NOT_APPLICABLE
GROUPS = ["mulheres", "pretos_pardos", "jovens", "idosos", "pcd", "cadunico"]
ATTENDED = [
    "atendimentos_realizados",
    "atendimentos_pf_pj",
    "pequenos_negocios_atendidos",
    "recorrencia",
]
OVER_STOCK = ["cobertura_me_epp", "cobertura_mei"]
OF_SURVEYS = ["nps", "csat", "ces", "taxa_resposta", "percepcao_aumento_renda"]
OF_CONTACTS = [
    "nivel_servico",
    "resolucao_primeiro_contato",
    "retencao_chatbot",
    "tempo_primeira_resposta",
    "tempo_resolucao",
    "reclamacoes_mil",
    "reclamacoes_resolvidas",
    "indice_reputacao",
]
OF_ATTENDANCES = ["canais_digitais", "portfolio_gestao", "portfolio_sincrono", "tma"]
# What each indicator answers where its own source (the case by case, or a list) is not there: in
# the whole edition, in a state whose neighbours have it (its stock and populations are known), and
# in a year before the source begins. VALUED: a number, for the source is another. Three states are
# too few for the fifths of inequality.
SPEC = {
    **dict.fromkeys(ATTENDED, (VALUED, VALUED, VALUED)),
    **dict.fromkeys(OVER_STOCK, (VALUED, VALUED, VALUED)),
    "permanencia_12m": (VALUED, VALUED, UNKNOWN),
    "desigualdade_cobertura": (VALUED, NOT_APPLICABLE, VALUED),
    **dict.fromkeys(OF_SURVEYS, (UNKNOWN, UNKNOWN, UNKNOWN)),
    **dict.fromkeys(OF_CONTACTS, (UNKNOWN, UNKNOWN, UNKNOWN)),
    **dict.fromkeys(OF_ATTENDANCES, (UNKNOWN, UNKNOWN, UNKNOWN)),
    "capilaridade_salas": (UNKNOWN, UNKNOWN, VALUED),  # a list of now
    "alcance_salas": (UNKNOWN, UNKNOWN, VALUED),
    **dict.fromkeys(
        [*(f"paridade_{group}" for group in GROUPS), "cobertura_cadunico"],
        (UNKNOWN, UNKNOWN, VALUED),
    ),
    "conformidade_programa": (UNKNOWN, UNKNOWN, UNKNOWN),
}
# Where neither stock nor populations are known, and the source of the numerator is.
WITHOUT_BASE = {
    **dict.fromkeys([*OVER_STOCK, "desigualdade_cobertura"], NO_BASE),
    "alcance_salas": UNKNOWN,  # both of its parts are of the stock
    **dict.fromkeys([*(f"paridade_{group}" for group in GROUPS), "cobertura_cadunico"], NO_BASE),
}
EDITIONS = {
    "everything": (tuple(TOWNS), tuple(TOWNS)),
    "no source": (tuple(TOWNS), ()),
    "one without": (tuple(TOWNS), ("MG", "SP")),
    "no base": ((), tuple(TOWNS)),
    "one without base": (("MG", "SP"), tuple(TOWNS)),
}


@pytest.fixture(scope="module")
def editions(edition_of, tmp_path_factory):
    found = {}
    for name, (bases, others) in EDITIONS.items():
        found[name] = edition_of(tmp_path_factory.mktemp("silent"), **tables_of(bases, others))
    yield found
    for edition in found.values():
        edition.close()


def table(edition, name, level="uf", period=YEAR):
    return indicator_table(edition, name, scope=Scope(period), access=ALL, level=level).set_index(
        "code"
    )


def assert_answers(row, expected, what):
    statuses = expected if isinstance(expected, tuple) else (expected,)
    assert row["status"] in statuses, what
    assert pd.isna(row["value"]) == (row["status"] not in VALUED), what
    if (
        row["status"] == UNKNOWN and row["method"] != METHODS[Uncertainty.GREENWOOD]
    ):  # who were not watched long enough
        assert row[["numerator", "denominator", "lower", "upper", "n"]].isna().all(), what


def test_every_indicator_is_in_the_table():
    assert set(SPEC) == set(catalogue())


@pytest.mark.parametrize("name", SPEC)
def test_the_status_says_what_was_not_recorded(editions, name):
    nowhere, elsewhere, before = SPEC[name]
    whole = table(editions["everything"], name, "brasil").loc["BR"]
    assert_answers(whole, VALUED, "everything")
    assert_answers(table(editions["no source"], name, "brasil").loc["BR"], nowhere, "no source")
    states = table(editions["one without"], name)
    assert_answers(states.loc["51"], elsewhere, "one state without")
    assert_answers(
        table(editions["everything"], name, "brasil", BEFORE).loc["BR"], before, "before"
    )
    if UNKNOWN in (nowhere, elsewhere):
        assert set(table(editions["no source"], name)["status"]) == {nowhere}
        assert_answers(states.loc["31"], VALUED, "the neighbours")
        country = table(editions["one without"], name, "brasil").loc["BR"]
        assert_answers(country, (Status.PARTIAL, Status.FEW), "the country")


@pytest.mark.parametrize("name", WITHOUT_BASE)
def test_without_stock_or_population_there_is_no_base(editions, name):
    assert_answers(
        table(editions["no base"], name, "brasil").loc["BR"], WITHOUT_BASE[name], "nowhere"
    )
    assert_answers(
        table(editions["one without base"], name).loc["51"], WITHOUT_BASE[name], "one state"
    )


@pytest.mark.parametrize("name", ["taxa_resposta", "reclamacoes_mil"])
def test_what_is_divided_by_another_source_takes_only_what_both_recorded(editions, name):
    """Of Mato Grosso there are attendances and nothing else, and of the others, of 2025 alone."""
    whole = table(editions["everything"], name, "brasil").loc["BR"]
    two_thirds = table(editions["one without"], name, "brasil").loc["BR"]
    assert two_thirds["value"] == whole["value"]
    assert two_thirds["denominator"] == whole["denominator"] * 2 / 3
    both = Scope(Period(BEFORE.start, YEAR.end))
    years = indicator_table(
        editions["everything"], name, scope=both, access=ALL, level="brasil"
    ).iloc[0]
    assert (years["denominator"], years["status"]) == (whole["denominator"], Status.PARTLY_RECORDED)
    series = indicator_series(
        editions["everything"], name, scope=Scope(YEAR), access=ALL, months=13
    )
    assert series["status"].iloc[0] == UNKNOWN
    assert set(series["status"].iloc[1:12]) == {Status.PARTLY_RECORDED}
    assert_answers(series.iloc[12], VALUED, "the year itself")


# Of which no rule of its own says what a year is that was recorded in part.
BEGUN = (*OF_SURVEYS, *OF_CONTACTS, *OF_ATTENDANCES)


@pytest.mark.parametrize("name", BEGUN)
@pytest.mark.parametrize("level", ["brasil", "uf"])
def test_a_year_in_which_a_source_begins_is_not_compared(editions, name, level):
    """All but attendances is of 2025 alone: of the two years, half."""
    rows = table(editions["everything"], name, level, Period(BEFORE.start, YEAR.end))
    assert set(rows["status"]) == {Status.PARTLY_RECORDED}
    code = rows.index[0]
    whole = table(editions["everything"], name, level).loc[code]
    assert pd.notna(rows.loc[code, "value"])
    compared = compare(catalogue()[name], as_value(whole), as_value(rows.loc[code]))
    assert compared == NOTHING_TO_COMPARE


def test_a_channel_or_partner_that_nobody_answers_about_has_no_answer_rate(editions):
    spoken, silent = (Scope(YEAR, channel=(name,)) for name in ("Telefone", "Chat"))
    assert_answers(row_of(editions["everything"], "taxa_resposta", spoken), VALUED, "answered")
    assert_answers(
        row_of(editions["everything"], "taxa_resposta", silent), UNKNOWN, "never answered"
    )
    assert_answers(
        row_of(editions["everything"], "taxa_resposta", Scope(YEAR, partner=("S9",))),
        UNKNOWN,
        "no partner",
    )


def test_where_the_source_is_and_counted_nobody_the_base_is_zero(editions):
    """Contacts of a channel that nobody used in a state whose contacts are on record."""
    for name in ("nps", "nivel_servico", "tempo_resolucao", "canais_digitais"):
        row = row_of(editions["everything"], name, Scope(YEAR, channel=("Chat",)))
        assert (row["status"], row["denominator"]) == (Status.ZERO_DENOMINATOR, 0), name


def test_the_reason_is_true_of_a_place_and_of_a_period():
    assert "território e período" in REASONS[UNKNOWN]


def row_of(edition, name, scope):
    mine = scope.with_territory(TerritoryRef("uf", "31"))
    return indicator_table(edition, name, scope=mine, access=ALL, level="uf").iloc[0]
