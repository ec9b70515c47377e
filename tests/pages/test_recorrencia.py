"""Recorrência: each part of the page, in a large place and in one with next to nobody."""

import pandas as pd
import pytest

from indicators.survival import durations, log_rank
from pages.components.charts.heatmap import whole_percent
from pages.recorrencia.cohorts import cohort_shares
from pages.recorrencia.flow import flow_shares
from pages.recorrencia.returns import against_the_others, durations_by_group
from tests.support.drawn_page import drawn, figure, shown

WORDS = {
    "taxa": "Recorrência",
    "tempo": "Quanto tempo até voltar",
    "segmentos": "Em risco, por equipe",
    "canais": "De um atendimento ao seguinte",
}


def part_of(part: str, territory: str, **params: str) -> str:
    return shown(drawn("recorrencia", parte=part, territorio=territory, canal="Chat", **params))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("part", WORDS)
def test_each_part_draws_the_country_and_says_which_filters_it_leaves_out(part: str) -> None:
    text = part_of(part, "brasil")
    assert WORDS[part] in text
    assert ("Aqui não se aplica" in text) == (part != "taxa")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("part", WORDS)
def test_a_place_before_the_record_says_why_there_is_nothing(part: str) -> None:
    assert "t-empty" in part_of(part, "municipio:3100104", periodo="2010-01..2010-01")


def returning(name: str, back: int, clients: int) -> pd.DataFrame:
    """`back` of the clients of a group return in the second month; the others are watched until the
    tenth.
    """
    return pd.DataFrame(
        {"group": name, "time": [2, 10], "back": [True, False], "clients": [back, clients - back]}
    )


def test_a_group_returns_more_or_less_than_all_the_others_only_where_chance_does_not_say_it() -> (
    None
):
    rows = pd.concat(
        [
            returning("A", 300, 400),
            returning("B", 100, 400),
            returning("C", 200, 400),
            returning("D", 20, 29),
            *(returning(name, 200, 400) for name in "EF"),  # more groups than are shown
        ]
    )
    groups = durations_by_group(rows, "canal")
    told = against_the_others(rows, groups)
    assert told == dict.fromkeys("CEF", "igual, dentro do acaso") | {
        "A": "maior",
        "B": "menor",
    }
    few = rows[rows["group"].isin(["A", "B", "D"])]
    assert against_the_others(few, durations_by_group(few, "canal"))["D"] is None
    alone = returning("A", 300, 400)
    assert against_the_others(alone, durations_by_group(alone, "canal")) == {"A": "sem comparação"}


def test_what_one_of_many_groups_shows_by_chance_is_no_difference() -> None:
    rows = pd.concat([returning("A", 225, 400), *(returning(name, 200, 400) for name in "BCDE")])
    groups = durations_by_group(rows, "canal")
    alone = log_rank(
        groups["A"],
        durations(*(rows[rows["group"] != "A"][name] for name in ("time", "back", "clients"))),
    )
    assert 0.01 < alone.p_value < 0.05  # by itself it would be one
    assert set(against_the_others(rows, groups).values()) == {"igual, dentro do acaso"}


def test_a_cohort_has_nothing_yet_where_its_months_have_not_come() -> None:
    rows = pd.DataFrame(
        {"first_month": [10, 10, 11, 12], "age": [0, 2, 0, 0], "clients": [4, 1, 2, 3]}
    )
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


@pytest.mark.usefixtures("demo")
def test_every_month_after_the_first_is_a_column_in_sight() -> None:
    """Ages look like numbers: on an axis of numbers the first column would be empty and the last
    cut away.
    """
    drawing = figure(drawn("recorrencia", parte="tempo"), "coortes")
    layout, ages = drawing["layout"], drawing["data"][0]["x"]
    assert ages == [str(age) for age in range(1, 24)]
    assert layout["xaxis"]["type"] == "category"
    assert layout["xaxis"]["range"] == [-0.5, len(ages) - 0.5]


def test_few_are_not_written_as_none() -> None:
    assert [whole_percent(share) for share in (0.0, 0.004, 0.006, 0.5)] == ["0", "<1", "1", "50"]
