"""The initiatives behind one cell of the boards, which the address names."""

import pandas as pd

from config.formatting import number, percent, plural
from config.programme import programme
from indicators.programme import PORTFOLIO_RULES, Rule
from pages.components import html, messages
from pages.components import programme_data as data
from pages.components.downloads import downloads
from pages.components.programme_words import (
    CELL,
    TITLES,
    first_ones,
    status_word,
    verdict_mark,
)
from pages.programa.shares import COLUMNS as SHARES_COLUMNS
from pages.programa.shares import SHARE_UNITS, WHOLES
from pages.state import url
from pages.state.url import REPEATED
from pages.state.view import View

COLUMNS = {
    "uf": "UF",
    "initiative_id": "código",
    "name": "iniciativa",
    "year": "ano",
    "strategy": "estratégia",
    "themes": "temas indutores",
    "indicators": "indicadores",
    "tags": "tags",
    "sector": "setorial",
    "vulnerable": "pessoas em vulnerabilidade",
    "csn": "CSN (R$)",
    "verdict": "cumpre a regra",
    "missing": "o que falta",
}
PARTS = {
    Rule.PORTFOLIO: "Atendimentos com soluções do portfólio",
    Rule.SYNCHRONOUS: "Cursos e oficinas síncronos do portfólio",
}
VERDICTS = {True: "sim", False: "não", None: "não conta"}


def asked_cell(view: View) -> tuple[str, str, str] | None:
    """UF, kind (``regra``, ``estrategia``) and name of the cell in the address;
    one that is not there is told.
    """
    text = view.params.get(CELL, "")
    if not text:
        return None
    uf, kind, name = [*text.split(".", 2), "", ""][:3]
    known = {
        "regra": {str(rule) for rule in Rule},
        "estrategia": {item.id for item in programme().strategy},
    }
    if name in known.get(kind, ()) and uf in set(data.rules(view)["uf"]):
        return uf, kind, name
    messages.note(
        f"O endereço pede “{CELL}={text[:REPEATED]}”, que esta página não tem neste território."
    )
    return None


def rows_card(view: View, uf: str, kind: str, name: str) -> None:
    rules = data.rules(view)
    rule = Rule(name) if kind == "regra" else Rule.STRATEGIES
    verdict = rules[(rules["uf"] == uf) & (rules["rule"] == rule)].iloc[0]
    rows = _initiatives_of_cell(view, uf, kind, name)
    title = TITLES[rule] if kind == "regra" else _strategy(name)
    year = view.scope.period.end.year
    counted = "Os atendimentos" if rule in PORTFOLIO_RULES else "As iniciativas"
    html.title(f"{verdict['state']} · {title}", f"{counted} de {year} por trás da célula.")
    html.show(_close(view))
    if kind == "regra":
        html.show(
            f'<p class="t-verdict">{verdict_mark(verdict["status"], "", rule=rule)}'
            f" {html.cell(_verdict_sentence(verdict))}</p>"
        )
    if rule in PORTFOLIO_RULES:
        _attendances(view, rule, verdict, f"{verdict['state']} — {title}")
        return
    if rows.empty:
        messages.empty("Nenhuma iniciativa.", "" if kind == "regra" else verdict["sentence"])
        return
    _table(rows, with_verdict=kind == "regra")
    downloads(view, f"{verdict['state']} — {title}", rows, COLUMNS, key="por-tras")


def _attendances(view: View, rule: Rule, verdict: pd.Series, name: str) -> None:
    """The two counts behind a rule on attendances: there are no initiatives behind it."""
    if verdict["value"] is None or pd.isna(verdict["value"]):
        messages.empty("Esta regra conta atendimentos, e não iniciativas.", verdict["sentence"])
        return
    rows = [
        (PARTS[rule], number(verdict["met"])),
        ("Atendimentos com soluções", number(verdict["total"])),
        ("Parcela", percent(verdict["value"])),
        ("Meta", percent(verdict["target"])),
    ]
    cells = [(html.cell(words), f"<b>{figure}</b>") for words, figure in rows]
    html.show(html.table(("", ""), cells, numeric=frozenset({1}), label=name))
    html.source(f"{WHOLES[rule]} Esta regra conta atendimentos, e não iniciativas.")
    told = pd.DataFrame([verdict]).assign(told=status_word(rule, verdict["status"]))
    downloads(view, name, told, SHARES_COLUMNS, key="por-tras", units=SHARE_UNITS)


def _verdict_sentence(verdict: pd.Series) -> str:
    word = status_word(verdict["rule"], verdict["status"])
    return f"{word.capitalize()}. {verdict['sentence']}"


def _strategy(name: str) -> str:
    return next(strategy.name for strategy in programme().strategy if strategy.id == name)


def _close(view: View) -> str:
    without = url.link(dict(view.params), **{CELL: ""})
    return f'<div class="t-close">{html.anchor("Fechar estas linhas", without)}</div>'


def _initiatives_of_cell(view: View, uf: str, kind: str, name: str) -> pd.DataFrame:
    """Initiatives of the cell: all those that a rule judged, those that fail first,
    those that do not count last.
    """
    rows = data.initiatives(view)
    rows = rows[rows["uf"] == uf]
    if kind == "estrategia":
        return rows[rows["strategy_id"] == name].assign(verdict="sim", missing="")
    behind = data.initiatives_behind_rules(view)
    judged = behind.loc[behind["rule"] == name, ["initiative_id", "ok", "missing"]]
    found = rows.merge(judged, on="initiative_id", validate="one_to_one")
    order = {False: 0, True: 1, None: 2}
    found = found.assign(
        order=[order[ok] for ok in found["ok"]], verdict=[VERDICTS[ok] for ok in found["ok"]]
    )
    return found.sort_values(["order", "initiative_id"], kind="stable")


def _table(rows: pd.DataFrame, *, with_verdict: bool) -> None:
    """What is judged stands beside the name, in sight on a phone too."""
    cells = [
        (
            f"{html.cell(row['name'])}<small>{html.cell(row['initiative_id'])}</small>",
            *([html.cell(_verdict(row))] if with_verdict else []),
            _name_cell(row["strategy"], known=row["known_strategy"]),
            _themes_cell(row),
            html.cell(row["indicators"] or "—"),
            html.cell(row["tags"] or "—"),
            number(row["csn"]),
        )
        for _, row in first_ones(rows).iterrows()
    ]
    head = [
        "iniciativa",
        *(["cumpre"] if with_verdict else []),
        "estratégia",
        "temas",
        "indicadores",
        "tags",
        "CSN (R$)",
    ]
    last = frozenset({len(head) - 1})
    html.show(
        html.scroll(html.table(head, cells, numeric=last, label="Iniciativas por trás da célula"))
    )
    html.source(
        f"{plural(len(rows), 'iniciativa', 'iniciativas')}; o arquivo traz todas as colunas."
    )


def _name_cell(name: str | None, *, known: bool) -> str:
    """A name that the plan does not have is shown with that."""
    if not name:
        return "—"
    return html.cell(name) if known else f"{html.cell(name)}<small>não está no plano</small>"


def _themes_cell(row: pd.Series) -> str:
    """All of its themes, and which of them the plan does not have."""
    foreign = row["foreign_themes"]
    apart = f"<small>não está no plano: {html.cell(foreign)}</small>" if foreign else ""
    return f"{html.cell(row['themes'] or '—')}{apart}"


def _verdict(row: pd.Series) -> str:
    return f"{row['verdict']}: falta {row['missing']}" if row["missing"] else str(row["verdict"])
