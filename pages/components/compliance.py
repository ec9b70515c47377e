"""Whether the initiatives with people in vulnerability carry what the programme asks
of them, and which do not.
"""

import pandas as pd

from config.formatting import number, percent, plural
from config.programme import programme
from indicators.programme import INDICATOR, TAG, THEME, Rule, RuleStatus
from pages.components import html, messages
from pages.components import programme_data as data
from pages.components.downloads import downloads
from pages.components.programme_words import first_ones
from pages.state.view import View

COLUMNS = {
    "uf": "UF",
    "initiative_id": "código",
    "name": "iniciativa",
    "themes": "temas indutores",
    "indicators": "indicadores",
    "tags": "tags",
    "missing": "o que falta",
    "kept": "cumpre",
}
NOTHING = {
    RuleStatus.NOT_APPLICABLE: "Nenhuma iniciativa do ano atende pessoas em vulnerabilidade.",
    RuleStatus.NOT_MEASURED: "As iniciativas do ano não dizem o bastante para conferir a inclusão.",
}


def compliance_card(view: View) -> None:
    """Theme, indicator and tag of the inclusion initiatives of the scope's states,
    with those that miss any.
    """
    year = view.scope.period.end.year
    html.title("Conformidade das iniciativas de inclusão", _requirements_sentence())
    rules = data.rules(view)
    rules = rules[rules["rule"] == Rule.INCLUSION]
    rows = inclusion_rows(view)
    if rows.empty:
        _show_why_empty(view, rules, year)
        return
    html.show(_totals(rows))
    missed = rows[rows["missing"] != ""]
    if missed.empty:
        html.show('<p class="t-verdict"><b class="t-good">✓ Todas cumprem.</b></p>')
    else:
        cells = [
            (
                html.cell(row["uf"]),
                _name_cell(row),
                html.cell(row["themes"] or "—"),
                html.cell(row["missing"]),
            )
            for _, row in first_ones(missed).iterrows()
        ]
        head = ("UF", "iniciativa", "tema", "falta")
        html.show(
            html.scroll(
                html.table(head, cells, numeric=frozenset(), label="Iniciativas a corrigir")
            )
        )
    _scope_note(view, rules, rows, year)
    kept = rows.assign(kept=["sim" if missing == "" else "não" for missing in rows["missing"]])
    downloads(
        view, f"Iniciativas de inclusão em {year}", kept, COLUMNS, key="conformidade-inclusao"
    )


def inclusion_rows(view: View) -> pd.DataFrame:
    """The initiatives that the rule judges, with what each lacks."""
    behind = data.initiatives_behind_rules(view)
    judged = behind.loc[behind["rule"] == Rule.INCLUSION, ["initiative_id", "missing"]]
    return data.initiatives(view).merge(judged, on="initiative_id", validate="one_to_one")


def _name_cell(row: pd.Series) -> str:
    """Names repeat; the code does not."""
    return f"{html.cell(row['name'])}<small>{html.cell(row['initiative_id'])}</small>"


def _requirements_sentence() -> str:
    plan = programme()
    return (
        f"O programa pede o tema {plan.theme.transversal}, o indicador {plan.inclusion.indicator} e"
        f" a tag {plan.inclusion.tag}."
    )


def _totals(rows: pd.DataFrame) -> str:
    """How many keep each of the three, and all of them."""
    total = len(rows)
    lacking = [set(missing.split("; ")) for missing in rows["missing"]]
    names = {THEME: "tema", INDICATOR: "indicador", TAG: "tag"}
    kept = {words: sum(name not in gaps for gaps in lacking) for name, words in names.items()}
    kept["os três"] = int((rows["missing"] == "").sum())
    cells = [
        (html.cell(name), f"{number(count)} de {number(total)}", percent(count / total))
        for name, count in kept.items()
    ]
    return html.table(
        ("o que se pede", "têm", ""),
        cells,
        numeric=frozenset({1, 2}),
        label="Conformidade da inclusão",
    )


def _show_why_empty(view: View, rules: pd.DataFrame, year: int) -> None:
    if not data.years(view):
        messages.empty(
            "Esta edição não tem iniciativas.",
            "Importe a tabela iniciativas e construa outra edição.",
        )
    elif year not in data.years(view):
        messages.empty(
            f"Esta edição não tem iniciativas de {year}.",
            "Escolha um período que termine em outro ano.",
        )
    else:
        applies = set(rules["status"]) == {RuleStatus.NOT_APPLICABLE}
        messages.empty(NOTHING[RuleStatus.NOT_APPLICABLE if applies else RuleStatus.NOT_MEASURED])


def _scope_note(view: View, rules: pd.DataFrame, rows: pd.DataFrame, year: int) -> None:
    unmeasured = rules.loc[rules["status"] == RuleStatus.NOT_MEASURED, "uf"]
    states = sorted(set(rows["uf"]))
    where = (
        f"de {states[0]}" if len(states) == 1 else f"de {plural(len(states), 'estado', 'estados')}"
    )
    unknown = f" Não medida em {', '.join(unmeasured)}." if len(unmeasured) else ""
    html.source(
        f"As iniciativas de {year} {where}, pela UF responsável; porte, canal e parceiro não se"
        f" aplicam, e abaixo da UF contam as do estado inteiro.{unknown}"
    )
