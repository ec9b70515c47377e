"""Pace to the end of the year, and what changed: the two lists of the Panorama."""

from config.formatting import number, points
from indicators.catalogue import PROPORTIONS, Indicator, catalogue
from indicators.changes import TerritoryChange, largest_changes, total_change
from indicators.comparison import Change, Verdict
from indicators.projection import Projection, project_year_end
from indicators.scope import Month, Period
from pages.components import cached, html, messages, numbers, url
from pages.components.view import View

PAST_YEARS = 3
CHANGES = 5
# What grows along the year as clients come; a recurrence or a picture of the network does not add up to December.
CUMULATIVE = ("clientes", "atendimentos")


def projection(view: View, definition: Indicator) -> Projection | None:
    """Expected numerator at the end of the year; None unless the period is a year to date with past to compare."""
    period = view.scope.period
    if period.start.month != 1 or period.start.year != period.end.year or period.end.month == 12:
        return None
    if definition.numerator.measure not in CUMULATIVE:
        return None
    so_far = cached.total(view, definition.id)["numerator"]
    return None if numbers.absent(so_far) else project_year_end(float(so_far), _history(view, definition))


def _history(view: View, definition: Indicator) -> list[tuple[float, float]]:
    """(to the same month, whole year) of each past year that the edition holds from its January on."""
    periods = [view.scope.period.shifted(-12 * back) for back in range(1, PAST_YEARS + 1)]
    held = [period for period in periods if period.start.index >= view.manifest.first_month]
    wholes = [Period(period.start, Month.of(period.start.year, 12)) for period in held]
    if not held:
        return []
    windows = cached.windows(view, definition.id, (*held, *wholes)).set_index("end")["numerator"]
    pairs = [(windows[str(part.end)], windows[str(whole.end)]) for part, whole in zip(held, wholes, strict=True)]
    return [(float(part), float(whole)) for part, whole in pairs if not (numbers.absent(part) or numbers.absent(whole))]


def pace_table(view: View) -> None:
    """For each indicator: so far, where the year is going, and the target."""
    rows = [row for definition in catalogue().values() if (row := _pace_row(view, definition))]
    if not rows:
        messages.empty(
            "Não há projeção para este período.",
            "Ela existe para o ano até a data, quando a edição tem ao menos um ano anterior inteiro.",
        )
        return
    head = ("indicador", "até agora", "dezembro", "entre", "meta")
    html.show(html.table(head, rows, numeric=frozenset({1, 2, 3, 4}), label="Projeção para o fim do ano"))


def _pace_row(view: View, definition: Indicator) -> tuple[str, ...] | None:
    expected = projection(view, definition)
    if expected is None:
        return None
    now = cached.total(view, definition.id)
    base = float(now["denominator"]) if definition.is_ratio else 1.0

    def show(value: float) -> str:
        return numbers.show_value(definition, value / base)

    arrow = _verdict(expected.value / base, now["target"])
    return (
        html.cell(definition.short_title),
        numbers.show_value(definition, now["value"]),
        f"{show(expected.value)} {arrow}",
        f"{show(expected.lower)}–{show(expected.upper)}",
        numbers.show_value(definition, now["target"]),
    )


def _verdict(expected: float, target: float) -> str:
    if numbers.absent(target):
        return ""
    reached = expected >= target
    word, tone = ("chega", "t-good") if reached else ("não chega", "t-bad")
    return f'<span class="{tone}">{word}</span>'


def changes(view: View, definition: Indicator, level: str) -> None:
    """The largest changes of a rate by territory in one year, each split into clients and base."""
    if not definition.is_share or definition.uncertainty not in PROPORTIONS or "periodo" not in definition.filters:
        messages.empty("Este indicador não se decompõe.", "Escolha uma taxa, como a cobertura.")
        return
    now = cached.table(view, definition.id, level)
    before = cached.table(view, definition.id, level, scope=view.scope.previous_year)
    together = total_change(now, before)
    if together is None and now["value"].isna().all():
        messages.empty("Nenhum território foi medido.", messages.reason(now["status"].iloc[0]) if len(now) else "")
        return
    if together is None:
        messages.empty("Não há ano anterior para comparar.", "A edição começa depois do período anterior.")
        return
    found = largest_changes(now, before, CHANGES)
    if found:
        html.show(_changes_table(view, definition, found, level))
    elif view.single:
        messages.empty(
            "A mudança não é maior do que o acaso explica.", f"De um ano para o outro, {points(together.total, 2)}"
        )
    else:
        messages.empty(
            "Nenhum território mudou mais do que o acaso explica.",
            "Uma a uma, são diferenças que o acaso também traria.",
        )
    if view.single:
        return
    html.source(
        f"Juntos: {points(together.total, 2)} = {points(together.inside, 2)} dentro dos territórios "
        f"e {points(together.mix, 2)} pelo peso de cada um no total (composição)."
    )


def _changes_table(view: View, definition: Indicator, found: list[TerritoryChange], level: str) -> str:
    cells = []
    for item in found:
        name = f"{item.name} ({item.uf})" if level == "municipio" else item.name
        change = Change(Verdict.HIGHER if item.parts.total > 0 else Verdict.LOWER, item.parts.total)
        link = url.link(dict(view.params), **{url.TERRITORY: f"{level}:{item.code}"})
        cells.append(
            (
                html.anchor(name, link),
                f'<span class="{numbers.tone(definition, change)}">{numbers.show_change(definition, change)}</span>',
                points(item.parts.numerator),
                points(item.parts.denominator),
                f"{number(item.before)} → {number(item.after)}",
            )
        )
    head = ("território", "mudança", "por atendidos", "pela base", definition.numerator.noun[1])
    return html.table(head, cells, numeric=frozenset({1, 2, 3, 4}), label="Maiores mudanças em um ano")
