"""The rules of the programme worked out in pandas from the tables as registered, and from the words
of the plan.
"""

import unicodedata
from fractions import Fraction

import pandas as pd

STRATEGIES = (
    "Reposicionamento e modernização da Rede de Relacionamento",
    "Rede parceira (Sala do Empreendedor e Parceiro)",
    "Sebrae na Sua Empresa",
    "Mobilizações",
    "Reconhecimento e Valorização da Rede de Relacionamento",
    "Estratégia de CRM",
)
MET, NOT_MET, NOT_APPLICABLE, NOT_MEASURED = (
    "cumprida",
    "nao_cumprida",
    "nao_aplicavel",
    "nao_medida",
)


def plain(text):
    """The letters of a name, for comparison."""
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in apart if not c.isspace() and unicodedata.category(c) != "Mn")


def judged(rows: pd.DataFrame, everybody: pd.DataFrame) -> dict[str, str]:
    """The rules about the initiatives `rows` of one state and year; `everybody` are those of the
    year.
    """
    rules = {
        "estrategias": (["estrategia"], _strategies),
        "csn_estrategias": (["estrategia", "csn"], _csn),
        "temas": (["tema_indutor"], lambda rows: all(_tied(rows["tema_indutor"]))),
        "estrategia_tema": (["estrategia", "tema_indutor"], _strategy_theme),
        "inclusao": (["vulneraveis", "tema_indutor", "indicadores", "tags"], _inclusion),
        "setoriais_tags": (["setorial", "tags"], _sector),
        "setoriais_programa": (["setorial", "tags"], _sector_programme),
    }
    found = {}
    for name, (needs, judge) in rules.items():
        if rows.empty or any(everybody[column].notna().sum() == 0 for column in needs):
            found[name] = NOT_MEASURED
        else:
            outcome = judge(rows)
            found[name] = outcome if isinstance(outcome, str) else MET if outcome else NOT_MET
    return found


def share_rule(part: int, whole: int, percent: int) -> str:
    if whole == 0:
        return NOT_APPLICABLE
    return MET if Fraction(part, whole) >= Fraction(percent, 100) else NOT_MET


def of_strategies(rows):
    """Whether each initiative is of one of the six."""
    known = {plain(name) for name in (*STRATEGIES, "Rede parceira")}
    return (
        rows["estrategia"]
        .map(lambda name: plain(name) in known if isinstance(name, str) else False)
        .astype(bool)
    )


THEMES = (
    "Personalização em massa",
    "Parcerias estratégicas",
    "Atuação integrada",
    "Visão 360 do cliente",
)


def _tied(column):
    """Whether each cell has one of the four, beside others or not."""
    names = {plain(name) for name in THEMES}
    return column.map(lambda text: any(plain(part) in names for part in (text or "").split(";")))


# By the place of each strategy above, in the plan's section 7.
THEME_OF = dict(zip(STRATEGIES, (THEMES[at] for at in (2, 1, 2, 2, 2, 0)), strict=True))


def _strategy_theme(rows):
    theme_of = {plain(name): plain(theme) for name, theme in THEME_OF.items()}
    theme_of[plain("Rede parceira")] = theme_of[plain(STRATEGIES[1])]
    chosen = rows[of_strategies(rows)]
    if chosen.empty:
        return NOT_APPLICABLE
    return all(
        theme_of[plain(row["estrategia"])]
        in [plain(part) for part in (row["tema_indutor"] or "").split(";")]
        for row in chosen.to_dict("records")
    )


def _strategies(rows):
    written = {plain(name) for name in rows["estrategia"] if isinstance(name, str)}
    written |= {plain(STRATEGIES[1])} if plain("Rede parceira") in written else set()
    return all(plain(name) in written for name in STRATEGIES)


def _csn(rows):
    known = rows[rows["csn"].notna()]
    if known.empty:
        return NOT_MEASURED
    cents = known["csn"].map(lambda reais: round(reais * 100))
    return share_rule(int(cents[of_strategies(known)].sum()), int(cents.sum()), 30)


def _inclusion(rows):
    def keeps(row):
        indicators, tags = (
            [plain(w) for w in (row[c] or "").split(";")] for c in ("indicadores", "tags")
        )
        themes = [plain(part) for part in (row["tema_indutor"] or "").split(";")]
        return (
            "inclusaosocioprodutiva" in themes
            and "percepcaodoaumentoderenda" in indicators
            and "#inclusaosocioprodutiva" in tags
        )

    return _each(rows, "vulneraveis", keeps)


def _sector(rows):
    return _each(
        rows,
        "setorial",
        lambda row: "#impulsionarnegocios" in [plain(w) for w in (row["tags"] or "").split(";")],
    )


def _sector_programme(rows):
    """The plan does not name the tags that would tell."""
    outcome = _each(rows, "setorial", lambda row: True)
    return NOT_MEASURED if outcome is True else outcome


def _each(rows, flag, keeps):
    chosen = rows[rows[flag].map(lambda value: value is True)]
    if chosen.empty:
        return NOT_MEASURED if rows[flag].isna().any() else NOT_APPLICABLE
    return all(keeps(row) for row in chosen.to_dict("records"))
