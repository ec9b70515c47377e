"""Each rule of the programme judged, with a sentence in Portuguese
of what was expected and what was found.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from config.formatting import enumerate_words, number, percent, plural
from config.programme import Programme
from indicators.programme import (
    BESIDE,
    NEEDS,
    PORTFOLIO_RULES,
    RECOMMENDATIONS,
    Evidence,
    Initiative,
    Rule,
    RuleStatus,
    Share,
    StateYear,
    Verdict,
    foreign_themes,
    inclusion_gaps,
    own_sector,
    portfolio_status,
    sector_gaps,
    strategies_of,
    strategy_theme_gaps,
    theme_gaps,
    themes_of,
    unknown_strategy,
)

NOBODY = "A edição não tem iniciativas deste estado neste ano; nada se pode dizer."
FIELDS = {
    "strategy": "a estratégia",
    "csn": "o CSN",
    "themes": "os temas indutores",
    "vulnerable": "se atendem pessoas em vulnerabilidade",
    "indicators": "os indicadores",
    "tags": "as tags",
    "sector": "se atendem grupos setoriais",
}
SHARES = {
    Rule.CSN: "do CSN nas estratégias",
    Rule.PORTFOLIO: "dos atendimentos com soluções por soluções do portfólio",
    Rule.SYNCHRONOUS: "dos atendimentos com soluções por cursos e oficinas síncronos do portfólio",
}
NAMED = 4  # spellings that a sentence repeats


def evaluate_rules(state: StateYear, plan: Programme) -> dict[Rule, Verdict]:
    """The rules about initiatives."""
    return {rule: _verdict_of(rule, state, plan) for rule in JUDGES}


def evaluate_portfolio(shares: Mapping[Rule, Share]) -> dict[Rule, Verdict]:
    """The rules about the solutions that attendances used; an unmeasured share is absent."""
    return {rule: _portfolio(rule, shares.get(rule)) for rule in PORTFOLIO_RULES}


def _verdict_of(rule: Rule, state: StateYear, plan: Programme) -> Verdict:
    if not state.initiatives:
        return Verdict(rule, RuleStatus.NOT_MEASURED, NOBODY)
    untold = [FIELDS[name] for name in NEEDS[rule] if name not in state.told]
    if untold:
        sentence = f"As iniciativas do ano não dizem {enumerate_words(untold)}; não se mede."
        return Verdict(rule, RuleStatus.NOT_MEASURED, sentence)
    return JUDGES[rule](state, plan)


def _strategies(state: StateYear, plan: Programme) -> Verdict:
    found = strategies_of(state.initiatives, plan)
    absent = [strategy.name for strategy in plan.strategy if not found[strategy.id]]
    size = len(plan.strategy)
    behind = tuple(Evidence(item.id, _of_a_strategy(item, plan)) for item in state.initiatives)
    expected = f"Esperava ao menos uma iniciativa em cada uma das {number(size)} estratégias"
    if absent:
        sentence = (
            f"{expected}; {'falta' if len(absent) == 1 else 'faltam'} {enumerate_words(absent)}."
        )
    else:
        sentence = f"{expected}, e há."
    sentence += _foreign(state.initiatives, plan)
    return Verdict(
        Rule.STRATEGIES, _status(not absent), sentence, size - len(absent), size, behind=behind
    )


def _of_a_strategy(item: Initiative, plan: Programme) -> bool | None:
    if unknown_strategy(item, plan):
        return False
    return True if plan.strategy_of(item.strategy) else None


def _foreign(initiatives: Sequence[Initiative], plan: Programme) -> str:
    """What is told of strategies outside the plan: they count for none, and are not lost."""
    names = [item.strategy or "" for item in initiatives if unknown_strategy(item, plan)]
    if not names:
        return ""
    verb = "traz uma estratégia" if len(names) == 1 else "trazem estratégias"
    return (
        f" {plural(len(names), 'iniciativa', 'iniciativas')} {verb} que o plano não tem:"
        f" {_in_quotes(names)}."
    )


def _in_quotes(names: Sequence[str]) -> str:
    """Each spelling once; the first ones where they are many."""
    different = list(dict.fromkeys(names))
    shown = [f"“{name}”" for name in different[:NAMED]]
    rest = len(different) - NAMED
    return enumerate_words([*shown, f"mais {number(rest)}"] if rest > 0 else shown)


def _csn(state: StateYear, plan: Programme) -> Verdict:
    told = [item for item in state.initiatives if item.csn is not None]
    behind = tuple(
        Evidence(item.id, None if item.csn is None else plan.strategy_of(item.strategy) is not None)
        for item in state.initiatives
    )
    # In cents, whose sums are exact, so that neither order nor rounding decides.
    cents = {item.id: round((item.csn or 0.0) * 100) for item in told}
    part = sum(cents[item.id] for item in told if plan.strategy_of(item.strategy))
    share = Share(part / 100, sum(cents.values()) / 100, state.csn_target)
    left = len(state.initiatives) - len(told)
    without = (
        f" {plural(left, 'iniciativa não diz', 'iniciativas não dizem')} o CSN." if left else ""
    )
    if not told:
        sentence = "Nenhuma iniciativa deste estado diz o CSN."
        return Verdict(Rule.CSN, RuleStatus.NOT_MEASURED, sentence, behind=behind)
    if share.value is None:
        return Verdict(
            Rule.CSN, RuleStatus.NOT_APPLICABLE, f"Não há CSN a dividir.{without}", behind=behind
        )
    sentence = (
        f"{_share_words(Rule.CSN, share)} (R$ {number(share.part)} de R$"
        f" {number(share.whole)}).{without}"
    )
    return Verdict(
        Rule.CSN, _status(share.reached), sentence, share.part, share.whole, share, behind
    )


def _share_words(rule: Rule, share: Share) -> str:
    """A value on the wrong side of a target is not rounded onto it."""
    decimals = 1
    while (
        not share.reached
        and decimals < 4
        and percent(share.value, decimals) == percent(share.target, decimals)
    ):
        decimals += 1
    return (
        f"{_expected(rule)} {percent(share.target)} {SHARES[rule]}; encontrei"
        f" {percent(share.value, decimals)}"
    )


def _expected(rule: Rule) -> str:
    return "O plano recomenda ao menos" if rule in RECOMMENDATIONS else "Esperava ao menos"


def _portfolio(rule: Rule, share: Share | None) -> Verdict:
    status = portfolio_status(share)
    if share is None:
        return Verdict(rule, status, "A edição não diz que soluções os atendimentos do ano usaram.")
    if share.target is None:
        return Verdict(rule, status, "Nem o plano nem as metas põem um mínimo.", share=share)
    if share.value is None:
        return Verdict(rule, status, "Nenhum atendimento do ano usou soluções.", share=share)
    sentence = f"{_share_words(rule, share)} ({number(share.part)} de {number(share.whole)})."
    return Verdict(rule, status, sentence, share.part, share.whole, share)


def _themes(state: StateYear, plan: Programme) -> Verdict:
    gaps = {item.id: theme_gaps(item, plan) for item in state.initiatives}
    foreign = [name for item in state.initiatives for name in foreign_themes(item, plan)]
    none = sum(not themes_of(item, plan) for item in state.initiatives)
    alone = sum(missing == (BESIDE,) for missing in gaps.values())
    total, missed = len(gaps), sum(bool(missing) for missing in gaps.values())
    found = [plural(none, "não tem tema", "não têm tema")] if none else []
    if alone:
        found.append(f"{plural(alone, 'só tem', 'só têm')} o transversal {plan.theme.transversal}")
    if missed > none + alone:
        rest = missed - none - alone
        found.append(plural(rest, "não tem nenhum do plano", "não têm nenhum do plano"))
    sentence = "Esperava um tema indutor ou mais em cada iniciativa"
    sentence += f"; de {number(total)}, {enumerate_words(found)}." if missed else ", e há em todas."
    if foreign:
        sentence += f" Há temas que o plano não tem: {_in_quotes(foreign)}."
    behind = tuple(Evidence(identity, not missing, missing) for identity, missing in gaps.items())
    return Verdict(Rule.THEMES, _status(not missed), sentence, total - missed, total, behind=behind)


def _strategy_theme(state: StateYear, plan: Programme) -> Verdict:
    rule, tied = Rule.STRATEGY_THEME, {strategy.id for strategy in plan.strategy if strategy.theme}
    if not tied:
        return Verdict(rule, RuleStatus.NOT_MEASURED, "O plano não liga estratégias a temas.")
    gaps = {
        item.id: strategy_theme_gaps(item, plan)
        for item in state.initiatives
        if (strategy := plan.strategy_of(item.strategy)) and strategy.id in tied
    }
    expected = "O plano põe as iniciativas de cada estratégia no tema indutor dela"
    return _all_of(rule, gaps, expected, 0, "iniciativa de estratégia ligada a um tema")


def _inclusion(state: StateYear, plan: Programme) -> Verdict:
    chosen = [item for item in state.initiatives if item.vulnerable]
    gaps = {item.id: inclusion_gaps(item, plan) for item in chosen}
    expected = (
        f"Esperava nas iniciativas com pessoas em vulnerabilidade o tema {plan.theme.transversal},"
        f" o indicador {plan.inclusion.indicator} e a tag {plan.inclusion.tag}"
    )
    unsaid = sum(item.vulnerable is None for item in state.initiatives)
    return _all_of(
        Rule.INCLUSION, gaps, expected, unsaid, "iniciativa com pessoas em vulnerabilidade"
    )


def _sector_tags(state: StateYear, plan: Programme) -> Verdict:
    gaps = {item.id: sector_gaps(item, plan) for item in state.initiatives if item.sector}
    expected = f"Esperava nas iniciativas setoriais {enumerate_words(plan.sector.tags)}"
    unsaid = sum(item.sector is None for item in state.initiatives)
    return _all_of(Rule.SECTOR_TAGS, gaps, expected, unsaid, "iniciativa setorial")


def _sector_programme(state: StateYear, plan: Programme) -> Verdict:
    chosen = [item for item in state.initiatives if item.sector]
    name = plan.sector.programme
    if chosen and not plan.sector.own_tags:
        sentence = (
            "As regras não dizem que tags marcam construção de jornada e identificação de público;"
            " sem elas não se sabe se"
            f" {plural(len(chosen), 'iniciativa setorial é', 'iniciativas setoriais são')} de"
            f" {name}."
        )
        behind = tuple(Evidence(item.id, None) for item in chosen)
        return Verdict(Rule.SECTOR_PROGRAMME, RuleStatus.NOT_MEASURED, sentence, behind=behind)
    gaps = {
        item.id: () if own_sector(item, plan) else ("tag de jornada ou de público",)
        for item in chosen
    }
    expected = (
        "Esperava nas iniciativas setoriais a tag de construção de jornada ou de identificação de"
        f" público ({' ou '.join(plan.sector.own_tags)}), pois as outras são de {name}"
    )
    unsaid = sum(item.sector is None for item in state.initiatives)
    return _all_of(Rule.SECTOR_PROGRAMME, gaps, expected, unsaid, "iniciativa setorial")


def _all_of(
    rule: Rule, gaps: Mapping[str, tuple[str, ...]], expected: str, unsaid: int, noun: str
) -> Verdict:
    """A rule that each of some initiatives must keep;
    without any it does not apply, if every initiative says so.
    """
    open_question = (
        f" {plural(unsaid, 'outra não diz', 'outras não dizem')} se é o caso." if unsaid else ""
    )
    if not gaps and unsaid:
        silent = plural(
            unsaid, "iniciativa não diz se é o caso", "iniciativas não dizem se é o caso"
        )
        return Verdict(rule, RuleStatus.NOT_MEASURED, f"Não se sabe se há {noun}: {silent}.")
    if not gaps:
        return Verdict(rule, RuleStatus.NOT_APPLICABLE, f"Não há {noun}.")
    missed = sum(bool(missing) for missing in gaps.values())
    total = len(gaps)
    lacking = Counter(name for missing in gaps.values() for name in missing)
    counts = enumerate_words(f"{name} ({number(count)})" for name, count in lacking.items())
    found = (
        f"; falta em {number(missed)} de {number(total)}: {counts}" if missed else ", e há em todas"
    )
    behind = tuple(Evidence(identity, not missing, missing) for identity, missing in gaps.items())
    sentence = f"{expected}{found}.{open_question}"
    return Verdict(rule, _status(not missed), sentence, total - missed, total, behind=behind)


def _status(met: bool) -> RuleStatus:
    return RuleStatus.MET if met else RuleStatus.NOT_MET


JUDGES: Mapping[Rule, Callable[[StateYear, Programme], Verdict]] = {
    Rule.STRATEGIES: _strategies,
    Rule.CSN: _csn,
    Rule.THEMES: _themes,
    Rule.STRATEGY_THEME: _strategy_theme,
    Rule.INCLUSION: _inclusion,
    Rule.SECTOR_TAGS: _sector_tags,
    Rule.SECTOR_PROGRAMME: _sector_programme,
}
