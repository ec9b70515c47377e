"""The sentence with which the Panorama opens: which targets of the year are behind, and how many
places are in what the map shows. All of it comes from tests.
"""

from collections.abc import Sequence

import pandas as pd

from config.formatting import enumerate_words, plural
from indicators.catalogue.definitions import Indicator
from indicators.goals.pace import Standing
from pages.components import html
from pages.panorama.pace import Pace
from pages.state.view import View

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
        parts.append(behind_words(definition, rows, level))
    told = "; ".join(filter(None, parts))
    if told:
        html.show(f'<p class="t-lede">{html.cell(told[0].upper() + told[1:])}.</p>')


def missed(paces: Sequence[Pace]) -> list[Pace]:
    """Those that are surely behind, the farthest from what their target asks for by now first."""
    found = [one for one in paces if standing_of(one) is Standing.BEHIND]
    return sorted(found, key=lambda one: one.now["value"] / one.now["expected"])


def standing_of(found: Pace) -> Standing:
    return Standing(found.now["standing"])


def pace_words(paces: Sequence[Pace]) -> str:
    """“2 de 4 metas do ano estão atrasadas (cobertura MEI e atendimentos)”."""
    aimed = [one for one in paces if standing_of(one).of_pace]
    if not aimed:
        return ""
    short = missed(aimed)
    well = sum(standing_of(one) in (Standing.AHEAD, Standing.ON_PACE) for one in aimed)
    if well == len(aimed):
        return "todas as metas do ano estão no ritmo"
    of_all = plural(len(aimed), "meta do ano", "metas do ano")
    if not short and not well:
        return f"de {of_all}, ainda não dá para dizer se há atraso"
    if not short:
        sure = plural(well, "está no ritmo", "estão no ritmo")
        return f"de {of_all}, {sure}, e do resto ainda não dá para dizer"
    names = enumerate_words(one.definition.short_title for one in short[:NAMED])
    more = f" e mais {len(short) - NAMED}" if len(short) > NAMED else ""
    verb = "está atrasada" if len(short) == 1 else "estão atrasadas"
    return f"{len(short)} de {of_all} {verb} ({names}{more})"


def behind_words(definition: Indicator, rows: pd.DataFrame, level: str) -> str:
    """“5 UFs atrasadas em Cobertura ME e EPP”; empty where there is nothing to judge by."""
    known = [Standing(word) for word in rows.dropna(subset=["value"])["standing"]]
    one, many, none = LEVELS.get(level, ("território", "territórios", "nenhum território"))
    if any(word.of_pace for word in known):
        count, how = known.count(Standing.BEHIND), "atrás do que a meta do ano pede até agora"
    elif any(word in (Standing.BETTER, Standing.EQUAL, Standing.WORSE) for word in known):
        count, how = known.count(Standing.WORSE), "pior que a meta"
    else:
        return ""
    where = plural(count, one, many) if count else none
    return f"{where} {how} em {definition.short_title}, além do acaso"
