"""The profile of a municipality: its values are those of `indicator_table`, and its neighbours' are
sums.
"""

from datetime import date

import pandas as pd
import pytest

from data_access.queries.indicators.addable import addable_rows
from data_access.queries.indicators.comparison import peers_value
from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.tables.municipalities import socioeconomic_sources
from data_access.queries.tables.municipality import (
    neighbour_features,
    neighbours_of,
    socioeconomic_of,
)
from indicators import nps
from indicators.catalogue.definitions import indicator
from indicators.comparison import Verdict
from indicators.measure import Status
from indicators.pooling import pooled_value
from indicators.profile import COUNTRY, NEIGHBOURS, UF, profile_row
from indicators.scope import Access, AccessDeniedError, Attribution, Period, Scope, TerritoryRef
from indicators.uncertainty import wilson
from tests.support.small_country import CODES, edition_of, pseudonym

ALL = Access.everything()
SCOPE = Scope(Period.parse("2025-03", "2025-04"))
CLIENTS = dict(zip(CODES, (60, 20, 10, 40, 5, 2, 0), strict=True))
STOCK = dict(zip(CODES, (100, 200, 50, 400, 10, 20, None), strict=True))
OWN = CODES[0]


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    homes = [code for code, times in CLIENTS.items() for _ in range(times)]
    attendances = pd.DataFrame({"municipio": homes}).assign(
        id_atendimento=[f"A{n}" for n in range(len(homes))],
        id_cliente=[pseudonym(n) for n in range(len(homes))],
        tipo_cliente="PJ",
        porte="ME",
        data_fim=[date(2025, 3 + n % 2, 1) for n in range(len(homes))],
        uf_executora="MG",
        valido=True,
        situacao="Concluído",
    )
    companies = pd.DataFrame(
        [(code, "2025-01", "ME", count) for code, count in STOCK.items() if count],
        columns=["municipio", "competencia", "porte", "quantidade"],
    )
    scores = [
        (code, score)
        for code, times in CLIENTS.items()
        for score in [10] * times + [2] * (times // 4)
    ]
    surveys = pd.DataFrame(scores, columns=["municipio", "nps"]).astype(object)
    surveys = surveys.assign(data=date(2025, 4, 1), canal="Telefone", uf_executora="MG")
    surveys["id_pesquisa"] = [f"P{n}" for n in range(len(surveys))]
    values = [
        (code, name, year, amount * (place + 1), "teste")
        for place, code in enumerate(CODES)
        for name, year, amount in [
            ("populacao", 2020, 1.0),
            ("populacao", 2022, 900.0),
            ("pib_per_capita", 2021, 5e3),
        ]
    ]
    socioeconomic = pd.DataFrame(
        values, columns=["municipio", "indicador", "ano", "valor", "fonte"]
    )
    partners = pd.DataFrame(
        [
            (f"S{code}", "Sala", "sala_empreendedor", code, "ativo") for code in CODES[::3]
        ],  # in each UF
        columns=["id_parceiro", "nome", "tipo", "municipio", "situacao"],
    )
    edition = edition_of(
        tmp_path_factory.mktemp("profile"),
        parceiros=partners,
        atendimentos=attendances,
        empresas=companies,
        pesquisas=surveys,
        socioeconomico=socioeconomic,
    )
    yield edition
    edition.close()


def rows_of(edition, name, scope=SCOPE):
    rows = addable_rows(edition, name, scope=scope, access=ALL, level="municipio")
    assert rows is not None
    return rows


@pytest.mark.parametrize(
    "name", ["cobertura_me_epp", "recorrencia", "pequenos_negocios_atendidos", "alcance_salas"]
)
@pytest.mark.parametrize("level", ["uf", "brasil"])
def test_municipalities_together_are_the_territory(edition, name, level):
    rows = rows_of(edition, name)
    for row in indicator_table(edition, name, scope=SCOPE, access=ALL, level=level).to_dict(
        "records"
    ):
        together = pooled_value(
            rows if level == "brasil" else rows[rows["uf"] == row["uf"]], indicator(name)
        )
        kept = (
            together.value,
            together.lower,
            together.upper,
            together.numerator,
            together.denominator,
        )
        table = tuple(
            None if pd.isna(row[key]) else row[key]
            for key in ("value", "lower", "upper", "numerator", "denominator")
        )
        assert kept == pytest.approx(table)
        assert together.status == row["status"]


def test_neighbours_are_summed_and_not_averaged(edition):
    rows = rows_of(edition, "cobertura_me_epp")
    alike = [CODES[1], CODES[4], CODES[6]]
    row = profile_row(indicator("cobertura_me_epp"), rows, OWN, alike, additive=True, whole={})
    beside = row.sides[NEIGHBOURS]
    assert (beside.numerator, beside.denominator) == (25, 210)
    assert beside.value == pytest.approx(25 / 210)
    assert (beside.lower, beside.upper) == pytest.approx(tuple(float(x) for x in wilson(25, 210)))
    assert row.changes[NEIGHBOURS].verdict is Verdict.HIGHER


def test_the_uf_is_compared_without_the_municipality_that_is_part_of_it(edition):
    rows = rows_of(edition, "cobertura_me_epp")
    row = profile_row(indicator("cobertura_me_epp"), rows, OWN, [], additive=True, whole={})
    assert row.changes[UF].difference == pytest.approx(60 / 100 - 30 / 250)
    assert row.changes[COUNTRY].difference == pytest.approx(60 / 100 - 77 / 680)
    assert row.changes[NEIGHBOURS].verdict is Verdict.UNKNOWN


def test_scores_of_neighbours_come_from_promoters_and_detractors(edition):
    scope = Scope(SCOPE.period, attribution=Attribution.ESTABLISHMENT)
    rows = rows_of(edition, "nps", scope)
    row = profile_row(indicator("nps"), rows, OWN, CODES[1:4], additive=True, whole={})
    promoters, detractors = 20 + 10 + 40, 5 + 2 + 10
    answers = promoters + detractors
    assert row.sides[NEIGHBOURS].value == pytest.approx((promoters - detractors) / answers)
    bounds = nps.interval(promoters, detractors, answers)
    assert (row.sides[NEIGHBOURS].lower, row.sides[NEIGHBOURS].upper) == pytest.approx(
        tuple(map(float, bounds))
    )
    assert row.own.value == pytest.approx((60 - 15) / 75)


def test_executing_units_have_no_municipality(edition):
    assert addable_rows(edition, "nps", scope=SCOPE, access=ALL, level="municipio") is None


def test_small_groups_are_not_in_any_sum(edition):
    scope = Scope(SCOPE.period, attribution=Attribution.ESTABLISHMENT)
    rows = rows_of(edition, "nps", scope).set_index("code")
    withheld = rows[rows["status"] == Status.SUPPRESSED]
    assert CODES[5] in withheld.index
    assert withheld[["numerator", "subtracted", "denominator"]].isna().all(axis=None)


def test_peers_of_a_state_have_a_score_too(edition):
    scope = SCOPE.with_territory(TerritoryRef("uf", "35"))
    value = peers_value(edition, "nps", scope=scope, access=ALL)
    promoters = sum(CLIENTS.values())
    detractors = sum(times // 4 for times in CLIENTS.values())
    assert value.value == pytest.approx((promoters - detractors) / (promoters + detractors))


def test_the_latest_year_of_each_figure_is_shown(edition):
    figures = socioeconomic_of(edition, OWN, ALL).set_index("indicator")
    assert figures.loc["populacao", ["year", "value"]].tolist() == [2022, 900.0]
    assert figures.loc["pib_per_capita", "year"] == 2021


def test_who_published_each_figure_is_told_for_the_territory_and_the_access(edition):
    everything = socioeconomic_sources(edition, ALL)
    told = [tuple(row) for row in everything.itertuples(index=False)]
    assert told == [
        ("pib_per_capita", 2021, "teste", len(CODES)),
        ("populacao", 2022, "teste", len(CODES)),
        ("populacao", 2020, "teste", len(CODES)),
    ]
    of_minas = sum(code.startswith("31") for code in CODES)
    minas = socioeconomic_sources(edition, ALL, TerritoryRef("uf", "31"))
    limited = socioeconomic_sources(edition, Access("quem", ufs=frozenset({"MG"})))
    assert set(minas["municipalities"]) == set(limited["municipalities"]) == {of_minas}


def test_neighbours_outside_the_access_are_not_told(edition):
    everybody = neighbours_of(edition, OWN, ALL)
    assert list(everybody["position"]) == list(range(1, len(everybody) + 1))
    assert set(everybody["uf"]) > {"MG"}
    mine = Access("ana", frozenset({"MG"}))
    assert set(neighbours_of(edition, OWN, mine)["uf"]) == {"MG"}
    seen = set(neighbour_features(edition, OWN, mine)["code"])
    assert seen == {code for code in CODES if code.startswith("31")}
    with pytest.raises(AccessDeniedError):
        neighbours_of(edition, CODES[3], mine)
