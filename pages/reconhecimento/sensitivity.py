"""What other choices would have changed: the weights, the scales, each criterion."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from config.formatting import enumerate_words, number, percent, plural
from indicators.recognition.sensitivity.sobol import CHANCE, position_shares
from indicators.recognition.sensitivity.variants import (
    under_other_scales,
    under_other_weights,
    without_each,
)
from pages.components import html
from pages.reconhecimento.data import KEPT, Standing

DRAWN, BASE = 200, 64  # weights that are tried, and what the shares are worked out from
TOLD = 3  # choices that are told, and first units


@dataclass(frozen=True)
class Sensitivity:
    """``weights``, ``scales`` and ``without`` as the domain gives them; ``shares`` are of the
    uncertainty of a position, by criterion and chance, the mean over the units.
    """

    weights: pd.DataFrame
    scales: pd.DataFrame
    without: pd.DataFrame
    shares: pd.Series


def sensitivity_card(standing: Standing) -> None:
    html.title(
        "E se as regras fossem um pouco outras?",
        "O mesmo resultado, com outros pesos, outras escalas e sem cada critério.",
    )
    with st.expander(
        "Calcular: leva alguns segundos", key="sensitivity", on_change="rerun"
    ) as expander:
        if expander.open:
            with st.spinner("Refazendo o resultado de muitas maneiras…"):
                found = _found(standing)
            for sentence in sentences(standing, found):
                html.show(f"<p>{html.cell(sentence)}</p>")
            html.show(_table(standing, found))
            html.source(
                "Os pesos são sorteados ao redor dos declarados (20 fica entre cerca de 13 e 28). O"
                " que falta para 100 % vem das escolhas juntas."
            )


def _found(standing: Standing) -> Sensitivity:
    record = standing.record
    return _worked_out(record.slug, standing.category.id, record.revision, standing)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _worked_out(slug: str, category: str, revision: int, _standing: Standing) -> Sensitivity:
    """The same for whoever asks: nothing in it names a unit that may not be seen."""
    del slug, category, revision
    result = _standing.result
    return Sensitivity(
        under_other_weights(result, DRAWN),
        under_other_scales(result),
        without_each(result),
        position_shares(result, BASE).mean(),
    )


def sentences(standing: Standing, found: Sensitivity) -> list[str]:
    """What a manager needs to know of it."""
    names = {item.id: item.name for item in standing.category.criterion}
    told = [podium_words(standing, found)]
    largest = found.shares.drop(CHANCE).sort_values(ascending=False).head(TOLD)
    weights = enumerate_words(
        f"{names[str(name)]} ({percent(float(share), 0)})"
        for name, share in largest.items()
        if share > 0.005
    )
    told.append(
        f"Da incerteza de uma posição, {percent(float(found.shares[CHANCE]), 0)} vem do acaso do"
        " período" + (f"; dos pesos, o que mais mexe é o de {weights}." if weights else ".")
    )
    moved = shifts(standing, found)
    if len(moved):
        name, shift = str(moved.index[0]), float(moved.iloc[0])
        told.append(
            f"O critério que mais decide é {names[name]}: sem ele, metade das unidades mudaria"
            f" {plural(round(shift), 'posição', 'posições')} ou mais, de"
            f" {number(len(standing.result.ids))}."
        )
    return told


def podium_words(standing: Standing, found: Sensitivity) -> str:
    """Whether those who are first stay first: those that the reader may see by name, the others,
    and those of other UFs, by how many they are.
    """
    places = standing.category.places
    where = "em primeiro lugar" if places == 1 else f"entre as {places} primeiras"
    known = standing.rows.set_index("unit")["name"]
    first = found.weights["first"]
    sure = [unit for unit in found.weights.index if first[unit] > 0.95]
    seen = [str(known.get(unit) or unit) for unit in sure if unit in known.index]
    elsewhere = len(sure) - len(seen)
    told = seen[:TOLD]
    if len(seen) > TOLD:
        told.append(f"mais {number(len(seen) - TOLD)}")
    if elsewhere:
        told.append(f"{plural(elsewhere, 'unidade', 'unidades')} que você não vê")
    who = enumerate_words(told)
    verb = "continua" if len(sure) == 1 else "continuam"
    beginning = f"{who} {verb} {where}" if sure else f"nenhuma está sempre {where}"
    some = int(((first > 0.05) & (first <= 0.95)).sum())
    end = (
        f"{plural(some, 'outra entra', 'outras entram')} ou não, conforme o peso"
        if some
        else "nenhuma outra entra"
    )
    return f"Com outros pesos próximos, {beginning}; {end}."


def shifts(standing: Standing, found: Sensitivity) -> pd.Series:
    """By how many positions a unit moves without each criterion, the median; the most first."""
    position = standing.result.units.loc[standing.result.ids, "position"].astype(float)
    moved = found.without.sub(position, axis=0).abs().median()
    return moved.sort_values(ascending=False, kind="stable")


def _table(standing: Standing, found: Sensitivity) -> str:
    names = {item.id: item.name for item in standing.category.criterion}
    weights = {item.id: item.weight for item in standing.result.rules.criteria}
    total, moved = standing.result.rules.total_weight, shifts(standing, found)
    cells = [
        (
            html.cell(names[name]),
            number(100 * weights[name] / total, 1),
            percent(float(found.shares[name]), 0),
            number(shift),
        )
        for name, shift in zip(moved.index.astype(str), moved, strict=True)
    ]
    head = ("critério", "peso, %", "do que move a posição", "sem ele, posições que mudam")
    return html.table(
        head, cells, numeric=frozenset({1, 2, 3}), label="Sensibilidade", stacked=True
    )
