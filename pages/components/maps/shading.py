"""How a table of an indicator becomes classes and colours: what can be said of each territory
beside its reference, or its values in classes no narrower than chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from config.formatting import number, plural
from config.ibge import with_article
from config.palette import Palette, ramp
from geo.classes import NO_DATA, NO_DATA_LABEL, Classes, Method, classify
from geo.interval_classes import IntervalClasses, class_intervals
from geo.maps import Shading
from indicators.catalogue.definitions import Indicator
from indicators.goals.pace import Standing
from indicators.measure import Status
from indicators.territories.judgement import JUDGED, Judgement

TARGET, WHOLE, SMOOTHED = "meta", "todo", "suavizada"
JUDGING = (TARGET, WHOLE)
CLASSES = 5
# Of labels that are bare numbers under a title that tells no unit.
UNITS = {"minutos": " (minutos)"}
CLOSER = "Os valores estão mais juntos do que se sabe de cada um: uma só cor."
CERTAIN = (
    "Só tem a cor de uma faixa quem está nela com 95 % de chance; as cores do meio são de quem pode"
    " estar de um lado ou do outro."
)
TOLD: Mapping[str, str] = {
    Judgement.WORSE: "pior",
    Judgement.BEHIND: "atrasado",
    Judgement.LOWER: "menor",
    Judgement.ALIKE: "o acaso explica a diferença",
    Judgement.UNTOLD: "não dá para dizer",
    Judgement.HIGHER: "maior",
    Judgement.ON_PACE: "no ritmo",
    Judgement.BETTER: "melhor",
    Judgement.AHEAD: "adiantado",
    Judgement.NOBODY: "nenhum, e não por acaso",
    Judgement.FEW: "poucos casos",
}
EQUAL = "igual"
# In the legend, also where no territory is so.
PACE = (Judgement.BEHIND, Judgement.UNTOLD, Judgement.ON_PACE, Judgement.AHEAD)
PLAIN = (Judgement.WORSE, Judgement.ALIKE, Judgement.BETTER)
NEUTRAL = (Judgement.LOWER, Judgement.ALIKE, Judgement.HIGHER)


@dataclass(frozen=True)
class Legend:
    """Colours with their words and how many territories each holds, "sem dado" included;
    ``sentence`` says in words what so few colours leave to say.
    """

    caption: str
    items: tuple[tuple[str, str, int], ...]
    sentence: str = ""


def methods_for(
    rows: pd.DataFrame, definition: Indicator, place: str, *, smoothed: bool = False
) -> dict[str, str]:
    """The ways of making classes of `rows`, the first one to be shown first: against the target
    where there is one, else against the whole, `place`, which a total is no part of.
    """
    targeted = bool(rows["target"].notna().any()) and not _only_of_year(rows)
    several = definition.is_ratio and len(rows) > 1
    return {
        **({TARGET: "Contra a meta"} if targeted else {}),
        **({WHOLE: f"Contra {with_article(place)}"} if several else {}),
        "quantis": "Valores: partes iguais",
        "jenks": "Valores: faixas naturais",
        **({SMOOTHED: "Valores suavizados"} if smoothed and several else {}),
    }


def _only_of_year(rows: pd.DataFrame) -> bool:
    """Whether targets are of a year of which nothing says how much is due by now."""
    known = rows.loc[rows["target"].notna(), "standing"] if "standing" in rows else pd.Series()
    return len(known) > 0 and bool(known.eq(Standing.WHOLE_YEAR).all())


def shade_judgements(
    judged: pd.Series,
    caption: str,
    palette: Palette,
    *,
    neutral: bool,
    by_chance: bool = True,
) -> tuple[Shading, Legend]:
    """A colour for each `judged` territory (`map_judgement.judge_map`), in the order given; what
    has none is drawn in grey and counted. Where no chance moves the values, alike is equal.
    """
    told = TOLD if by_chance else {**TOLD, Judgement.ALIKE: EQUAL}
    counts = judged.value_counts()
    always = PACE if judged.isin(PACE).any() else NEUTRAL if neutral else PLAIN
    shown = [word for word in TOLD if counts.get(word, 0) or word in always]
    place = {word: at for at, word in enumerate(shown)}
    index = judged.map(place).fillna(NO_DATA).astype(int)
    colours = [_colour(word, palette) for word in shown]
    words = [told[word] for word in shown]
    items = [
        (colour, told[word], int(counts.get(word, 0)))
        for word, colour in zip(shown, colours, strict=True)
    ]
    absent = [
        words
        for word, words in (
            (Judgement.WITHHELD, "suprimido"),
            (Judgement.NOT_COMPARED, "sem comparação"),
            (Judgement.UNKNOWN, NO_DATA_LABEL),
        )
        if counts.get(word, 0)
    ]
    label = " ou ".join(absent) or NO_DATA_LABEL
    items.append((palette.no_data, label, int((index == NO_DATA).sum())))
    return Shading(list(index), colours, words), Legend(caption, tuple(items))


def _colour(word: str, palette: Palette) -> str:
    """Ends that differ in lightness too; what chance explains is pale."""
    return {
        Judgement.WORSE: palette.diverging[0],
        Judgement.BEHIND: palette.diverging[0],
        Judgement.LOWER: palette.diverging[1],
        Judgement.ALIKE: palette.alike,
        Judgement.UNTOLD: palette.alike,
        Judgement.ON_PACE: palette.diverging[-2],
        Judgement.HIGHER: palette.diverging[-2],
        Judgement.BETTER: palette.diverging[-1],
        Judgement.AHEAD: palette.diverging[-1],
        Judgement.NOBODY: palette.nobody,
        Judgement.FEW: palette.few,
    }[Judgement(word)]


def tells_nobody_apart(judged: pd.Series) -> bool:
    return not judged.isin([*JUDGED, Judgement.NOBODY]).any()


def shade(
    definition: Indicator, rows: pd.DataFrame, method: str, palette: Palette
) -> tuple[Shading, Legend]:
    """Classes of ``value``, none narrower than half of the rows' intervals are; a row without a
    value has the class −1, drawn in grey and counted.
    """
    # Labels of shares are made from fractions.
    scale = 1.0 if definition.is_share else definition.scale
    width = typical_width(rows) * scale
    values = rows["value"].to_numpy(float) * scale
    classes = classify(
        values, cast("Method", method), CLASSES, width, as_percent=definition.is_share
    )
    if not definition.is_share and _all_whole(values):
        classes = replace(classes, labels=whole_labels(classes.breaks))
    colours = ramp(palette.sequential, len(classes.labels))
    caption = f"{definition.short_title}{UNITS.get(definition.unit, '')}"
    absent = _absent_words(rows)
    legend = _legend(classes, colours, caption, (palette.no_data, absent))
    if len(classes.labels) == 1 and width > 0 and len(set(values[~np.isnan(values)])) > 1:
        colours = [palette.sequential[1]]
        legend = replace(
            _legend(classes, colours, caption, (palette.no_data, absent)),
            sentence=CLOSER,
        )
    return Shading(classes.index, colours), legend


def _all_whole(values: NDArray[np.float64]) -> bool:
    known = values[~np.isnan(values)]
    return bool((known == np.floor(known)).all())


def whole_labels(breaks: Sequence[float]) -> tuple[str, ...]:
    """``até 83``, ``84–133``, …, ``acima de 300``: of whole numbers no class begins with the one
    that the class before includes, and an edge between two of them is of neither.
    """
    if len(breaks) < 2:
        return ()
    least, *upper = (int(np.floor(edge)) for edge in breaks)
    if len(upper) == 1:
        return (_from_to(least, upper[0]),)
    lowest = f"até {number(upper[0])}" if least < upper[0] else number(least)
    middle = [_from_to(low + 1, high) for low, high in pairwise(upper[:-1])]
    return (lowest, *middle, f"acima de {number(upper[-2])}")


def _from_to(first: int, last: int) -> str:
    return number(first) if first == last else f"{number(first)}–{number(last)}"


def shade_smoothed(
    definition: Indicator, rows: pd.DataFrame, palette: Palette
) -> tuple[Shading, Legend]:
    """Classes of a smoothed share, ``value``, by the ``lower`` and ``upper`` ends of it."""
    classes = class_intervals(*(rows[name].to_numpy(float) for name in ("value", "lower", "upper")))
    if classes.edges:
        colours = [*ramp(palette.sequential, classes.untold), palette.alike][: len(classes.labels)]
        told = f"{_sure_words(classes)} {CERTAIN}"
    else:
        colours, told = [palette.sequential[1]][: len(classes.labels)], CLOSER
    items = tuple(zip(colours, classes.labels, classes.counts, strict=True))
    absent = (palette.no_data, _absent_words(rows), classes.no_data)
    legend = Legend(f"{definition.short_title}, suavizada", (*items, absent), told)
    return Shading(list(classes.index), colours), legend


def _sure_words(classes: IntervalClasses) -> str:
    """How many have the colour of a class: of the paler ones, which may be most, none is told."""
    sure, of = sum(classes.counts[: classes.untold : 2]), sum(classes.counts)
    verb = "tem" if sure == 1 else "têm"
    return (
        f"De {plural(of, 'lugar', 'lugares')}, {number(sure)} {verb} a cor de uma faixa; dos"
        " outros, os casos que há não dizem de que lado estão."
    )


def _absent_words(rows: pd.DataFrame) -> str:
    suppressed = (rows["status"] == Status.SUPPRESSED).any()
    return f"suprimido ou {NO_DATA_LABEL}" if suppressed else NO_DATA_LABEL


def typical_width(rows: pd.DataFrame) -> float:
    """How wide the interval of a territory is, usually; 0 where values have none."""
    wide = (rows["upper"] - rows["lower"]).median()
    return float(wide) if pd.notna(wide) else 0.0


def _legend(classes: Classes, colours: list[str], caption: str, absent: tuple[str, str]) -> Legend:
    items = tuple(zip(colours, classes.labels, classes.counts, strict=True))
    return Legend(caption, (*items, (*absent, classes.no_data)))
