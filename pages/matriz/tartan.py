"""The matrix as a table: a column for each place, a row for each indicator, a word behind each
colour.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from config.formatting import number
from config.navigation import page_about
from indicators.catalogue.definitions import Indicator, indicator
from indicators.territories.judgement import Judgement
from pages.components import numbers
from pages.matriz.data import Field
from pages.state import url

# The mark in a cell and the class of its ground: neither says anything by colour alone.
MARKS: Mapping[str, tuple[str, str]] = {
    Judgement.BETTER: ("+", "better"),
    Judgement.WORSE: ("−", "worse"),
    Judgement.HIGHER: ("▴", "more"),
    Judgement.LOWER: ("▾", "less"),
    Judgement.ALIKE: ("", "alike"),
    Judgement.FEW: ("poucos", "few"),
    Judgement.WITHHELD: ("sigilo", "few"),
    Judgement.NOT_COMPARED: ("", "bare"),
    Judgement.UNKNOWN: ("", "bare"),
}
TRENDS: Mapping[str, str] = {
    Judgement.BETTER: "↑",
    Judgement.WORSE: "↓",
    Judgement.HIGHER: "↗",  # neither good nor bad: another arrow than of what improved
    Judgement.LOWER: "↘",
}
LEGEND = (
    ("better", "+", "melhor"),
    ("worse", "−", "pior"),
    ("more", "▴", "maior"),
    ("less", "▾", "menor (nem melhor nem pior)"),
    ("alike", "", "igual, ou o acaso explica a diferença"),
    ("few", "poucos", "poucos casos ou sigilo"),
    ("bare", "", "não se compara"),
)
SHORT_NAME = 22  # letters of a name that stands upright
UNITS = {"%": "%", "pontos": "pontos", "por mil": "por mil", "minutos": "min", "p.p.": "p.p."}


def legend(reference: str, *, trends: bool) -> str:
    """What marks and colours say, in words."""
    samples = "".join(
        f'<span><i class="t-cell {kind}">{mark}</i>{escape(words)}</span>'
        for kind, mark, words in LEGEND
    )
    arrows = (
        "<span>↑ melhorou, ↓ piorou; ↗ subiu, ↘ desceu (nem melhor nem pior), desde o ano anterior"
        "</span>"
        if trends
        else ""
    )
    return f'<div class="t-legend"><span>{escape(reference)}</span>{samples}{arrows}</div>'


def tartan(
    field: Field, found: pd.DataFrame, places: pd.DataFrame, whole: str, *, trends: bool
) -> str:
    """The cells of `places`, in their order; `whole` heads the column of what they are compared
    with, "" where each has its own.
    """
    head = "".join(_heading(field, row) for _, row in places.iterrows())
    reference = f'<th scope="col" class="ref">{escape(whole)}</th>' if whole else ""
    lookup = found.set_index(["indicator", "code"])
    body = "".join(
        _row(
            field, indicator(str(name)), lookup.loc[name], places, whole=bool(whole), trends=trends
        )
        for name in found["indicator"].unique()
    )
    counts = _counts(places, "behind", "Pior em") + _counts(places, "ahead", "Melhor em")
    blank = "<td></td>" if whole else ""
    counts = counts.replace("<!>", blank)
    label = escape(f"Indicadores por {field.level}, {field.view.place}", quote=True)
    return (
        f'<div class="t-matrix t-tartan" tabindex="0" role="group" aria-label="{label}">'
        f'<table class="t-table" aria-label="{label}"><thead><tr><th scope="col">Indicador</th>'
        f"{reference}{head}</tr></thead><tbody>{counts}{body}</tbody></table></div>"
    )


def _heading(field: Field, place: pd.Series) -> str:
    """The name of a place, which puts it before the others."""
    name = str(place["uf"] if field.level == "uf" else place["name"])
    short = name if len(name) <= SHORT_NAME else f"{name[: SHORT_NAME - 1]}…"
    full = escape(str(place["name"]), quote=True)
    address = _address(field, place["code"])
    mine = " own" if place["code"] == field.own else ""
    kind = f' class="{"up" if len(name) > 3 else ""}{mine}"'
    return (
        f'<th scope="col"{kind}><a href="?{address}" target="_self" title="{full}">'
        f"{escape(short)}</a></th>"
    )


def _address(field: Field, code: str) -> str:
    """This page with that place as the filter."""
    params = dict(field.view.params) | {"nivel": field.level}
    changed = url.link(params, **{url.TERRITORY: f"{field.level}:{code}", "trecho": ""})
    return escape(url.query(changed), quote=True)


def _counts(places: pd.DataFrame, name: str, words: str) -> str:
    cells = "".join(f"<td>{number(count)}</td>" for count in places[name])
    return f'<tr class="sum"><th scope="row">{words}</th><!>{cells}</tr>'


def _row(
    field: Field,
    definition: Indicator,
    rows: pd.DataFrame,
    places: pd.DataFrame,
    *,
    whole: bool,
    trends: bool,
) -> str:
    path = page_about(definition.id).path
    shared = {name: value for name, value in field.view.params.items() if name in url.SCOPE_PARAMS}
    shared["indicador"] = definition.id
    aligned = rows.reindex(places["code"])
    cells = []
    for code, row in zip(places["code"], aligned.to_dict("records"), strict=True):
        target = url.query(shared | {url.TERRITORY: f"{field.level}:{code}"})
        # Who comes by keyboard opens a place by its heading, and then its cells: a thousand stops
        # would be a wall.
        tab = "" if code == field.own else ' tabindex="-1"'
        link = f'href="{path}?{escape(target, quote=True)}" target="_self"{tab}'
        kind = " own" if code == field.own else ""
        cells.append(_cell(definition, row, link, kind, trends=trends))
    beside = aligned["reference"].iloc[0] if whole and len(aligned) else None
    shown = f'<td class="ref">{brief(definition, beside)}</td>' if whole else ""
    name, full = escape(definition.short_title), escape(definition.title, quote=True)
    unit = f" <small>{escape(UNITS[definition.unit])}</small>" if definition.unit in UNITS else ""
    return f'<tr><th scope="row" title="{full}">{name}{unit}</th>{shown}{"".join(cells)}</tr>'


def _cell(
    definition: Indicator, row: Mapping[Any, Any], link: str, own: str, *, trends: bool
) -> str:
    if pd.isna(row["judgement"]):
        return '<td class="t-cell bare">—</td>'
    mark, kind = MARKS[str(row["judgement"])]
    arrow = TRENDS.get(str(row["trend"]), "") if trends else ""
    below = f"<i>{mark}{arrow}</i>" if mark or arrow else ""
    told = escape(told_cell(definition, row), quote=True)
    value = brief(definition, _known(row["value"]))
    return f'<td class="t-cell {kind}{own}"><a {link} title="{told}">{value}{below}</a></td>'


def told_cell(definition: Indicator, row: Mapping[Any, Any]) -> str:
    """A cell in words."""
    value = numbers.show_value(definition, _known(row["value"]))
    parts = [f"{definition.short_title}, {row['name']}: {value}", str(row["judgement"])]
    if _known(row["reference"]) is not None:
        parts.append(f"referência {numbers.show_value(definition, _known(row['reference']))}")
    if str(row["trend"]) in TRENDS:
        parts.append(f"{row['trend']} que um ano antes")
    if _known(row["place"]) is not None:
        parts.append(place_words(row))
    if _known(row["n"]) is not None:
        parts.append(f"n {number(_known(row['n']))}")
    return "; ".join(parts)


def place_words(row: Mapping[Any, Any]) -> str:
    """``12º de 27 (entre 9º e 15º)``: the place, and between which ones it may be."""
    place, first, last = (_known(row[name]) for name in ("place", "first_place", "last_place"))
    if place is None:
        return ""
    between = f" (entre {number(first)}º e {number(last)}º)" if first != last else ""
    return f"{number(place)}º de {number(_known(row['places']))}{between}"


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def brief(definition: Indicator, value: float | None) -> str:
    """A value without its unit, which heads the row: as few letters as tell it."""
    if value is None or pd.isna(value):
        return "—"
    scaled = value * definition.scale
    if definition.unit == "contagem" or abs(scaled) >= 1000:
        return _large(scaled)
    if definition.unit == "minutos":
        return number(scaled, 0)
    if definition.unit in ("razão", "por mil"):
        return number(scaled, 2)
    return number(scaled, 0 if abs(scaled) >= 99.95 else 1)


def _large(value: float) -> str:
    """``2.184``, ``12 mil``, ``3,9 mi``."""
    if abs(value) >= 1e6:
        return f"{number(value / 1e6, 1)} mi"
    return f"{number(value / 1e3)} mil" if abs(value) >= 1e4 else number(value)
