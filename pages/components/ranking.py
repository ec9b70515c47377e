"""Every territory of a level in a list: value, target, what can be said of it, what it misses."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from config.formatting import names_key, number
from config.ibge import of_place
from indicators.catalogue.definitions import Indicator, Polarity
from indicators.measure import Status
from indicators.scope import TerritoryRef
from indicators.territories.judgement import FOR_GOOD, FOR_THE_WORSE, Judgement
from indicators.territories.map_judgement import judge_map, judge_targets
from pages.components import caching, html, messages, numbers
from pages.components.controls import segments
from pages.components.downloads import downloads
from pages.components.kept import digest
from pages.components.list_order import (
    PLACES,
    chosen_order,
    judged_words,
    part_of_list,
    untargeted_words,
    usual_order,
)
from pages.components.maps.layers import PACE_RULE, waits_for_year, whole_words
from pages.components.maps.shading import TARGET, WHOLE
from pages.components.places import country_words
from pages.components.targets.words import year_is_over
from pages.state import url
from pages.state.view import View, level_words

SHOWN = 12  # rows that a list has without scrolling
TOLD_PERIODS = (
    "Figuras sobre pessoas saem do ano até a data ou do ano inteiro, e de lugares com bastante"
    " gente."
)
LISTED = 200
OF_LISTS = ("nivel", "lista", "trecho", "entre")  # choices that another territory begins anew
FIGURES = ("valor", "meta", "até agora", "faltam", "faltaram")
SILENT = (Judgement.NOT_COMPARED, Judgement.UNKNOWN)
PACE = "ritmo"  # beside what the year should show by now
TONES: Mapping[str, str] = {
    **dict.fromkeys((*FOR_GOOD, Judgement.ON_PACE), "t-good"),
    **dict.fromkeys(FOR_THE_WORSE, "t-bad"),
    Judgement.NOBODY: "t-bad",
}
JUDGED_COLUMNS = {"place": "lugar pelo valor", "judgement": "o que se pode dizer"}
PACE_COLUMNS = {
    "expected": "a meta pede até agora",
    "expected_lower": "pede, limite inferior",
    "expected_upper": "pede, limite superior",
    "judged_until": "julgado até",
    "per_week": "faltam por semana",
}
BAR = 36  # pixels, where two more columns need the room; with four there is no bar
COLUMNS = {
    "code": "código IBGE",
    "name": "território",
    "uf": "UF",
    "numerator": "numerador",
    "denominator": "denominador",
    "value": "valor",
    "lower": "limite inferior",
    "upper": "limite superior",
    "n": "n (casos do intervalo)",
    "method": "método do intervalo",
    "target": "meta",
    "gap": "faltam",
    "status": "situação",
}


@dataclass(frozen=True)
class _Field:
    """The territories of a list: ``own`` is the one of the filter, and ``judged_by`` says beside
    what they are judged, in words; "" where they are not.
    """

    view: View
    rows: pd.DataFrame
    level: str
    own: str
    reference: str
    judged_by: str

    @property
    def targeted(self) -> bool:
        return bool(self.rows["target"].notna().any())

    @property
    def key(self) -> tuple[Hashable, ...]:
        """All that it says besides its rows, for what is kept by it."""
        return (self.level, self.own, self.reference, self.judged_by, self.targeted)


def _title(field: _Field, definition: Indicator, order: str) -> None:
    """What is listed, in which order, and that there are no targets where there are none."""
    targeted = field.targeted
    if field.view.single:
        place = f"{definition.short_title}, {field.view.place}."
        html.title("Distância da meta" if targeted else "Valor", place)
    else:
        what = (
            f"{definition.short_title}, por {level_words(field.level)}; abra um nome para detalhar."
        )
        html.title(order if targeted else f"{order}; {untargeted_words(field.level)}", what)


def ranking(
    view: View,
    definition: Indicator,
    rows: pd.DataFrame,
    level: str,
    *,
    key: str,
    titled: bool = True,
) -> None:
    """Every territory with its value, its target and what can be said of it, in the order that is
    chosen; the state of the filter among all of them, if that is asked for.
    """
    title = st.container()
    field = _field(view, definition, rows, level)
    measured = field.rows.dropna(subset=["value", "code"])
    if measured.empty:
        if titled:
            _title(field, definition, usual_order(field.rows))
        messages.empty("Nenhum território foi medido.", _why_none(definition, field.rows))
        return
    known = definition.id, field.key
    judged = partial(_with_judgements, field, definition, measured)
    told = caching.drawn(field.view.unlinked, judged, "judged", *known, digest(measured))
    ordered, order = chosen_order(told, definition, field.level)
    if titled:
        with title:
            _title(field, definition, order)
    mine = ordered["code"] == field.own
    ordered = pd.concat([ordered[mine], ordered[~mine]])
    part = part_of_list(ordered)
    table = partial(_table, field, definition, part)
    html.show(caching.drawn(field.view, table, "list", *known, digest(part)))
    if field.judged_by:
        html.source(_explanation(field, definition))
    if apart := messages.without_place(definition, field.rows):
        html.source(apart)
    rest = field.rows.drop(told.index)  # without a value or a code: the total, and what is withheld
    downloads(
        field.view,
        f"{definition.title} por território",
        pd.concat([ordered, rest]) if len(rest) else ordered,
        COLUMNS | JUDGED_COLUMNS | (PACE_COLUMNS if field.reference == PACE else {}),
        key=key,
        definition=definition,
    )


def _field(view: View, definition: Indicator, rows: pd.DataFrame, level: str) -> _Field:
    """Those inside the territory of the filter; or, if that is a state and it is asked for, all the
    states.
    """
    own = ""
    if view.scope.territory.level == "uf":
        options = {"": f"Dentro {of_place(view.place)}", "ufs": f"{view.place} entre as UFs"}
        if segments("Lista", options, param="entre") == "ufs":
            own, level = view.scope.territory.code, "uf"
            view = replace(view.within(TerritoryRef()), place=country_words(view.access.ufs))
            rows = caching.judged(view, definition.id, level)
    targeted = bool(rows["target"].notna().any())
    several = definition.is_ratio and len(rows) > 1
    if waits_for_year(rows):
        return _Field(view, rows, level, own, PACE, "a meta do ano")
    reference = TARGET if targeted else WHOLE if several else ""
    judged_by = {TARGET: "a meta", WHOLE: whole_words(view)}.get(reference, "")
    return _Field(view, rows, level, own, reference, judged_by)


def _with_judgements(field: _Field, definition: Indicator, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with what the map says of them, and their places from the best."""
    lowered = definition.polarity is Polarity.LOWER_IS_BETTER
    places = rows["value"].rank(ascending=lowered, method="min")
    return rows.assign(judgement=_judgement_words(field, definition, rows), place=places)


def _judgement_words(field: _Field, definition: Indicator, rows: pd.DataFrame) -> "pd.Series[str]":
    if field.reference == PACE:
        return judge_targets(definition, rows).set_axis(rows.index)
    line = caching.line(field.view, definition.id, field.level) if field.reference else None
    if line is None:
        return pd.Series("", index=rows.index)
    return rows["code"].map(judge_map(line, field.reference)).astype(object).fillna("")


def _explanation(field: _Field, definition: Indicator) -> str:
    pace = field.reference == PACE
    return f"{PLACES} {PACE_RULE if pace else judged_words(definition, field.judged_by)}"


def _why_none(definition: Indicator, rows: pd.DataFrame) -> str:
    for status in (Status.NOT_APPLICABLE, Status.NOT_MEASURED):
        if len(rows) and (rows["status"] == status).all():
            return messages.reason(status, definition)
    if len(rows) and (rows["status"] == Status.SUPPRESSED).all():
        return f"{messages.reason(Status.SUPPRESSED)} {TOLD_PERIODS}"
    return "Escolha outro período ou outro indicador."


def _table(field: _Field, definition: Indicator, rows: pd.DataFrame) -> str:
    top = float(max(rows["value"].max(), rows["target"].fillna(0).max())) or 1.0
    targeted = field.targeted
    by_now = field.reference == PACE
    cells = [
        (
            number(row["place"]),
            _name(field, row),
            numbers.show_row(definition, row),
            *(() if by_now else (html.bar(row["value"] / top, BAR if targeted else 64),)),
            *((numbers.show_value(definition, row["target"]),) if targeted else ()),
            *((numbers.show_value(definition, row["expected"]),) if by_now else ()),
            *((_judgement_cell(row),) if field.judged_by else ()),
            *((_gap(row["gap"]),) if targeted else ()),
        )
        for row in rows.to_dict("records")
    ]
    beside = ("ritmo" if by_now else f"contra {field.judged_by}",) if field.judged_by else ()
    head = (
        *("lugar", "território", "valor"),
        *(() if by_now else ("",)),
        *(("meta",) if targeted else ()),
        *(("até agora",) if by_now else ()),
        *beside,
        *((("faltaram" if year_is_over(field.view) else "faltam"),) if targeted else ()),
    )
    numeric = frozenset(at for at, name in enumerate(head) if name in FIGURES)
    table = html.table(
        head, cells, numeric=numeric | {0}, label=f"{definition.short_title} por território"
    )
    return html.scroll(table) if len(rows) > SHOWN else table


def _judgement_cell(row: Mapping[Any, Any]) -> str:
    """What is said of one territory, in a word and with the tone of its polarity."""
    word = str(row["judgement"])
    if not word or word in SILENT:
        return "—"
    tone = TONES.get(word, "t-quiet")
    return f'<span class="{tone} t-line">{html.cell(word)}</span>'


def _name(field: _Field, row: Mapping[Any, Any]) -> str:
    code, level = row["code"], field.level
    below = level not in ("regiao", "uf")
    shown = f"{row['name']} ({row['uf']})" if below else str(row["name"])
    changed = {url.TERRITORY: f"{level}:{code}", **dict.fromkeys(OF_LISTS, "")}
    link = html.anchor(shown, url.link(dict(field.view.params), **changed))
    return f'<b class="t-own">{link}</b>' if code == field.own else link


def _gap(value: float) -> str:
    return "—" if numbers.absent(value) else number(value) if value > 0 else "nada"


def numbers_behind(view: View, definition: Indicator, rows: pd.DataFrame, *, key: str) -> None:
    """The table behind a map, made only when it is opened; the whole of it can be taken away."""
    with st.expander("Ver os números", key=f"{key}_numbers", on_change="rerun") as expander:
        if not expander.open:
            return
        cells = [
            (
                html.cell(row["name"]),
                html.cell(row["uf"] if pd.notna(row["uf"]) else ""),
                number(row["numerator"]),
                number(row["denominator"]) if definition.is_ratio else "",
                numbers.show_row(definition, row),
                html.cell(
                    messages.reason(row["status"], definition) if pd.isna(row["value"]) else ""
                ),
            )
            for _, row in rows.sort_values("name", key=names_key).head(LISTED).iterrows()
        ]
        head = ("território", "UF", "numerador", "denominador", "valor", "")
        table = html.table(
            head, cells, numeric=frozenset({2, 3, 4}), label=f"Números de {definition.short_title}"
        )
        html.show(html.scroll(table))
        if len(rows) > LISTED:
            html.source(
                f"Os {LISTED} primeiros por nome, de {number(len(rows))}; todos estão no arquivo."
            )
        downloads(
            view,
            f"{definition.short_title} — números do mapa",
            rows.sort_values("name", key=names_key),
            {name: heading for name, heading in COLUMNS.items() if name in rows},
            key=f"{key}_numbers",
            definition=definition,
        )
