"""A target as people read it: what set it, how the year stands to it, and what is missing."""

import pandas as pd

from config.formatting import number, plural
from data_access.queries.indicators.targets import PROGRAMME
from indicators.catalogue.definitions import Indicator
from indicators.goals.pace import MONTHS_OF_YEAR, Standing
from indicators.scope import Month
from pages.components import numbers
from pages.state.view import View

# A level that targets are made of: of how many of its territories.
PARTS = {
    "regiao": "das {} regiões",
    "uf": "das {} UFs",
    "regiao_intermediaria": "das {} regiões intermediárias",
    "regiao_imediata": "das {} regiões imediatas",
    "mesorregiao": "das {} mesorregiões",
    "microrregiao": "das {} microrregiões",
    "territorio_proprio": "dos {} territórios próprios",
    "municipio": "dos {} municípios",
}
YEAR = "meta do ano inteiro"


def year_is_over(view: View) -> bool:
    """Whether the edition has all of the year in which the period of the scope ends: what its
    target asked for is told in the past.
    """
    return Month.of(view.scope.period.end.year, 12).index <= view.manifest.end


def is_of_two_years(view: View) -> bool:
    """Whether the period is twelve months of two years: what they reach, the year may not."""
    period = view.scope.period
    return period.months == MONTHS_OF_YEAR and period.start.year != period.end.year


def goal_words(definition: Indicator, row: pd.Series, name: str = "meta") -> str:
    """``meta 19,8 % (média das metas das 7 UFs)``; empty without a target."""
    if numbers.absent(row["target"]):
        return ""
    of = " do programa" if row["target_from"] == PROGRAMME else ""
    made = made_of(definition, row)
    shown = f"{name}{of} {numbers.show_value(definition, row['target'])}"
    return f"{shown} ({made})" if made else shown


def made_of(definition: Indicator, row: pd.Series) -> str:
    """``soma das metas das 27 UFs``; empty for a target of its own, or the programme's."""
    level = row["target_from"]
    if numbers.absent(row["target_parts"]) or level == PROGRAMME:
        return ""
    how = "média das metas" if definition.is_ratio else "soma das metas"
    return f"{how} {PARTS[level].format(number(row['target_parts']))}"


def gap_words(definition: Indicator, row: pd.Series, *, over: bool = False) -> str:
    """``faltam 2.832 empresas até dezembro: 354 por semana``; empty where it is not known. Of a
    year that is `over`, in the past.
    """
    gap = row["gap"]
    if numbers.absent(gap):
        return ""
    if gap <= 0:
        return "atingida"
    some = plural(gap, *definition.numerator.noun)
    if numbers.absent(row["per_week"]):
        return f"{numbers.lack_verb(gap, over=over)} {some}"
    verb = numbers.lack_verb(gap) if not over else "faltava" if gap == 1 else "faltavam"
    missing = f"{verb} {some}"
    return f"{missing} até dezembro: {number(row['per_week'])} por semana"


def target_line(
    definition: Indicator, row: pd.Series, *, over: bool = False, of_two_years: bool = False
) -> str:
    """Of a row of `judged_table`: the target, how the year stands to it, and what is missing; of
    twelve months `of_two_years`, what is missing or reached is of these.
    """
    standing = Standing(row["standing"])
    name = YEAR if standing is Standing.WHOLE_YEAR else "meta"
    told = str(standing) if standing.of_pace else ""
    gap = gap_words(definition, row, over=over)
    within = " em 12 meses" if of_two_years and gap else ""
    parts = (goal_words(definition, row, name), told, f"{gap}{within}")
    return " · ".join(filter(None, parts))


def pace_words(definition: Indicator, row: pd.Series) -> str:
    """``atrasado: a meta pede 7,7 % até mar/2026 (de 7,2 % a 8,2 %)``."""
    standing = Standing(row["standing"])
    if standing is Standing.WHOLE_YEAR:
        part = row["value"] / row["target"] if row["target"] else float("nan")
        done = "" if numbers.absent(part) else f": {number(100 * part)} % dela"
        return f"{YEAR}{done}"
    if numbers.absent(row["expected"]):
        return str(standing)
    shown = numbers.show_value(definition, row["expected"])
    until = Month.parse(row["judged_until"]).label
    told = f"{standing}: a meta pede {shown} até {until}"
    if numbers.absent(row["expected_lower"]):
        return told
    low, high = (
        numbers.show_value(definition, row[name]) for name in ("expected_lower", "expected_upper")
    )
    return f"{told} (de {low} a {high})"


def standing_tone(standing: Standing) -> str:
    """CSS class: good, bad or quiet."""
    return {True: "t-good", False: "t-bad", None: "t-quiet"}[standing.favourable]
