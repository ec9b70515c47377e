"""The sentence with which the Panorama opens: which targets the year does not reach at this pace,
and how many places are behind in what the map shows. All of it comes from tests.
"""

from collections.abc import Sequence

import pandas as pd

from config.formatting import enumerate_words, plural
from indicators.catalogue.definitions import Indicator
from indicators.comparison import Verdict, verdicts_against_targets
from indicators.scope import Period
from pages.components import html, numbers
from pages.panorama.pace import MISSED, REACHED, Pace, word_of
from pages.state.view import View

WHOLE_YEAR = 12  # months: only then is a target for the year compared as it is
NAMED = 3  # indicators that the sentence names
# A place of a level, several, and none of them.
LEVELS = {
    "uf": ("UF", "UFs", "nenhuma UF"),
    "municipio": ("município", "municípios", "nenhum município"),
}


def lede(
    view: View, paces: Sequence[Pace], definition: Indicator, rows: pd.DataFrame, level: str
) -> None:
    """Draw the sentence; nothing where there is nothing that a test says. `rows` are those of the
    map, one of each territory of `level`.
    """
    parts = [pace_words(paces)]
    if not view.single:
        parts.append(behind_words(view.scope.period, definition, rows, level))
    told = "; ".join(filter(None, parts))
    if told:
        html.show(f'<p class="t-lede">{html.cell(told[0].upper() + told[1:])}.</p>')


def missed(paces: Sequence[Pace]) -> list[Pace]:
    """Those that surely do not reach their target, the farthest first."""
    found = [one for one in paces if word_of(one) == MISSED]
    return sorted(found, key=lambda one: one.expected.value / (one.target * one.base))


def pace_words(paces: Sequence[Pace]) -> str:
    """“2 de 4 metas não chegam no ritmo atual (cobertura MEI e atendimentos)”."""
    aimed = [one for one in paces if not numbers.absent(one.target)]
    if not aimed:
        return ""
    short, reached = missed(aimed), sum(word_of(one) == REACHED for one in aimed)
    if not short and reached == len(aimed):
        return "no ritmo atual, todas as metas chegam"
    of_all = plural(len(aimed), "meta", "metas")
    if not short:
        sure = plural(reached, "chega com certeza", "chegam com certeza")
        return f"de {of_all}, {sure} e nenhuma está perdida"
    names = enumerate_words(one.definition.short_title for one in short[:NAMED])
    more = f" e mais {len(short) - NAMED}" if len(short) > NAMED else ""
    verb = "não chega" if len(short) == 1 else "não chegam"
    return f"{len(short)} de {of_all} {verb} no ritmo atual ({names}{more})"


def behind_words(period: Period, definition: Indicator, rows: pd.DataFrame, level: str) -> str:
    """“5 UFs abaixo da meta em Cobertura ME e EPP”; empty where the year is not whole, of which a
    target asks only a part.
    """
    aimed = rows.dropna(subset=["value", "target"])
    if aimed.empty or period.months != WHOLE_YEAR:
        return ""
    behind = verdicts_against_targets(definition, aimed).count(Verdict.LOWER)
    one, many, none = LEVELS.get(level, ("território", "territórios", "nenhum território"))
    where = plural(behind, one, many) if behind else none
    return f"{where} abaixo da meta em {definition.short_title}, além do acaso"
