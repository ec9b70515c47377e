"""One unit: its result, why it stands where it stands, and what would move it up."""

from typing import Any

import pandas as pd
import streamlit as st

from config.formatting import number, plural, signed_number
from data_access.recognition.states import SEALED_STATES
from indicators.recognition.rules import DECIMALS
from indicators.recognition.simulator import Gap, gap, simulate
from indicators.recognition.why import difference
from indicators.recognition_rules.model import Criterion
from pages.components import html, messages
from pages.components.controls import choice
from pages.reconhecimento import history, papers, trends
from pages.reconhecimento.data import Standing
from pages.reconhecimento.rows import by_name, records
from pages.state.view import View
from reports.recognition.facts import measured

PARTS = {
    "from_raw": "o que foi medido",
    "from_case_mix": "a clientela que atende",
    "from_shrinkage": "poucos casos",
}


def unit_cards(view: View, standing: Standing) -> None:
    competing = standing.competing
    if competing.empty:
        messages.empty(
            "Ninguém concorre nesta categoria.", "O motivo de cada uma está em Resultado."
        )
        return
    known = {str(row["unit"]): row for row in records(standing.rows)}
    names = {unit: f"{row['name'] or unit} · {row['uf']}" for unit, row in known.items()}
    left, right = st.columns(2, gap="small")
    with left:
        unit = choice("Unidade", names, param="unidade", labelled=True)
    row = known[unit]
    with st.container(key="card_unit"):
        html.title(names[unit], _headline(standing, row))
        if not row["eligible"]:
            messages.empty("Não concorre.", str(row["reason"]))
            return
        html.show(_measures(standing, unit))
        html.source("O medido não é dito onde há poucos casos ou todos responderam o mesmo.")
        papers.unit_papers(view, standing, unit)
    with right:
        middle = _middle(competing, row)
        others = {middle: "A do meio do seu grupo"} | {
            other: words
            for other, words in names.items()
            if other != unit and known[other]["eligible"]
        }
        other = choice("Comparar com", others, param="comparada", labelled=True)
    with st.container(key="card_why"):
        _why(standing, (unit, other), (names[unit], names[other]))
    if standing.category.tier:
        with st.container(key="card_next"):
            _next(standing, unit, row)
    if standing.record.state in SEALED_STATES:
        with st.container(key="card_history"):
            history.history_card(view, standing, unit)
        trends.trends_cards(view, standing, unit)


def _middle(competing: pd.DataFrame, row: dict[str, Any]) -> str:
    """The unit in the middle of the peers, by place; the next one where that is the unit itself."""
    peers = competing[competing["group"] == row["group"]].sort_values("place")
    peers = peers[peers["unit"] != row["unit"]]
    peers = peers if len(peers) else competing[competing["unit"] != row["unit"]]
    return str(peers["unit"].iloc[len(peers) // 2]) if len(peers) else str(row["unit"])


def _headline(standing: Standing, row: dict[str, Any]) -> str:
    if not row["eligible"]:
        return standing.category.name
    low, high = number(row["rank_low"]), number(row["rank_high"])
    where = f"{low}ª posição" if low == high else f"entre a {low}ª e a {high}ª posição"
    level = f" Nível: {row['tier']}." if row["tier"] else ""
    return (
        f"Nota {number(row['score'], DECIMALS)}, na {number(row['band'])}ª faixa; o período permite"
        f" dizer que está {where} de {number(len(standing.competing))}.{level}"
    )


def _measures(standing: Standing, unit: str) -> str:
    own = by_name(standing.result.criteria_of(unit))
    cells = []
    for criterion in standing.category.criterion:
        if criterion.id not in own:
            cells.append((html.cell(criterion.name), "ninguém tem ainda", "—", "—", "—"))
            continue
        item = own[criterion.id]
        cells.append(
            (
                html.cell(criterion.name),
                measured(criterion, item["raw"]),
                measured(criterion, item["shrunk"]),
                number(item["points"], 1),
                number(100 * item["weight"], 1),
            )
        )
    head = ("critério", "medido", "levado em conta", "pontos", "peso")
    markup = html.table(
        head, cells, numeric=frozenset({1, 2, 3, 4}), label="Critérios da unidade", stacked=True
    )
    return html.scroll(markup)


def _why(standing: Standing, units: tuple[str, str], names: tuple[str, str]) -> None:
    html.title("Por que esta posição?", f"{names[0]}, ao lado de {names[1]}.")
    if units[0] == units[1]:
        messages.empty("Não há outra unidade com que comparar.")
        return
    parts = difference(standing.result, *units)
    total = round(float(parts["total"].sum()), DECIMALS)
    html.show(f"<p>{html.cell(_sentence(standing, parts, total))}</p>")
    known = {item.id: item for item in standing.category.criterion}
    ordered = parts.reindex(parts["total"].abs().sort_values(ascending=False).index)
    cells = [
        (
            html.cell(known[name].name),
            measured(known[name], row["value"]),
            measured(known[name], row["other_value"]),
            *(signed_number(row[part], 2) for part in PARTS),
            f"<b>{signed_number(row['total'], 2)}</b>",
        )
        for name, row in by_name(ordered).items()
    ]
    sums = (signed_number(float(parts[part].sum()), 2) for part in PARTS)
    cells.append(("<b>Soma</b>", "", "", *sums, f"<b>{signed_number(total, 2)}</b>"))
    head = ("critério", "esta", "a outra", *PARTS.values(), "diferença")
    markup = html.table(
        head,
        cells,
        numeric=frozenset(range(1, 7)),
        label="Diferença por critério",
        stacked=True,
    )
    html.show(html.scroll(markup))
    html.source(
        "As partes somam exatamente a diferença das notas. “A clientela que atende” desconta o que"
        " a unidade não escolhe; “poucos casos” é o quanto a nota foi aproximada da do grupo porque"
        " o período traz poucos casos dela."
    )


def _sentence(standing: Standing, parts: pd.DataFrame, total: float) -> str:
    names = {item.id: item.name for item in standing.category.criterion}
    if total == 0:
        return "As duas têm a mesma nota."
    most = parts["total"] * (1 if total > 0 else -1)
    name = str(most.idxmax())
    verb = "acima" if total > 0 else "abaixo"
    return (
        f"Está {number(abs(total), DECIMALS)} pontos {verb}. O que mais pesa é"
        f" {names.get(name, name)}: {signed_number(float(parts['total'][name]), DECIMALS)} pontos."
    )


def _next(standing: Standing, unit: str, row: dict[str, Any]) -> None:
    tiers = [item.name for item in standing.category.tier]
    reached = tiers.index(row["tier"]) if row["tier"] in tiers else len(tiers)
    html.title("O que faria subir", "Se o grupo ficasse como está e só esta unidade mudasse.")
    if reached == 0:
        html.show("<p>Já está no nível mais alto.</p>")
    else:
        found = gap(standing.result, unit, tiers[reached - 1])
        html.show(f"<p>{html.cell(_lacking(found))}</p>")
        html.show(_reach(standing, found))
    _sliders(standing, unit)


def _lacking(found: Gap) -> str:
    if found.points is None:
        return f"{found.tier.name} só se abre a quem foi {found.tier.after} na etapa anterior."
    return (
        f"Faltam {number(found.points, DECIMALS)} pontos para {found.tier.name}, que começa em"
        f" {number(found.least, DECIMALS)}."
    )


def _reach(standing: Standing, found: Gap) -> str:
    known = {item.id: item for item in standing.category.criterion}
    rows = found.criteria.sort_values("gain", ascending=False)
    alone = bool(rows["needed"].notna().any())  # whether any criterion would do by itself
    cells = [
        (
            html.cell(known[name].name),
            measured(known[name], row["value"]),
            number(row["gain"], DECIMALS),
            *(_alone(known[name], row) if alone else ()),
        )
        for name, row in by_name(rows).items()
    ]
    head = ["critério", "hoje", "pontos que ainda pode dar"]
    head += ["sozinho, bastaria chegar a", "isto é"] if alone else []
    markup = html.table(
        head, cells, numeric=frozenset({1, 2, 3}), label="O que faria subir", stacked=True
    )
    return html.scroll(markup)


def _alone(criterion: Criterion, row: dict[str, Any]) -> tuple[str, str]:
    needed = row["cases_needed"]
    cases = "—" if pd.isna(needed) else plural(needed, "caso a mais", "casos a mais")
    return measured(criterion, row["needed"]), cases


def _sliders(standing: Standing, unit: str) -> None:
    """Other values of the criteria, and the score that they would give."""
    own = by_name(standing.result.criteria_of(unit))
    changed = {}
    with st.expander("Simular outros valores"):
        for criterion in standing.category.criterion:
            row = own.get(criterion.id)
            if row is None or not row["weight"] > 0:
                continue
            now = round(float(row["shrunk"]), 1)
            lowest, highest = _range(standing, criterion.id, now)
            if lowest == highest:
                continue
            key = f"simulate_{standing.record.slug}_{unit}_{criterion.id}"
            value = st.slider(criterion.name, lowest, highest, now, step=0.1, key=key)
            if value != now:
                changed[criterion.id] = value
        outcome = by_name(simulate(standing.result, unit, changed))["simulado"]
        tier = f", nível {outcome['tier']}" if outcome["tier"] else ""
        score = number(outcome["score"], DECIMALS)
        html.show(f"<p>Nota simulada: <b>{score}</b>{html.cell(tier)}.</p>")


def _range(standing: Standing, criterion: str, now: float) -> tuple[float, float]:
    """From the least to the most that anybody has, and never less than a few steps around."""
    values = standing.result.criteria.xs(criterion, level="criterion")["shrunk"].dropna()
    low, high = min(float(values.min()), now), max(float(values.max()), now)
    spread = max(high - low, abs(now) * 0.1)
    lowest = low - spread / 2
    if low >= 0:
        lowest = max(lowest, 0.0)
    return round(lowest, 1), round(high + spread / 2, 1)
