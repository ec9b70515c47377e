"""The list of the results of a category, band by band, and of who did not compete, with why."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from config.formatting import number, plural
from indicators.recognition.rules import DECIMALS
from indicators.recognition_rules.measurable import UnitKind
from reports.paper import Paper, typeset
from reports.recognition.certificate import proof_words
from reports.recognition.facts import DEMONSTRATION, Facts, period_words


def listing(facts: Facts) -> Paper:
    name = f"resultado-{facts.record.slug}-{facts.category.id}"
    return Paper(name, typeset("listing", listing_content(facts), facts.sealed.at))


def listing_content(facts: Facts) -> dict[str, Any]:
    """All that the list says. People whose name may not be told to who asks are not in it."""
    shown = [unit for unit in facts.competing if _is_told(facts, unit)]
    left = [u for u in facts.units.values() if not u["concorre"] and _is_told(facts, u)]
    return {
        "title": f"Resultado: {facts.category.name}",
        "edition": facts.record.name,
        "year": str(facts.record.year),
        "category": facts.category.name,
        "period": period_words(facts),
        "summary": _summary(facts),
        "bands": [
            {"name": f"{number(band)}ª faixa", "count": plural(len(rows), *facts.nouns),
             "rows": [_row(facts, unit) for unit in rows]}
            for band, rows in _by(shown, "faixa").items()
        ],
        "outside": [
            {"reason": reason, "count": plural(len(rows), *facts.nouns),
             "rows": [[facts.name(unit["codigo"]), unit["uf"]] for unit in rows]}
            for reason, rows in sorted(_by(left, "motivo").items())
        ],
        "proof": proof_words(facts),
        "demonstration": DEMONSTRATION if facts.record.demonstration else "",
    }  # fmt: skip


def _is_told(facts: Facts, unit: Mapping[str, Any]) -> bool:
    return facts.category.unit is not UnitKind.ATTENDANT or unit["codigo"] in facts.names


def _by(units: list[dict[str, Any]], key: str) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for unit in units:
        found[unit[key]].append(unit)
    return found


def _summary(facts: Facts) -> str:
    competing = len(facts.competing)
    told = f"{plural(competing, *facts.nouns)} em competição; ficaram de fora, com o motivo,"
    told += f" {number(len(facts.units) - competing)}."
    if not competing:
        return told
    if facts.told["faixas"] == 1:
        return told + " Há uma só faixa: os dados não bastam para pôr umas à frente das outras."
    wrong = number(100 * (facts.told["invertidos"] or 0))
    return told + (
        f" De 100 comparações entre as {number(facts.told['faixas'])} faixas, cerca de {wrong}"
        " estariam invertidas; dentro de uma faixa os dados não dizem quem vem antes."
    )


def _row(facts: Facts, unit: Mapping[str, Any]) -> list[str]:
    low, high = number(unit["posicao_de"]), number(unit["posicao_ate"])
    return [
        facts.name(unit["codigo"]),
        unit["uf"],
        unit["nivel"] or "—",
        number(unit["nota"], DECIMALS),
        f"{number(unit['nota_de'], 1)} a {number(unit['nota_ate'], 1)}",
        f"{low}ª" if low == high else f"{low}ª a {high}ª",
    ]
