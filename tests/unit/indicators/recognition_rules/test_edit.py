"""What a form adds to rules and takes from them is what a file of rules would say."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.recognition_rules.edit import (
    all_problems,
    new_criterion,
    with_criterion,
    with_pillar,
    with_tier,
    without,
)
from indicators.recognition_rules.measurable import indicators_of
from indicators.recognition_rules.model import Category, Exclusion, Rules, StateCuts
from indicators.recognition_rules.problems import RulesError
from indicators.recognition_rules.read import read_rules, ready_made, rules_text

TEAMS, SALAS = ready_made()["equipes"], ready_made()["selo-salas-nacional"]


def category_of(rules: Rules, **update: Any) -> Category:
    return rules.category[0].model_copy(update=update)


def changed(rules: Rules, category: Category) -> Rules:
    return rules.with_category(category)


def weighing(category: Category, **weights: float) -> Category:
    return category.model_copy(
        update={
            "criterion": tuple(
                item.model_copy(update={"weight": weights.get(item.id, item.weight)})
                for item in category.criterion
            )
        }
    )


def test_a_criterion_of_the_catalogue_and_one_of_points_are_rules_that_a_file_could_hold() -> None:
    own = category_of(TEAMS)
    own = with_criterion(own, new_criterion(own, "Reclamações", "reclamacoes_mil", 10))
    own = with_criterion(own, new_criterion(own, "Satisfação", "csat", 5))
    own = with_criterion(own, new_criterion(own, "Visita", None, 5))
    rules = changed(TEAMS, weighing(own, nps=20))
    assert all_problems(rules) == []
    assert read_rules(rules_text(rules)) == rules
    complaints, pleased, visit = rules.category[0].criterion[-3:]
    assert (complaints.better.value, complaints.indicator) == ("menor", "reclamacoes_mil")
    assert pleased.minimum >= 5
    assert visit.points is not None


@pytest.mark.parametrize("indicator", indicators_of(TEAMS.category[0].unit))
def test_every_indicator_of_a_unit_makes_a_criterion_without_a_problem_of_its_own(
    indicator: str,
) -> None:
    own = category_of(TEAMS)
    whole = with_criterion(own, new_criterion(own, "Outro", indicator, 0))
    assert all_problems(changed(TEAMS, whole)) == []


def test_everything_wrong_is_told_at_once_as_a_file_would_have_it() -> None:
    own = with_pillar(category_of(TEAMS), "Gestão", 50)
    own = with_tier(without(own, criteria=["nps"]), "Prata", 81)
    problems = all_problems(changed(TEAMS, own))
    with pytest.raises(RulesError) as of_a_file:
        read_rules(rules_text(changed(TEAMS, own)))
    assert [item.sentence for item in of_a_file.value.problems] == [
        sentence.partition(": ")[2] for sentence in problems
    ]
    told = " ".join(problems)
    assert "os pesos dos pilares somam 50" in told
    assert told.count("falta o pilar") == len(own.criterion)
    assert "“Prata” já existe" in told


def test_nothing_left_is_told_too() -> None:
    own = category_of(TEAMS)
    empty = without(own, criteria=[item.id for item in own.criterion])
    assert any("criterio" in sentence for sentence in all_problems(changed(TEAMS, empty)))


def test_a_tier_takes_its_place_from_the_highest_down() -> None:
    own = with_tier(category_of(TEAMS), "Diamante", 97)
    own = with_tier(own, "Honra", 85)
    names = [item.name for item in own.tier]
    assert names.index("Diamante") == 0
    assert names.index("Ouro") < names.index("Honra") < names.index("Prata")
    assert all_problems(changed(TEAMS, own)) == []


def test_what_goes_takes_what_was_said_of_it_along() -> None:
    cuts = (
        StateCuts(uf="PE", cuts={"Ouro": 88}),
        StateCuts(uf="SP", cuts={"Ouro": 91, "Prata": 80}),
    )
    exclusions = (
        Exclusion(unit_id="E1", reason="Caso fechado", criteria=("nps",)),
        Exclusion(unit_id="E2", reason="Caso fechado", criteria=("nps", "recorrencia")),
        Exclusion(unit_id="E3", reason="Caso fechado"),
    )
    own = without(category_of(TEAMS, state=cuts, exclusion=exclusions), ["nps"], (), ["Ouro"])
    assert [(item.uf, item.cuts) for item in own.state] == [("SP", {"Prata": 80})]
    assert [(item.unit_id, item.criteria) for item in own.exclusion] == [
        ("E2", ("recorrencia",)),
        ("E3", ()),
    ]
    salas = category_of(SALAS)
    gone = salas.pillar[0].id
    assert {item.pillar for item in without(salas, pillars=[gone]).criterion} == {
        None,
        *(item.id for item in salas.pillar[1:]),
    }


NAMES = st.sampled_from(["Gestão", "Visita", "NPS", "Ouro", "Novo critério é"])
STEPS = st.one_of(
    st.tuples(st.just("criterion"), NAMES, st.sampled_from(["nps", "tma", None])),
    st.tuples(st.just("pillar"), NAMES, st.sampled_from([0.0, 50.0])),
    st.tuples(st.just("tier"), NAMES, st.sampled_from([60.0, 85.0, 95.0])),
    st.tuples(st.just("drop"), st.integers(0, 9), st.none()),
)


def after(category: Category, step: tuple[str, Any, Any]) -> Category:
    what, first, second = step
    if what == "criterion":
        return with_criterion(category, new_criterion(category, first, second, 0))
    if what == "pillar":
        return with_pillar(category, first, second)
    if what == "tier":
        return with_tier(category, first, second)
    every = [*category.criterion, *category.pillar, *category.tier]
    gone = [getattr(item, "id", item.name) for item in every][first % max(len(every), 1) :][:1]
    return without(category, gone, gone, gone)


@given(st.sampled_from([TEAMS, SALAS]), st.lists(STEPS, max_size=6))
def test_whatever_is_done_is_refused_or_comes_back_from_its_text(
    rules: Rules, steps: list[tuple[str, Any, Any]]
) -> None:
    own = rules.category[0]
    for step in steps:
        own = after(own, step)
    ids = [item.id for item in own.criterion]
    assert len(set(ids)) == len(ids)
    edited = changed(rules, own)
    if not all_problems(edited):
        assert read_rules(rules_text(edited)) == edited
