"""What is sealed: all that a result says and is made of, the same bytes whenever it is made."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.editions.manifest import digest as manifest_digest
from data_access.editions.reading import Edition, open_edition
from data_access.operational.engine import operational_engine
from data_access.operational.recognition_models import RecognitionDecision
from data_access.recognition.results import Document, rounded
from data_access.recognition.scoring import Scored, score_category
from data_access.recognition.standings import places_of, reason_words
from data_access.recognition.store import RecognitionRecord
from indicators.recognition_rules.measurable import UnitKind

CRITERION = {
    "volume": 3,
    "raw": 4,
    "adjusted": 4,
    "shrunk": 4,
    "points": 3,
    "weight": 6,
    "contribution": 3,
}
KEYS = {
    "volume": "volume",
    "raw": "medido",
    "adjusted": "ajustado",
    "shrunk": "estimado",
    "points": "pontos",
    "weight": "peso",
    "contribution": "contribuicao",
}


def sealed_document(
    settings: Settings, record: RecognitionRecord, edition: Edition | None = None
) -> Document:
    """The result of an edition as it is in the store and the data. Raises as `score_category`."""
    opened = edition or open_edition(settings, record.data_edition)
    try:
        scored = [
            score_category(settings, record, item.id, opened) for item in record.rules.category
        ]
        data = {
            "edicao": record.data_edition,
            "manifesto": manifest_digest(opened.manifest),
            "periodo": record.rules.months.label,
        }
    finally:
        if edition is None:
            opened.close()
    return Document.of({
        "versao": int(scored[0].result.rules.scoring),
        "edicao": {
            "id": record.slug,
            "nome": record.name,
            "ano": record.year,
            "abrangencia": record.scope,
        },
        "regras": {"versao": record.rules_version, "sha256": record.rules_sha256},
        "dados": data,
        "categorias": [category_content(item) for item in scored],
        "decisoes": decisions_content(settings, record),
    })  # fmt: skip


def category_content(scored: Scored) -> dict[str, Any]:
    """What is sealed of a category."""
    curve, choice = scored.result.curve, scored.choice
    told = {}
    if curve is not None and choice is not None:
        row = curve.points.iloc[choice]
        told = {
            "faixas": int(row["bands"]),
            "separados": rounded(row["separated"], 3),
            "invertidos": rounded(row["inverted"], 3),
        }
    places = places_of(scored).to_dict()
    rows = scored.result.units.to_dict("index")
    register = scored.register.to_dict("index")
    criteria = _criteria(scored)
    return {
        "id": scored.category.id,
        "nome": scored.category.name,
        "unidade": scored.category.unit.value,
        **told,
        "unidades": [
            _unit(scored, str(unit), row, register[unit], places.get(unit))
            | criteria.get(str(unit), {})
            for unit, row in rows.items()
        ],
    }


def _unit(
    scored: Scored,
    unit: str,
    row: Mapping[Any, Any],
    known: Mapping[Any, Any],
    place: float | None,
) -> dict[str, Any]:
    found: dict[str, Any] = {"codigo": unit, "uf": known["uf"], "grupo": row["group"]}
    if _is_told(scored.category.unit, known):
        found["nome"] = known["name"]
    if not row["eligible"]:
        return {**found, "concorre": False, "motivo": reason_words(scored.category, row)}
    chances = {tier.name: rounded(row.get(f"tier {tier.name}"), 3) for tier in scored.category.tier}
    return {
        **found,
        "concorre": True,
        "nota": rounded(row["score"], 2),
        "posicao": int(row["position"]),
        "lugar": None if place is None else int(place),
        "faixa": int(scored.bands[unit]),
        "nivel": row["tier"] or None,
        "posicao_tipica": rounded(row["median_rank"], 1),
        "posicao_de": rounded(row["rank_low"], 0),
        "posicao_ate": rounded(row["rank_high"], 0),
        "nota_de": rounded(row["score_low"], 2),
        "nota_ate": rounded(row["score_high"], 2),
        "chance_entre_os_primeiros": rounded(row["first"], 3),
        "chance_de_nivel": chances,
    }


def _is_told(kind: UnitKind, known: Mapping[Any, Any]) -> bool:
    """People's names are in no sealed text, for they may be taken back; a process is named where
    its owner accepted.
    """
    if kind is UnitKind.ATTENDANT or not isinstance(known["name"], str):
        return False
    return kind is not UnitKind.PROCESS or bool(known["public"])


def _criteria(scored: Scored) -> dict[str, dict[str, Any]]:
    """By unit that competes, what each criterion was for it."""
    found: dict[str, dict[str, Any]] = {}
    table = scored.result.criteria
    competing = table.index.get_level_values("unit").isin(scored.result.ids)
    rows: Mapping[Any, Any] = table.loc[competing, list(KEYS)].to_dict("index")
    for (unit, criterion), row in rows.items():
        told = {key: rounded(row[name], CRITERION[name]) for name, key in KEYS.items()}
        kept = {key: value for key, value in told.items() if value is not None}
        found.setdefault(str(unit), {})[str(criterion)] = kept
    return {unit: {"criterios": criteria} for unit, criteria in found.items()}


def decisions_content(settings: Settings, record: RecognitionRecord) -> list[dict[str, Any]]:
    """What members decided under the rules in force, with reasons, the first one first."""
    d = RecognitionDecision
    statement = (
        sa.select(d)
        .where(d.slug == record.slug, d.rules_version == record.rules_version)
        .order_by(d.id)
    )
    with Session(operational_engine(settings)) as session:
        return [
            {
                "categoria": row.category,
                "unidade": row.unit,
                "decisao": row.kind,
                "detalhe": row.detail,
                "motivo": row.reason,
                "membro": row.member,
            }
            for row in session.scalars(statement)
        ]
