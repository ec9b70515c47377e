"""The rules of the programme for one state and year: what each expects, what there is, and the
initiatives behind it.

A rule is judged on what is known. What the sources say nowhere in the year is not measured, never a
failure; what they say of other states and not of this one is missing here, and fails.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from config.programme import Programme, same


class RuleStatus(StrEnum):
    MET = "cumprida"
    NOT_MET = "nao_cumprida"
    NOT_APPLICABLE = "nao_aplicavel"
    NOT_MEASURED = "nao_medida"


class Rule(StrEnum):
    """In the order in which pages show them; the portfolio's are named as their indicators."""

    STRATEGIES = "estrategias"
    CSN = "csn_estrategias"
    THEMES = "temas"
    STRATEGY_THEME = "estrategia_tema"
    PORTFOLIO = "portfolio_gestao"
    SYNCHRONOUS = "portfolio_sincrono"
    INCLUSION = "inclusao"
    SECTOR_TAGS = "setoriais_tags"
    SECTOR_PROGRAMME = "setoriais_programa"


PORTFOLIO_RULES = (Rule.PORTFOLIO, Rule.SYNCHRONOUS)
# What the plan recommends (“recomenda-se o mínimo”) and does not oblige: told apart, and in no
# count of rules kept.
# The plan lists each strategy under a theme, and does not oblige its initiatives to name it.
RECOMMENDATIONS = (Rule.STRATEGY_THEME, *PORTFOLIO_RULES)
OBLIGATIONS = tuple(rule for rule in Rule if rule not in RECOMMENDATIONS)
# What a rule reads of initiatives: without any of it in the year, it cannot be measured.
NEEDS: Mapping[Rule, tuple[str, ...]] = {
    Rule.STRATEGIES: ("strategy",),
    Rule.CSN: ("strategy", "csn"),
    Rule.THEMES: ("themes",),
    Rule.STRATEGY_THEME: ("strategy", "themes"),
    Rule.INCLUSION: ("vulnerable", "themes", "indicators", "tags"),
    Rule.SECTOR_TAGS: ("sector", "tags"),
    Rule.SECTOR_PROGRAMME: ("sector", "tags"),
}
THEME, INDICATOR, TAG = "tema", "indicador", "tag"
BESIDE = "tema além do transversal"


@dataclass(frozen=True)
class Initiative:
    """As registered; None and empty tuples are what the source does not say. ``csn`` in reais."""

    id: str
    strategy: str | None = None
    themes: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sector: bool | None = None
    vulnerable: bool | None = None
    csn: float | None = None


@dataclass(frozen=True)
class Share:
    """A part of a whole and, as a fraction, the least that it should be (None: nobody set it)."""

    part: float
    whole: float
    target: float | None

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole > 0 else None

    @property
    def reached(self) -> bool:
        """With the tolerance that forgives the binary rounding of sums such as 0.1 + 0.2."""
        goal = (self.target or 0.0) * self.whole
        return self.part >= goal - 1e-12 * max(1.0, abs(goal))


@dataclass(frozen=True)
class StateYear:
    """What the rules of one state and year are judged on.

    `told` are the fields of `Initiative` that any state's initiatives of the year inform;
    ``csn_target`` a fraction.
    """

    initiatives: tuple[Initiative, ...]
    told: frozenset[str]
    csn_target: float


@dataclass(frozen=True)
class Evidence:
    """One initiative behind a rule. ``ok`` is None where the rule counts it on neither side."""

    initiative: str
    ok: bool | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """``met`` of ``total`` is what the rule counts:
    strategies, initiatives, or the parts of a `share`.
    """

    rule: Rule
    status: RuleStatus
    sentence: str
    met: float | None = None
    total: float | None = None
    share: Share | None = None
    behind: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Conformity:
    """Rules met of those applicable; those that could not be measured are on neither side."""

    met: int
    applicable: int
    unmeasured: int


def conformity(statuses: Iterable[RuleStatus]) -> Conformity:
    found = list(statuses)
    met, missed = found.count(RuleStatus.MET), found.count(RuleStatus.NOT_MET)
    return Conformity(met, met + missed, found.count(RuleStatus.NOT_MEASURED))


def portfolio_status(share: Share | None) -> RuleStatus:
    """What a share of the portfolio comes to; None: it was not measured."""
    if share is None:
        return RuleStatus.NOT_MEASURED
    if share.target is None or share.value is None:
        return RuleStatus.NOT_APPLICABLE
    return RuleStatus.MET if share.reached else RuleStatus.NOT_MET


def strategies_of(
    initiatives: Iterable[Initiative], plan: Programme
) -> dict[str, tuple[Initiative, ...]]:
    """Initiatives by the id of their strategy, every strategy of the plan among the keys."""
    known = [(plan.strategy_of(item.strategy), item) for item in initiatives]
    return {
        wanted.id: tuple(
            item for strategy, item in known if strategy is not None and strategy.id == wanted.id
        )
        for wanted in plan.strategy
    }


def unknown_strategy(item: Initiative, plan: Programme) -> bool:
    """Whether it names a strategy, and none of the plan."""
    return bool(same(item.strategy or "")) and plan.strategy_of(item.strategy) is None


def themes_of(item: Initiative, plan: Programme) -> tuple[str, ...]:
    """Its themes, each once, in the plan's spelling if the plan has it, else as written."""
    names = {same(name): name for name in (*plan.theme.inductive, plan.theme.transversal)}
    written = {same(theme): theme for theme in item.themes if same(theme)}
    return tuple(names.get(key, theme) for key, theme in written.items())


def foreign_themes(item: Initiative, plan: Programme) -> tuple[str, ...]:
    """Those that the plan does not have; none, while the plan does not name its own."""
    own = (*plan.theme.inductive, plan.theme.transversal)
    return tuple(t for t in themes_of(item, plan) if plan.theme.inductive and t not in own)


def theme_gaps(item: Initiative, plan: Programme) -> tuple[str, ...]:
    """What an initiative lacks to be tied to a theme of the plan: any besides the transversal one,
    which stands beside another. Any counts while the plan does not name them.
    """
    found, foreign = themes_of(item, plan), foreign_themes(item, plan)
    if any(theme not in (*foreign, plan.theme.transversal) for theme in found):
        return ()
    return (BESIDE if plan.theme.transversal in found else THEME,)


def strategy_theme_gaps(item: Initiative, plan: Programme) -> tuple[str, ...]:
    """The theme of its strategy, where the initiative does not have it; nothing of one without a
    strategy of the plan, or of a strategy that the plan ties to no theme.
    """
    strategy = plan.strategy_of(item.strategy)
    theme = strategy.theme if strategy else ""
    return (theme,) if theme and theme not in themes_of(item, plan) else ()


def inclusion_gaps(item: Initiative, plan: Programme) -> tuple[str, ...]:
    """Which of theme, indicator and tag an initiative with vulnerable people lacks."""
    checks = {
        THEME: _has(item.themes, plan.theme.transversal),
        INDICATOR: _has(item.indicators, plan.inclusion.indicator),
        TAG: _has(item.tags, plan.inclusion.tag),
    }
    return tuple(name for name, passed in checks.items() if not passed)


def sector_gaps(item: Initiative, plan: Programme) -> tuple[str, ...]:
    """The tags of the plan that an initiative for sector groups lacks."""
    return tuple(tag for tag in plan.sector.tags if not _has(item.tags, tag))


def own_sector(item: Initiative, plan: Programme) -> bool:
    """Whether a sector initiative is journey building or public identification, by its tags."""
    return any(_has(item.tags, tag) for tag in plan.sector.own_tags)


def _has(words: tuple[str, ...], wanted: str) -> bool:
    return same(wanted) in map(same, words)
