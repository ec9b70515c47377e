"""The programme's rules as people read them, the symbols of the boards,
and the address of each cell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

import pandas as pd

from config.formatting import enumerate_words, number
from config.programme import Programme, programme
from indicators.programme import RECOMMENDATIONS, Rule, RuleStatus
from indicators.scope import TerritoryRef
from pages.components import html
from pages.components.programme_data import plan_scope, rules
from pages.state import url
from pages.state.view import View

LISTED = 200
CELL = "celula"  # parameter of the address: ``AP.regra.temas`` or ``AP.estrategia.crm``
TITLES = {
    Rule.STRATEGIES: "Estratégias",
    Rule.CSN: "CSN nas estratégias",
    Rule.THEMES: "Temas indutores",
    Rule.STRATEGY_THEME: "Tema da estratégia (recomendação)",
    Rule.PORTFOLIO: "Portfólio de gestão (recomendação)",
    Rule.SYNCHRONOUS: "Portfólio síncrono (recomendação)",
    Rule.INCLUSION: "Inclusão",
    Rule.SECTOR_TAGS: "Tags das setoriais",
    Rule.SECTOR_PROGRAMME: "Programa das setoriais",
}
MARKS = {
    RuleStatus.MET: "✓",
    RuleStatus.NOT_MET: "✗",
    RuleStatus.NOT_APPLICABLE: "–",
    RuleStatus.NOT_MEASURED: "?",
}
WORDS = {
    RuleStatus.MET: "cumprida",
    RuleStatus.NOT_MET: "não cumprida",
    RuleStatus.NOT_APPLICABLE: "não se aplica",
    RuleStatus.NOT_MEASURED: "não medida",
}
FOLLOWED = {RuleStatus.MET: "seguida", RuleStatus.NOT_MET: "não seguida"}
TONES = {RuleStatus.MET: "t-good", RuleStatus.NOT_MET: "t-bad"}


def plan_view(view: View) -> View:
    """The view as the plan knows it: of the year so far,
    and of the state that a smaller territory lies in.
    """
    scope = replace(plan_scope(view), comparison=view.scope.comparison)
    if scope.territory.level in ("brasil", "regiao", "uf"):
        return replace(view, scope=scope, partners=())
    state = rules(view).iloc[0]
    uf = TerritoryRef("uf", str(state["code"]))
    return replace(view, scope=scope.with_territory(uf), place=str(state["state"]), partners=())


def status_word(rule: str, status: str) -> str:
    """An obligation is kept; a recommendation is followed."""
    kind = RuleStatus(status)
    return FOLLOWED.get(kind, WORDS[kind]) if rule in RECOMMENDATIONS else WORDS[kind]


def verdict_mark(status: str, figure: str, said: str = "", rule: str = "") -> str:
    """The symbol with a figure, and in words for who does not see them."""
    kind = RuleStatus(status)
    shown = f"{MARKS[kind]} {figure}".strip()
    word = status_word(rule, status)
    words = f"{said or figure}, {word}" if figure else word
    return (
        f'<span class="t-mark {TONES.get(kind, "t-quiet")}"><span'
        f' aria-hidden="true">{escape(shown)}</span><span'
        f' class="t-spoken">{escape(words)}</span></span>'
    )


def cell_link(view: View, cell: str, markup: str, title: str) -> str:
    """A finished cell as a link to the rows behind it; `title` is read on hovering."""
    query = escape(url.query(url.link(dict(view.params), **{CELL: cell})), quote=True)
    return f'<a href="?{query}" target="_self" title="{escape(title, quote=True)}">{markup}</a>'


def first_ones(rows: pd.DataFrame) -> pd.DataFrame:
    """As many rows as a page bears; the rest is said, and in the file."""
    if len(rows) > LISTED:
        html.source(f"As {LISTED} primeiras, de {number(len(rows))}; todas estão no arquivo.")
    return rows.head(LISTED)


def state_link(view: View, state: pd.Series) -> str:
    """A state's name as a link that makes it the territory."""
    territory = {url.TERRITORY: f"uf:{state['code']}", CELL: ""}
    return html.anchor(str(state["state"]), url.link(dict(view.params), **territory))


def common_reason(rows: pd.DataFrame, status: RuleStatus) -> str:
    """Why rows of that status are so: what most say, up to where it is of one state alone."""
    return (
        str(
            rows.loc[rows["status"] == status, "sentence"].str.split(";").str[0].mode().iloc[0]
        ).rstrip(".")
        + "."
    )


def definitions() -> dict[Rule, str]:
    """What each rule expects, in the words of the plan in use."""
    plan = programme()
    meaning = plan.theme.meaning
    themes = "; ".join(
        f"{name}: {meaning[name]}" if name in meaning else name for name in plan.theme.inductive
    )
    own = " ou ".join(plan.sector.own_tags) or "tags ainda não configuradas; sem elas não se mede"
    return {
        Rule.STRATEGIES: (
            f"ao menos uma iniciativa em cada uma das {len(plan.strategy)} estratégias."
        ),
        Rule.CSN: (
            "CSN das iniciativas das estratégias ÷ CSN de todas as que o dizem, ao menos a meta."
        ),
        Rule.THEMES: (
            "toda iniciativa com um tema indutor ou mais, além do transversal"
            f" {plan.theme.transversal} ({themes or 'qualquer um: o plano em uso não os nomeia'})."
        ),
        Rule.STRATEGY_THEME: (
            "toda iniciativa de uma estratégia com o tema indutor em que o plano a põe"
            f" ({_ties(plan) or 'o plano em uso não diz quais'}); o plano relaciona, e não obriga."
        ),
        Rule.PORTFOLIO: (
            "atendimentos com soluções do portfólio ÷ atendimentos com soluções; o plano recomenda"
            " um mínimo, e não obriga."
        ),
        Rule.SYNCHRONOUS: (
            "cursos e oficinas síncronos do portfólio ÷ atendimentos com soluções; o plano"
            " recomenda um mínimo, e não obriga."
        ),
        Rule.INCLUSION: (
            f"toda iniciativa com pessoas em vulnerabilidade com o tema {plan.theme.transversal}, o"
            f" indicador {plan.inclusion.indicator} e a tag {plan.inclusion.tag}."
        ),
        Rule.SECTOR_TAGS: f"toda iniciativa setorial com {enumerate_words(plan.sector.tags)}.",
        Rule.SECTOR_PROGRAMME: (
            "toda iniciativa setorial de construção de jornada ou identificação de público"
            f" ({own}); as outras são de {plan.sector.programme}."
        ),
    }


def _ties(plan: Programme) -> str:
    """``Personalização em massa: Estratégia de CRM; …``, by theme."""
    ties = {
        theme: [strategy.short for strategy in plan.strategy if strategy.theme == theme]
        for theme in plan.theme.inductive
    }
    return "; ".join(f"{theme}: {enumerate_words(names)}" for theme, names in ties.items() if names)


def legend() -> str:
    samples = "".join(
        f"<span>{escape(MARKS[kind])} {escape(WORDS[kind])}</span>" for kind in RuleStatus
    )
    return f'<div class="t-legend">{samples}</div>'


def matrix(head: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], *, label: str) -> str:
    """A board that scrolls in its card, its heading and its first column staying in sight.

    `head` are pairs of short and full names; the first cell of each row, finished markup as the
    others, heads it.
    """
    name = f'aria-label="{escape(label, quote=True)}"'
    top = "".join(
        f'<th scope="col" title="{escape(full, quote=True)}">{escape(short)}</th>'
        for short, full in head
    )
    body = "".join(
        f'<tr><th scope="row">{first}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in rows
    )
    return (
        f'<div class="t-matrix" tabindex="0" role="group" {name}><table class="t-table" {name}>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )
