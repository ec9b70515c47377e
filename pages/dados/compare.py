"""Two editions side by side: which indicators moved, by how much, and because of which source."""

from collections.abc import Sequence

import streamlit as st

from config.formatting import enumerate_words, moment, plural, signed_number
from config.settings import get_settings
from data_access.comparing.compare import EditionComparison, IndicatorMove, compare_editions
from data_access.editions.info import EditionInfo
from data_access.editions.manifest import SourceFile
from data_access.editions.reading import Edition
from data_access.stewardship.desk import Desk
from indicators.catalogue.definitions import Indicator, indicator
from indicators.scope import Access
from pages.components import html, messages, numbers
from pages.components.caching import ask_edition
from pages.components.controls import choice, switch
from pages.components.downloads import plain_downloads
from pages.state.view import View, level_words

COLUMNS = {
    "indicator": "indicador",
    "level": "nível",
    "code": "código",
    "name": "território",
    "before": "antes",
    "after": "depois",
    "difference": "diferença",
    "by_numerator": "pelo numerador",
    "by_denominator": "pelo denominador",
    "numerator_sources": "fontes do numerador",
    "denominator_sources": "fontes do denominador",
}


def compare(view: View, steward: Desk) -> None:
    """The choice of the two, and what differs once it is asked for."""
    known = [item for item in steward.editions()[::-1] if item.manifest and not item.problem]
    if len(known) < 2:
        messages.empty(
            "É preciso haver duas edições para comparar.", "Importe mais dados e construa outra."
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_choice"):
        before = choice("Antes", _names(known[1:] + known[:1]), param="antes", labelled=True)
        after = choice("Depois", _names(known), param="depois", labelled=True)
        asked = switch("Mostrar o que mudou", param="diferencas")
    if before == after:
        messages.empty("As duas edições são a mesma.", "Escolha outra em um dos lados.")
    elif asked:
        with st.spinner("Comparando os indicadores das duas edições…"):
            _differences(view, ask_edition(after, view.access, compare_with, before))


def _names(known: list[EditionInfo]) -> dict[str, str]:
    return {
        item.id: (
            f"{moment(item.manifest.built_at)} · {item.id[-8:]}" + " · publicada" * item.published
        )
        for item in known
        if item.manifest
    }


def _differences(view: View, found: EditionComparison) -> None:
    html.source(f"Indicadores de {found.period.label}, nas duas edições.")
    _sources(found)
    if not found.moves:
        messages.empty("Nenhum indicador mudou, no país nem em nenhuma UF.")
        return
    if found.caution:
        html.source(found.caution)
    country = [move for move in found.moves if move.level == "brasil"]
    html.heading("No país", "O que mudou, quanto, e as fontes que alimentam o lado que mudou.")
    (
        _table(country)
        if country
        else messages.empty("No país nada mudou; as diferenças estão nas UFs.")
    )
    html.heading("Por UF", "As maiores diferenças de um indicador.")
    names = {name: indicator(name).short_title for name in found.moved}
    narrow, _ = st.columns([1, 2])
    with narrow:
        chosen = choice("Indicador comparado", names, param="comparado")
    states = [move for move in found.moves if move.level == "uf" and move.indicator == chosen]
    if states:
        _table(sorted(states, key=lambda move: -abs(move.difference or 0.0)), by_place=True)
    else:
        messages.empty("Este indicador não mudou em nenhuma UF.")
    told = found.frame()
    told = told.assign(level=told["level"].map(level_words))
    plain_downloads(view.access, "Diferenças entre edições", told, COLUMNS, key="moves")


def _sources(found: EditionComparison) -> None:
    """What came in and went out, which is where every difference comes from."""
    html.heading("O que mudou nas fontes")
    rows = [
        (html.cell(item.table), _files(item.added), _files(item.removed)) for item in found.sources
    ]
    if rows:
        html.show(
            html.table(
                ("tabela", "entrou", "saiu"), rows, numeric=frozenset(), label="Fontes que mudaram"
            )
        )
    if found.others:
        html.source(f"Além das fontes, mudou: {enumerate_words(found.others)}.")
    if not rows and not found.others:
        html.source("As duas foram feitas das mesmas importações.")


def _files(files: Sequence[SourceFile]) -> str:
    told = (f"{item.name} ({plural(item.rows, 'linha', 'linhas')})" for item in files)
    return "<br>".join(html.cell(text) for text in told) or "—"


def _table(moves: list[IndicatorMove], *, by_place: bool = False) -> None:
    cells = []
    for move in moves:
        item = indicator(move.indicator)
        first = move.name if by_place else item.short_title
        values = (
            numbers.show_value(item, move.before.value),
            numbers.show_value(item, move.after.value),
        )
        moved = _came_or_went_words(move) or _difference(item, move.difference)
        cells.append((html.cell(first), *values, moved, html.cell(_because(item, move))))
    head = ("UF" if by_place else "indicador", "antes", "depois", "diferença", "por causa de")
    markup = html.table(
        head, cells, numeric=frozenset({1, 2, 3}), label="Diferenças entre as edições"
    )
    html.show(html.scroll(markup))


def _came_or_went_words(move: IndicatorMove) -> str:
    """What a difference cannot say: that a value came or went."""
    if move.before.value is None and move.after.value is None:
        return "segue sem medida"
    if move.after.value is None:
        return "deixou de ser medido"
    return "passou a ser medido" if move.before.value is None else ""


def _difference(item: Indicator, difference: float | None) -> str:
    """A count moves by so many, anything else in its unit."""
    if difference is None:
        return "—"
    return (
        signed_number(difference)
        if item.unit == "contagem"
        else numbers.show_difference(item, difference)
    )


def _beyond_shares(move: IndicatorMove) -> bool:
    """Whether both sides moved so much that their parts of the difference
    are no longer points that one can read.
    """
    return any(
        part is not None and abs(part) > 1 for part in (move.by_numerator, move.by_denominator)
    )


def _because(item: Indicator, move: IndicatorMove) -> str:
    """The side that moved, by how much where both did, and what feeds it."""
    sides = (
        ("numerador", move.by_numerator, move.numerator_sources),
        ("denominador", move.by_denominator, move.denominator_sources),
    )
    both = all(sources for _, _, sources in sides) and not (item.is_share and _beyond_shares(move))
    told = []
    for side, part, sources in sides:
        if sources:
            size = f" ({_difference(item, part)})" if both and part is not None else ""
            told.append(f"{side}{size}: {enumerate_words(sources)}")
    return "; ".join(told)


def compare_with(edition: Edition, before: str, access: Access) -> EditionComparison:
    """What moved from an edition to this one."""
    return compare_editions(get_settings(), before, edition.id, access)
