"""The result of a category: what can be said of it, the bands, and everybody in them or not."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from config.formatting import enumerate_words, number, percent, plural
from indicators.recognition.ceiling import ceiling
from indicators.recognition.rules import DECIMALS
from indicators.recognition_rules.measurable import OPINIONS, UNIT_NOUNS
from pages.components import html, messages
from pages.reconhecimento import listing
from pages.reconhecimento.data import Standing
from pages.reconhecimento.rows import NEARLY_ALL, band_name, records, unit_link
from pages.state import url
from pages.state.view import View

NAMED = 2  # of a band; the others are a touch away


def result_cards(view: View, standing: Standing) -> None:
    with st.container(key="card_bands"):
        html.title(standing.category.name, _subtitle(standing))
        html.show(f"<p>{html.cell(_what_can_be_said(standing))}</p>")
        _warn_of_ceiling(standing)
        _say_what_weighs_nothing(standing)
        _bands(view, standing)
    listing.units_card(view, standing)


def _subtitle(standing: Standing) -> str:
    one, many = UNIT_NOUNS[standing.category.unit]
    competing = plural(len(standing.competing), one, many)
    left = len(standing.rows) - len(standing.competing)
    outside = f"; {plural(left, 'ficou', 'ficaram')} de fora, com o motivo." if left else "."
    return f"{competing} {'concorre' if len(standing.competing) == 1 else 'concorrem'}{outside}"


def _what_can_be_said(standing: Standing) -> str:
    curve, choice_ = standing.result.curve, standing.scored.choice
    if curve is None or choice_ is None:
        return "Ninguém concorre: veja abaixo o motivo de cada uma."
    row = curve.points.iloc[choice_]
    if int(row["bands"]) == 1:
        return (
            "Os dados não bastam para pôr umas à frente das outras: há uma só faixa, e dentro dela"
            " nenhuma ordem é afirmada."
        )
    if int(row["bands"]) >= NEARLY_ALL * len(standing.competing):
        return _as_a_list(standing, row)
    return (
        f"Há {plural(int(row['bands']), 'faixa', 'faixas')}. De 100 comparações entre faixas, cerca"
        f" de {number(100 * row['inverted'])} estariam invertidas; dentro de uma faixa nenhuma"
        f" ordem é afirmada. Das comparações possíveis, {percent(row['separated'], 0)} são entre"
        " faixas."
    )


def _as_a_list(standing: Standing, row: pd.Series) -> str:
    """Where nearly each unit is a band of its own, that is said, and how sure neighbours are."""
    wrong = _neighbours_inverted(standing)
    many = UNIT_NOUNS[standing.category.unit][1]
    return (
        f"Quase cada uma é uma faixa: são {number(row['bands'])} faixas para"
        f" {number(len(standing.competing))} {many}, o que na prática é uma lista em ordem. Longe"
        f" uma da outra a ordem é segura: de 100 comparações quaisquer, cerca de"
        f" {number(100 * row['inverted'])} estariam invertidas. Entre vizinhas na lista, não: cerca"
        f" de {number(100 * wrong)} de 100."
    )


def _neighbours_inverted(standing: Standing) -> float:
    """Of units that follow each other in the order, how often the second is the better one."""
    result = standing.result
    score = result.units.loc[result.ids, "score"].to_numpy(float)
    drawn = result.scores[:, np.argsort(-score, kind="stable")]
    return float((drawn[:, 1:] > drawn[:, :-1]).mean())


def _warn_of_ceiling(standing: Standing) -> None:
    if not len(standing.competing):
        return
    found = ceiling(standing.result)
    if found.too_many:
        messages.note(
            f"{percent(found.highest, 0)} das que concorrem estão em {found.highest_tier}: o nível"
            " mais alto já não distingue. Veja em Regras que critérios estão no teto."
        )


def _say_what_weighs_nothing(standing: Standing) -> None:
    lacking = [item for item in standing.category.criterion if item.id in standing.scored.pending]
    if not lacking:
        return
    words = enumerate_words([item.name for item in lacking])
    sentence = f"Nenhuma tem ainda medida em {words}: isto não pesa na nota."
    if any(item.indicator in OPINIONS for item in lacking):
        sentence += (
            " O que clientes responderam só conta por partes inteiras do ano (até o mês em que os"
            " dados terminam, e depois dele), e onde ao menos cinco responderam e não disseram"
            " todos o mesmo: confira o período das regras."
        )
    messages.note(sentence)


def _bands(view: View, standing: Standing) -> None:
    cells = [
        (
            f"<b>{band_name(band)}</b>",
            number(len(inside)),
            _scores(inside["score"]),
            html.cell(_tiers(standing, inside)),
            _who(view, band, inside),
        )
        for band, inside in standing.competing.groupby("band", sort=True)
    ]
    if cells:
        head = ("faixa", "unidades", "notas", "níveis", "quem")
        markup = html.table(head, cells, numeric=frozenset({1, 2}), label="Faixas", stacked=True)
        html.show(html.scroll(markup))


def _scores(score: pd.Series) -> str:
    low, high = number(score.min(), DECIMALS), number(score.max(), DECIMALS)
    return low if low == high else f"{low} a {high}"


def _who(view: View, band: Any, inside: pd.DataFrame) -> str:
    """The first of a band, and the way to all of them in the list below."""
    names = [unit_link(view, row) for row in records(inside.head(NAMED))]
    more = len(inside) - len(names)
    if more > 0:
        asked = url.link(dict(view.params), faixa=f"{band:g}", busca="")
        names.append(html.anchor(f"e mais {number(more)}", asked))
    return ", ".join(names)


def _tiers(standing: Standing, inside: pd.DataFrame) -> str:
    """How many of a band are in each tier, the highest first."""
    counts = inside["tier"].value_counts()
    names = [item.name for item in standing.category.tier if item.name in counts]
    return ", ".join(f"{name}: {number(counts[name])}" for name in names) or "—"
