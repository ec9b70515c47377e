"""The programme's own targets stand where `metas` says nothing nearer, and nowhere else."""

import math
from datetime import date

import pandas as pd
import pytest

from config.programme import FILE
from config.settings import get_settings
from data_access.editions import doubts
from data_access.queries.indicators.indicator import indicator_table
from indicators.scope import Access, Period, Scope
from tests.support.small_country import pseudonym

ALL = Access.everything()
SCOPE = Scope(Period.parse("2026-01", "2026-06"))
PORTFOLIO, SYNCHRONOUS = "portfolio_gestao", "portfolio_sincrono"


@pytest.fixture(scope="module")
def edition(tmp_path_factory, edition_of):
    homes = [("3106200", "MG"), ("3550308", "SP"), ("5103403", "MT")]
    attendances = pd.DataFrame(
        {
            "id_atendimento": f"A{number}",
            "id_cliente": pseudonym(number),
            "tipo_cliente": "PJ",
            "porte": "ME",
            "valido": True,
            "situacao": "Concluído",
            "data_fim": date(2026, 1 + number % 6, 3),
            "municipio": homes[number % 3][0],
            "uf_executora": homes[number % 3][1],
            "canal": "Balcão",
            "usa_solucao": True,
            "portfolio_gestao": number % 2 == 0,
            "sincrono": False,
        }
        for number in range(24)
    )
    targets = [
        (PORTFOLIO, "uf", "MG", 2026, 45.0),
        (PORTFOLIO, "brasil", "BR", 2025, 50.0),  # of another year
        (SYNCHRONOUS, "brasil", "BR", 2026, 12.0),
        ("csn_estrategias", "uf", "SP", 2026, 35.0),
        (PORTFOLIO, "uf", "MG", 2024, 0.45),  # a fraction, in place of 45
    ]
    found = edition_of(
        tmp_path_factory.mktemp("edition"),
        atendimentos=attendances,
        metas=pd.DataFrame(targets, columns=["indicador", "nivel", "territorio", "ano", "valor"]),
    )
    yield found
    found.close()


def aims(edition, name, level="uf", scope=SCOPE, access=ALL):
    table = indicator_table(edition, name, scope=scope, access=access, level=level).set_index(
        "code"
    )
    return table[["target", "target_from"]]


def test_the_programme_sets_what_no_row_does(edition):
    found = aims(edition, PORTFOLIO)
    assert found.loc["31"].tolist() == [0.45, "uf"]
    assert found.loc["35"].tolist() == [0.3, "programa"]
    # a third of the cases are of each of the three states that have any
    assert aims(edition, PORTFOLIO, "brasil").loc["BR"].tolist() == [pytest.approx(0.35), "uf"]


def test_a_target_of_the_country_comes_before_the_programmes(edition):
    assert set(map(tuple, aims(edition, SYNCHRONOUS).to_numpy())) == {(0.12, "brasil")}
    before = Scope(Period.parse("2025-01", "2025-06"))
    assert aims(edition, SYNCHRONOUS, scope=before).loc["35"].tolist() == [0.1, "programa"]
    assert aims(edition, PORTFOLIO, scope=before).loc["35"].tolist() == [0.5, "brasil"]


def test_a_target_that_seems_a_fraction_is_none_and_the_programmes_does_not_stand_for_it(edition):
    before = Scope(Period.parse("2024-01", "2024-12"))
    found = aims(edition, PORTFOLIO, scope=before)
    assert math.isnan(found.loc["31", "target"])
    assert found.loc[["31", "35"], "target_from"].tolist() == ["em dúvida", "programa"]
    assert aims(edition, PORTFOLIO, "brasil", scope=before)["target"].isna().all()


def test_a_slice_has_no_target_of_the_programme_either(edition):
    sliced = Scope(SCOPE.period, channel=("Balcão",))
    assert aims(edition, PORTFOLIO, scope=sliced)["target"].isna().all()
    part = aims(edition, PORTFOLIO, "brasil", access=Access("ana", frozenset({"SP"})))
    assert math.isnan(part.loc["BR", "target"])


def test_other_indicators_have_none(edition):
    assert aims(edition, "nps")["target_from"].isna().all()


def test_another_plan_sets_another_target(edition, tmp_path, monkeypatch):
    path = tmp_path / "plano.toml"
    text = FILE.read_text(encoding="utf-8")
    path.write_text(
        text.replace("portfolio_gestao = 30", "portfolio_gestao = 40"), encoding="utf-8"
    )
    monkeypatch.setenv("T360_PROGRAMME", str(path))
    get_settings.cache_clear()
    try:
        assert aims(edition, PORTFOLIO).loc["35"].tolist() == [0.4, "programa"]
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()


def test_a_target_of_the_csn_is_not_a_doubt(edition):
    with edition.engine.connect() as connection:
        assert not any(
            "csn_estrategias" in sentence for sentence in doubts.doubt_sentences(connection)
        )
