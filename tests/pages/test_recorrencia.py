"""Recorrência: each part of the page, in a large place and in one with next to nobody."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.components.cohort_card import cohort_shares
from pages.components.flow_card import flow_shares

WORDS = {
    "taxa": "Recorrência",
    "tempo": "Quanto tempo até voltar",
    "segmentos": "Em risco, por equipe",
    "canais": "De um atendimento ao seguinte",
}


def script(territory: str, month: int) -> None:
    from indicators.scope import Access, Month, Period, Scope, TerritoryRef
    from pages import recorrencia
    from pages.components import gateway
    from pages.components.view import View

    edition = gateway.published_id()
    last = Month(month or gateway.edition(edition).manifest.last_month)
    scope = Scope(Period.year_to_date(last), TerritoryRef.parse(territory), channel=("Chat",))
    recorrencia.page(View(edition, Access.everything("teste"), scope, "Lugar", {}))


def shown(part: str, territory: str, month: int = 0) -> str:
    app = AppTest.from_function(script, args=(territory, month), default_timeout=90)
    app.query_params["parte"] = part
    app.run()
    assert not app.exception, app.exception
    return " ".join(str(block.proto.body) for block in app.get("html"))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("part", WORDS)
def test_each_part_draws_the_country_and_says_which_filters_it_leaves_out(part: str) -> None:
    text = shown(part, "brasil")
    assert WORDS[part] in text
    assert ("Aqui não se aplica" in text) == (part != "taxa")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("part", WORDS)
def test_a_place_before_the_record_says_why_there_is_nothing(part: str) -> None:
    assert "t-empty" in shown(part, "municipio:3100104", 2010 * 12)


def test_a_cohort_has_nothing_yet_where_its_months_have_not_come() -> None:
    rows = pd.DataFrame({"first_month": [10, 10, 11, 12], "age": [0, 2, 0, 0], "clients": [4, 1, 2, 3]})
    shares, sizes = cohort_shares(rows, 12)
    assert sizes.to_dict() == {10: 4, 11: 2, 12: 3}
    assert shares.loc[10].tolist() == [0.0, 0.25]
    assert shares.loc[11].isna().tolist() == [False, True]
    assert shares.loc[12].isna().all()


def test_the_shares_of_a_channel_add_up_and_the_largest_comes_first() -> None:
    rows = pd.DataFrame({"before": ["a", "b", "b"], "after": ["b", "b", "c"], "returns": [1, 3, 1]})
    shares, sizes = flow_shares(rows)
    assert sizes.to_dict() == {"b": 4, "a": 1}
    assert list(shares.columns) == ["b", "c"]
    assert shares.loc["b"].tolist() == [0.75, 0.25]
