"""The sentence with which the Panorama opens: which targets of the year are not met, of all that
the page judges, and how many places are behind in what the map shows. All of it comes from tests.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from config.formatting import enumerate_words, plural
from indicators.catalogue.definitions import Indicator, indicator
from indicators.goals.pace import Standing
from pages.components import caching, html
from pages.state.view import View

NAMED = 3  # indicators that the sentence names of each kind
DUE = (Standing.BETTER, Standing.EQUAL, Standing.WORSE)  # of a target that waits for no December
# A place of a level, several, and none of them.
LEVELS = {
    "uf": ("UF", "UFs", "nenhuma UF"),
    "municipio": ("município", "municípios", "nenhum município"),
}


@dataclass(frozen=True)
class Aim:
    """An indicator of the scope's territory beside its target: a row of `judged_table`."""

    definition: Indicator
    now: pd.Series

    @property
    def standing(self) -> Standing:
        return Standing(self.now["standing"])

    @property
    def is_well(self) -> bool:
        """On its way, or met; by chance alone, only where nothing is missing either."""
        if self.standing is Standing.EQUAL:
            return bool(self.now["gap"] <= 0)
        return bool(self.standing.favourable)


def lede(
    view: View, found: Sequence[Aim], definition: Indicator, rows: pd.DataFrame, level: str
) -> None:
    """Draw the sentence; nothing where there is nothing that a test says. `rows` are those of the
    map, one of each territory of `level`.
    """
    parts = [target_words(found)]
    if not view.single:
        parts.append(behind_words(definition, rows, level))
    told = "; ".join(filter(None, parts))
    if told:
        html.show(f'<p class="t-lede">{html.cell(told[0].upper() + told[1:])}.</p>')


def aims(view: View, names: Iterable[str]) -> list[Aim]:
    """Every one of these indicators beside its target."""
    return [Aim(indicator(name), caching.judged_place(view, name)) for name in dict.fromkeys(names)]


def missed(found: Sequence[Aim]) -> list[Aim]:
    """Those that are surely short of their target: behind it, the farthest from what it asks for by
    now first, and then those of which the target is due.
    """
    behind = [one for one in found if one.standing is Standing.BEHIND]
    behind.sort(key=lambda one: one.now["value"] / one.now["expected"])
    return [*behind, *(one for one in found if one.standing is Standing.WORSE)]


def target_words(found: Sequence[Aim]) -> str:
    """“2 de 6 metas do ano estão atrasadas (cobertura MEI e atendimentos) e 1 não é alcançada
    (NPS)”: of all that the cards below judge, no more and no fewer.
    """
    judged = [one for one in found if one.standing.of_pace or one.standing in DUE]
    if not judged:
        return ""
    well = [one for one in judged if one.is_well]
    short = missed(judged)
    of_all = plural(len(judged), "meta do ano", "metas do ano")
    if short:
        return _short_words(short, of_all)
    if len(well) < len(judged):
        return _unsure_words(judged, well, of_all)
    how = _well_words(well)
    if len(judged) == 1:
        return f"a meta do ano está {how[0]} ({judged[0].definition.short_title})"
    return f"todas as {of_all} estão {how[1]}"


def _short_words(short: Sequence[Aim], of_all: str) -> str:
    """“2 de 6 metas do ano estão atrasadas (…) e 1 não é alcançada (…)”."""
    behind = [one for one in short if one.standing is Standing.BEHIND]
    due = [one for one in short if one.standing is Standing.WORSE]
    late = "está atrasada" if len(behind) == 1 else "estão atrasadas"
    unmet = "não é alcançada" if len(due) == 1 else "não são alcançadas"
    told, of = [], f" de {of_all}"
    for some, verb in ((behind, late), (due, unmet)):
        if some:
            told.append(f"{len(some)}{of} {verb} ({_named(some)})")
            of = ""  # of how many is said once
    return " e ".join(told)


def _unsure_words(judged: Sequence[Aim], well: Sequence[Aim], of_all: str) -> str:
    """Some are well, and of the others no test says anything."""
    waits = any(one.standing.of_pace and not one.is_well for one in judged)
    if not well:
        untold = "ainda não dá para dizer se há atraso" if waits else "a diferença cabe no acaso"
        return f"de {of_all}, {untold}"
    one, many = _well_words(well)
    how = f"está {one}" if len(well) == 1 else f"estão {many}"
    rest = "do resto ainda não dá para dizer" if waits else "no resto a diferença cabe no acaso"
    return f"de {of_all}, {len(well)} {how}, e {rest}"


def _well_words(well: Sequence[Aim]) -> tuple[str, str]:
    """What is said of one, and of several, that are not short of their target."""
    waiting = [one.standing.of_pace for one in well]
    if all(waiting):
        return "no ritmo", "no ritmo"
    return (
        ("no ritmo ou alcançada", "no ritmo ou alcançadas")
        if any(waiting)
        else ("alcançada", "alcançadas")
    )


def _named(some: Sequence[Aim]) -> str:
    names = enumerate_words(one.definition.short_title for one in some[:NAMED])
    return f"{names} e mais {len(some) - NAMED}" if len(some) > NAMED else names


def behind_words(definition: Indicator, rows: pd.DataFrame, level: str) -> str:
    """“5 UFs atrasadas em Cobertura ME e EPP”; empty where there is nothing to judge by."""
    known = [Standing(word) for word in rows.dropna(subset=["value"])["standing"]]
    one, many, none = LEVELS.get(level, ("território", "territórios", "nenhum território"))
    if any(word.of_pace for word in known):
        count, how = known.count(Standing.BEHIND), "atrás do que a meta do ano pede até agora"
    elif any(word in DUE for word in known):
        count = known.count(Standing.WORSE)
        how = "piores que a meta" if count > 1 else "pior que a meta"
    else:
        return ""
    where = plural(count, one, many) if count else none
    return f"{where} {how} em {definition.short_title}, além do acaso"
