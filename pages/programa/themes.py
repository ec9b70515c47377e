"""Themes of the initiatives, and the initiatives for sector groups."""

import pandas as pd

from config.formatting import enumerate_words, number, percent, plural
from config.programme import programme
from indicators.programme import Rule, RuleStatus
from pages.components import html, messages
from pages.components import programme_data as data
from pages.components.downloads import downloads
from pages.components.programme_words import common_reason, first_ones
from pages.state.view import View

NO_THEME = "Sem tema"
THEMES = {
    "theme": "tema indutor",
    "initiatives": "iniciativas",
    "share": "parcela",
    "csn": "CSN (R$)",
    "known": "no plano",
}
SECTOR = {
    "uf": "UF",
    "initiative_id": "código",
    "name": "iniciativa",
    "tags": "tags",
    "missing": "o que falta",
}


def themes_card(view: View) -> None:
    year = view.scope.period.end.year
    html.title("Temas indutores", f"Toda iniciativa se liga a um ou mais. {view.place}, {year}.")
    found = themes(data.initiatives(view))
    if found.empty:
        messages.empty("Não há iniciativas do ano neste território.")
        return
    top = float(found["share"].max())
    cells = [
        (
            html.cell(row["theme"])
            + ("" if row["known"] == "sim" else f"<small>{html.cell(row['known'])}</small>"),
            f"{number(row['initiatives'])}<small>{percent(row['share'])}</small>",
            html.bar(row["share"] / top, 46),
            number(row["csn"]),
        )
        for _, row in found.iterrows()
    ]
    head = ("tema", "iniciativas", "", "CSN (R$)")
    html.show(
        html.table(head, cells, numeric=frozenset({1, 3}), label="Iniciativas por tema indutor")
    )
    html.source(_about_names(found))
    downloads(view, f"Temas indutores em {year}", found, THEMES, key="temas")


def themes(rows: pd.DataFrame) -> pd.DataFrame:
    """Initiatives and CSN by theme, the most used first: theme, initiatives, share, csn, known.

    An initiative of several themes stands in each of them, with all of its CSN.
    """
    found_in = [
        {"theme": theme, "known": "sim" if theme not in foreign else "não está no plano", **own}
        for own, themes, foreign in zip(
            rows[["initiative_id", "csn"]].to_dict("records"),
            ((themes or NO_THEME).split("; ") for themes in rows["themes"]),
            (themes.split("; ") for themes in rows["foreign_themes"]),
            strict=True,
        )
        for theme in themes
    ]
    frame = pd.DataFrame(found_in, columns=["theme", "known", "initiative_id", "csn"])
    frame["csn"] = frame["csn"].astype(float)
    found = frame.groupby(["theme", "known"], as_index=False).agg(
        initiatives=("initiative_id", "size"), csn=("csn", lambda values: values.sum(min_count=1))
    )
    found["known"] = found["known"].where(found["theme"] != NO_THEME, "sem tema")
    found["share"] = found["initiatives"] / max(len(rows), 1)
    return found.sort_values(
        ["initiatives", "theme"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _about_names(found: pd.DataFrame) -> str:
    """While the plan does not name its themes any counts; more than there can be are told."""
    plan = programme().theme
    if plan.inductive:
        return (
            f"Os temas do plano são {enumerate_words(plan.inductive)}, e o transversal"
            f" {plan.transversal}, que acompanha outro. Uma iniciativa de vários temas está em cada"
            " um, e as parcelas podem somar mais de 100 %."
        )
    others = [name for name in found["theme"] if name not in (NO_THEME, plan.transversal)]
    told = (
        f"O plano tem {number(plan.count)} temas e o transversal {plan.transversal}, e os nomes dos"
        f" {number(plan.count)} não estão configurados: conta qualquer tema informado."
    )
    if len(others) > plan.count:
        told += f" Há {number(len(others))} nomes além do transversal: algum não é do plano."
    return told


def sector_card(view: View) -> None:
    """Initiatives for sector groups: the tags that they miss, and whether they belong here."""
    plan = programme().sector
    html.title(
        "Iniciativas setoriais",
        f"Levam {enumerate_words(plan.tags)}; as que não são construção de jornada nem"
        f" identificação de público são de {plan.programme}.",
    )
    rules = data.rules(view)
    tags, own = (rules[rules["rule"] == rule] for rule in (Rule.SECTOR_TAGS, Rule.SECTOR_PROGRAMME))
    behind = data.initiatives_behind_rules(view)
    judged = behind.loc[behind["rule"] == Rule.SECTOR_TAGS, ["initiative_id", "ok", "missing"]]
    rows = data.initiatives(view).merge(judged, on="initiative_id", validate="one_to_one")
    if rows.empty:
        messages.empty("Nenhuma iniciativa setorial a conferir.", str(tags["sentence"].iloc[0]))
        return
    missed = rows[rows["missing"] != ""]
    kept = (
        f"Têm as tags {number(len(rows) - len(missed))} de"
        f" {plural(len(rows), 'iniciativa', 'iniciativas')}."
    )
    html.show(f'<p class="t-verdict">{html.cell(kept)} {html.cell(_own(own))}</p>')
    if len(missed):
        cells = [
            (
                html.cell(row["uf"]),
                html.cell(row["name"]),
                html.cell(row["tags"] or "—"),
                html.cell(row["missing"]),
            )
            for _, row in first_ones(missed).iterrows()
        ]
        head = ("UF", "iniciativa", "tags", "falta")
        html.show(
            html.scroll(
                html.table(
                    head, cells, numeric=frozenset(), label="Iniciativas setoriais a corrigir"
                )
            )
        )
    downloads(view, "Iniciativas setoriais", rows, SECTOR, key="setoriais")


def _own(rules: pd.DataFrame) -> str:
    """What is known of the programme that they belong to."""
    statuses = [RuleStatus(status) for status in rules["status"]]
    if RuleStatus.NOT_MET in statuses:
        missed = list(rules.loc[rules["status"] == RuleStatus.NOT_MET, "uf"])
        return f"Há iniciativas de outro programa em {enumerate_words(missed)}."
    if RuleStatus.NOT_MEASURED in statuses:
        return f"De que programa são não se mede. {common_reason(rules, RuleStatus.NOT_MEASURED)}"
    return "Todas são deste programa." if RuleStatus.MET in statuses else ""
