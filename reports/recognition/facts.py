"""What the documents of recognition are made of: a category of a sealed result, and nothing that
was not sealed but the names of people, which are in no sealed text.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode

import pandas as pd
from babel.dates import format_date

from config.formatting import LOCALE, brasilia, number
from data_access.recognition.errors import RecognitionError, UnknownRecognitionError
from data_access.recognition.reading import Readings
from data_access.recognition.seals import Proof, SealedResult
from data_access.recognition.store import RecognitionRecord
from indicators.catalogue.definitions import catalogue
from indicators.recognition_rules.measurable import UNIT_NOUNS, UnitKind
from indicators.recognition_rules.model import Category, Criterion, Origin

DEMONSTRATION = "Demonstração: nada aqui é real, e este documento não vale como reconhecimento."
WHOLE = 100  # counts from which nobody needs a decimal
MEASURES = {"%": " %", "pontos": " pontos", "minutos": " min", "por mil": " por mil"}


@dataclass(frozen=True)
class Facts:
    """``told`` is the category as it was sealed."""

    record: RecognitionRecord
    category: Category
    sealed: SealedResult
    proof: Proof
    told: Mapping[str, Any]
    names: Mapping[str, str]
    public_url: str | None = None

    @property
    def sealed_at(self) -> datetime:
        return brasilia(self.sealed.at)

    def check(self, code: str) -> str:
        """What the QR code of a certificate says: where it is verified, or what to paste there."""
        if self.public_url is None:
            return f"{self.sealed.sha256} {code}"
        asked = urlencode({"parte": "conferir", "resumo": self.sealed.sha256, "certificado": code})
        return f"{self.public_url.rstrip('/')}/reconhecimento?{asked}"

    @cached_property
    def units(self) -> dict[str, dict[str, Any]]:
        """What was sealed of each unit, by code."""
        return {unit["codigo"]: unit for unit in self.told["unidades"]}

    @cached_property
    def competing(self) -> list[dict[str, Any]]:
        """Those that compete, by place and code."""
        found = [unit for unit in self.told["unidades"] if unit["concorre"]]
        return sorted(found, key=lambda unit: (unit["lugar"], unit["codigo"]))

    @property
    def nouns(self) -> tuple[str, str]:
        return UNIT_NOUNS[self.category.unit]

    def unit(self, code: str) -> dict[str, Any]:
        """Raises UnknownRecognitionError."""
        found = self.units.get(code)
        if found is None:
            raise UnknownRecognitionError(
                f"“{code}” não está no resultado selado de {self.category.name}. Confira o código."
            )
        return found

    def competitor(self, code: str) -> dict[str, Any]:
        """Raises RecognitionError, with the reason, of a unit that does not compete."""
        found = self.unit(code)
        if not found["concorre"]:
            raise RecognitionError(
                f"{self.name(code)} não concorre em {self.category.name}: {found['motivo']} Sem"
                " nota não há certificado nem dossiê."
            )
        return found

    def name(self, code: str) -> str:
        """The code itself where no name may be told."""
        return str(self.unit(code).get("nome") or self.names.get(code) or code)

    @cached_property
    def points(self) -> pd.DataFrame:
        """Units that compete × criteria, 0–100, NaN where not measured."""
        rows = {
            unit["codigo"]: {name: own.get("pontos") for name, own in unit["criterios"].items()}
            for unit in self.competing
        }
        return pd.DataFrame.from_dict(rows, orient="index", dtype=float)


def facts_of(readings: Readings, slug: str, category_id: str) -> Facts:
    """Raises RecognitionError where nothing was sealed, and AccessDeniedError."""
    record = readings.require_edition(slug)
    category = record.category(category_id)
    sealed = readings.sealed(slug)
    told = next(item for item in sealed.content["categorias"] if item["id"] == category_id)
    people = category.unit is UnitKind.ATTENDANT
    names = readings.names_of_people(record) if people else {}
    public = readings.settings.public_url
    return Facts(record, category, sealed, readings.proof(slug), told, names, public)


def standing_words(unit: Mapping[str, Any], bands: int) -> str:
    """The tier, or the band where there are no tiers."""
    return str(unit["nivel"] or f"{number(unit['faixa'])}ª faixa de {number(bands)}")


def criteria_of(
    facts: Facts, unit: Mapping[str, Any]
) -> list[tuple[Criterion, Mapping[str, float]]]:
    """Each criterion of the category that somebody has anything in, with what was sealed of it."""
    own = unit.get("criterios", {})
    return [(item, own[item.id]) for item in facts.category.criterion if item.id in own]


def period_words(facts: Facts) -> str:
    """``novembro de 2025 a outubro de 2026``."""
    months = facts.record.rules.months
    first, last = (
        format_date(date(month.year, month.month, 1), "MMMM 'de' y", locale=LOCALE)
        for month in (months.start, months.end)
    )
    return first if first == last else f"{first} a {last}"


def measured(criterion: Criterion, value: float | None, *, monthly: bool = True) -> str:
    """A measure as it is read, with its unit; a dash where it may not be told. What is counted is
    of a month (`monthly`), the mean of those of the period, or of the one that is spoken of.
    """
    if value is None or math.isnan(value):
        return number(None)
    if criterion.origin is Origin.POINTS or criterion.indicator is None:
        return number(value, 1)
    unit = catalogue()[criterion.indicator].unit
    if unit == "contagem":
        # A mean of months has decimals; what was counted in one month is whole.
        return f"{number(value, 0 if value >= WHOLE else 1)} por mês" if monthly else number(value)
    return number(value, 1) + MEASURES.get(unit, "")


def by_name(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Rows by the name that the index has, as of a unit or a criterion."""
    return cast("dict[str, dict[str, Any]]", frame.to_dict("index"))
