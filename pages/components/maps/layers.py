"""What a map paints: what can be said of each territory, or values, as they are or smoothed."""

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from config.formatting import plural
from config.ibge import of_place
from data_access.queries.tables import municipalities as municipality_tables
from geo.distance import nearest_places
from geo.maps import Shading
from indicators.catalogue.definitions import Indicator, Polarity
from indicators.comparison import by_chance
from indicators.goals.pace import Standing
from indicators.measure import Status
from indicators.territories.judgement import Judgement, fewest_cases
from indicators.territories.map_judgement import judge_map, judge_targets
from indicators.territories.smoothing import smooth_shares
from pages.components import caching, numbers
from pages.components.caching import ask
from pages.components.interval_words import AMONG_THESE
from pages.components.kept import digest
from pages.components.maps.shading import (
    JUDGING,
    SMOOTHED,
    TARGET,
    Legend,
    methods_for,
    shade,
    shade_judgements,
    shade_smoothed,
    tells_nobody_apart,
)
from pages.state.view import View, level_words

PACE_RULE = (
    "Atrasado e adiantado: o que se contou difere da parte da meta que os anos anteriores tinham a"
    " esta altura. A chance de algum engano entre todos é de no máximo 5 %. No ritmo: não difere"
    f" assim, e o ano termina a menos de um décimo da meta. {AMONG_THESE}"
)
NEIGHBOURS = 8  # about as many as a municipality of Brazil touches
SMOOTHING = (
    f"Suavizada: cada taxa é puxada para a dos {NEIGHBOURS} municípios mais próximos, tanto mais"
    " quanto menos casos tem. O valor medido está no cursor."
)


@dataclass(frozen=True)
class Layer:
    """What a map shows: an indicator by territory of `level`, in classes of `method`
    (`shading.methods_for`).

    `rows` has the columns `indicator.TABLE_COLUMNS`. A page that judges them itself brings its
    judgements, ``judged``, by code, and what they are ``against``.
    """

    definition: Indicator
    rows: pd.DataFrame
    level: str
    method: str
    judged: pd.Series | None = None
    against: str = ""

    @property
    def key(self) -> tuple[Hashable, ...]:
        """All that it shows, for what is kept by it."""
        judged = "" if self.judged is None else digest(self.judged)
        shown = digest(self.rows), judged, self.against
        return (self.definition.id, self.level, self.method, *shown)


def methods(view: View, definition: Indicator, rows: pd.DataFrame, level: str) -> dict[str, str]:
    """The classes that a map of these rows may have, by name; the first is the default."""
    smoothed = level == "municipio" and definition.is_share and by_chance(definition)
    return methods_for(rows, definition, whole_words(view), smoothed=smoothed)


def whole_words(view: View) -> str:
    """The territory of the scope as the whole that others are compared with."""
    whole = view.whole_country and view.access.ufs is None
    return "o Brasil" if whole else f"o total {of_place(view.place)}"


def paint(
    view: View, layer: Layer, rows: pd.DataFrame
) -> tuple[Shading, Legend, pd.DataFrame | None]:
    """Classes and legend of `rows`, those of the layer that have a code, and the rows with the
    smoothed values that they show, if they do.
    """
    if layer.judged is None and layer.method == TARGET and waits_for_year(rows):
        return *_at_pace(view, layer.definition, rows), None
    if layer.judged is not None or layer.method in JUDGING:
        return *_judged(view, layer, rows), None
    if layer.method == SMOOTHED:
        smoothed = _smoothed(view, rows)
        shading, legend = shade_smoothed(layer.definition, smoothed, view.palette)
        return shading, replace(legend, sentence=f"{SMOOTHING} {legend.sentence}"), smoothed
    few = (rows["status"] == Status.FEW).to_numpy()
    sure = rows.assign(value=rows["value"].mask(few))
    return *_with_few(*shade(layer.definition, sure, layer.method, view.palette), few, view), None


def waits_for_year(rows: pd.DataFrame) -> bool:
    """Whether the targets of the rows are of a year that is not over."""
    return "standing" in rows and any(Standing(word).waits for word in rows["standing"])


def _at_pace(view: View, definition: Indicator, rows: pd.DataFrame) -> tuple[Shading, Legend]:
    judged = judge_targets(definition, rows).set_axis(rows.index)
    shading, legend = shade_judgements(
        judged, "Diante da meta do ano:", view.palette, neutral=False
    )
    return shading, replace(legend, sentence=PACE_RULE)


def _with_few(
    shading: Shading, legend: Legend, few: np.ndarray, view: View
) -> tuple[Shading, Legend]:
    """Few cases as a class of their own, after those of values."""
    count = int(few.sum())
    if not count:
        return shading, legend
    index = np.where(few, len(shading.colours), np.asarray(shading.index))
    *classes, (grey, label, absent) = legend.items
    items = (*classes, (view.palette.few, "poucos casos", count), (grey, label, absent - count))
    colours = [*shading.colours, view.palette.few]
    return Shading(list(index), colours), replace(legend, items=items)


def _judged(view: View, layer: Layer, rows: pd.DataFrame) -> tuple[Shading, Legend]:
    definition = layer.definition
    judged, against, whole = _judgements(view, layer)
    of_rows = rows["code"].map(judged).astype(object).fillna(str(Judgement.UNKNOWN))
    shown = "" if whole is None else f" ({numbers.show_value(definition, whole)})"
    shading, legend = shade_judgements(
        of_rows,
        f"Comparado com {against}{shown}:",
        view.palette,
        neutral=definition.polarity is Polarity.NEUTRAL,
        by_chance=by_chance(definition),
    )
    alike = rows[(of_rows == Judgement.ALIKE).to_numpy()]
    told = _nobody(definition, alike, layer.level, against) if tells_nobody_apart(of_rows) else ""
    rule = "" if layer.judged is not None else _rule(definition, of_rows)
    return shading, replace(legend, sentence=told + rule)


def _judgements(view: View, layer: Layer) -> tuple[pd.Series, str, float | None]:
    """Judgements by code, what they are against, and the value of that where there is one."""
    if layer.judged is not None:
        return layer.judged, layer.against, None
    line = caching.line(view, layer.definition.id, layer.level)
    judged = pd.Series(dtype=object) if line is None else judge_map(line, layer.method)
    if layer.method == TARGET:
        return judged, "a meta", None
    return judged, whole_words(view), None if line is None else line.whole.value


def _nobody(definition: Indicator, alike: pd.DataFrame, level: str, against: str) -> str:
    """What a map without any colour says, of those that were compared."""
    moved = by_chance(definition)
    if alike.empty:
        able = "tem casos bastantes para" if moved else "pode"
        return f"Nenhum território {able} ser comparado. "
    low, high = (
        numbers.show_value(definition, end) for end in (alike["value"].min(), alike["value"].max())
    )
    ends = f"são todos {low}" if low == high else f"vão de {low} a {high}"
    why = "o acaso explica toda a diferença: " if moved and low != high else ""
    named = f"Por {level_words(level)}, os valores comparados {ends}"
    return f"{named}, e {why}ninguém difere d{against}. "


def _rule(definition: Indicator, judged: pd.Series) -> str:
    if not by_chance(definition):
        return ""
    mistakes = f"Das diferenças pintadas, espera-se que no máximo 5 % sejam enganos. {AMONG_THESE}"
    few = int((judged == Judgement.FEW).sum())
    if not few or definition.denominator is None:
        return mistakes
    least = plural(fewest_cases(definition), *definition.denominator.noun)
    return f"{mistakes} Poucos casos: menos de {least}."


def _smoothed(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with smoothed values and how well each is known."""
    register = ask(view, municipality_tables.municipalities, territory=view.scope.territory)
    points = register.set_index("code")[["latitude", "longitude"]].reindex(rows["code"])
    near = nearest_places(points, NEIGHBOURS)
    found = smooth_shares(rows["numerator"], rows["denominator"], near)
    return rows.assign(value=found.value, lower=found.lower, upper=found.upper)
