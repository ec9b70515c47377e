"""The spine chart: each indicator on its own scale, the country in the middle, better to the right.

Drawn by the stylesheet inside a table: what it shows is also there in figures, it follows the
theme, prints, and a screen reader reads the row.
"""

import pandas as pd

from config.formatting import number
from indicators.catalogue.definitions import Indicator, Polarity
from indicators.comparison import Change, Verdict, by_chance
from indicators.measure import REASONS, MeasuredValue, Status
from indicators.profile import COUNTRY, NEIGHBOURS, SIDES, UF, ProfileRow, Spread
from pages.components import html, numbers
from pages.components.downloads import downloads
from pages.components.places import country_words
from pages.state.view import View

SAMPLES = (
    ("own", "o município"),
    ("uf", "UF"),
    ("like", "parecidos"),
    ("mid", ""),
    ("box", "metade dos municípios"),
    ("all", "do menor ao maior"),
)
SIGNS = {Verdict.HIGHER: "▲", Verdict.LOWER: "▼", Verdict.NO_DIFFERENCE: "="}
COLUMNS = {
    "indicator": "indicador",
    "side": "de quem",
    "numerator": "numerador",
    "denominator": "denominador",
    "value": "valor",
    "lower": "limite inferior",
    "upper": "limite superior",
    "n": "n (casos do intervalo)",
    "method": "método do intervalo",
    "status": "situação",
    "verdict": "o município é",
    "places": "municípios na distribuição",
    "minimum": "menor",
    "lower_quartile": "1º quartil",
    "median": "mediana",
    "upper_quartile": "3º quartil",
    "maximum": "maior",
}


def legend(country: str) -> str:
    """What each mark is; that of the country is called `country`."""
    samples = "".join(
        f'<span><i class="t-mark {kind}"></i>{html.cell(words or country)}</span>'
        for kind, words in SAMPLES
    )
    return f'<div class="t-legend t-spine-legend">{samples}</div>'


def spine_table(rows: list[ProfileRow], against: str, country: str, label: str) -> str:
    """The profile as a table; `against` says whose spread is drawn, of the UF or of the country,
    which is called `country`.
    """
    head = ("indicador", "município", "", "UF", country, "parecidos")
    cells = [
        (
            html.cell(row.definition.short_title),
            _own(row),
            _spine(row, against),
            *(_side(row, side) for side in SIDES),
        )
        for row in rows
    ]
    return html.table(head, cells, numeric=frozenset({1, 3, 4, 5}), label=label, stacked=True)


def _own(row: ProfileRow) -> str:
    value = row.own
    if value.value is None:
        return f'<span class="t-quiet">{html.cell(_short(value.status))}</span>'
    around = ""
    if value.lower is not None and value.upper is not None:
        around = f"<small>{_between(row.definition, value.lower, value.upper)}</small>"
    few = (
        f"<small>{html.cell(_short(value.status))}</small>"
        if value.status is not Status.MEASURED
        else ""
    )
    return f"<b>{numbers.show_row(row.definition, value)}</b>{around}{few}"


def _between(definition: Indicator, lower: float, upper: float) -> str:
    return f"{numbers.show_value(definition, lower)} a {numbers.show_value(definition, upper)}"


def _short(status: Status) -> str:
    """The reason without what follows its first stop."""
    return REASONS[status].partition(":")[0].rstrip(".").lower()


def _side(row: ProfileRow, side: str) -> str:
    value = row.sides[side].value
    if value is None:
        return "—"
    verdict = _verdict(row.definition, row.changes[side])
    return f"{numbers.show_value(row.definition, value)}<small>{verdict}</small>"


def _verdict(definition: Indicator, change: Change) -> str:
    """No arrow points at a difference that is shown as zero, sure as it may be."""
    if change.verdict not in SIGNS:
        return ""
    same = change.verdict is Verdict.NO_DIFFERENCE
    equal = not by_chance(definition) if same else numbers.rounds_to_nothing(definition, change)
    words = "= igual" if equal else f"{SIGNS[change.verdict]} {change.verdict}"
    return f'<span class="{numbers.tone(definition, change)} t-narrow">{words}</span>'


def _spine(row: ProfileRow, against: str) -> str:
    """The marks of a row, in hundredths of its width."""
    middle, spread = row.sides[COUNTRY].value, row.spreads[against]
    if middle is None or row.own.value is None or not row.definition.is_ratio or spread is None:
        return ""
    values = {"own": row.own.value, "uf": row.sides[UF].value, "like": row.sides[NEIGHBOURS].value}
    reach = max(
        abs(v - middle) for v in (*values.values(), spread.minimum, spread.maximum) if v is not None
    )
    turn = -1 if row.definition.polarity is Polarity.LOWER_IS_BETTER else 1

    def place(value: float) -> float:
        return 50 + turn * 48 * (value - middle) / (reach or 1)

    bands = _band("all", place(spread.minimum), place(spread.maximum))
    bands += _band("box", place(spread.lower_quartile), place(spread.upper_quartile))
    marks = "".join(
        f'<span class="t-mark {kind}" style="left:{place(v):.1f}%"></span>'
        for kind, v in values.items()
        if v is not None
    )
    opening = f'<div class="t-spine" role="img" aria-label="{_words(row, spread)}">'
    return f'{opening}{bands}<span class="t-mid"></span>{marks}</div>'


def _band(kind: str, one: float, other: float) -> str:
    left, width = min(one, other), abs(one - other)
    return f'<span class="t-band {kind}" style="left:{left:.1f}%;width:{width:.1f}%"></span>'


def _words(row: ProfileRow, spread: Spread) -> str:
    """The text alternative of a spine."""
    own, low, high, least, most = (
        numbers.show_value(row.definition, value)
        for value in (
            row.own.value,
            spread.lower_quartile,
            spread.upper_quartile,
            spread.minimum,
            spread.maximum,
        )
    )
    return (
        f"{html.cell(row.definition.short_title)}: {own}; metade de {number(spread.places)}"
        f" municípios está entre {low} e {high}; o menor tem {least} e o maior, {most}."
    )


def profile_downloads(view: View, rows: list[ProfileRow], against: str, *, key: str) -> None:
    """One line per indicator and side, with the spread that is drawn."""
    country = country_words(view.access.ufs)
    lines = [line for row in rows for line in _lines(row, against, country)]
    downloads(
        view,
        f"Perfil de {view.place}",
        pd.DataFrame(lines, columns=list(COLUMNS)),
        COLUMNS,
        key=key,
    )


def _lines(row: ProfileRow, against: str, country: str) -> list[dict[str, object]]:
    spread = row.spreads[against]
    spreads = vars(spread) if spread else {}
    sides: list[tuple[str, MeasuredValue, str]] = [("município", row.own, "")]
    names = {UF: "UF", COUNTRY: country, NEIGHBOURS: "parecidos"}
    sides += [(names[side], row.sides[side], str(row.changes[side].verdict)) for side in SIDES]
    return [
        {
            "indicator": row.definition.title,
            "side": side,
            "verdict": verdict,
            **vars(value),
            **spreads,
        }
        for side, value, verdict in sides
    ]
