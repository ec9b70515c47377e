"""In which order a list of territories is shown, and how much of a long one."""

import pandas as pd

from config.formatting import names_key, number
from indicators.catalogue.definitions import Indicator, Polarity
from indicators.comparison import by_chance
from indicators.goals.pace import Standing
from pages.components.controls import choice
from pages.components.interval_words import AMONG_THESE
from pages.components.levels import NAMES

PLACES = "Lugar: pelo valor medido, do melhor ao pior, seja qual for a ordem da lista."
FEWEST_TO_ORDER = 3
AT_ONCE = 100  # rows of a part of a long list


def is_ranked_by_target(rows: pd.DataFrame) -> bool:
    """Whether any row can be held against its target: a month, or another part of a year of which
    nothing says how much is due by now, is not ranked by a target for all of it.
    """
    targeted = rows["target"].notna()
    if "standing" not in rows:
        return bool(targeted.any())
    waits = rows["standing"].eq(Standing.WHOLE_YEAR)
    return bool((targeted & ~waits).any())


def chosen_order(rows: pd.DataFrame, definition: Indicator, level: str) -> tuple[pd.DataFrame, str]:
    """The rows of a list (value, place, target, gap, name) as the address orders them, and what
    that order is called; of a handful there is no choice, and the order is the usual one.
    """
    targeted = is_ranked_by_target(rows)
    titles = {
        "": usual_order(rows),
        "melhores": "Primeiros lugares",
        "nome": "Por nome",
        **({"piores": "Últimos lugares"} if targeted else {}),
        **({"faltam": "Maiores faltas"} if targeted and rows["gap"].notna().any() else {}),
    }
    order = ""
    if len(rows) > FEWEST_TO_ORDER:
        options = {
            name: f"{title} primeiro" if title.endswith("lugares") else title
            for name, title in titles.items()
        }
        order = choice("Ordem da lista", options, param="lista")
    return in_order(rows, order, definition, level), titles[order]


def usual_order(rows: pd.DataFrame) -> str:
    """What the order of a list that nobody ordered is called."""
    return "Mais distantes da meta" if is_ranked_by_target(rows) else "Últimos lugares"


def in_order(rows: pd.DataFrame, order: str, definition: Indicator, level: str) -> pd.DataFrame:
    """The rows by one of the orders of `chosen_order`."""
    match order:
        case "nome":
            return rows.sort_values("name", key=names_key)
        case "melhores":
            return rows.sort_values("place", kind="stable")
        case "faltam":
            return rows.sort_values("gap", ascending=False, kind="stable")
        case "" if is_ranked_by_target(rows):
            return _farthest(rows, level, lowered=definition.polarity is Polarity.LOWER_IS_BETTER)
        case _:
            return rows.sort_values("place", ascending=False, kind="stable")


def part_of_list(rows: pd.DataFrame) -> pd.DataFrame:
    """As many rows as a page bears; the others are a choice away."""
    if len(rows) <= AT_ONCE:
        return rows
    options = {
        str(at + 1): f"{number(start + 1)} a {number(min(start + AT_ONCE, len(rows)))}"
        f" de {number(len(rows))}"
        for at, start in enumerate(range(0, len(rows), AT_ONCE))
    }
    start = AT_ONCE * (int(choice("Parte da lista", options, param="trecho")) - 1)
    return rows.iloc[start : start + AT_ONCE]


def _farthest(rows: pd.DataFrame, level: str, *, lowered: bool) -> pd.DataFrame:
    """The farthest from the target first: by value ÷ target, or ÷ what it asks for by now, and
    among municipalities by how many are missing.

    Most small municipalities would tie at zero; what is missing tells where work would count.
    """
    if level == "municipio" and rows["gap"].notna().any():
        return rows.sort_values(["gap", "value"], ascending=[False, True])
    asked = rows["expected"].fillna(rows["target"]) if "expected" in rows else rows["target"]
    ratio = asked / rows["value"] if lowered else rows["value"] / asked
    return rows.assign(ratio=ratio.fillna(float("inf"))).sort_values(["ratio", "value"])


def judged_words(definition: Indicator, judged_by: str) -> str:
    """What it takes to be told apart in a list from what it is judged by; where chance moves
    nothing, any difference.
    """
    beside = f"Comparado com {judged_by}:"
    if not by_chance(definition):
        return f"{beside} qualquer diferença conta, por menor que seja."
    return (
        f"{beside} diferenças que o acaso não explica; das assim ditas na lista inteira, espera-se"
        " que no máximo 5 % sejam enganos. “Poucos casos” não bastam para um veredito."
        f" {AMONG_THESE}"
    )


def untargeted_words(level: str) -> str:
    """Whose targets there are none of: the place above them may have its own."""
    feminine = level == "uf" or "regiao" in level
    article = "as" if feminine else "os"
    return f"{article} {NAMES[level][1]} não têm meta"
