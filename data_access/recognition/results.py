"""Sealed results as texts: canonical JSON, whose bytes have a sum."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data_access.recognition.errors import RecognitionError
from data_access.recognition.records import Announced
from indicators.recognition.rules import Scoring
from indicators.recognition_rules.measurable import UnitKind


@dataclass(frozen=True)
class Document:
    """``text`` is what is kept; ``sha256`` of its UTF-8 bytes, what a certificate shows."""

    text: str
    sha256: str

    @staticmethod
    def of(content: Mapping[str, Any]) -> "Document":
        text = canonical(content)
        return Document(text, digest(text))


def canonical(content: Mapping[str, Any]) -> str:
    """One way of writing it: keys in order, no spaces but line ends, a line end at the end."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def rounded(value: Any, decimals: int) -> float | None:
    """None for what was not measured. Minus zero is zero: engines and libraries differ in it."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return round(float(value), decimals) + 0.0


def scoring_of(slug: str, text: str) -> Scoring:
    """How a sealed result was scored, and is made again. Raises RecognitionError where that is
    newer than what this panel knows.
    """
    version = int(json.loads(text)["versao"])
    if version not in list(Scoring):
        raise RecognitionError(
            f"O resultado de {slug} foi selado pela conta de versão {version}, e este painel"
            f" conhece até a {max(Scoring)}. Atualize o painel para refazê-lo; o que foi selado"
            " continua legível."
        )
    return Scoring(version)


def tiers_won(text: str, category: str) -> dict[str, str]:
    """The tier of each unit of a category of a sealed result."""
    content = json.loads(text)
    return {
        unit["codigo"]: unit["nivel"]
        for item in content["categorias"]
        if item["id"] == category
        for unit in item["unidades"]
        if unit.get("nivel")
    }


def announced_of(slug: str, text: str, kind: UnitKind, unit: str) -> list[Announced]:
    """What a sealed result says of a unit: once for each category of its kind that it is in."""
    content = json.loads(text)
    edition = content["edicao"]
    return [
        Announced(
            slug=slug,
            edition=edition["nome"],
            year=edition["ano"],
            category=item["nome"],
            place=told.get("lugar"),
            band=told.get("faixa"),
            tier=told.get("nivel"),
            reason=told.get("motivo"),
        )
        for item in content["categorias"]
        if item["unidade"] == kind.value
        for told in item["unidades"]
        if told["codigo"] == unit
    ]
