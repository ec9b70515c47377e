"""Each rule of the programme, case by case, and what no case may change."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.programme import FILE, load_programme
from indicators.programme import (
    NEEDS,
    OBLIGATIONS,
    Conformity,
    Initiative,
    Rule,
    RuleStatus,
    Share,
    StateYear,
    conformity,
)
from indicators.programme_rules import JUDGES, evaluate_portfolio, evaluate_rules

PLAN = load_programme(FILE)
OPEN = PLAN.model_copy(update={"theme": PLAN.theme.model_copy(update={"inductive": ()})})
NAMED = PLAN.model_copy(
    update={
        "theme": PLAN.theme.model_copy(
            update={"inductive": ("Crédito", "Mercado", "Gestão", "Digital")}
        ),
        "sector": PLAN.sector.model_copy(update={"own_tags": ("#jornada", "#público")}),
    }
)
MET, NOT_MET, NOT_APPLICABLE, NOT_MEASURED = RuleStatus
EVERYTHING = frozenset(name for names in NEEDS.values() for name in names)
SIX = tuple(Initiative(f"S{n}", strategy=strategy.name) for n, strategy in enumerate(PLAN.strategy))
INCLUSIVE = Initiative(
    "V",
    themes=("Qualquer", "inclusao socioprodutiva"),
    indicators=("NPS", "PERCEPÇÃO do aumento de renda"),
    tags=("#Inclusão Socioprodutiva",),
    vulnerable=True,
)


def judged(rule, initiatives, *, plan=OPEN, told=EVERYTHING, target=0.3):
    return evaluate_rules(StateYear(tuple(initiatives), frozenset(told), target), plan)[rule]


def money(*pairs):
    """Initiatives with and without a strategy, by their CSN."""
    return [
        Initiative(f"C{n}", SIX[0].strategy if of else None, csn=csn)
        for n, (of, csn) in enumerate(pairs)
    ]


CASES = [
    # rule, initiatives, status, met, total, words of the sentence
    (Rule.STRATEGIES, SIX, MET, 6, 6, "uma das 6 estratégias, e há."),
    (Rule.STRATEGIES, SIX[1:], NOT_MET, 5, 6, "falta Reposicionamento e modernização"),
    (Rule.STRATEGIES, (*SIX[:4], *SIX[:4]), NOT_MET, 4, 6, "faltam Reconhecimento e Valorização"),
    (Rule.STRATEGIES, (*SIX, Initiative("X", "Outra")), MET, 6, 6,
     "1 iniciativa traz uma estratégia que o plano não"),
    (Rule.STRATEGIES, [Initiative("X")], NOT_MET, 0, 6, "faltam Reposicionamento"),
    (Rule.STRATEGIES, [], NOT_MEASURED, None, None, "não tem iniciativas deste estado"),
    (Rule.CSN, money((True, 30), (False, 70)), MET, 30, 100, "encontrei 30,0 % (R$ 30 de R$ 100)."),
    (Rule.CSN, money((True, 29.99), (False, 70.01)), NOT_MET, 29.99, 100, "; encontrei 29,99 %"),
    (Rule.CSN, money((True, 0.1), (False, 0.2), (False, 0.03)), MET, 0.1, 0.33, "encontrei 30,3 %"),
    (Rule.CSN, money((True, 3), (False, None)), MET, 3, 3, "1 iniciativa não diz o CSN."),
    (Rule.CSN, money((True, 0), (False, 0)), NOT_APPLICABLE, None, None, "Não há CSN a dividir."),
    (Rule.CSN, money((True, None)), NOT_MEASURED, None, None,
     "Nenhuma iniciativa deste estado diz o CSN."),
    (Rule.CSN, [Initiative("X", "Outra", csn=9.0)], NOT_MET, 0, 9, "encontrei 0,0 %"),
    (Rule.THEMES, [Initiative("T", themes=("Qualquer",))], MET, 1, 1,
     "em cada iniciativa, e há em todas."),
    (Rule.THEMES, [Initiative("T", themes=("X",)), Initiative("U")], NOT_MET, 1, 2,
     "de 2, 1 não tem tema."),
    (Rule.THEMES, [Initiative("T", themes=("  ",))], NOT_MET, 0, 1, "1 não tem tema"),
    (Rule.THEMES, [INCLUSIVE, Initiative("T", themes=("inclusão socioprodutiva",))], NOT_MET, 1, 2,
     "de 2, 1 só tem o transversal Inclusão Socioprodutiva."),
    (Rule.INCLUSION, [INCLUSIVE, Initiative("N", vulnerable=False)], MET, 1, 1, "e há em todas."),
    (Rule.INCLUSION, [replace(INCLUSIVE, id="W", themes=("Gestão",)), INCLUSIVE], NOT_MET, 1, 2,
     "em 1 de 2: tema (1)."),
    (Rule.INCLUSION, [Initiative("N", vulnerable=False)], NOT_APPLICABLE, None, None,
     "Não há iniciativa com pessoas"),
    (Rule.INCLUSION, [Initiative("N"), Initiative("M", vulnerable=False)], NOT_MEASURED, None, None,
     "1 iniciativa"),
    (Rule.INCLUSION, [INCLUSIVE, Initiative("N")], MET, 1, 1, "1 outra não diz se é o caso."),
    (Rule.SECTOR_TAGS, [Initiative("G", tags=("#IMPULSIONARNEGOCIOS",), sector=True)], MET, 1, 1,
     "e há em todas."),
    (Rule.SECTOR_TAGS, [Initiative("G", tags=("#x",), sector=True)], NOT_MET, 0, 1,
     "em 1 de 1: #impulsionarn"),
    (Rule.SECTOR_TAGS, [Initiative("G", sector=False)], NOT_APPLICABLE, None, None,
     "Não há iniciativa setorial."),
    (Rule.SECTOR_PROGRAMME, [Initiative("G", sector=True)], NOT_MEASURED, None, None,
     "não dizem que tags marcam"),
    (Rule.SECTOR_PROGRAMME, [Initiative("G", sector=False)], NOT_APPLICABLE, None, None,
     "Não há iniciativa setorial."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "initiatives", "status", "met", "total", "words"), CASES)
def test_a_rule_is_judged_case_by_case(rule, initiatives, status, met, total, words):
    verdict = judged(rule, initiatives)
    assert (verdict.status, verdict.met, verdict.total) == (status, met, total)
    assert words in verdict.sentence


def test_themes_that_the_plan_names_are_told_from_others():
    themes = (("CREDITO",), ("Inclusão  Socioprodutiva",), ("Turismo",), ("Turismo",), ())
    verdict = judged(
        Rule.THEMES, [Initiative(f"T{n}", themes=t) for n, t in enumerate(themes)], plan=NAMED
    )
    assert (verdict.status, verdict.met, verdict.total) == (NOT_MET, 1, 5)
    assert "de 5, 1 não tem tema, 1 só tem o transversal" in verdict.sentence
    assert (
        "e 2 não têm nenhum do plano. Há temas que o plano não tem: “Turismo”." in verdict.sentence
    )


def test_an_initiative_may_have_several_themes_and_the_transversal_beside_them():
    both = Initiative(
        "P",
        themes=("Parcerias estratégicas", "Inclusão Socioprodutiva"),
        indicators=INCLUSIVE.indicators,
        tags=INCLUSIVE.tags,
        vulnerable=True,
    )
    more = replace(both, id="Q", themes=("parcerias ESTRATEGICAS", "Atuação integrada", "Turismo"))
    assert judged(Rule.THEMES, [both], plan=PLAN).status is MET
    assert judged(Rule.INCLUSION, [both], plan=PLAN).status is MET
    found = judged(Rule.THEMES, [both, more], plan=PLAN)
    assert found.status is MET
    assert "Há temas que o plano não tem: “Turismo”." in found.sentence
    assert judged(Rule.INCLUSION, [more], plan=PLAN).behind[0].missing == ("tema",)


@pytest.mark.parametrize(
    ("strategy", "themes", "status"),
    [
        ("Estratégia de CRM", ("personalizacao em MASSA",), MET),
        ("Estratégia de CRM", ("Atuação integrada", "Personalização em massa"), MET),
        ("Estratégia de CRM", ("Atuação integrada",), NOT_MET),
        ("Rede parceira", ("Parcerias estratégicas", "Inclusão Socioprodutiva"), MET),
        ("Mobilizações", (), NOT_MET),
        (None, ("Visão 360 do cliente",), NOT_APPLICABLE),
        ("Turismo", ("Atuação integrada",), NOT_APPLICABLE),
    ],
)
def test_an_initiative_of_a_strategy_is_of_its_theme(strategy, themes, status):
    one = Initiative("E", strategy=strategy, themes=themes)
    found = judged(Rule.STRATEGY_THEME, [one], plan=PLAN)
    assert found.status is status
    if status is NOT_MET:
        assert found.behind[0].missing == (PLAN.strategy_of(strategy).theme,)
        assert found.behind[0].missing[0] in found.sentence


def test_a_plan_that_ties_no_strategy_to_a_theme_judges_none():
    free = tuple(each.model_copy(update={"theme": ""}) for each in PLAN.strategy)
    plan = PLAN.model_copy(update={"strategy": free})
    assert judged(Rule.STRATEGY_THEME, SIX, plan=plan).status is NOT_MEASURED


def test_the_portfolio_is_a_recommendation_and_says_so():
    found = evaluate_portfolio({Rule.PORTFOLIO: Share(1, 10, 0.3)})[Rule.PORTFOLIO]
    assert found.sentence.startswith("O plano recomenda ao menos 30,0 %")
    assert set(OBLIGATIONS).isdisjoint({Rule.PORTFOLIO, Rule.SYNCHRONOUS})
    assert len(OBLIGATIONS) == 6


def test_a_sector_initiative_is_the_programmes_own_by_its_tag():
    both = [
        Initiative("J", tags=("#JORNADA",), sector=True),
        Initiative("K", tags=("#feira",), sector=True),
    ]
    assert judged(Rule.SECTOR_PROGRAMME, both[:1], plan=NAMED).status is MET
    missed = judged(Rule.SECTOR_PROGRAMME, both, plan=NAMED)
    assert (missed.status, missed.met, missed.total) == (NOT_MET, 1, 2)
    assert "as outras são de Impulsionar Negócios; falta em 1 de 2: tag" in missed.sentence


def test_the_initiatives_behind_a_rule_say_what_they_lack():
    other = replace(INCLUSIVE, id="W", indicators=(), tags=("#inclusao",))
    behind = judged(Rule.INCLUSION, [INCLUSIVE, other]).behind
    assert [(item.initiative, item.ok, item.missing) for item in behind] == [
        ("V", True, ()),
        ("W", False, ("indicador", "tag")),
    ]


@pytest.mark.parametrize(
    ("share", "status"),
    [
        (Share(3, 10, 0.3), MET),
        (Share(299, 1000, 0.3), NOT_MET),
        (Share(3e8 - 0.01, 1e9, 0.3), NOT_MET),
        (Share(0.1 * 3, 1, 0.1 + 0.2), MET),
        (Share(0, 0, 0.3), NOT_APPLICABLE),
        (Share(1, 10, None), NOT_APPLICABLE),
        (None, NOT_MEASURED),
    ],
)
def test_shares_of_the_portfolio_are_held_against_their_targets(share, status):
    verdicts = evaluate_portfolio({} if share is None else {Rule.PORTFOLIO: share})
    assert verdicts[Rule.PORTFOLIO].status is status
    assert verdicts[Rule.SYNCHRONOUS].status is NOT_MEASURED


@pytest.mark.parametrize("rule", list(JUDGES))
def test_what_the_sources_say_nowhere_is_not_measured(rule):
    for name in NEEDS[rule]:
        verdict = judged(rule, [*SIX, INCLUSIVE], told=EVERYTHING - {name})
        assert verdict.status is NOT_MEASURED
        assert "não dizem" in verdict.sentence


def test_conformity_leaves_out_what_does_not_apply_and_what_was_not_measured():
    assert conformity([MET, MET, NOT_MET, NOT_APPLICABLE, NOT_MEASURED]) == Conformity(2, 3, 1)
    assert conformity([]) == Conformity(0, 0, 0)


WORDS = st.sampled_from(
    [None, "", "Mobilizações", "mobilizacoes ", "Outra", "Inclusão Socioprodutiva"]
)
LISTS = st.lists(
    st.sampled_from(["#inclusãosocioprodutiva", "#x", "Percepção do aumento de renda"])
).map(tuple)
THEMES = st.lists(WORDS.map(lambda word: word or ""), max_size=3).map(tuple)
INITIATIVES = st.lists(
    st.builds(
        Initiative,
        id=st.uuids().map(str),
        strategy=WORDS,
        themes=THEMES,
        indicators=LISTS,
        tags=LISTS,
        sector=st.sampled_from([None, True, False]),
        vulnerable=st.sampled_from([None, True, False]),
        csn=st.sampled_from([None, 0.0, 0.1, 0.2, 1e9]),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(INITIATIVES, st.randoms(use_true_random=False))
def test_the_order_of_the_initiatives_changes_no_judgement(initiatives, random):
    mixed = random.sample(initiatives, len(initiatives))
    for rule in JUDGES:
        one, other = judged(rule, initiatives), judged(rule, mixed)
        assert (one.status, one.met, one.total) == (other.status, other.met, other.total)


@settings(max_examples=60)
@given(INITIATIVES)
def test_a_rule_met_has_nobody_behind_it_who_fails_and_a_rule_missed_has(initiatives):
    for rule in (Rule.THEMES, Rule.INCLUSION, Rule.SECTOR_TAGS):
        verdict = judged(rule, initiatives, plan=NAMED)
        if verdict.status in (MET, NOT_MET):
            kept = sum(item.ok is True for item in verdict.behind)
            assert (kept, len(verdict.behind)) == (verdict.met, verdict.total)
            assert (verdict.status is MET) == (kept == len(verdict.behind))
