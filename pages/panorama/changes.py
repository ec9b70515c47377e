"""“O que mudou”: the largest significant changes in one year,
each split into parts that add up as they are shown.
"""

import pandas as pd

from config.formatting import number, plural, points, signed_number
from data_access.queries.measures.registry import is_special
from indicators.catalogue.definitions import AS_OF_NOW, Indicator
from indicators.changes import TerritoryChange, largest_changes, total_change
from indicators.comparison import Change, Verdict
from indicators.decomposition import RateChange, shown_parts
from indicators.measure import Status
from pages.components import caching, html, messages, numbers
from pages.components.downloads import downloads
from pages.components.export_columns import difference_unit
from pages.state import url
from pages.state.view import View

CHANGES = 5
NONE = {"uf": "Nenhuma UF", "municipio": "Nenhum município"}
# The level whose weights are the mix of a territory, where it nests by its code.
PARTS = {"uf": "municipio"}
COLUMNS = {
    "code": "código IBGE",
    "name": "território",
    "total": "mudança",
    "numerator": "pelo numerador",
    "denominator": "pelo denominador",
    "mix": "pela composição",
    "before": "numerador antes",
    "after": "numerador depois",
    "base_before": "denominador antes",
    "base_after": "denominador depois",
    "p_value": "valor p",
}


def changes_card(view: View, definition: Indicator, level: str) -> None:
    """The largest changes of a quotient of sums by territory in one year,
    and the change of all together.
    """
    if not decomposable(definition):
        messages.empty(
            "Este indicador não se decompõe.", "Escolha uma taxa, como a cobertura, ou o NPS."
        )
        return
    now = caching.table(view, definition.id, level)
    before = caching.table(view, definition.id, level, scope=view.scope.previous_year)
    together = total_change(now, before)
    if together is None:
        messages.empty(*nothing_to_compare(now, before))
        return
    found = largest(view, definition, level)
    if found:
        html.show(_table(view, definition, found, level))
    elif view.single:
        messages.empty("A mudança não é maior do que o acaso explica.")
    else:
        messages.empty(
            f"{NONE.get(level, 'Nenhum território')} mudou mais do que o acaso explica.",
            "Uma a uma, são diferenças que o acaso também traria.",
        )
    html.source(
        f"{'No ano: ' if view.single else 'Todos juntos: '}{_sum(definition, together)}"
        f" {_glossary(definition, found)}"
    )
    if found:
        _downloads(view, definition, found, together)


def nothing_to_compare(now: pd.DataFrame, before: pd.DataFrame) -> tuple[str, str]:
    """Why no territory is known in both years, and what is behind it or may be done."""
    if now["value"].isna().all():
        why = messages.reason(now["status"].iloc[0]) if len(now) else ""
        return "Nenhum território foi medido.", why
    for rows, which in ((now, "este período"), (before, "o período do ano anterior")):
        if (rows["status"] == Status.PARTLY_RECORDED).any():
            return (
                f"A edição não tem {which} inteiro.",
                "Períodos de tamanhos diferentes não se comparam: escolha outro.",
            )
    if (before["status"] == Status.SUPPRESSED).any():
        return (
            "Os territórios não podem ser comparados com o ano anterior.",
            messages.reason(Status.SUPPRESSED),
        )
    return "Não há ano anterior para comparar.", "A edição começa depois do período anterior."


def largest(view: View, definition: Indicator, level: str) -> list[TerritoryChange]:
    """The changes that are shown; smaller territories are asked for only
    where there is a change to explain.
    """
    now = caching.table(view, definition.id, level)
    before = caching.table(view, definition.id, level, scope=view.scope.previous_year)
    found = largest_changes(definition, now, before, CHANGES)
    if not found or level not in PARTS:
        return found
    return largest_changes(definition, now, before, CHANGES, _parts(view, definition, level))


def decomposable(definition: Indicator) -> bool:
    """A quotient of sums that is of a period:
    a median or a survival is none, a picture has no year before.
    """
    return definition.is_ratio and "periodo" in definition.filters and not is_special(definition)


def _parts(
    view: View, definition: Indicator, level: str
) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Both years by municipality, with the code of the UF that each lies in;
    None where only the UF is known.
    """
    scopes = (view.scope, view.scope.previous_year)
    now, before = (
        caching.table(view, definition.id, PARTS[level], scope=scope) for scope in scopes
    )
    if now["status"].eq(Status.NOT_APPLICABLE).all():
        return None
    return now.assign(inside=now["code"].str.slice(0, 2)), before.assign(
        inside=before["code"].str.slice(0, 2)
    )


def _decimals(definition: Indicator) -> int:
    return 1 if definition.is_share else numbers.DECIMALS[definition.unit]


def split(definition: Indicator, change: RateChange, extra: int = 0) -> tuple[str, list[str]]:
    """The total and its parts as they are read:
    with as many decimals, and adding up to the last of them.
    """
    decimals = _decimals(definition) + extra
    parts = [change.numerator, change.denominator, *([] if change.mix is None else [change.mix])]
    shown = shown_parts(
        [part * definition.scale for part in parts], change.total * definition.scale, decimals
    )
    total = round(sum(shown), decimals)
    if definition.is_share:
        return points(total / 100, decimals), [points(part / 100, decimals) for part in shown]
    return signed_number(total, decimals), [signed_number(part, decimals) for part in shown]


def _sum(definition: Indicator, together: RateChange) -> str:
    """The change of all, written as a sum; of a single territory there is no weight to change."""
    total, parts = split(definition, together, extra=1)
    words = part_words(definition)
    told = [
        f"{part} {word}"
        for part, word in zip(parts, words, strict=True)
        if not _shows_only_zeros(part)
    ]
    return f"{total} = {' '.join(told)}." if told else f"nada mudou ({total})."


def part_words(definition: Indicator) -> tuple[str, str, str]:
    """What the three parts of a change come from, in the words of the indicator."""
    above, below = (
        (part.apart or part.noun[1]) if part else "o total"
        for part in (definition.numerator, definition.denominator)
    )
    return f"por {above}", f"por {below}", "por mistura de lugares"


def _shows_only_zeros(part: str) -> bool:
    return not any(digit in part for digit in "123456789")


def _glossary(definition: Indicator, found: list[TerritoryChange]) -> str:
    """What the three parts are, in the words of the indicator."""
    base = definition.denominator.description if definition.denominator else ""
    mix = (
        " A mistura de lugares é o peso de cada lugar no total mudar."
        if not found or any(item.parts.mix is not None for item in found)
        else (
            " Dentro de cada território não se conhece o peso das partes; só o total tem"
            " mistura de lugares."
        )
    )
    now = f"Porte e município, nos dois anos, {AS_OF_NOW}. " if definition.clients_as_of_now else ""
    return (
        f"{now}Em cima da divisão: {definition.numerator.description}{_less(definition)}; embaixo:"
        f" {base}.{mix} As partes somam a mudança. Só entram mudanças que o acaso não explica: a"
        " chance de haver algum engano na lista é de no máximo 5 %."
    )


def _less(definition: Indicator) -> str:
    return f" menos {definition.subtracted.description}" if definition.subtracted else ""


def _table(view: View, definition: Indicator, found: list[TerritoryChange], level: str) -> str:
    cells = [_cells(view, definition, item, level) for item in found]
    head = ("território", "mudança", *part_words(definition))
    return html.table(
        head,
        cells,
        numeric=frozenset({1, 2, 3, 4}),
        label="Maiores mudanças em um ano",
        stacked=True,
    )


def _cells(view: View, definition: Indicator, item: TerritoryChange, level: str) -> tuple[str, ...]:
    name = f"{item.name} ({item.uf})" if level == "municipio" else item.name
    rising = item.parts.total > 0
    change = Change(Verdict.HIGHER if rising else Verdict.LOWER, item.parts.total)
    link = url.link(dict(view.params), **{url.TERRITORY: f"{level}:{item.code}"})
    told = html.cell(numerators_words(definition, item.before, item.after))
    total, parts = split(
        definition, item.parts, extra=int(numbers.rounds_to_nothing(definition, change))
    )
    word = f"{numbers.SIGNS[change.verdict]} {total.lstrip('+−')} {change.verdict}"
    return (
        f"{html.anchor(name, link)}<small>{told}</small>",
        f'<span class="{numbers.tone(definition, change)}">{word}</span>',
        *(part.removesuffix(" p.p.") for part in parts),
        *(() if len(parts) == 3 else ("—",)),
    )


def numerators_words(definition: Indicator, before: float, after: float) -> str:
    """``400 → 600 clientes``; of a score, that they are what is left of two counts."""
    if definition.subtracted is None:
        return f"{number(before)} → {plural(after, *definition.numerator.noun)}"
    less = f"{definition.numerator.noun[1]} menos {definition.subtracted.noun[1]}"
    return f"{number(before)} → {number(after)} ({less})"


def _downloads(
    view: View, definition: Indicator, found: list[TerritoryChange], together: RateChange
) -> None:
    rows = [{**vars(item.parts), **vars(item), "total": item.parts.total} for item in found]
    whole = {
        "name": "todos juntos",
        **vars(together),
        "total": together.total,
        "before": None,
        "after": None,
    }
    frame = pd.DataFrame([*rows, whole], columns=list(COLUMNS))
    unit = difference_unit(definition)
    downloads(
        view,
        f"{definition.short_title} — o que mudou",
        frame,
        COLUMNS,
        key="changes",
        units=dict.fromkeys(("total", "numerator", "denominator", "mix"), unit),
    )
