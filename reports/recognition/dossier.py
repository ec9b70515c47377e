"""The dossier of one unit: what it was given points for, beside its peers and the first ones."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from config.formatting import enumerate_words, number, plural, signed_number
from data_access.recognition.seals import SealedResult
from data_access.recognition.store import RecognitionRecord
from data_access.recognition.unit_trends import UnitTrends
from indicators.recognition.change import SealedScore, change
from indicators.recognition.distinction import distinctions, first_ones
from indicators.recognition.rules import DECIMALS
from indicators.recognition_rules.model import Category
from indicators.recognition_rules.slugs import slug_of
from reports.paper import Paper, typeset
from reports.recognition.certificate import explained_standing, proof_words
from reports.recognition.facts import (
    DEMONSTRATION,
    Facts,
    by_name,
    criteria_of,
    measured,
    period_words,
    standing_words,
)
from reports.recognition.trends import trend_content

CLEAR = 5.0  # points from the middle of the group, under which nothing is called a strength
TOLD = 4  # strengths, and what to gain, at most

Earlier = Sequence[tuple[RecognitionRecord, SealedResult]]


def dossier(facts: Facts, earlier: Earlier, trends: UnitTrends | None, code: str) -> Paper:
    """`earlier` are the results of the same category in editions before, the oldest first;
    `trends` (`trends_of`) are None where the data are gone.

    Raises RecognitionError for who does not compete.
    """
    content = dossier_content(facts, earlier, trends, code)
    name = f"dossie-{facts.record.slug}-{slug_of(code)}"
    return Paper(name, typeset("dossier", content, facts.sealed.at))


def dossier_content(
    facts: Facts, earlier: Earlier, trends: UnitTrends | None, code: str
) -> dict[str, Any]:
    """All that the dossier says."""
    unit = facts.competitor(code)
    peers = peers_of(facts, code)
    return {
        "title": f"Dossiê: {facts.name(code)}",
        "edition": facts.record.name,
        "year": str(facts.record.year),
        "name": facts.name(code),
        "place": f"{facts.nouns[0].capitalize()} {code} · {unit['uf']} · {period_words(facts)}",
        "standing": standing_words(unit, facts.told["faixas"]),
        "figures": _figures(facts, unit),
        "explained": explained_standing(facts, unit),
        "criteria": _criteria(facts, unit, peers),
        "peers": _peers_words(facts, unit, peers),
        "strengths": strengths(facts, unit, peers),
        "gains": gains(facts, unit, peers),
        "next": next_tier(facts, unit),
        "first": _first(facts, code),
        "history": history(facts, earlier, code),
        "trend": trend_content(trends, unit["uf"]),
        "proof": proof_words(facts, code),
        "demonstration": DEMONSTRATION if facts.record.demonstration else "",
    }


def peers_of(facts: Facts, code: str) -> pd.DataFrame:
    """Points of the units of its group, itself among them."""
    group = facts.unit(code)["grupo"]
    inside = [other["codigo"] for other in facts.competing if other["grupo"] == group]
    return facts.points.loc[inside]


def _figures(facts: Facts, unit: dict[str, Any]) -> list[list[str]]:
    low, high = number(unit["posicao_de"]), number(unit["posicao_ate"])
    return [
        ["nota, de 0 a 100", number(unit["nota"], DECIMALS),
         f"de {number(unit['nota_de'], 1)} a {number(unit['nota_ate'], 1)}"],
        ["faixa", f"{number(unit['faixa'])}ª", f"de {number(facts.told['faixas'])}"],
        ["posição provável", f"{low}ª" if low == high else f"{low}ª a {high}ª",
         f"de {number(len(facts.competing))}"],
    ]  # fmt: skip


def _criteria(facts: Facts, unit: dict[str, Any], peers: pd.DataFrame) -> list[dict[str, Any]]:
    """Points and the middle of the group also as numbers: the template draws them."""
    middle = peers.median()
    return [
        {
            "name": item.name,
            "measured": measured(item, own.get("medido")),
            "points": own.get("pontos"),
            "told": number(own.get("pontos"), 1),
            "middle": None if np.isnan(middle[item.id]) else float(middle[item.id]),
            "middle_told": number(float(middle[item.id]), 1),
            "weight": number(100 * own.get("peso", 0), 1),
        }
        for item, own in criteria_of(facts, unit)
    ]


def _peers_words(facts: Facts, unit: dict[str, Any], peers: pd.DataFrame) -> str:
    group = f" ({unit['grupo']})" if unit["grupo"] else ""
    many = plural(len(peers), *facts.nouns)
    return f"A barra são os pontos; o traço, o meio do grupo de comparação{group}: {many}."


def strengths(facts: Facts, unit: dict[str, Any], peers: pd.DataFrame) -> list[str]:
    """Criteria in which it is in the best quarter of its group and clearly above the middle."""
    middle, upper = peers.median(), peers.quantile(0.75)
    found = [
        (own["pontos"] - middle[item.id], item, own)
        for item, own in criteria_of(facts, unit)
        if "pontos" in own
        and own["pontos"] >= upper[item.id]
        and own["pontos"] - middle[item.id] >= CLEAR
    ]
    found.sort(key=lambda row: -row[0])
    return [
        f"{item.name}: {number(own['pontos'], 1)} pontos, {number(above, 1)} acima do meio do"
        " grupo."
        for above, item, own in found[:TOLD]
    ]


def gains(facts: Facts, unit: dict[str, Any], peers: pd.DataFrame) -> list[str]:
    """Criteria in which reaching the best quarter of the group would lift the score the most."""
    upper = peers.quantile(0.75)
    found = [
        (own.get("peso", 0) * (upper[item.id] - own["pontos"]), item, own)
        for item, own in criteria_of(facts, unit)
        if "pontos" in own
    ]
    found = sorted((row for row in found if row[0] >= 0.5), key=lambda row: -row[0])
    return [
        f"{item.name}: a quarta parte melhor do grupo tem {number(float(upper[item.id]), 1)} pontos"
        f" ou mais, e esta, {number(own['pontos'], 1)}. Chegar lá daria {number(lift, 1)} à nota."
        for lift, item, own in found[:TOLD]
    ]


def next_tier(facts: Facts, unit: dict[str, Any]) -> str:
    """How far the next tier is; "" where there is none above."""
    cuts = facts.category.cuts(unit["uf"])
    names = list(cuts)
    at = names.index(unit["nivel"]) if unit["nivel"] in names else len(names)
    if at == 0:
        return ""
    tier = facts.category.tier[at - 1]
    lacking = max(cuts[tier.name] - unit["nota"], 0)
    condition = f" Só se abre a quem foi {tier.after} na etapa anterior." if tier.after else ""
    return (
        f"{tier.name} começa em {number(cuts[tier.name], DECIMALS)}: faltaram"
        f" {number(lacking, DECIMALS)} pontos.{condition}"
    )


def _first(facts: Facts, code: str) -> dict[str, Any]:
    """What the first ones do differently, with what this unit has beside it."""
    rows = {unit["codigo"]: unit for unit in facts.competing}
    units = pd.DataFrame(
        {name: [unit[key] for unit in rows.values()] for name, key in
         (("tier", "nivel"), ("band", "faixa"))}, index=list(rows),
    )  # fmt: skip
    first = first_ones(units, [tier.name for tier in facts.category.tier])
    points = facts.points
    table = distinctions(points, first)
    if table.empty:
        return {"who": "", "rows": [], "alike": ""}
    names = {item.id: item.name for item in facts.category.criterion}
    told = table[table["differ"].astype(bool)]
    alike = [names[str(name)] for name in table.index if name not in told.index]
    own = by_name(points)[code]
    return {
        "who": _who_is_first(units[first], int(first.sum())),
        "rows": [
            [names[name], *(number(value, 1) for value in (row["first"], row["others"], own[name]))]
            for name, row in by_name(told).items()
        ],
        "alike": enumerate_words(alike),
    }


def _who_is_first(units: pd.DataFrame, count: int) -> str:
    tiers = list(dict.fromkeys(units["tier"]))
    if len(tiers) == 1 and tiers[0]:
        return f"{number(count)} de {tiers[0]}"
    bands = int(units["band"].max())
    return (
        f"{number(count)} da 1ª à {number(bands)}ª faixa" if bands > 1 else f"{count} da 1ª faixa"
    )


def history(facts: Facts, earlier: Earlier, code: str) -> list[list[str]]:
    """Rows of every edition, the newest last: year, score, interval, tier, and what changed."""
    own = facts.record, facts.sealed
    rows, before = [], None
    for record, sealed in [*earlier, own]:
        unit = sealed.units(facts.category.id).get(code)
        if unit is None or not unit["concorre"]:
            reason = "não estava" if unit is None else f"não concorreu: {unit['motivo']}"
            rows.append([str(record.year), "—", "—", "—", reason])
            continue
        found = _scored(record.category(facts.category.id), unit)
        low, high = number(found.low, 1), number(found.high, 1)
        rows.append([str(record.year), number(found.score, DECIMALS), f"{low} a {high}",
                     str(unit["nivel"] or "—"), change_words(before, found)])  # fmt: skip
        before = found
    return rows


def _scored(category: Category, unit: dict[str, Any]) -> SealedScore:
    return SealedScore(unit["nota"], unit["nota_de"], unit["nota_ate"], category.criterion)


def change_words(before: SealedScore | None, now: SealedScore) -> str:
    """What can be said of a change from one edition to the next."""
    if before is None:
        return ""
    found = change(before, now)
    if found is None:
        return "as regras mudaram: as notas não se comparam"
    points = f"{signed_number(found.points, DECIMALS)} pontos"
    if not found.is_real:
        return f"{points}: cabe no acaso"
    return f"{points}: {'subiu' if found.points > 0 else 'caiu'} de fato"
