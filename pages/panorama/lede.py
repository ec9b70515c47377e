"""The sentence with which the Panorama opens: which targets of the year are not met, of all that
the page judges, and how many places are behind in what the map shows. All of it comes from tests,
those of the cards and of the map themselves.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from config.formatting import enumerate_words, plural
from indicators.catalogue.definitions import Indicator, Polarity, indicator
from indicators.goals.pace import Standing
from indicators.territories.judgement import JUDGED, Judgement
from indicators.territories.map_judgement import judge_map, judge_targets
from pages.components import caching, html
from pages.components.attribution import answerable_view
from pages.components.maps.layers import waits_for_year
from pages.components.maps.shading import TARGET
from pages.components.targets.words import is_of_two_years, year_is_over
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
    over = year_is_over(view)
    within = "nestes 12 meses, " if is_of_two_years(view) else ""
    targets = target_words(found, over=over)
    parts = [f"{within}{targets}" if targets else "", whole_year_words(found)]
    if not view.single:
        judged = _judged(view, definition, rows, level)
        by_now = waits_for_year(rows)
        parts.append(behind_words(definition, judged, level, by_now=by_now, over=over))
    told = "; ".join(filter(None, parts))
    if told:
        html.show(f'<p class="t-lede">{html.cell(told[0].upper() + told[1:])}.</p>')


def _judged(view: View, definition: Indicator, rows: pd.DataFrame, level: str) -> "pd.Series[str]":
    """What the map and the list say of each territory beside its target."""
    if waits_for_year(rows):
        return judge_targets(definition, rows.dropna(subset=["value", "code"]))
    if not rows["target"].notna().any():
        return pd.Series(dtype=object)
    line = caching.line(answerable_view(view, definition), definition.id, level)
    return pd.Series(dtype=object) if line is None else judge_map(line, TARGET)


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


def target_words(found: Sequence[Aim], *, over: bool = False) -> str:
    """“2 de 6 metas do ano estão atrasadas (cobertura MEI e atendimentos) e 1 não é alcançada
    (NPS)”: of all that the cards below judge, no more and no fewer; of a year that is over, in the
    past.
    """
    judged = [one for one in found if one.standing.of_pace or one.standing in DUE]
    if not judged:
        return ""
    well = [one for one in judged if one.is_well]
    short = missed(judged)
    if short:
        return _short_words(short, len(judged), over=over)
    if len(well) < len(judged):
        return _unsure_words(judged, well, over=over)
    named = f" ({_named(judged)})" if len(judged) == 1 else ""
    return f"{_every(len(judged))} {_well_words(well, over=over)}{named}"


def whole_year_words(found: Sequence[Aim]) -> str:
    """“as outras 5 metas são do ano inteiro, e este período não diz delas”: of a month, a quarter,
    or several years; "" of a period that may be held against every target.
    """
    waiting = sum(one.standing is Standing.WHOLE_YEAR for one in found)
    if not waiting:
        return ""
    others = any(one.standing.of_pace or one.standing in DUE for one in found)
    other = "outra " if others else ""
    whose = (
        f"a {other}meta é do ano inteiro"
        if waiting == 1
        else f"as {other.replace(' ', 's ')}{waiting} metas são do ano inteiro"
    )
    return f"{whose}, e este período não diz {'dela' if waiting == 1 else 'delas'}"


def _every(count: int) -> str:
    """“a meta do ano”, “as 2 metas do ano”, “todas as 3 metas do ano”."""
    if count == 1:
        return "a meta do ano"
    return f"{'as' if count == 2 else 'todas as'} {count} metas do ano"


def _short_words(short: Sequence[Aim], judged: int, *, over: bool) -> str:
    """“2 de 6 metas do ano estão atrasadas (…) e 1 não é alcançada (…)”."""
    behind = [one for one in short if one.standing is Standing.BEHIND]
    due = [one for one in short if one.standing is Standing.WORSE]
    late = f"{_verb(len(behind), over=over)} {'atrasada' if len(behind) == 1 else 'atrasadas'}"
    unmet = f"não {_verb(len(due), over=over, met=True)}"
    unmet = f"{unmet} {'alcançada' if len(due) == 1 else 'alcançadas'}"
    told, of = [], f" de {plural(judged, 'meta do ano', 'metas do ano')}"
    for some, verb in ((behind, late), (due, unmet)):
        if some:
            who = _every(judged) if len(some) == judged else f"{len(some)}{of}"
            told.append(f"{who} {verb} ({_named(some)})")
            of = ""  # of how many is said once
    return " e ".join(told)


def _verb(count: int, *, over: bool, met: bool = False) -> str:
    """How a target stands, or, `met`, whether it is reached."""
    words = {
        (False, False): ("está", "estão"),
        (False, True): ("é", "são"),
        (True, False): ("estava", "estavam"),
        (True, True): ("foi", "foram"),
    }
    return words[over, met][count > 1]


def _unsure_words(judged: Sequence[Aim], well: Sequence[Aim], *, over: bool) -> str:
    """Some are well, and of the others no test says anything."""
    waits = any(one.standing.of_pace and not one.is_well for one in judged)
    count = len(judged)
    if not well:
        if not waits:
            near = "está em torno da sua meta" if count == 1 else "estão em torno das suas metas"
            return f"{_named(judged)} {near}: a diferença cabe no acaso"
        whose = f"a meta do ano ({_named(judged)})" if count == 1 else f"as {count} metas do ano"
        unknown = "não dava para dizer se havia" if over else "ainda não dá para dizer se há"
        return f"d{whose}, {unknown} atraso"
    unknown = "não dava para dizer" if over else "ainda não dá para dizer"
    rest = f"do resto {unknown}" if waits else "no resto a diferença cabe no acaso"
    return f"de {count} metas do ano, {len(well)} {_well_words(well, over=over)}, e {rest}"


def _well_words(well: Sequence[Aim], *, over: bool) -> str:
    """What is said of those that are not short of their target, in the words of their cards:
    “estão adiantadas ou no ritmo”.
    """
    many = "s" if len(well) > 1 else ""
    kinds = Counter(one.standing for one in well)
    words = [f"adiantada{many}"] if kinds.pop(Standing.AHEAD, 0) else []
    words += ["no ritmo"] if kinds.pop(Standing.ON_PACE, 0) else []
    verb = _verb(len(well), over=over, met=over and not words)
    words += [f"alcançada{many}"] if kinds else []
    return f"{verb} {', '.join(words[:-2])}{', ' if words[:-2] else ''}{' ou '.join(words[-2:])}"


def _named(some: Sequence[Aim]) -> str:
    names = [one.definition.short_title for one in some]
    if len(names) > NAMED:
        names = [*names[:NAMED], f"mais {len(names) - NAMED}"]
    return enumerate_words(names)


def behind_words(
    definition: Indicator,
    judged: "pd.Series[str]",
    level: str,
    *,
    by_now: bool,
    over: bool = False,
) -> str:
    """“5 UFs atrasadas em Cobertura ME e EPP”, of the territories as the map judges them; empty
    where there is nothing to judge by.

    `by_now`: beside what the target of a year that is not counted to its end asks for.
    """
    words = [Judgement(word) for word in judged]
    pace = (Judgement.ON_PACE, Judgement.UNTOLD)
    if not any(word in (*JUDGED, *pace, Judgement.ALIKE, Judgement.NOBODY) for word in words):
        return ""
    one, many, none = LEVELS.get(level, ("território", "territórios", "nenhum território"))
    lower = definition.polarity is Polarity.NEUTRAL and not by_now
    less = Judgement.LOWER if lower else Judgement.BEHIND if by_now else Judgement.WORSE
    count = words.count(less) + words.count(Judgement.NOBODY)
    if by_now:
        asked = "pedia até ali" if over else "pede até agora"
        how = f"atrás do que a meta do ano {asked}"
    else:
        how = f"{('menor' if lower else 'pior') + ('es' if count > 1 else '')} que a meta"
    where = plural(count, one, many) if count else none
    return f"{where} {how} em {definition.short_title}, além do acaso"
